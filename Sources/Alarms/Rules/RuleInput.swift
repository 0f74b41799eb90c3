import MetricStore
public import Telemetry

/// What a rule is asked about, with all that it may look at.
public struct RuleInput: Sendable {
    public let site: Site
    /// Where in it each host is.
    private let places: [Host.ID: Int]
    /// Nil for the whole site.
    public let host: Host?
    public let known: HostFacts?
    public let facts: RuleFacts
    let timeouts: TimeoutTallies
    /// Limits in force of any rule on any host.
    let limits: @Sendable (_ rule: String, _ host: Host?) -> Thresholds?
    public let now: Moment
    /// Time that was watched since the host last answered, or since there is anybody to watch it.
    let silent: Duration
    /// How old, and how far ahead, a moment may be, in milliseconds: worked out once, since every rule asks.
    private let fresh: ClosedRange<Int64>

    /// A value that is older than so many intervals is none.
    static let freshIntervals = 2.5

    init(
        site: Site, places: [Host.ID: Int], host: Host?, known: HostFacts? = nil, facts: RuleFacts, timeouts: TimeoutTallies,
        limits: @escaping @Sendable (String, Host?) -> Thresholds?,
        now: Moment,
        silent: Duration = .zero
    ) {
        self.site = site
        self.places = places
        self.host = host
        self.known = known ?? host.flatMap { facts.hosts[$0.id] }
        self.facts = facts
        self.timeouts = timeouts
        self.limits = limits
        self.now = now
        self.silent = silent
        let reach = max(host?.interval.milliseconds ?? 0, 1000) * 5 / 2
        // A moment far ahead is no better than one far back: the clock was set.
        fresh = now.milliseconds - reach...now.milliseconds + reach
    }

    /// One of the site; nil where it is watched no longer.
    func host(_ id: Host.ID) -> Host? { places[id].map { site.hosts[$0] } }

    /// The newest value of one of the host's own metrics; nil where there is none or it is too old.
    func fresh(_ metric: Metric.ID) -> Point? {
        guard let host else { return nil }
        let stored = facts.history.latest(SeriesKey(host: host.id, entity: .host, metricID: metric))
        if let stored, fresh.contains(stored.at.milliseconds) { return stored }
        return known?.unstored[metric].flatMap { fresh.contains($0.at.milliseconds) ? $0 : nil }
    }

    /// The newest value of one of a guest's.
    func fresh(_ metric: Metric, of guest: String, on host: Host) -> Double? {
        let entity = Entity.guest(guest)
        let point = facts.history.latest(SeriesKey(host: host.owner(of: entity), entity: entity, metric: metric))
        return point.flatMap { fresh.contains($0.at.milliseconds) && $0.value.isFinite ? $0.value : nil }
    }

    /// Whether the host answered lately.
    var isAnswering: Bool { known?.answeredAt.map { fresh.contains($0.milliseconds) } ?? false }
}
