import Curses
import Dashboard
import Glibc
import OwnProcess
import Platform
import Telemetry

/// The programs that run from the dashboard. Never waits for one, but at the end of this process, which they do not outlive.
final class Programs {
    private static let most = 16
    private let loop: EventLoop
    private var running: [RunningProgram] = []

    init(loop: EventLoop) { self.loop = loop }

    /// One of them has the terminal.
    var hasTerminal: Bool { running.contains(where: \.run.isForeground) }
    var due: ContinuousClock.Instant? { running.compactMap(\.due).min() }

    /// Why it cannot be started now, as far as that can be known; nil where nothing stands in its way.
    /// - Parameter isPromised: another one gets the terminal as soon as it is written down.
    func obstacle(to run: ProgramRun, isPromised: Bool = false) -> Message? {
        if run.isForeground, hasTerminal || isPromised { return .terminalTaken(run.name) }
        if running.count >= Self.most { return .programsRun(run.name, Self.most) }
        let program = run.arguments.first ?? ""
        return Self.path(of: program) == nil ? .programNotFound(run.name, program) : nil
    }

    /// Nil where it runs, else why not.
    func start(_ run: ProgramRun) -> String? {
        guard let path = Self.path(of: run.arguments.first ?? "") else { return SystemError.text(ENOENT) }
        do throws(RunningProgram.Failure) {
            let new = try RunningProgram(run, path: path, now: .now)
            running.append(new)
            loop.add(new.death)
            if !run.isForeground { loop.add(new.output) }
            return nil
        } catch {
            return error.text
        }
    }

    /// What was heard on `file`: nil where it is none of theirs; what ended, where one did.
    func heard(on file: Int32) -> [DashboardEvent]? {
        if let index = running.firstIndex(where: { $0.death == file }) {
            let program = running.remove(at: index)
            loop.remove(program.death)
            if program.output >= 0 { loop.remove(program.output) }
            let (words, isGood) = program.ended()
            return [.ran(name: program.run.name, words.text, isGood: isGood)]
        }
        guard let program = running.first(where: { $0.output == file }) else { return nil }
        if !program.read() {
            loop.remove(file)
            program.closeOutput()
        }
        return []
    }

    func turn() {
        for program in running {
            program.turn(at: .now)
            if program.run.isForeground { program.wakeIfStopped() }
        }
        // A shell that brings back what went on in the background sends no signal.
        continueForeground()
    }

    private var foreground: RunningProgram? { running.first { $0.run.isForeground } }
    func stopForeground() { if let foreground { kill(-foreground.pid, SIGTSTP) } }
    /// The shell gave the terminal to us, and we give it on. Where it has it itself, and we go on in the background, the program waits.
    func continueForeground() {
        guard let foreground, tcgetpgrp(0) == getpgrp() else { return }
        giveTerminal(to: foreground.pid)
        kill(-foreground.pid, SIGCONT)
    }

    /// All of them: asked to end, and after a moment not asked any more.
    func endAll() {
        guard !running.isEmpty else { return }
        let hadTerminal = hasTerminal
        for program in running {
            kill(-program.pid, SIGTERM)
            kill(-program.pid, SIGCONT)
        }
        let end = ContinuousClock.now + .milliseconds(500)
        for program in running {
            var watched = pollfd(fd: program.death, events: Int16(POLLIN), revents: 0)
            _ = poll(&watched, 1, max(.zero, end - ContinuousClock.now).pollTimeout)
            loop.remove(program.death)
            if program.output >= 0 { loop.remove(program.output) }
            _ = program.ended()
        }
        running = []
        if hadTerminal { takeTerminalBack() }
    }

    /// As execvp(3) looks for it, but never in the folder in which somebody happens to stand.
    static func path(of program: String) -> String? {
        if program.hasPrefix("/") { return isProgram(program) ? program : nil }
        for folder in (environment()["PATH"] ?? "/usr/bin:/bin").split(separator: ":") where folder.hasPrefix("/") {
            let path = String(folder + "/" + program)
            if isProgram(path) { return path }
        }
        return nil
    }
    private static func isProgram(_ path: String) -> Bool {
        var found = stat()
        return access(path, X_OK) == 0 && stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFREG
    }
}
