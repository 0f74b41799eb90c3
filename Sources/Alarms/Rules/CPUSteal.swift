import Telemetry

/// This machine is a guest itself, and its host does not let it run: `cpu_wait`, seen from inside. Linux counts no time in which it wanted
/// nothing, so the limits are the same.
struct CPUStealRule: ThresholdRule {
    let id = "cpu_steal"
    let metric = Metric.cpuSteal
    let defaults = Thresholds(
        warning: 5, warningOff: 4, critical: 10, criticalOff: 8, onDelay: .seconds(120), offDelay: .seconds(60),
        runbook: Runbook(consequence: .cpuStealConsequence(), action: .cpuStealAction(), timeToAct: .actWithin(.seconds(900))))
}
