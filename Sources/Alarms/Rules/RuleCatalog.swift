import Telemetry

/// Every rule there is, in the order in which they are judged and listed.
public let standardRules: [any Rule] = [
    // First, since what follows from it is suppressed.
    NoDataRule(),
    HostMissingRule(),
    NoFiguresRule(),
    CPURule(),
    MemoryRule(),
    CPUWaitRule(),
    CPUStealRule(),
    PressureCPURule(),
    PressureIORule(),
    PressureMemoryRule(),
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
