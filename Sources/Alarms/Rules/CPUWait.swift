import Telemetry

/// vCPUs that are ready and not running: below 5 % is fine, above 10 % is bad (VMware practice for %RDY).
struct CPUWaitRule: ThresholdRule {
    let id = "cpu_wait"
    let metric = Metric.cpuWait
    let per: Message? = .perVirtualProcessor()
    let defaults = Thresholds(
        warning: 5, warningOff: 4, critical: 10, criticalOff: 8, onDelay: .seconds(120), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: "desktops on it freeze for moments, VPN sessions time out",
            action: "move the guest that waits most (screen 2), or stop idle ones; if it is so every day: fewer vCPUs for large guests",
            timeToAct: "15 min"))
}
