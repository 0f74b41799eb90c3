public import Alarms
import Dispatch
import Synchronization
import Telemetry

/// Calls a program for every interruption, with JSON on its standard input. Whoever tells it something never waits.
///
/// How often that is was decided before (`Interruptions`). What comes while the program runs is one call after it.
public final class NotificationCommand: Sendable {
    public let argv: [String]
    public let timeout: Duration
    public let site: String
    private let note: @Sendable (String) -> Void
    private let troubles = Mutex(TroubleLog(subject: "notification command"))
    private let isClosed = Mutex(false)
    /// A program that hangs over a warning must not hold up a critical alarm: those go a way of their own.
    private let critical = Lane("notification command, critical")
    private let other = Lane("notification command")

    /// One call after the other; waiting for a program blocks, so on a thread of its own.
    private final class Lane: Sendable {
        let queue: DispatchQueue
        let waiting = Mutex<Interruption?>(nil)
        init(_ name: String) { queue = DispatchQueue(label: name) }

        func add(_ interruption: Interruption) { waiting.withLock { $0 = $0?.joined(with: interruption) ?? interruption } }
        func take() -> Interruption? {
            waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
        }
    }

    /// - Parameters:
    ///   - argv: the program's absolute path and its arguments.
    ///   - note: takes a line for the journal: the first of equal failures in a row, and their end.
    public init(argv: [String], timeout: Duration, site: String, note: @escaping @Sendable (String) -> Void) {
        self.argv = argv
        self.timeout = timeout
        self.site = site
        self.note = note
    }

    public func tell(_ interruption: Interruption) {
        let lane = interruption.summary.critical > 0 ? critical : other
        lane.add(interruption)
        lane.queue.async { self.work(lane) }
    }

    /// No more calls; one that runs is left to end.
    public func close() { isClosed.withLock { $0 = true } }

    /// As `close`, once what waits was told or this time is over.
    public func close(within time: Duration) {
        let group = DispatchGroup()
        for lane in [critical, other] { lane.queue.async(group: group) {} }
        _ = group.wait(timeout: .now() + .milliseconds(Int(clamping: time.milliseconds)))
        close()
    }

    private func work(_ lane: Lane) {
        guard !isClosed.withLock({ $0 }), let interruption = lane.take() else { return }
        var failure: String?
        do throws(ChildProcess.Failure) {
            try ChildProcess.run(argv, input: InterruptionDocument.of(interruption, site: site).bytes, timeout: timeout)
        } catch {
            failure = "\(argv.first ?? "") \(error.text)"
        }
        if let line = troubles.withLock({ $0.took(failure) }) { note(line) }
    }
}
