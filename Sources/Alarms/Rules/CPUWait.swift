import Telemetry

/// vCPUs that are ready and not running: below 5 % is fine, above 10 % is bad (VMware practice for %RDY).
struct CPUWaitRule: Gauge {
    let id = "cpu_wait"
    let metric = Metric.cpuWait
    let noun = "CPU wait"
    let per = "per vCPU"
    let defaults = Limits(
        warning: 5, warningOff: 4, critical: 10, criticalOff: 8, onDelay: .seconds(120), offDelay: .seconds(60))
}
