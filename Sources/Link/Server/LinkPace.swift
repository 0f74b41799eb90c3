/// How much of the lists a front is told in a second. In a flood a thousand alarms change at once: they come within some seconds, the
/// newest of each, and a thin line between engine and front stays usable. What a front is told when it comes is not held back.
///
/// Pure; the time is an argument.
struct LinkPace {
    /// Bytes.
    static let perSecond = 140_000.0
    static let atOnce = 16_000.0

    private var left = Self.atOnce
    private var at: ContinuousClock.Instant

    init(at now: ContinuousClock.Instant) { at = now }

    /// One that is larger than a second has (a host with twenty thousand sessions) keeps the next, an alarm maybe, for a second and not for
    /// all that it cost.
    mutating func spend(_ bytes: Int, at now: ContinuousClock.Instant) {
        left = max(earned(at: now) - Double(bytes), -Self.perSecond)
        at = now
    }

    /// When more may be told; in the past where it may be now.
    var due: ContinuousClock.Instant { left > 0 ? at : at + .microseconds(Int(-left / Self.perSecond * 1e6) + 1000) }

    private func earned(at now: ContinuousClock.Instant) -> Double {
        let passed = Double(at.duration(to: now).microseconds) / 1e6
        return min(Self.atOnce, left + max(0, passed) * Self.perSecond)
    }
}

extension Duration {
    fileprivate var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
