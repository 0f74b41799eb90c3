import Glibc

/// When the next picture may come that nobody waits for.
///
/// News of many hosts comes in bursts: fifty pictures a second are enough for them. Where a picture costs much, as with a thousand hosts,
/// they take half a percent of a processor over time, no more. What was not used is kept for a moment: the first news after a quiet while are
/// seen at once.
struct FrameBudget {
    static let shortestPause = Duration.milliseconds(20)
    /// Less than the second in which the clock on the screen goes on.
    static let longestPause = Duration.milliseconds(950)
    /// So much of a processor's time at most is kept.
    static let most = Duration.milliseconds(20)
    private static let share = 200

    private var left = FrameBudget.most
    private var paintedAt: ContinuousClock.Instant
    /// No picture before this.
    private(set) var due: ContinuousClock.Instant

    init(at now: ContinuousClock.Instant) { (paintedAt, due) = (now, now) }

    /// A picture was painted and took so much of a processor's time.
    mutating func painted(at now: ContinuousClock.Instant, cost: Duration) {
        let earned = paintedAt.duration(to: now) / Self.share
        // A debt ends with the longest pause: one picture that took a second shall not freeze the screen for minutes.
        left = max(min(left + earned, Self.most) - cost, .zero - Self.longestPause / Self.share)
        paintedAt = now
        due = now + max(Self.shortestPause, left < .zero ? (.zero - left) * Self.share : .zero)
    }
}

/// What this process has used.
func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
