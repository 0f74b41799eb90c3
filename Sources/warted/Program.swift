import Feed
import Glibc

/// The engine. Nobody types its name: `warte` starts it, or a service manager does.
@main
struct Program {
    static func main() {
        // Before any thread: signals are for the one that waits for them (this one).
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGHUP, SIGINT, SIGTERM] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        do {
            let invocation = try Invocation(CommandLine.arguments)
            switch invocation.task {
            case .help: print(Invocation.usage, terminator: "")
            case .version: print("warted \(version)")
            case .check(let strict): exit(Check.run(configuration: invocation.configuration, strict: strict))
            case .serve(let isPrivate): try serve(invocation.configuration, isPrivate: isPrivate, signals: signals)
            }
        } catch {
            complain("warted: \(error.text)")
            exit(error.status)
        }
    }

    private static func serve(_ configuration: String?, isPrivate: Bool, signals: sigset_t) throws(Failure) {
        let service = try Service(configuration: configuration)
        Task {
            do throws(Failure) {
                try await service.start()
            } catch {
                complain("warted: \(error.text)")
                exit(error.status)
            }
            if isPrivate {
                await service.untilNobodyLooks()
                await service.stop()
                exit(0)
            }
        }
        var signals = signals
        var caught: Int32 = 0
        while sigwait(&signals, &caught) == 0 {
            if caught == SIGHUP {
                Task { await service.reload() }
            } else {
                Task {
                    await service.stop()
                    exit(0)
                }
            }
        }
    }
}
