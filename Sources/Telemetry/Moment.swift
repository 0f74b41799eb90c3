/// A point in wall-clock time: milliseconds since 1970-01-01 00:00 UTC. What is stored and shown.
///
/// Durations are measured with a monotonic clock; a difference of two moments may be negative where the clock was set back,
/// so whoever subtracts says what that means there.
public struct Moment: Hashable, Comparable, Sendable {
    public var milliseconds: Int64
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) { milliseconds = seconds * 1000 }
    /// As the system tells it (`timespec`).
    public init(seconds: Int, nanoseconds: Int) { milliseconds = Int64(seconds) * 1000 + Int64(nanoseconds) / 1_000_000 }
    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }
    public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }
    public static func + (a: Moment, b: Duration) -> Moment { Moment(milliseconds: a.milliseconds + b.milliseconds) }
    public static func - (a: Moment, b: Duration) -> Moment { Moment(milliseconds: a.milliseconds - b.milliseconds) }
    public static func - (a: Moment, b: Moment) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
}

extension Duration {
    /// Whole milliseconds, towards zero.
    public var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
