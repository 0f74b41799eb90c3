import Telemetry

/// How long to leave an interface alone after it failed: twice as long each time, up to half a minute, with a tenth of jitter
/// so that hosts that failed together do not come back together.
public struct Backoff: Hashable, Sendable {
    /// An operator who mends something should see it within this time without pressing a key.
    public static let longest = Duration.seconds(30)

    public private(set) var failures = 0
    public init() {}

    /// `jitter` is a random number from 0 to 1; the pause is never shorter than `interval`.
    public mutating func failed(interval: Duration, jitter: Double) -> Duration {
        failures += 1
        let pause = max(interval, interval.doubled(failures: failures, atMost: Self.longest))
        return pause + pause / 10 * min(max(jitter, 0), 1)
    }
    public mutating func succeeded() { failures = 0 }
}
