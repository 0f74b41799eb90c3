import Telemetry

/// What sessions can be sorted by.
enum SessionSort: SortColumn {
    /// Host by host, as each told them.
    case told
    case user, kind, host, time, address, guest

    var isNumber: Bool { self == .time }
    /// In their table.
    var column: Int? {
        switch self {
        case .told: nil
        case .user: 0
        case .kind: 1
        case .host: 2
        case .time: 4
        case .address: 5
        case .guest: 6
        }
    }
    /// Of the sessions of one host all have the same.
    static let ofOneHost = allCases.filter { $0 != .host }
}

extension Sorting<SessionSort> {
    func sorted(
        _ rows: [(host: Host.ID, session: Session)], guestNames: [GuestIdentity: String]
    ) -> [(host: Host.ID, session: Session)] {
        guard column != .told else { return isInverted ? rows.reversed() : rows }
        func text(_ text: String) -> SortKey { text.isEmpty ? .unknown : .text(text) }
        return rows.sorted(
            descending: isDescending,
            by: { row in
                switch column {
                case .told: .unknown
                case .user: text(row.session.user)
                case .kind: .text(row.session.kind.rawValue)
                case .host: .text(row.host)
                // The longest first: the oldest.
                case .time: row.session.since.map { .number(-Double($0.milliseconds)) } ?? .unknown
                case .address: text(row.session.address)
                case .guest: text(row.session.guest.map { guestNames[GuestIdentity(host: row.host, guest: $0)] ?? $0 } ?? "")
                }
            }, then: { [$0.host, $0.session.user, $0.session.id] })
    }
}
