public import Telemetry

/// One value with its age.
public struct Point: Hashable, Sendable {
    public let at: Moment
    public let value: Double
    public init(at: Moment, value: Double) {
        self.at = at
        self.value = value
    }
}

/// What fell into one column of a graph; nil in a list of columns is a gap.
public struct Column: Hashable, Sendable {
    public var minimum: Double
    public var mean: Double
    public var maximum: Double
    public init(minimum: Double, mean: Double, maximum: Double) {
        self.minimum = minimum
        self.mean = mean
        self.maximum = maximum
    }
}

/// A series and what its numbers are, as whoever wrote it described it.
public struct Series: Hashable, Sendable {
    public let key: SeriesKey
    public let metric: Metric
    public init(key: SeriesKey, metric: Metric) {
        self.key = key
        self.metric = metric
    }
}

/// Reads of the store. No answer waits, and a gap is answered as a gap.
public protocol History: Sendable {
    /// The newest value, however old: who shows it shows its age. Counters answer their rate per second.
    func latest(_ key: SeriesKey) -> Point?
    /// The time from `start` to `end` cut into `columns` equal pieces, oldest first, from the finest tier that reaches back far enough.
    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?]
    /// All that is kept of a host, in the order in which it came.
    func series(of host: Host.ID) -> [Series]
}

extension History {
    /// Of a history that keeps no descriptions.
    public func series(of host: Host.ID) -> [Series] { [] }
    /// Its own, then those of all guests of its target, on whichever of its hosts they run.
    public func series(of host: Host) -> [Series] {
        let own = series(of: host.id)
        guard host.target != host.id else { return own }
        return own.filter { $0.key.entity.wholeGuest == nil } + series(of: host.target).filter { $0.key.entity.wholeGuest != nil }
    }
    /// Minimum, mean and maximum over a window; nil where there is nothing in it.
    public func summary(_ key: SeriesKey, from start: Moment, to end: Moment) -> Column? {
        span(key, from: start, to: end, columns: 1).first ?? nil
    }
}

/// A history of nothing: before the first poll, and in tests.
public struct EmptyHistory: History {
    public init() {}
    public func latest(_ key: SeriesKey) -> Point? { nil }
    public func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        Array(repeating: nil, count: columns)
    }
}
