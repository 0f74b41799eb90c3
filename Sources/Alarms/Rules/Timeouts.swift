import Telemetry

/// A cluster of sessions that timed out on one gateway. A single one is an event, never an alarm.
///
/// It holds while enough of them lie inside the window and either somebody has not come back or the last one is younger than the
/// off-delay: with everybody back and quiet it is over, without waiting for the window to pass.
struct TimeoutsRule: Rule {
    static let word = "timeouts"
    let id = TimeoutsRule.word
    let label = Message.timeoutsLabel()
    let unit: Message? = .unitClients()
    let shownMetric: Metric? = .sessions
    let endsItself = true
    let movesByTime = true
    let keepsWorst = true
    let isCount = true
    let defaults = Thresholds(
        warning: 3, critical: 5, offDelay: .seconds(60), window: .seconds(600),
        runbook: Runbook(
            consequence: .timeoutsConsequence(), action: .timeoutsAction(), timeToAct: .actWithin(.seconds(900))))

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let host = input.host else { return .unknown }
        let tally = input.timeouts.tally(of: host.id, window: limits.window, at: input.now, facts: input.facts)
        // A gateway that is silent may have lost more, and nobody knows who is back.
        guard input.isAnswering else { return RuleResult(.unknown, value: Double(tally?.clients ?? 0)) }
        guard let tally else { return RuleResult(.good, value: 0) }
        let verdict = Self.verdict(of: tally, limits: limits, standing: standing, at: input.now)
        return RuleResult(verdict, value: Double(tally.clients), attempts: tally.ends.count)
    }

    static func verdict(of tally: TimeoutTally, limits: Thresholds, standing: Severity?, at now: Moment) -> Verdict {
        let found = limits.verdict(of: Double(tally.clients), standing: standing)
        guard case .bad(let severity) = found, let newest = tally.ends.first else { return .good }
        // Of those from before a restart nobody knows: then it stays as it is.
        if tally.missing == 0, now - newest.at >= limits.offDelay { return tally.unknown == 0 ? .good : .unknown }
        return .bad(severity)
    }

    func extent(saidBy message: Message) -> Extent? { TimeoutTally.extent(saidBy: message) }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        guard let host = input.host,
            let tally = input.timeouts.tally(of: host.id, window: limits.window, at: input.now, facts: input.facts)
        else { return AlarmState.Description(.nothing) }
        return AlarmState.Description(tally.message, evidence: tally.evidence, context: Correlation.lines(for: tally.ends, in: input))
    }
}
