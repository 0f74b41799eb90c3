import Telemetry

/// A guest died by itself. It stays until somebody has seen it and says so again: a guest that was started anew looks as if nothing was.
///
/// Every crash is told once, and the next one is another occurrence. Limits are 1 for any guest and 2 for one that starts with its host;
/// with `warning = 2` nothing is said of the others.
struct GuestCrashedRule: Rule {
    let id = "guest_crashed"
    let label = Message.guestCrashedLabel()
    let unit: Message? = .unitCrash()
    let scope = RuleScope.target
    let isLatching = true
    let keepsWorst = true
    let movesByTime = true
    let defaults = Thresholds(
        warning: 1, critical: 2, offDelay: .zero,
        runbook: Runbook(
            consequence: .guestCrashedConsequence(), action: .guestCrashedAction(), timeToAct: .actWithin(.seconds(900))))

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        // One that was heard holds, though its host is silent by now.
        guard let crashes = input.known?.crashes, input.isAnswering || !crashes.isEmpty else { return .unknown }
        let value = crashes.isEmpty ? 0.0 : crashes.contains(where: \.isAutostarted) ? 2 : 1
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        let crashes = (input.known?.crashes ?? []).filter { $0.isAutostarted || (limits.warning ?? limits.critical ?? 0) <= 1 }
        let names = Set(crashes.map(\.name)).sorted()
        let some = names.prefix(5).joined(separator: ", ")
        let what: Message =
            names.count == 1 ? .guestCrashed(some) : .guestsCrashed(names.count, some, names.count > 5 ? names.count - 5 : nil)
        return AlarmState.Description(what, evidence: crashes.suffix(20).reversed().map(\.evidence))
    }
}
