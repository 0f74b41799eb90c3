import Telemetry

/// Something that is wrong with Warte itself: the journal cannot be written, a new configuration was not taken.
struct OwnProblemRule: Rule {
    let id: String
    let label: Message
    let scope = RuleScope.site
    let defaults: Thresholds

    init(id: String, label: Message, runbook: Runbook) {
        self.id = id
        self.label = label
        defaults = Thresholds(warning: 1, offDelay: .zero, runbook: runbook)
    }

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        if input.facts.ownProblems[id] == nil, input.facts.untested.contains(id) { return .unknown }
        let value = input.facts.ownProblems[id] == nil ? 0.0 : 1
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        AlarmState.Description(.ownProblem(label, input.facts.ownProblems[id] ?? .nothing))
    }
}
