public import Alarms
import Dispatch
import Synchronization
import Telemetry

/// Calls a program for every interruption, with JSON on its standard input. Whoever tells it something never waits.
///
/// How often that is was decided before (`Interruptions`). What comes while the program runs is one call after it.
public final class NotificationCommand: Sendable {
    private struct Call {
        var argv: [String]
        var timeout: Duration
        var site: String
    }
    private let call: Mutex<Call>
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
        call = Mutex(Call(argv: argv, timeout: timeout, site: site))
        self.note = note
    }

    /// From the next call on; what waits is kept.
    public func use(argv: [String], timeout: Duration, site: String) {
        call.withLock { $0 = Call(argv: argv, timeout: timeout, site: site) }
    }

    public func tell(_ interruption: Interruption) {
        let lane = interruption.summary.critical > 0 ? critical : other
        lane.add(interruption)
        lane.queue.async { self.work(lane) }
    }

    /// No more calls; one that runs is left to end. What was not told, in words for the journal; nil where all was.
    public func close() -> String? {
        isClosed.withLock { $0 = true }
        let untold = [critical, other].compactMap { $0.take() }.flatMap(\.items)
        guard !untold.isEmpty else { return nil }
        let what = Set(untold.map(\.alarm.key)).map { $0.host.isEmpty ? $0.rule : "\($0.rule) of \($0.host)" }.sorted()
        let more = what.count > 5 ? " and \(what.count - 5) more" : ""
        return "notification command: not told, since a call before did not end in time: \(what.prefix(5).joined(separator: ", "))\(more)"
    }

    /// As `close`, once what waits was told or this time is over.
    public func close(within time: Duration) -> String? {
        let group = DispatchGroup()
        for lane in [critical, other] { lane.queue.async(group: group) {} }
        _ = group.wait(timeout: .now() + .milliseconds(Int(clamping: time.milliseconds)))
        return close()
    }

    private func work(_ lane: Lane) {
        guard !isClosed.withLock({ $0 }), let interruption = lane.take() else { return }
        let call = call.withLock { $0 }
        var failure: String?
        do throws(ChildProcess.Failure) {
            let input = InterruptionDocument.of(interruption, site: call.site).bytes
            try ChildProcess.run(call.argv, input: input, timeout: call.timeout)
        } catch {
            failure = "\(call.argv.first ?? "") \(error.text)"
        }
        if let line = troubles.withLock({ $0.took(failure) }) { note(line) }
    }
}
