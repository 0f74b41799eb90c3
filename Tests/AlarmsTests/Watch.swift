import Alarms
import MetricStore
import Telemetry
import TestSupport

/// A book with its facts, driven in steps of one interval.
struct Watch {
    var book: AlarmBook
    var history = ScriptedHistory()
    var hosts: [Host.ID: HostFacts] = [:]
    var ends: [SessionEnd] = []
    var unlisted = UnlistedEnds()
    var problems: [String: Message] = [:]
    var untested: Set<String> = []
    var renamings: [Moment] = []
    var now = noon
    var log: [Transition] = []

    init(_ site: Site, limits: ThresholdBook = ThresholdBook(), rules: [any Rule] = standardRules) {
        book = AlarmBook(site: site, limits: limits, rules: rules)
        for host in site.hosts { hosts[host.id] = HostFacts(answeredAt: noon, polledAt: noon) }
    }

    var facts: RuleFacts {
        var facts = RuleFacts(
            history: history, hosts: hosts, ends: ends, ownProblems: problems, untested: untested, renamings: renamings)
        facts.unlistedEnds = unlisted
        return facts
    }

    @discardableResult
    mutating func round(_ names: [Host.ID]? = nil) -> [Transition] {
        let made = book.evaluate(facts, hosts: names, at: now)
        log += made
        return made
    }

    /// `rounds` polls of 5 s, all good; each writes the values given.
    @discardableResult
    mutating func run(_ rounds: Int, _ values: [(Host.ID, Metric, Double)] = []) -> [Transition] {
        let before = log.count
        for _ in 0..<rounds {
            now = now + .seconds(5)
            for id in hosts.keys where hosts[id]?.failure == nil {
                hosts[id]?.answeredAt = now
                hosts[id]?.polledAt = now
            }
            for (host, metric, value) in values { history.add(value, metric, of: host, at: now) }
            round()
        }
        return Array(log[before...])
    }

    /// Polls of one host fail, so many times.
    @discardableResult
    mutating func fail(_ host: Host.ID, _ polls: Int, _ words: String = "connection refused: 10.1.0.9:7505") -> [Transition] {
        let before = log.count
        hosts[host]?.failure = .raw(words)
        run(polls)
        return Array(log[before...])
    }
    mutating func answer(_ host: Host.ID) {
        hosts[host]?.failure = nil
    }

    func alarm(_ rule: String, _ host: Host.ID = "hv-1") -> Alarm? {
        book.alarms.first { $0.key == AlarmKey(rule: rule, host: host) }
    }
    mutating func acknowledge(_ rule: String, _ host: Host.ID = "hv-1") throws {
        guard let id = alarm(rule, host)?.id else { throw ActProblem("no such alarm") }
        log += try book.acknowledge([id], author: "km", at: now)
    }
}

extension AlarmBook {
    /// An author's last act, all of it.
    mutating func undo(author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        let out = undo(try takeLastAct(of: author, at: now), author: author, at: now)
        guard !out.isEmpty else { throw ActProblem.isChanged }
        return out
    }
}
