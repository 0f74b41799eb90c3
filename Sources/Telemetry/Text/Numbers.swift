extension Double {
    /// As it is, a whole number without its `.0`: `80`, `97.5`.
    public var plain: String { if let whole = Int64(exactly: self) { String(whole) } else { String(self) } }

    /// One decimal: `12.4`, `81.0`. What is not a number is `--`.
    public var tenths: String { inTenths.map { $0.whole + "." + $0.part } ?? "--" }

    /// At most one decimal, none where it is zero: `12.4`, `81`. What is not a number is `--`.
    public var short: String { inTenths.map { $0.part == "0" ? $0.whole : $0.whole + "." + $0.part } ?? "--" }

    private var inTenths: (whole: String, part: String)? {
        guard isFinite else { return nil }
        let tenths = Int64(clamping: (self * 10).rounded())
        let (whole, part) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return ((tenths < 0 ? "-" : "") + String(whole), String(part))
    }
}

extension Int64 {
    /// The nearest whole number there is; 0 for what is not a number.
    fileprivate init(clamping value: Double) {
        self = Int64(exactly: value) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}
