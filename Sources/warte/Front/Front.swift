import Curses
import Dashboard
import Drawing
import Feed
import Glibc
import Link
import OwnProcess
import Platform
import Telemetry

/// The dashboard's loop: what happens becomes an event, what the app wants is done, and what changed is painted.
///
/// One thread. It sleeps until a key, the engine or the next second wants something.
final class Front {
    private let terminal: CursesTerminal
    private let loop: EventLoop
    private let link: any EngineSource
    private let recorder: RunningRecorder
    private let programs: Programs
    private let lastView: KeptLine
    /// When all was marked as seen; nil in a demo, whose time is another each time, and in a replay.
    private let lastLook: KeptLine?
    private var app: App
    private let numbers = NumberSource()
    private let theme: ShownTheme
    /// The language that the engine's configuration names; nil follows the environment.
    private var language: Language?
    /// By which this process goes, too.
    private var clock: DemoClock?
    private var nextTick = ContinuousClock.now
    /// For pictures that nobody waits for.
    private var budget = FrameBudget(at: .now)
    /// A key was pressed, the window changed or an answer came since the last frame.
    private var isAwaited = false
    private var isWatchingOutput = false
    /// The exit status, once it is over.
    private var ending: Int32?
    /// What to say on standard error once the terminal is given back.
    private var lastWords = ""

    init(
        terminal: CursesTerminal, loop: EventLoop, link: any EngineSource, recorder: RunningRecorder, settings: DisplaySettings,
        theme: String?
    ) {
        self.terminal = terminal
        self.loop = loop
        self.theme = ShownTheme(on: terminal, chosen: theme)
        self.link = link
        self.recorder = recorder
        programs = Programs(loop: loop)
        // Whoever shows a night to others begins with the usual view.
        lastView = KeptLine("view", environment: link.replay == nil ? environment() : [:], part: settings.isDemo ? demoPart : nil)
        lastLook = settings.isDemo || link.replay != nil ? nil : KeptLine("looked", environment: environment(), part: nil)
        app = App(now: link.now, settings: settings)
        app.offsetThen = { localOffset(at: $0) }
        if let replay = link.replay { _ = app.take(.replay(replay)) }
    }

    func run() -> (status: Int32, lastWords: String) {
        tellSize()
        terminal.useMouse(app.settings.usesMouse)
        if let remark = terminal.remark { handle(.trouble(remark.text)) }
        let view = lastView.read()
        if view != "", !(view.map { app.restore(view: $0) } ?? false) {
            handle(.trouble(Message.lastViewUnreadable().text))
        }
        let look = lastLook?.read()
        let moment = look.flatMap { Int64($0) }
        if lastLook != nil, look != "", moment == nil { handle(.trouble(Message.lastLookUnreadable().text)) }
        app.followLook(since: moment.map { Moment(milliseconds: $0) })
        // The first picture before anything else: it waits for no poll and no engine.
        paint()
        app.settings.user = Self.userName()
        app.settings.themes = ThemeSearch.names(environment: environment())
        defer { programs.endAll() }
        defer { recorder.end(at: link.now) }
        while ending == nil {
            for news in link.turn() { take(news) }
            paintWhatIsDue()
            watchOutput()
            let painting = app.needsRedraw && !terminal.isBusy && !programs.hasTerminal ? budget.due : nextTick
            let due = min(link.due ?? nextTick, nextTick, programs.due ?? nextTick, painting)
            loop.setTimer(after: max(.zero, ContinuousClock.now.duration(to: due)))
            for event in loop.next() where ending == nil { take(event) }
            programs.turn()
            paintWhatIsDue()
        }
        return (ending ?? 0, lastWords)
    }

    /// What the user does is answered at once.
    private func paintWhatIsDue() {
        guard app.needsRedraw, !terminal.isBusy, !programs.hasTerminal, isAwaited || ContinuousClock.now >= budget.due else { return }
        paint()
    }

    /// A terminal that takes nothing (a dead link) is not waited for: pictures are left out, and the next one comes when it goes on.
    private func watchOutput() {
        guard terminal.isBusy != isWatchingOutput else { return }
        isWatchingOutput.toggle()
        if isWatchingOutput {
            loop.add(terminal.outputFile, readable: false, writable: true)
        } else {
            loop.remove(terminal.outputFile)
        }
    }

