public import MetricStore
public import Telemetry

/// What one rule would have said over a span of time.
public struct ReplayResult: Hashable, Sendable {
    public var rule: String
    public var activations = 0
    /// Between 22 and 6 o'clock.
    public var atNight = 0
    /// Over again without anybody: nobody acts in a replay.
    public var healedByItself = 0
    /// While the condition held, over all hosts.
    public var total: Duration = .zero
    public init(rule: String) { self.rule = rule }
}

/// The same book and the same rules over what is stored: what would have fired?
///
/// Two things are not stored and are taken as follows: who came back after a timeout (nobody, so such an alarm lasts for its window), and
/// polls that failed (a host without data while another has some; a site of one host cannot tell that from Warte's own pause).
public struct Replay: Sendable {
    private let history: any History
    private let ends: [SessionEnd]
    private let site: Site
    private let limits: LimitBook
    private let rules: [any Rule]
    private let from: Moment
    private let step: Duration
    private let steps: Int
    private let utcOffset: Duration

    /// `ends` oldest first. `step` is also the finest delay that can be told; `utcOffset` says when it is night.
    public init(
        history: any History, ends: [SessionEnd], site: Site, limits: LimitBook, from: Moment, to: Moment, step: Duration = .seconds(10),
        utcOffset: Duration = .zero, rules: [any Rule] = standardRules
    ) {
        self.history = history
        self.ends = ends
        self.site = site
        self.limits = limits
        self.rules = rules
        self.from = from
        self.step = max(step, .seconds(1))
        steps = Int(clamping: max(0, (to - from).milliseconds) / self.step.milliseconds)
        self.utcOffset = utcOffset
    }

    /// One result per rule, in the catalog's order. Host by host, so that it needs the memory of one.
    public func results() -> [ReplayResult] {
        var tally = ReplayTally(rules: rules.map(\.id), utcOffset: utcOffset)
        let awake = stepsWithData()
        for host in site.hosts { replay(host, awake: awake, into: &tally) }
        replaySite(into: &tally)
        return tally.results(endingAt: from + .milliseconds(Int64(clamping: steps) * step.milliseconds))
    }

    /// What any host's data are looked for in.
    private static let metrics: [Metric] = [
        .cpu, .memory, .cpuWait, .pressureCPU, .pressureIO, .pressureMemory, .sessions, .guestsRunning,
    ]
    /// Steps before `from` that the widest window looks back on.
    private var lead: Int { Int(clamping: Int64(900_000) / step.milliseconds) + 1 }
    private var start: Moment { from - .milliseconds(Int64(clamping: lead) * step.milliseconds) }

    private func past(_ host: Host) -> PastHistory {
        let count = lead + steps
        let end = start + .milliseconds(Int64(clamping: count) * step.milliseconds)
        var courses: [SeriesKey: [Column?]] = [:]
        for metric in Self.metrics {
            let key = SeriesKey(host: host.id, metric: metric)
            let course = history.span(key, from: start, to: end, columns: count)
            if course.contains(where: { $0 != nil }) { courses[key] = course }
        }
        return PastHistory(courses: courses, start: start, step: step, last: lead)
    }

    private func stepsWithData() -> [Bool] {
        var out = [Bool](repeating: false, count: lead + steps)
        for host in site.hosts {
            for course in past(host).courses.values {
                for (index, column) in course.enumerated() where column != nil && index < out.count { out[index] = true }
            }
        }
        return out
    }

    private func replay(_ host: Host, awake: [Bool], into tally: inout ReplayTally) {
        var past = past(host)
        let slowed = Host(
            id: host.id, area: host.area, collector: host.collector, endpoint: host.endpoint, interval: max(host.interval, step),
            deadline: host.deadline, sessionLimit: host.sessionLimit)
        let alone = Site(name: site.name, areas: site.areas, hosts: [slowed])
        var book = AlarmBook(site: alone, limits: limits, rules: rules.filter { $0.scope == .host })
        book.watched.longestStep = step
        let own = ends.filter { $0.host == host.id }
        var known = HostFacts(sessionLimit: host.sessionLimit)
        var (low, high) = (0, 0)
        for index in lead..<(lead + steps) {
            past.last = index
            let now = past.now
            let hasData = past.courses.values.contains { index < $0.count && $0[index] != nil }
            if hasData { known.answeredAt = now }
            if hasData || awake[index] { known.polledAt = now }
            known.failure = hasData || !awake[index] ? nil : "no data stored"
            let sessions = past.courses[SeriesKey(host: host.id, metric: .sessions)]
            known.sessions = sessions.flatMap { $0[index] }.flatMap { Int(exactly: $0.mean.rounded()) }
            while high < own.count, own[high].at <= now { high += 1 }
            while low < high, own[low].at < now - .seconds(7200) { low += 1 }
            let facts = Facts(history: past, hosts: [host.id: known], ends: Array(own[low..<high]))
            tally.add(book.evaluate(facts, at: now))
        }
    }

    private func replaySite(into tally: inout ReplayTally) {
        var book = AlarmBook(site: site, limits: limits, rules: rules)
        let heard = Dictionary(uniqueKeysWithValues: site.hosts.map { ($0.id, HostFacts(answeredAt: from, polledAt: from)) })
        let words = Set(rules.filter { $0.scope == .site }.map(\.id))
        var (low, high) = (0, 0)
        for index in 0..<steps {
            let now = from + .milliseconds(Int64(clamping: index + 1) * step.milliseconds)
            while high < ends.count, ends[high].at <= now { high += 1 }
            while low < high, ends[low].at < now - .seconds(7200) { low += 1 }
            let facts = Facts(history: EmptyHistory(), hosts: heard, ends: Array(ends[low..<high]))
            tally.add(book.evaluate(facts, hosts: [], at: now).filter { words.contains($0.alarm.key.rule) })
        }
    }
}

/// Counts occurrences from transitions.
private struct ReplayTally {
    private var results: [String: ReplayResult] = [:]
    private var open: [AlarmKey: Moment] = [:]
    private let rules: [String]
    private let utcOffset: Duration

    init(rules: [String], utcOffset: Duration) {
        self.rules = rules
        self.utcOffset = utcOffset
        for rule in rules { results[rule] = ReplayResult(rule: rule) }
    }

    mutating func add(_ transitions: [Transition]) {
        for transition in transitions {
            let key = transition.alarm.key
            switch transition.what {
            case .raised:
                results[key.rule]?.activations += 1
                if isNight(transition.at) { results[key.rule]?.atNight += 1 }
                open[key] = transition.at
            case .returned, .cleared, .latched:
                results[key.rule]?.healedByItself += 1
                if let since = open.removeValue(forKey: key) { results[key.rule]?.total += transition.at - since }
            default: break
            }
        }
    }

    func results(endingAt end: Moment) -> [ReplayResult] {
        var results = results
        for (key, since) in open { results[key.rule]?.total += max(.zero, end - since) }
        return rules.compactMap { results[$0] }
    }

    private func isNight(_ moment: Moment) -> Bool {
        let second = (((moment + utcOffset).seconds % 86_400) + 86_400) % 86_400
        return second >= 22 * 3600 || second < 6 * 3600
    }
}
