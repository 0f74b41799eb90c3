import Feed
import MetricStore
import Telemetry

/// What a host has, as somebody wants to see it: filtered, in order, counted. Worked out when the host told something or it is looked at
/// in another way, not for each picture: there may be thousands of guests.
struct HostLists: Sendable {
    private struct Basis: Hashable {
        let host: Host.ID
        /// Another one whenever the host told something, and when more of its numbers came.
        let told: Int
        let numbers: Int
        let filter: Filter
        /// Of the time, where the filter compares it.
        let minute: Int64
        let guests: Sorting<GuestRow.Sort>
        let sessions: Sorting<SessionSort>
    }
    private var basis: Basis?

    private(set) var guests: [Guest] = []
    /// Of these: neither a paused guest nor one that stops is one of them.
    private(set) var running = 0
    private(set) var off = 0
    private(set) var sessions: [(host: Host.ID, session: Session)] = []
    /// Of those in `counts`: no list has them.
    private(set) var unlisted = 0
    private(set) var counts = SessionTotals.Counts([])
    private(set) var storages = StorageList()
    /// What no other part has a place for; on most hosts there is none.
    private(set) var figures = OtherFigureList()
    private(set) var guestNames: [GuestIdentity: String] = [:]
    /// Who sits in which guest.
    private(set) var users: [String: String] = [:]

    mutating func refresh(
        of row: HostRow, _ guestSorting: Sorting<GuestRow.Sort>, _ sessionSorting: Sorting<SessionSort>, _ context: DrawContext
    ) {
        let focus = context.focus
        let wanted = Basis(
            host: row.host.id, told: row.told, numbers: context.world.numbersRevision, filter: focus.query,
            minute: focus.query.asksForNumbers ? context.world.now.seconds / 60 : 0, guests: guestSorting,
            sessions: sessionSorting)
        guard wanted != basis else { return }
        self = HostLists()
        basis = wanted
        let told = row.state?.sessions ?? []
        for session in told {
            guard let guest = session.guest, !session.user.isEmpty else { continue }
            users[guest] = users[guest].map { $0 == session.user ? $0 : $0 + ", " + session.user } ?? session.user
        }
        let known = row.state?.guests ?? []
        let names = Dictionary(known.lazy.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        guestNames = Dictionary(uniqueKeysWithValues: names.map { (GuestIdentity(host: row.host.id, guest: $0.key), $0.value) })
        let admitted =
            focus.filter.isEmpty
            ? known
            : known.filter {
                focus.query.admits(
                    $0, user: users[$0.id] ?? "", number: GuestRow.shownNumber(guestSorting.column, of: $0, on: row.host, in: context.world)
                )
            }
        guests = GuestRow.sorted(admitted, by: guestSorting.column, descending: guestSorting.isDescending, on: row.host, in: context.world)
        for guest in guests {
            if guest.state.isRunning { running += 1 }
            if !guest.state.isActive { off += 1 }
        }
        let shown = told.lazy.filter { session in
            focus.filter.isEmpty
                || focus.query.admits(session, guest: names[session.guest ?? ""] ?? "", on: row.host, at: context.world.now)
        }.map { (row.host.id, $0) }
        sessions = sessionSorting.sorted(Array(shown), guestNames: guestNames)
        let rest = row.state?.unlisted.flatMap { focus.filter.isEmpty || focus.query.admits($0, on: row.host) ? $0 : nil }
        unlisted = rest?.count ?? 0
        counts = SessionTotals.Counts(sessions.lazy.map(\.session), unlisted: rest)
        let series = context.world.history.series(of: row.host)
        storages = StorageList(of: row, series: series, in: context)
        figures = OtherFigureList(of: row, series: series, guestNames: names, in: context)
    }
}
