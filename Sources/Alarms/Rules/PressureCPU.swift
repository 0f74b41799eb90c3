import Telemetry

/// PSI cpu some, 10 s average (kernel documentation, accounting/psi); there is no accepted standard for the limits.
struct PressureCPURule: ThresholdRule {
    let id = "pressure_cpu"
    let metric = Metric.pressureCPU
    let defaults = Thresholds(
        warning: 10, warningOff: 7, critical: 25, criticalOff: 20, onDelay: .seconds(60), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: .pressureCPUConsequence(), action: .pressureCPUAction(), timeToAct: .actWithin(.seconds(900))))
}
