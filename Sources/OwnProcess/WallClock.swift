import Glibc
public import Telemetry

/// The wall clock.
@Sendable public func wallClock() -> Moment {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Moment(seconds: now.tv_sec, nanoseconds: now.tv_nsec)
}
