import Alarms
import Drawing
import Telemetry

extension OverviewScreen {
    func draw(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        guard scene.world.site != nil else { return drawStart(scene, on: &canvas, in: area) }
        if isFull { return drawFull(scene, on: &canvas, in: area) }
        if area.width < 60 { return drawNarrow(scene, on: &canvas, in: area) }
        let isWide = area.width >= 110
        let columns = area.width >= 170 ? 3 : isWide ? 2 : 1
        let totals = SessionSummary(scene: scene)
        let causes = CauseList(scene: scene, causes: scene.board.causes)
        let band = columns == 1 ? 2 + causes.rowsWanted : 1 + max(totals.rowsWanted, causes.rowsWanted, columns == 3 ? 9 : 0)
        let contextRows = columns == 1 && context != nil ? 1 : 0
        let card = FloodCard(scene) == nil ? 0 : FloodCard.rows
        let wantsAlarms = Want(
            1 + min(max(alarms.count, 1), 4) + (card > 0 ? 2 : 0),
            1 + card + max(card > 0 ? min(alarms.count, 6) : alarms.count, 1) + contextRows)
        let wantsHosts = Want(2 + min(lines.count, 6), 2 + lines.count)
        let wantsBand = columns == 1 ? Want(2, band) : Want(5, band)
        let given = Rows.share(area.height, among: [wantsAlarms, wantsHosts, wantsBand])
        let (graphs, journal) = rest(area.height - given.reduce(0, +), scene, width: area.width)
        var y = 0
        drawHosts(scene, on: &canvas, in: area.rows(y, given[1]))
        y += given[1]
        if columns == 1 {
            drawBand(scene, causes, on: &canvas, in: area.rows(y, given[2]))
        } else {
            drawWideBand(scene, causes, columns: columns, on: &canvas, in: area.rows(y, given[2]))
        }
        y += given[2]
        drawAlarms(scene, on: &canvas, in: area.rows(y, given[0]))
        // Afterwards, so that the lines down join the line below them.
        if columns > 1, given[2] > 0 { drawDividers(scene, columns: columns, on: &canvas, in: area.rows(y - given[2], given[2])) }
        y += given[0]
        if journal > 1 {
            Titled(Section("Journal"), JournalList(scene: scene), in: scene).draw(on: &canvas, in: area.rows(y + graphs, journal))
        }
        drawGraphs(scene, on: &canvas, in: area.rows(y, graphs))
    }

    /// What is left below the alarms: a few lines of the journal, then the courses of the selected host, then more of the journal.
    private func rest(_ rows: Int, _ scene: Scene, width: Int) -> (graphs: Int, journal: Int) {
        let lines = 1 + max(1, min(scene.world.events.count + scene.world.ends.count, 200))
        var journal = min(rows, min(lines, 7))
        var graphs = rows - journal
        guard graphs >= LoadGraphs.fewestRows, width >= 76, shownHost(scene.focus) != nil else { return (0, rows) }
        let more = max(0, min(graphs - 24, lines - journal))
        graphs -= more
        journal += more
        return (graphs, journal)
    }

    private func drawGraphs(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        guard let row = scene.board.row(shownHost(scene.focus)) else { return }
        let start = scene.world.now - scene.span.duration
        let graphs = LoadGraph.metrics(of: row, in: scene.world).map {
            LoadGraph(scene: scene, row: row, metric: $0, start: start, end: scene.world.now, name: row.host.id)
        }
        LoadGraphs(scene: scene, graphs: graphs).draw(on: &canvas, in: area)
    }

    /// Nothing is known yet: says so at once, and what is being waited for.
    private func drawStart(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        let y = area.y + area.height / 3
        canvas.write("no data yet", x: area.x, y: y, width: area.width, role: .title, align: .center)
        let words: String =
            switch scene.world.connection {
            case .starting: "starting the engine"
            case .attached: "attached; waiting for the site"
            case .lost(let reason, _): reason
            case .versionMismatch(let text): text
            }
        canvas.write(words, x: area.x, y: y + 1, width: area.width, role: .dim, align: .center)
    }

    private func drawFull(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        switch part {
        case .hosts: drawHosts(scene, on: &canvas, in: area)
        case .alarms: drawAlarms(scene, on: &canvas, in: area)
        }
    }

