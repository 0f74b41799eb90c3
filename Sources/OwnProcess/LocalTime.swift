import Platform
public import Telemetry

/// Seconds east of UTC at this moment, as `TZ` and the system have it.
public func localOffset(at now: Moment) -> Int { localOffset(secondsSince1970: now.seconds) }
