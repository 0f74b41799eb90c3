import Telemetry

/// The host's processors, as a mean over five minutes: a peak is work, not a fault (Proxmox's bars 0.8 and 0.9, Pulse's 80/75).
struct CPURule: ThresholdRule {
    let id = "cpu"
    let metric = Metric.cpu
    let defaults = Thresholds(
        warning: 80, warningOff: 75, critical: 90, criticalOff: 85, onDelay: .seconds(300), offDelay: .seconds(60), window: .seconds(300),
        runbook: Runbook(
            consequence: .cpuConsequence(), action: .cpuAction(), timeToAct: .actWithin(.seconds(900))))
}
