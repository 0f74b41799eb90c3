import Glibc
public import Telemetry

/// Seconds east of UTC at this moment, as `TZ` and the system have it.
public func localOffset(at now: Moment) -> Int {
    var seconds = time_t(now.seconds)
    var parts = tm()
    return localtime_r(&seconds, &parts) == nil ? 0 : parts.tm_gmtoff
}
