public import Telemetry

/// What times a message may hold: whoever adds a sane duration to one of them does not overflow.
public enum TimeRange {
    /// The years 1 to 9999 in milliseconds since 1970.
    public static let moments: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
    /// Up to ten thousand years, either way.
    public static let durations: ClosedRange<Int64> = -315_576_000_000_000...315_576_000_000_000

    /// A "for ever" such as `Int64.max` goes out as the end of the range.
    public static func clamped(_ moment: Moment) -> Int64 { min(max(moment.milliseconds, moments.lowerBound), moments.upperBound) }
    public static func clamped(_ duration: Duration) -> Int64 {
        let limit = durations.upperBound / 1000
        let seconds = duration.components.seconds
        if seconds >= limit { return durations.upperBound }
        if seconds <= -limit { return durations.lowerBound }
        return duration.milliseconds
    }
}
