import CSystem
import Glibc

/// A thread of our own, for calls that block: those must never sit in Swift's pool.
///
/// Signals are for the thread that waits for them, so these take none (SIGPIPE among them: libraries write to sockets that may have
/// closed); those of a crash go where it happens.
public struct OwnThread: Sendable {
    private let id: pthread_t

    /// The system has no thread to give: `errno`'s number.
    public struct Failure: Error, Sendable { public let code: Int32 }

    private final class Body {
        let name: String?
        let run: () -> Void
        init(_ name: String?, _ run: @escaping () -> Void) { (self.name, self.run) = (name, run) }

        func begin() {
            if let name { pthread_setname_np(pthread_self(), name) }
            run()
        }
    }

    /// Starts a thread that somebody joins.
    /// - Parameter name: for whoever looks at the process' threads (`ps -T`, gdb); 15 bytes at most (pthread_setname_np(3)).
    public init(named name: String? = nil, _ run: sending @escaping () -> Void) throws(Failure) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        for crash in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&all, crash) }
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(name, run))
        let code = pthread_create(
            &thread, nil,
            { raw in
                if let raw { Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().begin() }
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw Failure(code: code)
        }
        id = thread
    }

    /// Starts a thread that nobody joins. False where the system gives no more.
    public static func start(named name: String? = nil, _ run: @escaping @Sendable () -> Void) -> Bool {
        guard let thread = try? OwnThread(named: name, run) else { return false }
        pthread_detach(thread.id)
        return true
    }

    /// Waits for its end; once.
    public func join() { pthread_join(id, nil) }
}
