public import Alarms
import Dispatch
import Synchronization

/// Calls a program for every transition, with JSON on its standard input. Whoever tells it something never waits.
public final class NotificationCommand: Sendable {
    public let argv: [String]
    public let timeout: Duration
    public let site: String
    private let note: @Sendable (String) -> Void
    private let calls: Mutex<CallQueue>
    private let troubles = Mutex(TroubleLog(subject: "notification command"))
    private let isClosed = Mutex(false)
    /// A later turn is arranged already.
    private let isAwaited = Mutex(false)
    /// Waiting for a program blocks: one call after the other, on a thread of its own.
    private let queue = DispatchQueue(label: "notification command")

    /// - Parameters:
    ///   - argv: the program's absolute path and its arguments.
    ///   - note: takes a line for the journal: the first of equal failures in a row, and their end.
    public init(
        argv: [String], timeout: Duration, site: String, callsPerMinute: Int = 10, note: @escaping @Sendable (String) -> Void
    ) {
        self.argv = argv
        self.timeout = timeout
        self.site = site
        self.note = note
        calls = Mutex(CallQueue(callsPerMinute: callsPerMinute))
    }

    public func tell(_ transitions: [Transition]) {
        guard !transitions.isEmpty else { return }
        calls.withLock { $0.add(transitions) }
        queue.async { self.work() }
    }

    /// No more calls; one that runs is left to end.
    public func close() { isClosed.withLock { $0 = true } }

    private func work() {
        while !isClosed.withLock({ $0 }), let call = calls.withLock({ $0.next(at: .now) }) {
            let document =
                switch call {
                case .one(let transition): TransitionDocument.one(transition, site: site)
                case .summary(let transitions, let count): TransitionDocument.summary(transitions, count: count, site: site)
                }
            var failure: String?
            do throws(ChildProcess.Failure) {
                try ChildProcess.run(argv, input: document.bytes, timeout: timeout)
            } catch {
                failure = "\(argv.first ?? "") \(error.text)"
            }
            if let line = troubles.withLock({ $0.took(failure) }) { note(line) }
        }
        guard let due = calls.withLock({ $0.due }), !isClosed.withLock({ $0 }), isAwaited.withLock({ $0.becameTrue() }) else { return }
        let pause = ContinuousClock.now.duration(to: due).components
        let nanoseconds = max(0, pause.seconds * 1_000_000_000 + pause.attoseconds / 1_000_000_000) + 1_000_000
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: nanoseconds))) { [weak self] in
            self?.isAwaited.withLock { $0 = false }
            self?.work()
        }
    }
}

extension Bool {
    /// Sets it; whether it was not set before.
    fileprivate mutating func becameTrue() -> Bool {
        defer { self = true }
        return !self
    }
}
