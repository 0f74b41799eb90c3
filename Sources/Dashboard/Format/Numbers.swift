import Telemetry

/// How numbers are written. Nothing traps: a number that fits no form is `--`.
enum Numbers {
    static func whole(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "--" }
        return String(Int(value.rounded()))
    }
    static func tenths(_ value: Double) -> String {
        abs(value) < 1e14 ? spelled(value.tenths) : "--"
    }
    /// What `whole` and `tenths` show of it.
    static func asWhole(_ value: Double) -> Double { value.rounded() }
    static func asTenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
    /// What must not look like none where there is a little: drops and errors.
    static func perSecond(_ value: Double) -> String {
        value > 0 && value < 0.05 ? spelled("<0.1") : value >= 99.95 ? whole(value) : tenths(value)
    }
    /// With the sign of whoever reads it.
    private static func spelled(_ number: String) -> String { Wording.spoken.languages.numbers.spelled(number) }
    /// As its metric says: in its unit, with the decimals of its resolution.
    static func figure(_ value: Double, of metric: Metric) -> String {
        switch metric.unit {
        case .bytes: return bytes(value)
        case .bytesPerSecond: return rate(value) + " kB/s"
        // How long: a machine is up for days.
        case _ where metric.unit.symbol == "s" && metric.kind == .gauge && metric.resolution >= 1 && (0..<1e12).contains(value):
            return time(.seconds(Int64(value.rounded())))
        default:
            let number = decimals(value, step: metric.resolution)
            return metric.unit.symbol.isEmpty || number == "--" ? number : number + " " + metric.unit.symbol
        }
    }
    private static func decimals(_ value: Double, step: Double) -> String {
        var (parts, places) = (1, 0)
        while Double(parts) * step < 0.999, places < 6 { (parts, places) = (parts * 10, places + 1) }
        let scaled = value * Double(parts)
        guard scaled.isFinite, abs(scaled) < 1e15 else { return "--" }
        let all = Int(scaled.rounded())
        guard places > 0 else { return String(all) }
        let rest = String(all.magnitude % UInt(parts))
        return spelled((all < 0 ? "-" : "") + "\(all.magnitude / UInt(parts))." + String(repeating: "0", count: places - rest.count) + rest)
    }
    /// Two digits with a zero in front.
    static func two(_ value: Int) -> String { value.padded(to: 2) }

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    static func bytes(_ value: Double) -> String { sized(value, unit(of: value)) }
    /// `7.1 of 8.0 GiB`: both in the unit of the larger.
    static func bytes(_ part: Double, of all: Double) -> String {
        let unit = unit(of: all)
        return localized("\(number(part, unit)) of \(sized(all, unit))")
    }
    /// Bytes per second in kB, as disk and network tools write it.
    static func rate(_ value: Double) -> String { whole(value / 1000) }

    private static func unit(of value: Double) -> Int {
        var rest = abs(value)
        var unit = 0
        while rest >= 1000, unit < units.count - 1 {
            rest /= 1024
            unit += 1
        }
        return unit
    }
    private static func number(_ value: Double, _ unit: Int) -> String {
        var rest = value
        for _ in 0..<unit { rest /= 1024 }
        return unit == 0 || abs(rest) >= 99.95 ? whole(rest) : tenths(rest)
    }
    private static func sized(_ value: Double, _ unit: Int) -> String { number(value, unit) + " " + units[unit] }

    /// One step of exactness: `27 s`, `2 min`, `7 h`, `3 d`.
    static func age(_ duration: Duration) -> String { duration.text(.short) }
    /// Two steps where the second matters: `7 h 52 min`.
    static func time(_ duration: Duration) -> String { duration.text(.full) }
    static func times(_ count: Int) -> String {
        switch (count % 10, count % 100) {
        case (1, let rest) where rest != 11: localized("\(count)st time")
        case (2, let rest) where rest != 12: localized("\(count)nd time")
        case (3, let rest) where rest != 13: localized("\(count)rd time")
        default: localized("\(count)th time")
        }
    }
}
