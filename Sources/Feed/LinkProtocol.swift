public import Telemetry

/// Engine and front may be of different versions as long as there is a protocol that both speak.
///
/// A change that an older end would misread or could not do without takes the next number; fields and methods that it may overlook do not.
public enum LinkProtocol {
    /// What this build speaks, oldest to newest.
    public static let spoken: ClosedRange<Int> = 3...3

    /// The newest that both speak; nil where there is none.
    public static func agreed(_ one: ClosedRange<Int>, _ other: ClosedRange<Int>) -> Int? {
        let newest = min(one.upperBound, other.upperBound)
        return newest >= max(one.lowerBound, other.lowerBound) ? newest : nil
    }

    /// `2`, `2 to 4`.
    public static func message(_ range: ClosedRange<Int>) -> Message {
        range.count == 1 ? .oneProtocol(range.lowerBound) : .severalProtocols(range.lowerBound, range.upperBound)
    }
}
