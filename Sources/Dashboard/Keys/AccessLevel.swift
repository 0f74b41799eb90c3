import Telemetry

/// What somebody may do with the dashboard; each level holds those before it.
public enum AccessLevel: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// Looks.
    case viewer
    /// Answers for alarms and hosts.
    case `operator`
    /// May be told names.
    case admin

    public static func < (a: AccessLevel, b: AccessLevel) -> Bool { a.rawValue < b.rawValue }
    var plural: String {
        switch self {
        case .viewer: localized("viewers")
        case .operator: localized("operators")
        case .admin: localized("admins")
        }
    }
}