    private func paint() {
        let before = processorTime()
        carryOut(app.derive())
        var sketch = app.sketch(width: terminal.size.width, height: terminal.size.height)
        // After a key the cursor is shown at once.
        if isAwaited { terminal.show(sketch.rowsOfCursor, of: sketch.canvas) }
        isAwaited = false
        app.finish(&sketch)
        // What the terminal did not take was not seen: it is drawn once the terminal takes more.
        if terminal.show(sketch.canvas) { app.drawn(sketch.canvas) }
        numbers.askForWhatIsMissing { link.ask($0) }
        budget.painted(at: .now, cost: processorTime() - before)
    }

    private func take(_ event: EventLoop.Event) {
        switch event {
        // Whoever read them now would take them from the program, and be stopped for it.
        case .keys where programs.hasTerminal: break
        case .keys: for key in terminal.keys() where ending == nil { press(key) }
        case .resize:
            terminal.resized()
            tellSize()
        case .interrupt: handle(.key(.control("c")))
        case .terminate(let signal): ending = 128 + signal
        // Who has lent the terminal stops without it, and so does whoever has it.
        case .stop where programs.hasTerminal:
            programs.stopForeground()
            loop.stopProcess()
            programs.continueForeground()
        case .stop: suspend(withJob: false)
        case .continued where programs.hasTerminal: programs.continueForeground()
        case .continued:
            terminal.continued()
            tellSize()
        case .timer: tick()
        case .ready(let file, _, _) where file == terminal.outputFile: terminal.sendOn()
        case .ready(let file, _, _):
            let hadTerminal = programs.hasTerminal
            guard let events = programs.heard(on: file) else {
                for news in link.heard(on: file) { take(news) }
                return
            }
            if hadTerminal, !programs.hasTerminal { takeTerminal() }
            for event in events { handle(event) }
        case .woken: break
        }
    }

    /// The line sends no signals: what Ctrl-Z and Ctrl-\ do is done here. Ctrl-C is the dashboard's.
    private func press(_ key: Key) {
        switch key {
        case .control("z"): suspend(withJob: true)
        case .control("\\"): ending = 128 + SIGQUIT
        case .mouse:
            // After another key, what is pointed at is what that brought.
            if !app.knowsWhatIsSeen, !terminal.isBusy { paint() }
            handle(.key(key))
        default: handle(.key(key))
        }
    }
    private func suspend(withJob: Bool) {
        terminal.suspend { loop.stopProcess(withJob: withJob) }
        tellSize()
    }

    private func start(_ run: ProgramRun) {
        // It may have come between since the engine was asked.
        if let problem = programs.obstacle(to: run) { return handle(.trouble(problem.text)) }
        if run.isForeground {
            // What is typed is for the program alone.
            loop.remove(0)
            terminal.lend()
        }
        guard let problem = programs.start(run) else { return }
        if run.isForeground { takeTerminal() }
        handle(.ran(name: run.name, problem, isGood: false))
    }

    /// After a program that had it.
    private func takeTerminal() {
        takeTerminalBack()
        loop.add(0)
        terminal.continued()
        tellSize()
    }

    private func tick() {
        let now = ContinuousClock.now
        guard now >= nextTick else { return }
        let wall = link.now
        // On the second, so that the clock on the screen does not skip one.
        nextTick = now + .milliseconds(1000 - (wall.milliseconds % 1000 + 1000) % 1000)
        tell(numbers.open())
        app.settings.localOffset = localOffset(at: wall)
        handle(.tick(wall))
        handle(.silence(link.silence()))
    }

