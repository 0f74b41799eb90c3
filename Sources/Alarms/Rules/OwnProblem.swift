import Telemetry

/// Something that is wrong with Warte itself: the journal cannot be written, a new configuration was not taken.
struct OwnProblemRule: Rule {
    let id: String
    let label: String
    let unit = ""
    let scope = RuleScope.site
    let defaults: Limits

    init(id: String, label: String, runbook: Runbook) {
        self.id = id
        self.label = label
        defaults = Limits(warning: 1, offDelay: .zero, runbook: runbook)
    }

    func judge(_ subject: Subject, limits: Limits, standing: Severity?) -> Judgement {
        if subject.facts.ownProblems[id] == nil, subject.facts.untested.contains(id) { return .unknown }
        let value = subject.facts.ownProblems[id] == nil ? 0.0 : 1
        return Judgement(limits.verdict(of: value, standing: standing), value: value)
    }

    func words(_ subject: Subject, limits: Limits, severity: Severity) -> AlarmState.Words {
        AlarmState.Words("\(label): \(subject.facts.ownProblems[id] ?? "")")
    }
}
