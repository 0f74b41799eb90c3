import Glibc
import Synchronization
public import Telemetry

/// The wall clock; in a process that runs a demo, the demo's.
@Sendable public func wallClock() -> Moment {
    if let demo = demo.withLock({ $0 }) { return demo.moment(at: uptime()) }
    return now(CLOCK_REALTIME)
}

/// From now on `wallClock` is a demo's.
public func goBy(_ clock: DemoClock) { demo.withLock { $0 = clock } }

/// Milliseconds of the machine's monotonic clock.
public func uptime() -> Int64 { now(CLOCK_MONOTONIC).milliseconds }

private let demo = Mutex<DemoClock?>(nil)

private func now(_ clock: clockid_t) -> Moment {
    var now = timespec()
    clock_gettime(clock, &now)
    return Moment(seconds: now.tv_sec, nanoseconds: now.tv_nsec)
}
