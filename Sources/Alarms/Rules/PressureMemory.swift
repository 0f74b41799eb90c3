import Telemetry

/// PSI memory full, 10 s average: all who had work waited for memory.
struct PressureMemoryRule: ThresholdRule {
    let id = "pressure_memory"
    let metric = Metric.pressureMemory
    let defaults = Thresholds(
        warning: 5, warningOff: 3, critical: 15, criticalOff: 10, onDelay: .seconds(60), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: .pressureMemoryConsequence(), action: .pressureMemoryAction(), timeToAct: .actWithin(.seconds(300))))
}
