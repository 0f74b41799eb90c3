import Collectors
import Feed
import Glibc
import OwnProcess
import Telemetry

/// The engine. Nobody types its name: `warte` starts it, or a service manager does.
@main
struct EngineProgram {
    /// How long, in seconds, an end in order may take.
    private static let patience: UInt32 = 30

    static func main() {
        occupyStandardFiles()
        learnHowChildrenEnd()
        outliveFileSizeLimits()
        forbidCrashReports()
        // Before any thread: signals are for the one that waits for them (this one).
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGHUP, SIGINT, SIGTERM] { sigaddset(&signals, signal) }
        let invocation: EngineInvocation
        do {
            invocation = try EngineInvocation(CommandLine.arguments)
        } catch {
            try? Translations.speak(nil)
            end(error)
        }
        let asked = invocation.configuration
        if invocation.speaksToPeople { try? Translations.speak(nil) }
        do {
            switch invocation.task {
            case .help: answer(EngineInvocation.usage)
            case .version: answer("warted \(version)\n")
            case .check where invocation.demo != nil: _ = try invocation.demo.map { (wish) throws(StartFailure) in try Demo(wish) }
            case .check(let strict): exit(Check.run(configuration: asked, strict: strict))
            case .rules: answer(try RulesReport(asked).text(json: invocation.wantsJSON), isJSON: invocation.wantsJSON)
            case .replay(let seconds, let changes):
                // Polls come first.
                nice(10)
                let replay = try ReplayReport(asked, state: invocation.state, seconds: seconds, changes: changes)
                answer(replay.text(json: invocation.wantsJSON), isJSON: invocation.wantsJSON)
            case .export(let content, let format): try JournalReport(state: invocation.state).export(content, format)
            case .alarms(let history):
                answer(try JournalReport(state: invocation.state).alarms(history: history, configuration: asked) + "\n", isJSON: true)
            case .verify: exit(try JournalReport.verify(state: invocation.state))
            case .printScenario: answer(DemoScenario.standardText)
            case .privacy: answer(try PrivacyReport(asked, state: invocation.state).text)
            case .serve(let patience):
                forbidCoreDumps()
                allowDescriptors()
                try checkDescriptors()
                try checkThreads()
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                // Signals that would end a process that has no use for them, and that a script may send to all services.
                for number in [SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF] { signal(number, SIG_IGN) }
                try serve(asked, try invocation.demo.map { (wish) throws(StartFailure) in try Demo(wish) }, patience, signals: signals)
            }
        } catch {
            // It ends: what it says now is for whoever started it, and where nobody has, for the log.
            if !invocation.isService { try? Translations.speak(nil) }
            end(error)
        }
    }

    private static func end(_ failure: StartFailure) -> Never {
        failure.tell(of: EngineInvocation.typed(CommandLine.arguments))
        exit(failure.status)
    }

    private static func answer(_ text: String, isJSON: Bool = false) {
        guard isJSON ? say(json: text) : say(text) else { exit(lostOutput) }
    }

    private static func serve(_ configuration: String?, _ demo: Demo?, _ patience: Audience.Patience?, signals: sigset_t)
        throws(StartFailure)
    {
        let service = try Service(configuration: configuration, demo: demo, isPrivate: patience != nil)
        let start = Task {
            do throws(StartFailure) {
                try await service.start()
            } catch {
                if patience != nil { try? Translations.speak(nil) }
                end(error)
            }
        }
        if let patience {
            Task {
                await start.value
                await service.untilNobodyLooks(patience)
                await service.stop()
                exit(0)
            }
        }
        var signals = signals
        var caught: Int32 = 0
        while sigwait(&signals, &caught) == 0 {
            if caught == SIGHUP {
                // Else the start would end with what was read before.
                Task {
                    await start.value
                    await service.reload()
                }
                continue
            }
            Task {
                await service.stop()
                exit(0)
            }
            // Without a thread that could never happen.
            sleep(Self.patience)
            complain(.endIsLate(.seconds(Int64(Self.patience))))
            exit(1)
        }
    }
}
