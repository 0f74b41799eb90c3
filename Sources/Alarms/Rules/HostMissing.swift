import Telemetry

/// A node that its cluster names no longer. It may have been taken out, or be lost: nobody but people know, so it stays until it is named
/// again or somebody forgets it.
struct HostMissingRule: Rule {
    let id = "host_missing"
    let label = "host missing"
    let unit = ""
    let isOfTheConnection = true
    let defaults = Thresholds(
        warning: 1, offDelay: .zero,
        runbook: Runbook(
            consequence: "what runs on it is watched no longer",
            action: "look on its cluster whether it was taken out; if so write: warte forget HOST; else bring it back into the cluster",
            timeToAct: "1 h"))

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let known = input.known, known.polledAt != nil else { return .unknown }
        let value = known.isMissing ? 1.0 : 0
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func words(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Words {
        AlarmState.Words("host missing: \(input.host?.target ?? "") answers and no longer names it")
    }
}
