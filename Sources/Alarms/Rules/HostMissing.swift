import Telemetry

/// A node that its cluster names no longer. It may have been taken out, or be lost: nobody but people know, so it stays until it is named
/// again or somebody forgets it.
struct HostMissingRule: Rule {
    let id = "host_missing"
    let label = Message.hostMissingLabel()
    let isOfTheConnection = true
    let suppression = Message.suppressedByMissing()
    let defaults = Thresholds(
        warning: 1, offDelay: .zero,
        runbook: Runbook(
            consequence: .hostMissingConsequence(), action: .hostMissingAction(), timeToAct: .actWithin(.seconds(3600))))

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let known = input.known, known.polledAt != nil else { return .unknown }
        let value = known.isMissing ? 1.0 : 0
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        AlarmState.Description(.hostMissing(input.host?.target ?? ""))
    }
}
