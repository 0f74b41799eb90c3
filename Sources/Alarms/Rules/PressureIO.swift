import Telemetry

/// PSI io full, 10 s average: all who had work waited for a disk.
struct PressureIORule: ThresholdRule {
    let id = "pressure_io"
    let metric = Metric.pressureIO
    let defaults = Thresholds(
        warning: 5, warningOff: 3, critical: 15, criticalOff: 10, onDelay: .seconds(60), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: .pressureIOConsequence(), action: .pressureIOAction(), timeToAct: .actWithin(.seconds(600))))
}
