import MetricStore
import Telemetry

/// Most of a host's sessions are gone at once and nothing said why: a link that broke, a service that was restarted, a broker that lost its
/// list. Who logged out, was lost or was ended with a known cause is told elsewhere and does not count here.
struct SessionDropRule: Rule {
    let id = "session_drop"
    let label = Message.sessionDropLabel()
    let unit: Message? = .unitPercent()
    let shownMetric: Metric? = .sessions
    let keepsWorst = true
    let defaults = Thresholds(
        warning: 50, critical: 90, offDelay: .seconds(300), window: .seconds(30),
        runbook: Runbook(
            consequence: .sessionDropConsequence(), action: .sessionDropAction(), timeToAct: .actWithin(.seconds(900))))

    /// Fewer are no crowd: in a small office half of them go home within a minute.
    static let fewest = 10

    private struct Drop {
        var gone: Int
        var before: Int
        var percent: Double { Double(gone) / Double(before) * 100 }
    }

    /// Nil where nothing is known. A host that is asked seldom is compared with its poll before.
    private func drop(_ input: RuleInput, _ limits: Thresholds) -> Drop? {
        guard input.isAnswering, let host = input.host, let sessions = input.known?.sessions else { return nil }
        // Another gateway in the place of one is not emptier than that was.
        let start = max(
            input.now - max(limits.window, host.interval * RuleInput.freshIntervals), input.known?.comparableSince ?? Moment(seconds: 0))
        let key = SeriesKey(host: host.id, entity: .host, metric: .sessions)
        guard let most = input.facts.history.summary(key, from: start, to: input.now)?.maximum, let before = Int(exactly: most.rounded())
        else { return Drop(gone: 0, before: 1) }
        guard before - sessions >= Self.fewest else { return Drop(gone: 0, before: max(before, 1)) }
        let span = start...input.now + .seconds(10)
        let told = input.facts.ends.filter {
            $0.host == host.id && $0.cause != .unknown && span.contains($0.at) && !$0.isAttempt && !$0.session.isEmpty
        }
        // Its service was ended or restarted, and says so of all; where they are too many to be listed, it says so of some.
        if told.count(where: { $0.cause == .admin }) >= Self.fewest { return Drop(gone: 0, before: before) }
        let unlisted = input.facts.unlistedEnds.ends(of: host.id).reversed().prefix { span.lowerBound <= $0.at }
        let gone = before - sessions - told.count - unlisted.count { !$0.isAttempt }
        return Drop(gone: gone >= Self.fewest ? gone : 0, before: before)
    }

    func extent(saidBy message: Message) -> Extent? {
        guard message.id == Message.sessionsFell.id, case .count(let before)? = message.arguments.first,
            case .count(let after)? = message.arguments.dropFirst().first, before > 0
        else { return nil }
        return Extent(value: Drop(gone: before - after, before: before).percent)
    }

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let drop = drop(input, limits) else { return .unknown }
        return RuleResult(limits.verdict(of: drop.percent, standing: standing), value: drop.percent)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        guard let drop = drop(input, limits), let sessions = input.known?.sessions else { return AlarmState.Description(.nothing) }
        return AlarmState.Description(.sessionsFell(drop.before, sessions))
    }
}
