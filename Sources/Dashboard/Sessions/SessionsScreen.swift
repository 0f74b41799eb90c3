import Alarms
import Drawing
import Feed
import Telemetry

/// Who is connected now, by host, against what fits.
struct SessionsScreen: Screen {
    static let title = "Sessions"

    /// Nil shows every sort.
    private(set) var sort: SessionTotals.Sort?
    /// Nil shows every host.
    private(set) var host: Host.ID?
    private var cursor = Cursor<SessionIdentity>()
    private(set) var isFull = false
    private(set) var hosts: [Host.ID] = []
    private(set) var sessions: [(host: Host.ID, session: Session)] = []
    private(set) var guestNames: [String: String] = [:]
    private(set) var counts = SessionTotals.Counts([])

    mutating func refresh(_ scene: Scene) {
        if let chosen = host, scene.board.row(chosen) == nil { host = nil }
        hosts = scene.board.rows.filter { !($0.state?.sessions.isEmpty ?? true) || $0.sessionLimit != nil }.map(\.host.id)
        sessions = []
        guestNames = [:]
        for row in scene.board.rows where host == nil || row.host.id == host {
            guard let state = row.state, !state.sessions.isEmpty else { continue }
            for guest in state.guests { guestNames[guest.id] = guest.name }
            for session in state.sessions where sort == nil || SessionTotals.Sort(session.kind) == sort {
                guard scene.focus.admits(row.host.id, session.user, session.address, guestNames[session.guest ?? ""] ?? "") else {
                    continue
                }
                sessions.append((row.host.id, session))
            }
        }
        counts = SessionTotals.Counts(sessions.lazy.map(\.session))
        cursor.refresh(in: sessions, id: SessionsScreen.identity)
    }

    private static func identity(_ row: (host: Host.ID, session: Session)) -> SessionIdentity {
        SessionIdentity(host: row.host, session: row.session.id)
    }

    var canGoBack: Bool { isFull || sort != nil || host != nil }

    mutating func handle(_ action: Action, in scene: inout Scene) -> [Request] {
        switch action {
        case .left, .right:
            let choices: [SessionTotals.Sort?] = [nil] + scene.board.totals.totals.map(\.sort)
            sort = cycled(sort, by: action == .right ? 1 : -1, in: choices) ?? nil
            cursor.reset()
        case .nextHost, .previousHost:
            let choices: [Host.ID?] = [nil] + hosts
            host = cycled(host, by: action == .nextHost ? 1 : -1, in: choices) ?? nil
            if let host { scene.focus.host = host }
            cursor.reset()
        case .back: (sort, host, isFull) = (nil, nil, false)
        case .fullPanel: isFull.toggle()
        case .open:
            guard let row = sessions.at(cursor) else { return [.say("no session is selected")] }
            scene.focus.host = row.host
            return [.show(.host)]
        default:
            if let step = action.step { cursor.move(by: step, in: sessions, id: SessionsScreen.identity) }
        }
        return []
    }

    func path(in scene: Scene) -> [String] { ["Sessions"] }
    mutating func leave() { isFull = false }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        words["kind"] = sort.map { "\($0)" }
        words["host"] = host
        words["session"] = cursor.id?.words
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        sort = .named(memory.own["kind"])
        host = memory.own["host"]
        cursor.stand(on: SessionIdentity(words: memory.own["session"]))
    }
    func selection(in scene: Scene) -> Selection {
        guard let row = sessions.at(cursor) else { return Selection() }
        return Selection(hosts: [row.host], sessions: [Person(user: row.session.user, host: row.host, session: row.session.id)])
    }

    func draw(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        let summary = SessionSummary(scene: scene)
        let wants = [
            Want(4, 4), Want(isFull ? 0 : 2, isFull ? 0 : 1 + summary.rowsWanted), Want(isFull ? 0 : 3, isFull ? 0 : 2 + hosts.count),
        ]
        let given = Rows.share(area.height, among: wants)
        let top = area.rows(0, given[1])
        if top.height > 1 {
            Section("Sessions").draw(on: &canvas, x: top.x, y: top.y, width: top.width, glyphs: scene.glyphs)
            summary.draw(on: &canvas, in: top.rows(1, top.height - 1))
        }
        let middle = area.rows(given[1], given[2])
        if middle.height > 1 {
            Section("By host").draw(on: &canvas, x: middle.x, y: middle.y, width: middle.width, glyphs: scene.glyphs)
            drawHosts(scene, on: &canvas, in: middle.rows(1, middle.height - 1))
        }
        let rest = area.rows(given[1] + given[2], area.height - given[1] - given[2])
        guard rest.height > 0 else { return }
        let filter = scene.focus.filter.isEmpty ? "" : "  /" + scene.focus.filter
        let title = "\(sort?.label ?? "All kinds"), \(host ?? "all hosts")"
        let shown = counts.words(separator: scene.glyphs.separator)
        Section(title, note: shown + filter, isFocused: true)
            .draw(on: &canvas, x: rest.x, y: rest.y, width: rest.width, glyphs: scene.glyphs)
        let body = rest.rows(1, rest.height - 1)
        guard !sessions.isEmpty else {
            canvas.write("none", x: body.x + 1, y: body.y, width: body.height > 0 ? body.width - 1 : 0, role: .dim)
            return
        }
        SessionTable(scene: scene, sessions: sessions, guestNames: guestNames).draw(on: &canvas, in: body, selected: cursor.index)
    }

    private func drawHosts(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn("Host", 8, ideal: scene.board.nameWidth(in: area.width) + 2),
            TableColumn("Sessions", 10, align: .trailing),
            TableColumn("", 8, ideal: 24, dropOrder: 1),
            TableColumn("", 10, ideal: 30, grows: true),
        ]
        let index = host.flatMap { id in hosts.firstIndex(of: id) }
        Table(columns, selected: index, showsHeader: false).draw(on: &canvas, in: area, glyphs: scene.glyphs, count: hosts.count) { line in
            guard let row = scene.board.row(hosts[line]) else { return .cells([]) }
            let scale = scene.world.limits.sessionScale(of: row.sessionLimit, on: row.host.id)
            let hasLimit = row.sessionLimit != nil
            return .cells([
                .name(row.host.id, row.isSilent ? .stale : .plain),
                .text(HostTable.seats(row), row.sessions.role(hasLimit ? scale : Scale())),
                hasLimit ? .gauge(Gauge(row.sessions.value, scale: scale, isStale: row.isSilent)) : .blank,
                .text(
                    row.isSilent ? row.silence(at: scene.world.now) : row.counts.words(separator: "  "),
                    row.isSilent ? .stale : .dim),
            ])
        }
    }
}
