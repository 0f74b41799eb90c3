import Drawing
import Telemetry

/// Who is connected now, one row each.
struct SessionTable {
    let scene: Scene
    let sessions: [(host: Host.ID, session: Session)]
    /// By UUID.
    let guestNames: [String: String]
    var showsHost = true

    func draw(on canvas: inout Canvas, in area: Rect, selected: Int?) {
        let columns = [
            TableColumn("User", 10, ideal: 24),
            TableColumn("Sort", 8, ideal: 9),
            TableColumn("Host", showsHost ? 8 : 0, ideal: showsHost ? scene.board.nameWidth(in: area.width) : 0, dropOrder: 1),
            TableColumn("Since", 12, dropOrder: 4),
            TableColumn("For", 10, align: .trailing, dropOrder: 2),
            TableColumn("From", 15, ideal: 30, dropOrder: 3),
            TableColumn("Guest", 10, ideal: 24, dropOrder: 5, grows: true),
        ]
        let clock = scene.clock
        Table(columns, selected: selected).draw(on: &canvas, in: area, glyphs: scene.glyphs, count: sessions.count) { line in
            let (host, session) = sessions[line]
            let guest = session.guest.map { guestNames[$0] ?? String($0.prefix(8)) } ?? ""
            return .cells([
                scene.who(session.user),
                .text(session.kind.rawValue, .dim),
                .name(showsHost ? host : ""),
                .text(session.since.map(clock.long) ?? "--", .dim),
                .text(session.since.map { Numbers.time(scene.world.now - $0) } ?? "--"),
                .text(session.address.isEmpty ? "--" : session.address, .dim),
                .name(guest, .dim),
            ])
        }
    }
}
