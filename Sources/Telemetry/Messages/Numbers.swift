extension Double {
    /// At most one decimal, none where it is zero: `12.4`, `81`. What is not a number is `--`.
    var short: String {
        guard isFinite else { return "--" }
        let tenths = Int64(clamping: (self * 10).rounded())
        let (whole, part) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return (tenths < 0 ? "-" : "") + (part == 0 ? "\(whole)" : "\(whole).\(part)")
    }
}

extension Int64 {
    /// The nearest whole number there is; 0 for what is not a number.
    fileprivate init(clamping value: Double) {
        self = Int64(exactly: value) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}

extension Duration {
    /// In one unit that people read at once: `74 s`, `4 min`, `3 h`, `2 d`.
    var short: String {
        let seconds = max(0, milliseconds / 1000)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }
}
