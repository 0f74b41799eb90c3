import Telemetry

/// Every rule there is, in the order in which they are judged and listed.
public let standardRules: [any Rule] =
    [
        // First, since what follows from it is suppressed.
        NoDataRule(),
        HostMissingRule(),
        NoFiguresRule(),
    ] + numberRules + [
        SessionsRule(),
        SessionDropRule(),
        GuestCrashedRule(),
        TimeoutsRule(),
        SiteTimeoutsRule(),
        OwnProblemRule(
            id: "journal", label: .journalLabel(),
            runbook: Runbook(consequence: .journalConsequence(), action: .journalAction(), timeToAct: .actWithin(.seconds(3600)))),
        OwnProblemRule(
            id: "store", label: .storeLabel(),
            runbook: Runbook(consequence: .storeConsequence(), action: .storeAction(), timeToAct: .actWithin(.seconds(1800)))),
        OwnProblemRule(
            id: "configuration", label: .configurationLabel(),
            runbook: Runbook(consequence: .configurationConsequence(), action: .configurationAction(), timeToAct: .actToday())),
    ]

private let numberRules = WatchedNumber.all.map { (number) -> any Rule in
    if number.rule == WatchedNumber.cpuWait.rule { return CPUWaitRule() }
    return NumberRule(number)
}
