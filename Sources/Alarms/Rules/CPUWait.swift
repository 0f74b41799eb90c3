import Telemetry

/// vCPUs that are ready and not running: below 5 % is fine, above 10 % is bad (VMware practice for %RDY).
struct CPUWaitRule: ThresholdRule {
    let id = "cpu_wait"
    let metric = Metric.cpuWait
    let per: Message? = .perVirtualProcessor()
    let defaults = Thresholds(
        warning: 5, warningOff: 4, critical: 10, criticalOff: 8, onDelay: .seconds(120), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: .cpuWaitConsequence(), action: .cpuWaitAction(), timeToAct: .actWithin(.seconds(900))))
}
