/// What a value means: its range and the limits of the thing it was measured on.
public struct Scale: Hashable, Sendable {
    public var top: Double
    public var warning: Double?
    public var critical: Double?
    public init(top: Double = 100, warning: Double? = nil, critical: Double? = nil) {
        self.top = top.isFinite && top > 0 ? top : 1
        self.warning = warning
        self.critical = critical
    }

    /// Share of the range, 0 to 1; a value that is no number counts as 0.
    public func share(_ value: Double) -> Double { value.isFinite ? min(max(value / top, 0), 1) : 0 }

    /// 0 good, 50 at the warning limit, 100 at the critical one. Below three quarters of the first limit all is calm.
    public func level(_ value: Double) -> UInt8 {
        guard value.isFinite, let first = warning ?? critical, first > 0 else { return 0 }
        if let critical, value >= critical { return 100 }
        let calm = first * 0.75
        if value < calm { return 0 }
        if value < first { return UInt8(clamping: Int((value - calm) / (first - calm) * 50)) }
        guard let warning, let critical, critical > warning else { return warning == nil ? 100 : 50 }
        return UInt8(clamping: 50 + Int((value - warning) / (critical - warning) * 50))
    }

    /// How a number is written: plain while it is good, so that the screen stays quiet.
    public func role(_ value: Double) -> Role {
        if let critical, value >= critical { return .critical }
        if let warning, value >= warning { return .warning }
        return .plain
    }
}
