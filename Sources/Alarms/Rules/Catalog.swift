/// Every rule there is. The one line that a new rule needs.
public let standardRules: [any Rule] = [
    // First, since what follows from it is suppressed.
    NoDataRule(),
    CPURule(),
    MemoryRule(),
    CPUWaitRule(),
    PressureCPURule(),
    PressureIORule(),
    PressureMemoryRule(),
    SessionsRule(),
    TimeoutsRule(),
    SiteTimeoutsRule(),
    OwnProblemRule(id: "journal", label: "journal"),
    OwnProblemRule(id: "store", label: "metrics store"),
    OwnProblemRule(id: "configuration", label: "configuration"),
]
