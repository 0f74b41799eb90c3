/// Every rule there is, in the order in which they are judged and listed.
public let standardRules: [any Rule] = [
    // First, since what follows from it is suppressed.
    NoDataRule(),
    HostMissingRule(),
    CPURule(),
    MemoryRule(),
    CPUWaitRule(),
    PressureCPURule(),
    PressureIORule(),
    PressureMemoryRule(),
    SessionsRule(),
    GuestCrashedRule(),
    TimeoutsRule(),
    SiteTimeoutsRule(),
    OwnProblemRule(
        id: "journal", label: "journal",
        runbook: Runbook(
            consequence: "acknowledgements are lost if the engine stops before it can write",
            action: "no folder: mount its disk or make it; disk full (df -h): make room; else see owner, mode and warte journal verify",
            timeToAct: "1 h")),
    OwnProblemRule(
        id: "store", label: "metrics store",
        runbook: Runbook(
            consequence: "new numbers are not kept: graphs and load alarms go without them",
            action: "no folder: mount its disk or make it; disk full (df -h): make room; else see owner and mode, then restart warted",
            timeToAct: "30 min")),
    OwnProblemRule(
        id: "configuration", label: "configuration",
        runbook: Runbook(
            consequence: "what was changed is not in force; Warte goes on with what it had",
            action: "run warte check: it says file, line and what to write; then warte reload",
            timeToAct: "today")),
]
