import Glibc
import Telemetry

/// `90s`, `30m`, `1h`, `7d`; nil for anything else, and for more than ten years.
func duration(_ word: String) -> Duration? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let last = word.last, let unit = units[last], let count = Int(word.dropLast()), count > 0, count <= 3650 * 86_400 / unit else {
        return nil
    }
    return .seconds(count * unit)
}

/// `24.11. 14:05:07` would be German; the command line writes ISO 8601 in local time, as logs do.
func time(_ moment: Moment) -> String {
    var seconds = time_t(moment.seconds)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return "" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
        "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
}

/// Seconds east of UTC at this moment, as `TZ` and the system have it.
func localOffset(at now: Moment) -> Int {
    var seconds = time_t(now.seconds)
    var parts = tm()
    return localtime_r(&seconds, &parts) == nil ? 0 : parts.tm_gmtoff
}