    private func take(_ news: EngineNews) {
        switch news {
        case .connection(let connection):
            if connection != .attached { numbers.forgetQuestions() }
            handle(.connection(connection))
        case .event(let event): handle(event)
        case .message(.latest(let keys, let points)): handle(numbers.take(points, for: keys))
        case .message(.series(let host, let series)): handle(numbers.take(series, of: host))
        case .message(.span(let span, let columns)): handle(numbers.take(columns, for: span))
        case .message(.update(let update)):
            numbers.hear(update)
            if case .engine(let status) = update, let demo = status.demo, demo != clock {
                clock = demo
                goBy(demo)
                let now = wallClock()
                app.settings.localOffset = localOffset(at: now)
                handle(.tick(now))
            }
            if case .engine(let status) = update { follow(status.language) }
            handle(.update(update))
            guard case .engine(let status) = update else { break }
            tell(numbers.follow(status))
            tell(theme.follow(status.theme).map { .trouble($0.text) })
        case .message(.answer(let command, let refusal)): handle(.answer(command, refusal))
        case .message(.past(let moment, let answer)): handle(.past(at: moment, answer))
        case .message(.pastAlarms(let moment, let answer)): handle(.pastAlarms(at: moment, answer))
        case .message(.history(let answer)): handle(.alarmHistory(answer))
        case .message(.welcome), .message(.resync), .message(.protocolMismatch), .message(.alive): break
        case .message(.revealed(let user, let name)): handle(.revealed(user: user, name: name))
        case .message(.notRevealed(let user, let refusal)): handle(.notRevealed(user: user, refusal))
        case .failed(let text, let status):
            lastWords = text
            ending = status
        }
    }

    private func follow(_ wanted: Language?) {
        guard wanted != language else { return }
        language = wanted
        do throws(MissingTranslation) { try Translations.speak(wanted, isASCII: app.settings.charset == .ascii) } catch {
            handle(.trouble(error.message.text))
        }
    }

    /// Who acknowledges, for the questions on the screen; the engine asks the kernel itself. Users may stand in a directory on the network.
    private static func userName() -> String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else { return "\(geteuid())" }
        return String(cString: name)
    }

    private func tellSize() { handle(.resized(width: terminal.size.width, height: terminal.size.height)) }

    private func tell(_ news: DashboardEvent?) { if let news { handle(news) } }

    private func handle(_ event: DashboardEvent) {
        switch event {
        case .key, .resized, .answer, .revealed, .notRevealed, .ran, .trouble, .past, .pastAlarms, .alarmHistory: isAwaited = true
        default: break
        }
        let trouble = recorder.take(event, at: link.now)
        carryOut(app.take(event))
        if let trouble { carryOut(app.take(.trouble(trouble.text))) }
    }

    private func carryOut(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            // What cannot run is not written down as run.
            case .send(.run(let run)):
                if let program = app.program(of: run),
                    let problem = programs.obstacle(to: program, isPromised: app.promisesTerminal(besides: run))
                {
                    handle(.answer(.run(run), CommandRefusal(problem)))
                } else {
                    link.send(.run(run), to: app.engine)
                }
            case .send(let command): link.send(command, to: app.engine)
            case .reveal(let user, let host, let reason):
                link.requestReveal(user: user, host: host, reason: reason, of: app.engine)
            case .askPast(let question): link.ask(question)
            case .askHistory(let since, let limit): link.askHistory(since: since, limit: limit)
            case .keepLook(let moment):
                if let lastLook, !lastLook.write("\(moment.milliseconds)") { handle(.trouble(Message.lastLookNotKept().text)) }
            case .run(let program): start(program)
            case .copy(let text): terminal.copy(text)
            case .pauseReplay(let isPaused):
                link.pause(isPaused)
                tell(link.replay.map { .replay($0) })
            case .quit:
                lastView.write(app.lastView)
                ending = 0
            // Nothing of ours comes into another program's picture.
            case .redrawAll where programs.hasTerminal, .bell where programs.hasTerminal, .title where programs.hasTerminal,
                .notification where programs.hasTerminal:
                break
            case .redrawAll: terminal.redrawAll()
            case .bell: terminal.bell()
            case .useMouse(let isOn): terminal.useMouse(isOn)
            case .previewTheme(let name): theme.preview(name)
            case .useTheme(let name): tell(theme.use(name).map { .trouble($0.text) })
            case .title(let text): terminal.setTitle(text)
            case .notification(let text, let osc): terminal.notify(text, osc: osc)
            }
        }
    }
}
