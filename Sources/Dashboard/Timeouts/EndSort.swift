import Telemetry

/// What session ends can be sorted by.
enum EndSort: SortColumn {
    case time, host, user, cause, evidence

    var isNumber: Bool { self == .time }
    /// In their table.
    var column: Int { [0, 1, 2, 3, 5][EndSort.allCases.firstIndex(of: self) ?? 0] }
    /// Of the ends of one host all have the same.
    static let ofOneHost = allCases.filter { $0 != .host }
}

extension Sorting<EndSort> {
    /// - Parameter ends: newest first, and so they stay among those that are alike.
    func sorted(_ ends: [SessionEnd]) -> [SessionEnd] {
        guard column != .time else { return isInverted ? ends.reversed() : ends }
        return ends.sorted(
            descending: isDescending,
            by: { end in
                switch column {
                case .time: .unknown
                case .host: .text(end.host)
                case .user: end.user.isEmpty ? .unknown : .text(end.user)
                case .cause: .text(end.cause.name)
                case .evidence: .text(end.evidence)
                }
            }, then: { _ in [] })
    }
}
