import Telemetry

/// Memory that is not available (Proxmox's bars 0.9 and 0.975).
struct MemoryRule: ThresholdRule {
    let id = "memory"
    let metric = Metric.memory
    let defaults = Thresholds(
        warning: 90, warningOff: 85, critical: 97.5, criticalOff: 95, onDelay: .seconds(120), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: .memoryConsequence(), action: .memoryAction(), timeToAct: .actWithin(.seconds(600))))
}
