public import Telemetry

/// A piece of one series' past, as `History.span` takes it: for whoever has to ask for it and hears the answer later.
public struct SeriesSpan: Hashable, Sendable {
    public let key: SeriesKey
    public let from: Moment
    public let to: Moment
    public let columns: Int
    public init(_ key: SeriesKey, from: Moment, to: Moment, columns: Int) {
        self.key = key
        self.from = from
        self.to = to
        self.columns = columns
    }
    /// Of one column, in milliseconds.
    public var step: Double { Double(to.milliseconds - from.milliseconds) / Double(max(1, columns)) }
}
