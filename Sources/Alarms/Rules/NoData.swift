import Telemetry

/// A host that does not answer. It needs a failure: a machine that slept, Warte's own pause, is none.
///
/// Silence is told by time that was watched and by the host's own interval, never by polls: who asks often does not make it silent. A host
/// that fails is not well again because Warte knows it for a short time only: what stands stands until it answers.
struct NoDataRule: Rule {
    static let word = "no_data"
    let id = NoDataRule.word
    let label = Message.noDataLabel()
    let unit: Message? = .unitIntervals()
    let isOfTheConnection = true
    let suppression = Message.suppressedByNoData()
    let growsWithSilence = true
    let defaults = Thresholds(
        warning: 3, critical: 6, offDelay: .zero,
        runbook: Runbook(
            consequence: .noDataConsequence(), action: .noDataAction(), timeToAct: .actWithin(.seconds(600))))

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let known = input.known, known.polledAt != nil else { return .unknown }
        // One that is missing has an alarm of its own.
        guard known.failure != nil, !known.isMissing else { return RuleResult(.good, value: 0) }
        guard let interval = input.host?.interval, interval > .zero else { return .unknown }
        let intervals = Double(max(0, input.silent.milliseconds) / max(1, interval.milliseconds))
        switch limits.verdict(of: intervals, standing: nil) {
        case .bad(let severity): return RuleResult(.bad(max(severity, standing ?? severity)), value: intervals)
        case .good, .unknown: return RuleResult(.unknown, value: intervals)
        }
    }

    /// Without a duration: it would be another text every second, and screens know when the alarm began.
    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        let failure = input.known?.failure
        return AlarmState.Description(input.known?.hasAnswered == true ? .noDataSince(failure) : .noDataYet(failure))
    }
}
