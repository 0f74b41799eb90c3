import Alarms
import Drawing
import Telemetry

/// Session ends by cause over 10 min, 1 h and 24 h, and the ends themselves with the line that proves each.
struct TimeoutsScreen: Screen {
    static let title = "Timeouts"

    /// Nil shows every cause.
    private(set) var cause: Cause?
    /// Nil shows every host; next and previous host go through them.
    private(set) var host: Host.ID?
    private var cursor = Cursor<SessionEnd.Identity>(followsTop: true)
    private(set) var isFull = false
    private(set) var causes = CauseTable()
    private(set) var ends: [SessionEnd] = []

    /// What `ends` was made of: there may be many, and most pictures change nothing of it.
    private struct Wanted: Hashable {
        let revision: Int
        let host: Host.ID?
        let cause: Cause?
        let filter: String
    }
    private var listed: Wanted?

    mutating func refresh(_ scene: Scene) {
        if let chosen = host, scene.board.row(chosen) == nil { host = nil }
        causes = host == nil ? scene.board.causes : CauseTable(scene.world.ends, now: scene.world.now, host: host)
        let wanted = Wanted(revision: scene.world.endsRevision, host: host, cause: cause, filter: scene.focus.filter)
        if wanted != listed {
            listed = wanted
            ends = scene.world.ends.reversed().filter { end in
                (host == nil || end.host == host) && (cause == nil || end.cause == cause)
                    && scene.focus.admits(end.host, end.user, end.cause.label, end.proof)
            }
        }
        cursor.refresh(in: ends, id: \.identity)
    }

    var canGoBack: Bool { isFull || cause != nil || host != nil }

    mutating func handle(_ action: Action, in scene: inout Scene) -> [Request] {
        switch action {
        case .left, .right:
            let choices: [Cause?] = [nil] + causes.shown.map(\.cause)
            cause = cycled(cause, by: action == .right ? 1 : -1, in: choices) ?? nil
            cursor.reset()
        case .nextHost, .previousHost:
            let choices: [Host.ID?] = [nil] + scene.board.rows.map(\.host.id)
            host = cycled(host, by: action == .nextHost ? 1 : -1, in: choices) ?? nil
            if let host { scene.focus.host = host }
            cursor.reset()
        case .back:
            (cause, host, isFull) = (nil, nil, false)
        case .fullPanel: isFull.toggle()
        case .open:
            guard let end = ends.at(cursor) else { return [.say("no session end is selected")] }
            scene.focus.host = end.host
            return [.show(.host)]
        default:
            if let step = action.step { cursor.move(by: step, in: ends, id: \.identity) }
        }
        return []
    }

    func path(in scene: Scene) -> [String] { ["Timeouts"] }
    mutating func leave() { isFull = false }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        words["cause"] = cause.map { "\($0)" }
        words["host"] = host
        words["end"] = cursor.id?.words
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        cause = .named(memory.own["cause"])
        host = memory.own["host"]
        cursor.stand(on: SessionEnd.Identity(words: memory.own["end"]))
    }
    func selection(in scene: Scene) -> Selection {
        guard let end = ends.at(cursor) else { return Selection() }
        return Selection(hosts: [end.host], sessions: [Person(user: end.user, host: end.host, session: end.session)])
    }

    func draw(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        let list = CauseList(scene: scene, causes: causes, selected: cause)
        let given = Rows.share(area.height, among: [Want(4, 4), Want(isFull ? 0 : 4, isFull ? 0 : 1 + list.rowsWanted), Want(0, 300)])
        let top = area.rows(0, given[1])
        if top.height > 0 {
            let words = SessionSummary.timeouts(causes, in: scene.world) + " are timeouts in 10 min"
            Section("Session ends" + (host.map { " on " + $0 } ?? ""), note: words)
                .draw(on: &canvas, x: top.x, y: top.y, width: top.width, glyphs: scene.glyphs)
            list.draw(on: &canvas, in: top.rows(1, top.height - 1))
        }
        let rest = area.rows(given[1], area.height - given[1])
        guard rest.height > 0 else { return }
        let filter = scene.focus.filter.isEmpty ? "" : "  /" + scene.focus.filter
        let title = "\(cause?.label ?? "All causes"), \(host ?? "all hosts")"
        Section(title, note: Numbers.many(ends.count, "end") + filter, isFocused: true)
            .draw(on: &canvas, x: rest.x, y: rest.y, width: rest.width, glyphs: scene.glyphs)
        // The whole proof of the selected end below the list, which cuts it.
        let proof = ends.at(cursor).map { AlarmDetail.wrapped($0.proof, width: max(10, rest.width - 4)) } ?? []
        let proofRows = rest.height >= 10 ? min(proof.count, 4) : 0
        EndTable(scene: scene, ends: ends).draw(on: &canvas, in: rest.rows(1, rest.height - 1 - proofRows), selected: cursor.index)
        for (index, line) in proof.prefix(proofRows).enumerated() {
            canvas.write(line, x: rest.x + 2, y: rest.maxY - proofRows + index, width: rest.width - 3)
        }
    }
}