    func drawHosts(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let outages = scene.world.outages > 0 ? "\(scene.world.outages) out of service" : ""
        let filter = scene.focus.filter.isEmpty ? "" : "/" + scene.focus.filter
        Section("Hosts", note: [outages, filter].filter { !$0.isEmpty }.joined(separator: "  "), isFocused: part == .hosts)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, glyphs: scene.glyphs)
        let body = area.rows(1, area.height - 1)
        if lines.isEmpty {
            let words = scene.focus.filter.isEmpty ? "no hosts configured" : "no host holds these letters"
            canvas.write(words, x: body.x + 1, y: body.y, width: body.height > 0 ? body.width - 1 : 0, role: .dim)
            return
        }
        let selected = part == .hosts ? shownHost(scene.focus) : nil
        HostTable(scene: scene, lines: lines, sort: sort, descending: descending, selected: selected).draw(on: &canvas, in: body)
    }

    func drawAlarms(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let list = scene.board.alarms
        var note = AlarmTable.summary(list, glyphs: scene.glyphs, within: area.width - 14)
        let pace = AlarmFigures(scene: scene).words(within: area.width - columns(note) - 24)
        if !pace.isEmpty { note += (note.isEmpty ? "" : scene.glyphs.separator) + pace }
        Section("Alarms", note: scene.world.knowsAlarms ? note : "", isFocused: part == .alarms)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, glyphs: scene.glyphs)
        // Where the table has no column for it: what hosts and pools showed when the worst of them began.
        let line = (60..<110).contains(area.width) && area.height >= 6 ? context : nil
        let flood = FloodCard(scene)
        let card = flood == nil ? 0 : min(FloodCard.rows, max(area.height - 3, 0))
        flood?.draw(on: &canvas, in: area.rows(1, card))
        let rows = area.height - 1 - card - (line == nil ? 0 : 1)
        AlarmTable(scene: scene, alarms: alarms, selected: part == .alarms ? selectedAlarm(in: scene)?.id : nil)
            .draw(on: &canvas, in: area.rows(1 + card, rows))
        if let line {
            canvas.write(line, x: area.x + 1, y: area.y + 1 + card + min(rows, alarms.count), width: area.width - 2, role: .accent)
        }
    }

    private var context: String? {
        guard let alarm = alarms.first(where: { $0.standing == .open && !$0.context.isEmpty }), let line = alarm.context.first else {
            return nil
        }
        return alarm.key.host.isEmpty ? line : "\(alarm.key.host): \(line)"
    }

    private func drawBand(_ scene: Scene, _ causes: CauseList, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        Section("Sessions and timeouts").draw(on: &canvas, x: area.x, y: area.y, width: area.width, glyphs: scene.glyphs)
        guard area.height > 1 else { return }
        SessionSummary(scene: scene).drawLine(on: &canvas, in: area.rows(1, 1))
        if area.height > 3 { causes.draw(on: &canvas, in: area.rows(2, area.height - 2)) }
    }

    /// Where the parts of the wide band begin.
    private func edges(_ width: Int, _ columns: Int) -> [Int] {
        columns == 2 ? [0, width * 48 / 100, width] : [0, width * 30 / 100, width * 66 / 100, width]
    }

    private func drawWideBand(_ scene: Scene, _ causes: CauseList, columns: Int, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let edges = edges(area.width, columns)
        let timeouts = SessionSummary.timeouts(scene.board.causes, in: scene.world) + " are timeouts in 10 min"
        let panels = [
            Titled(Section("Sessions"), SessionSummary(scene: scene), in: scene),
            Titled(Section("Session ends", note: timeouts), causes, in: scene),
            Titled(Section("Waiting for a CPU"), WaitingList(scene: scene, waiting: waiting), in: scene),
        ]
        for index in 0..<columns {
            let part = area.columns(edges[index] + (index > 0 ? 1 : 0), edges[index + 1] - edges[index] - (index > 0 ? 1 : 0))
            panels[index].draw(on: &canvas, in: part)
        }
    }
    private func drawDividers(_ scene: Scene, columns: Int, on canvas: inout Canvas, in area: Rect) {
        for edge in edges(area.width, columns).dropFirst().dropLast() {
            canvas[area.x + edge, area.y] = Cell(scene.glyphs.horizontal, role: .frame)
            Divider().draw(on: &canvas, x: area.x + edge, from: area.y, to: area.maxY, glyphs: scene.glyphs)
        }
    }
}
