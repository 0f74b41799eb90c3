import Telemetry

/// It answers, and does not show what it should: mostly a right is missing. Limits are 1 where anything is, and 2 where nothing at all is
/// shown; many a device lacks some figure for good, so that of the first nobody is told who has not asked for it (`warning = 1`).
struct NoFiguresRule: Rule {
    let id = "no_figures"
    let label = Message.noFiguresLabel()
    let unit: Message? = .unitGaps()
    /// All nodes of a cluster show what one token may see.
    let scope = RuleScope.target
    let defaults = Thresholds(
        warning: 2, offDelay: .zero,
        runbook: Runbook(consequence: .noFiguresConsequence(), action: .noFiguresAction(), timeToAct: .actToday()))

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard input.isAnswering, let known = input.known, known.failure == nil else { return .unknown }
        let value = known.isBlind ? 2.0 : known.gaps.isEmpty ? 0 : 1
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        let gaps = input.known?.gaps ?? []
        let first = gaps.first.map { Message.figureMissing($0.figure, $0.reason) } ?? .nothing
        let more = gaps.count > 1 ? gaps.count - 1 : nil
        return AlarmState.Description(input.known?.isBlind == true ? .nothingIsShown(first, more) : .someIsNotShown(first, more))
    }
}
