import Telemetry

/// How much time somebody really watched, told by looks at the wall clock.
///
/// A machine that slept, a process that stood still and a clock that was set leave a gap between two looks: nobody knows what was in it, so
/// it counts as nothing. Silence is measured with this.
struct WatchedTime: Hashable, Sendable {
    /// A longer gap between two looks is none of the time that was watched. The engine looks every second.
    var longestStep: Duration = .seconds(10)
    private(set) var passed: Duration = .zero
    private var lookedAt: Moment?
    /// What had passed at the last gap.
    private var wokeAt: Duration?
    /// An engine that gets no further again and again is starved, not asleep: then what was silent before goes on being silent.
    private static let calm = Duration.seconds(60)

    /// True after a gap: what was silent before it begins anew.
    mutating func look(at now: Moment) -> Bool {
        guard let last = lookedAt else {
            lookedAt = now
            return false
        }
        let step = now - last
        // Reports wait for their turn, so one may be a little older than the look before it.
        if step < .zero, step >= .zero - longestStep { return false }
        lookedAt = now
        if step >= .zero, step <= longestStep {
            passed += step
            return false
        }
        if let wokeAt, passed - wokeAt < Self.calm { return false }
        wokeAt = passed
        return true
    }
}
