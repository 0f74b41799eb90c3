import Telemetry

/// Sessions against the smallest of what limits them; the text names it.
struct SessionsRule: Rule {
    let id = "sessions"
    let label = Message.sessionsLabel()
    let unit: Message? = .unitPercent()
    let shownMetric: Metric? = .sessions
    let defaults = Thresholds(
        warning: 80, warningOff: 75, critical: 95, criticalOff: 90, onDelay: .seconds(30), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: .sessionsConsequence(), action: .sessionsAction(), timeToAct: .actWithin(.seconds(1800))))

    private func share(_ input: RuleInput) -> (sessions: Int, ceiling: Int, percent: Double)? {
        guard input.isAnswering, let sessions = input.known?.sessions else { return nil }
        let ceilings = [input.known?.sessionLimit, input.host?.sessionLimit].compactMap { $0 }.filter { $0 > 0 }
        guard let ceiling = ceilings.min() else { return nil }
        return (sessions, ceiling, Double(sessions) / Double(ceiling) * 100)
    }

    func extent(saidBy message: Message) -> Extent? {
        switch (message.id, message.arguments.dropFirst().first) {
        case (Message.sessionsOfLimit.id, .number(let share, _)?), (Message.worstWas.id, .number(let share, _)?): Extent(value: share)
        default: nil
        }
    }

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let share = share(input) else { return .unknown }
        return RuleResult(limits.verdict(of: share.percent, standing: standing), value: share.percent)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        guard let share = share(input) else { return AlarmState.Description(.nothing) }
        let name = input.known?.sessionLimitName ?? .limitPool()
        return AlarmState.Description(.sessionsOfLimit(name, Quantity(share.percent.rounded(.down), "%"), share.sessions, share.ceiling))
    }
}
