import Telemetry

/// PSI memory full, 10 s average: all who had work waited for memory.
struct PressureMemoryRule: Gauge {
    let id = "pressure_memory"
    let metric = Metric.pressureMemory
    let noun = "memory pressure"
    let defaults = Limits(
        warning: 5, warningOff: 3, critical: 15, criticalOff: 10, onDelay: .seconds(60), offDelay: .seconds(60))
}
