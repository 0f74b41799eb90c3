extension Double {
    /// As it is, a whole number without its `.0`: `80`, `97.5`.
    public var plain: String { if let whole = Int64(exactly: self) { String(whole) } else { String(self) } }

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
