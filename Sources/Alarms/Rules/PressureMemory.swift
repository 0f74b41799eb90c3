import Telemetry

/// PSI memory full, 10 s average: all who had work waited for memory.
struct PressureMemoryRule: ThresholdRule {
    let id = "pressure_memory"
    let metric = Metric.pressureMemory
    let defaults = Thresholds(
        warning: 5, warningOff: 3, critical: 15, criticalOff: 10, onDelay: .seconds(60), offDelay: .seconds(60),
        runbook: Runbook(
            consequence: "everything on it waits for memory; then the kernel kills a guest",
            action: "stop or move guests that nobody needs now; dmesg shows whether one was killed already, vmstat 5 whether it swaps",
            timeToAct: "5 min"))
}
