import Telemetry

/// A counter that its server publishes only now and then, for polls that come more often.
///
/// The same reading twice would be a rate of nothing, then a rate of twice as much. So between two readings the total goes evenly from the
/// one before to the newest: what is told is the mean over the last time between two readings, one such time late.
struct PublishedCounter: Sendable {
    private var before: (value: Double, at: ContinuousClock.Instant)?
    private var newest: (value: Double, at: ContinuousClock.Instant)?

    mutating func take(_ value: Double, at now: ContinuousClock.Instant) {
        // One that fell has begun anew: from nothing there is no way to what is published now.
        before = newest.flatMap { value >= $0.value ? $0 : nil }
        newest = (value, now)
    }

    /// Nil as long as there is no way from one reading to another, and when the next reading is long overdue.
    func value(at now: ContinuousClock.Instant) -> Double? {
        guard let before, let newest else { return nil }
        let span = newest.at - before.at
        let gone = now - newest.at
        guard span > .zero, gone <= span * 3 / 2 else { return nil }
        return before.value + (newest.value - before.value) * min(1, gone / span)
    }
}
