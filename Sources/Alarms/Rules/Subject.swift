import MetricStore
public import Telemetry

/// What a rule is asked about, with all that it may look at.
public struct Subject: Sendable {
    public let site: Site
    /// Nil for the whole site.
    public let host: Host?
    public let known: HostFacts?
    public let facts: Facts
    let timeouts: TimeoutTallies
    /// Limits in force of any rule on any host.
    let limits: @Sendable (_ rule: String, _ host: Host?) -> Limits?
    public let now: Moment

    /// A value that is older than so many intervals is none.
    static let freshIntervals = 2.5

    /// The newest value of one of the host's own metrics; nil where there is none or it is too old.
    func fresh(_ metric: Metric.ID) -> Point? {
        guard let host, let point = facts.history.latest(SeriesKey(host: host.id, entity: .host, metricID: metric)) else { return nil }
        return Self.isFresh(point.at, at: now, interval: host.interval) ? point : nil
    }

    /// Whether the host answered lately.
    var isAnswering: Bool {
        guard let host, let answered = known?.answeredAt else { return false }
        return Self.isFresh(answered, at: now, interval: host.interval)
    }

    /// A moment far ahead is no better than one far back: the clock was set.
    static func isFresh(_ at: Moment, at now: Moment, interval: Duration) -> Bool {
        abs((now - at).inSeconds) <= max(interval.inSeconds, 1) * freshIntervals
    }
}
