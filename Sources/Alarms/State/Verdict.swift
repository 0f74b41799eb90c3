/// What a rule says about its subject at one moment.
public enum Verdict: Hashable, Sendable {
    case good
    case bad(Severity)
    /// No data: it neither raises nor clears, and no delay runs.
    case unknown

    func isAtLeast(_ severity: Severity) -> Bool {
        if case .bad(let found) = self { found >= severity } else { false }
    }
}

extension Thresholds {
    /// Compares a value with the limits. `standing` is the severity that is in force now and ends only beyond its deadband.
    public func verdict(of value: Double, standing: Severity?) -> Verdict {
        guard !value.isNaN else { return .unknown }
        if let critical, Self.isBeyond(value, limit: critical, end: criticalOff, isStanding: standing == .critical) {
            return .bad(.critical)
        }
        if let warning, Self.isBeyond(value, limit: warning, end: warningOff, isStanding: standing != nil) { return .bad(.warning) }
        return .good
    }

    /// It begins at the limit and ends at `end`; an end that is not below the limit is none.
    private static func isBeyond(_ value: Double, limit: Double, end: Double?, isStanding: Bool) -> Bool {
        if isStanding, let end, end < limit { return value > end }
        return value >= limit
    }
}
