/// A beat: the same pause again and again. What was missed is skipped: a machine that slept for a night owes nobody the night's turns.
public struct Beat<Instant: InstantProtocol>: Sendable where Instant: Sendable, Instant.Duration == Duration {
    public private(set) var due: Instant
    private let pause: Duration

    public init(from first: Instant, every pause: Duration) {
        due = first
        self.pause = max(pause, .milliseconds(1))
    }

    /// The next turn after `now`, still on the beat.
    public mutating func next(after now: Instant) {
        due = due.advanced(by: pause)
        let late = due.duration(to: now)
        guard late >= .zero else { return }
        due = due.advanced(by: pause * (Int(late / pause) + 1))
    }

    /// The beat begins anew with a turn at `start`.
    public mutating func restart(at start: Instant) { due = start }
}
