public import MetricStore
public import Telemetry

/// What one rule would have said over a span of time.
public struct ReplayResult: Hashable, Sendable {
    public var rule: String
    public var activations = 0
    /// Between 22 and 6 o'clock.
    public var atNight = 0
    /// How often it ended without anybody's act; in a replay nobody acts.
    public var healedByItself = 0
    /// While the condition held, over all hosts.
    public var total: Duration = .zero
    /// How often people would have been told something of it; what is told together counts for each of its rules.
    public var interruptions = 0
    public init(rule: String) { self.rule = rule }
}

/// What would have been over a span of time.
public struct ReplayOutcome: Hashable, Sendable {
    /// One per rule, in the catalog's order.
    public var rules: [ReplayResult]
    /// How often people would have been told something.
    public var interruptions: Int
}

/// The same book, the same rules and the same policy over what is stored: what would have fired, and who would have heard of it?
///
/// Two things are not stored and are taken as follows: who came back after a timeout (nobody, so such an alarm lasts for its window), and
/// polls that failed (a host without data while another has some; a site of one host cannot tell that from Warte's own pause).
public struct Replay: Sendable {
    private let history: any History
    private let ends: [SessionEnd]
    private let site: Site
    private let limits: ThresholdBook
    private let rules: [any Rule]
    private let from: Moment
    private let step: Duration
    private let steps: Int
    private let utcOffset: Duration

    /// `ends` oldest first. `step` is also the finest delay that can be told; `utcOffset` says when it is night.
    public init(
        history: any History, ends: [SessionEnd], site: Site, limits: ThresholdBook, from: Moment, to: Moment,
        step: Duration = .seconds(10),
        utcOffset: Duration = .zero, rules: [any Rule] = standardRules
    ) {
        self.history = history
        self.ends = ends
        self.limits = limits
        self.rules = rules
        self.from = from
        self.step = max(step, .seconds(1))
        steps = Int(clamping: max(0, (to - from).milliseconds) / self.step.milliseconds)
        self.utcOffset = utcOffset
        let finest = self.step
        let hosts = site.hosts.map { host in
            Host(
                id: host.id, target: host.target, area: host.area, collector: host.collector, endpoint: host.endpoint,
                interval: max(host.interval, finest), deadline: host.deadline, sessionLimit: host.sessionLimit)
        }
        self.site = Site(name: site.name, areas: site.areas, hosts: hosts)
    }

    /// Walks through the span piece by piece: the memory that it needs does not grow with the span.
    public func outcome() -> ReplayOutcome {
        var tally = ReplayTally(rules: rules.map(\.id), utcOffset: utcOffset)
        var book = AlarmBook(site: site, limits: limits, rules: rules)
        book.watched.longestStep = step
        var policy = Interruptions()
        var facts = RuleFacts(history: EmptyHistory())
        for host in site.hosts { facts.hosts[host.id] = HostFacts(answeredAt: from, sessionLimit: host.sessionLimit) }
        var (low, high) = (0, 0)
        for first in stride(from: 0, to: steps, by: piece) {
            var past = past(from: first, count: min(piece, steps - first))
            let data = site.hosts.map { past.stepsWithData(of: $0, Self.metrics) }
            for index in lead..<past.count {
                past.last = index
                let now = past.now
                let isAwake = data.contains { $0[index] }
                for (host, data) in zip(site.hosts, data) { facts.hosts[host.id]?.take(data[index], isAwake, past, host, at: now) }
                let before = (low, high)
                while high < ends.count, ends[high].at <= now { high += 1 }
                while low < high, ends[low].at < now - .seconds(7200) { low += 1 }
                if before != (low, high) { facts.ends = Array(ends[low..<high]) }
                facts.history = past
                let steps = book.evaluate(facts, at: now)
                tally.add(steps)
                policy.take(steps, at: now)
                if let call = policy.due(at: now) { tally.add(call) }
            }
        }
        return tally.outcome(endingAt: from + .milliseconds(Int64(clamping: steps) * step.milliseconds))
    }

    /// What any host's data are looked for in.
    private static let metrics = Array(Set(standardRules.compactMap(\.shownMetric) + [.guestsRunning]))
    /// Steps before a piece that the widest window looks back on.
    private var lead: Int { Int(clamping: Int64(900_000) / step.milliseconds) + 1 }
    /// Steps that are looked at together: a million numbers (32 MB) at most, a day at most, and no less than is looked back on.
    private var piece: Int { max(lead, min(8640, 1_000_000 / max(1, site.hosts.count * Self.metrics.count))) }

    private func past(from first: Int, count: Int) -> ReplayHistory {
        let start = from + .milliseconds(Int64(clamping: first - lead) * step.milliseconds)
        let end = start + .milliseconds(Int64(clamping: lead + count) * step.milliseconds)
        var trends: [SeriesKey: [Column?]] = [:]
        for host in site.hosts {
            for metric in Self.metrics {
                let key = SeriesKey(host: host.id, metric: metric)
                let trend = history.span(key, from: start, to: end, columns: lead + count)
                if trend.contains(where: { $0 != nil }) { trends[key] = trend }
            }
        }
        return ReplayHistory(trends: trends, start: start, step: step, count: lead + count, last: lead)
    }
}

extension HostFacts {
    /// One step: a poll that brought something, one that failed, or none where nobody polled.
    fileprivate mutating func take(_ hasData: Bool, _ isAwake: Bool, _ past: ReplayHistory, _ host: Host, at now: Moment) {
        if hasData { answeredAt = now }
        if isAwake { polledAt = now }
        failure = hasData || !isAwake ? nil : .noDataStored()
        let trend = past.trends[SeriesKey(host: host.id, metric: .sessions)]
        sessions = trend.flatMap { $0[past.last] }.flatMap { Int(exactly: $0.mean.rounded()) }
    }
}
