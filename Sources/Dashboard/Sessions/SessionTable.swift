import Drawing
import Telemetry

/// Who is connected now, one row each.
struct SessionTable: Panel {
    let context: DrawContext
    let sessions: [(host: Host.ID, session: Session)]
    let guestNames: [GuestIdentity: String]
    var showsHost = true
    var showsGuest = true
    /// Beside them.
    var unlisted = 0
    var sorting = Sorting(SessionSort.told)
    var selected: Int?

    private var isAllKept: Bool { context.world.past.map { $0.sessionsKeptSince == nil && (!showsHost || $0.unknown.isEmpty) } ?? true }
    /// `3+`, or nothing, where more of them may have been there; nil where all are listed.
    static func count(_ listed: Int, in world: World) -> String? { world.areSessionsKept ? nil : listed == 0 ? "" : "\(listed)+" }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard !sessions.isEmpty else {
            let words =
                unlisted > 0
                ? localized("\(unlisted) by their number alone: no list of them is told")
                : isAllKept ? localized("none") : localized("not kept")
            canvas.write(words, x: area.x + 1, y: area.y, width: area.height > 0 ? area.width - 1 : 0, role: .dim)
            return
        }
        let columns = [
            TableColumn(localized("User"), 10, ideal: 24),
            TableColumn(localized("Kind"), 8, ideal: 9),
            TableColumn(
                localized("Host"), showsHost ? 8 : 0, ideal: showsHost ? context.summary.nameWidth(in: area.width) : 0, dropOrder: 1),
            TableColumn(localized("Since"), 12, dropOrder: 4),
            TableColumn(localized("For", "column"), 10, align: .trailing, dropOrder: 2),
            TableColumn(localized("From"), 15, ideal: 30, dropOrder: 3),
            TableColumn(localized("Guest"), showsGuest ? 10 : 0, ideal: showsGuest ? 24 : 0, dropOrder: 5, grows: showsGuest),
        ]
        let clock = context.clock
        let sorted = sorting.column.column.map { ($0, sorting.isDescending) }
        let table = Table(columns, selected: selected, sorted: sorted, place: context.place("sessions"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: sessions.count) { line in
            let (host, session) = sessions[line]
            let guest = session.guest.map { guestNames[GuestIdentity(host: host, guest: $0)] ?? String($0.prefix(8)) } ?? ""
            return .cells([
                context.who(session.user),
                .text(session.kind.rawValue, .dim),
                .name(showsHost ? host : ""),
                .text(session.since.map(clock.long) ?? "--", .dim),
                .text(session.since.map { Numbers.time(context.world.now - $0) } ?? "--"),
                .text(session.address.isEmpty ? "--" : session.address, .dim),
                .name(guest, .dim),
            ])
        }
    }
}
