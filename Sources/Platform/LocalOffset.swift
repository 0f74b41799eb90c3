import Glibc

/// Seconds east of UTC, so many seconds after 1970, as `TZ` and the system have it.
public func localOffset(secondsSince1970 seconds: Int64) -> Int {
    var (seconds, parts) = (time_t(seconds), tm())
    return localtime_r(&seconds, &parts) == nil ? 0 : parts.tm_gmtoff
}
