import Alarms
import Drawing
import Telemetry

extension OverviewScreen {
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard context.world.site != nil else { return drawStart(context, on: &canvas, in: area) }
        if isFull { return drawFull(context, on: &canvas, in: area) }
        if area.width < 60 { return drawNarrow(context, on: &canvas, in: area) }
        let isWide = area.width >= 110
        let columns = area.width >= 170 ? 3 : isWide ? 2 : 1
        let totals = SessionSummary(context: context)
        let causes = CauseList(context: context, causes: context.summary.causes)
        let band = columns == 1 ? 2 + causes.rowsWanted : 1 + max(totals.rowsWanted, causes.rowsWanted, columns == 3 ? 9 : 0)
        let contextRows = columns == 1 && contextLine != nil ? 1 : 0
        let card = FloodCard(context) == nil ? 0 : FloodCard.rows
        let wantsAlarms = RowDemand(
            1 + min(max(alarms.count, 1), 4) + (card > 0 ? 2 : 0),
            1 + card + max(card > 0 ? min(alarms.count, 6) : alarms.count, 1) + contextRows)
        let wantsHosts = RowDemand(2 + min(lines.count, 6), 2 + lines.count)
        let wantsBand = columns == 1 ? RowDemand(2, band) : RowDemand(5, band)
        let given = Rows.share(area.height, among: [wantsAlarms, wantsHosts, wantsBand])
        let (graphs, journal) = rest(area.height - given.reduce(0, +), context, width: area.width)
        var y = 0
        drawHosts(context, on: &canvas, in: area.rows(y, given[1]))
        y += given[1]
        if columns == 1 {
            drawBand(context, causes, on: &canvas, in: area.rows(y, given[2]))
        } else {
            drawWideBand(context, causes, columns: columns, on: &canvas, in: area.rows(y, given[2]))
        }
        y += given[2]
        drawAlarms(context, on: &canvas, in: area.rows(y, given[0]))
        // Afterwards, so that the lines down join the line below them.
        if columns > 1, given[2] > 0 { drawDividers(context, columns: columns, on: &canvas, in: area.rows(y - given[2], given[2])) }
        y += given[0]
        if journal > 1 {
            Titled(Section("Journal"), JournalList(context: context), in: context).draw(on: &canvas, in: area.rows(y + graphs, journal))
        }
        drawGraphs(context, on: &canvas, in: area.rows(y, graphs))
    }

    /// What is left below the alarms: a few lines of the journal, then the courses of the selected host, then more of the journal.
    private func rest(_ rows: Int, _ context: DrawContext, width: Int) -> (graphs: Int, journal: Int) {
        let lines = 1 + max(1, min(context.world.events.count + context.world.ends.count, 200))
        var journal = min(rows, min(lines, 7))
        var graphs = rows - journal
        guard graphs >= LoadGraphs.fewestRows, width >= 76, shownHost(context.focus) != nil else { return (0, rows) }
        let more = max(0, min(graphs - 24, lines - journal))
        graphs -= more
        journal += more
        return (graphs, journal)
    }

    private func drawGraphs(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard let row = context.summary.row(shownHost(context.focus)) else { return }
        let start = context.world.now - context.span.duration
        let graphs = LoadGraph.metrics(of: row, in: context.world).map {
            LoadGraph(context: context, row: row, metric: $0, start: start, end: context.world.now, name: row.host.id)
        }
        LoadGraphs(context: context, graphs: graphs).draw(on: &canvas, in: area)
    }

    /// Nothing is known yet: says so at once, and what is being waited for.
    private func drawStart(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let y = area.y + area.height / 3
        canvas.write("no data yet", x: area.x, y: y, width: area.width, role: .title, align: .center)
        let words: String =
            switch context.world.connection {
            case .starting: "starting the engine"
            case .attached: "attached; waiting for the site"
            case .lost(let reason, _): reason
            case .versionMismatch(let text): text
            }
        canvas.write(words, x: area.x, y: y + 1, width: area.width, role: .dim, align: .center)
    }

    private func drawFull(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        switch part {
        case .hosts: drawHosts(context, on: &canvas, in: area)
        case .alarms: drawAlarms(context, on: &canvas, in: area)
        }
    }

    func drawHosts(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let maintenanceWindows = context.world.maintenanceWindows > 0 ? "\(context.world.maintenanceWindows) in maintenance" : ""
        let filter = context.focus.filter.isEmpty ? "" : "/" + context.focus.filter
        Section("Hosts", note: [maintenanceWindows, filter].filter { !$0.isEmpty }.joined(separator: "  "), isFocused: part == .hosts)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let body = area.rows(1, area.height - 1)
        if lines.isEmpty {
            let words = context.focus.filter.isEmpty ? "no hosts configured" : "no host holds these letters"
            canvas.write(words, x: body.x + 1, y: body.y, width: body.height > 0 ? body.width - 1 : 0, role: .dim)
            return
        }
        let selected = part == .hosts ? shownHost(context.focus) : nil
        HostTable(context: context, lines: lines, sort: sort, descending: descending, selected: selected).draw(on: &canvas, in: body)
    }

    func drawAlarms(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let list = context.summary.alarms
        var note = AlarmsPanel.summary(list, symbols: context.symbols, within: area.width - 14)
        let pace = AlarmFigures(context: context).words(within: area.width - columns(note) - 24)
        if !pace.isEmpty { note += (note.isEmpty ? "" : context.symbols.separator) + pace }
        Section("Alarms", note: context.world.knowsAlarms ? note : "", isFocused: part == .alarms)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        // Where the table has no column for it: what hosts and pools showed when the worst of them began.
        let line = (60..<110).contains(area.width) && area.height >= 6 ? contextLine : nil
        let flood = FloodCard(context)
        let card = flood == nil ? 0 : min(FloodCard.rows, max(area.height - 3, 0))
        flood?.draw(on: &canvas, in: area.rows(1, card))
        let rows = area.height - 1 - card - (line == nil ? 0 : 1)
        AlarmsPanel(context: context, list: alarms, selected: part == .alarms ? selectedAlarm(in: context)?.id : nil)
            .draw(on: &canvas, in: area.rows(1 + card, rows))
        if let line {
            canvas.write(line, x: area.x + 1, y: area.y + 1 + card + min(rows, alarms.count), width: area.width - 2, role: .accent)
        }
    }

    private var contextLine: String? {
        guard let alarm = alarms.alarms.first(where: { $0.standing == .open && !$0.context.isEmpty }), let line = alarm.context.first else {
            return nil
        }
        return alarm.key.host.isEmpty ? line.text : "\(alarm.key.host): \(line.text)"
    }

    private func drawBand(_ context: DrawContext, _ causes: CauseList, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        Section("Sessions and timeouts").draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        guard area.height > 1 else { return }
        SessionSummary(context: context).drawLine(on: &canvas, in: area.rows(1, 1))
        if area.height > 3 { causes.draw(on: &canvas, in: area.rows(2, area.height - 2)) }
    }

    /// Where the parts of the wide band begin.
    private func edges(_ width: Int, _ columns: Int) -> [Int] {
        columns == 2 ? [0, width * 48 / 100, width] : [0, width * 30 / 100, width * 66 / 100, width]
    }

    private func drawWideBand(_ context: DrawContext, _ causes: CauseList, columns: Int, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let edges = edges(area.width, columns)
        let timeouts = SessionSummary.timeouts(context.summary.causes, in: context.world) + " are timeouts in 10 min"
        let panels = [
            Titled(Section("Sessions"), SessionSummary(context: context), in: context),
            Titled(Section("Session ends", note: timeouts), causes, in: context),
            Titled(Section("Waiting for a CPU"), WaitingList(context: context, waiting: waiting), in: context),
        ]
        for index in 0..<columns {
            let part = area.columns(edges[index] + (index > 0 ? 1 : 0), edges[index + 1] - edges[index] - (index > 0 ? 1 : 0))
            panels[index].draw(on: &canvas, in: part)
        }
    }
    private func drawDividers(_ context: DrawContext, columns: Int, on canvas: inout Canvas, in area: Rect) {
        for edge in edges(area.width, columns).dropFirst().dropLast() {
            canvas[area.x + edge, area.y] = Cell(context.symbols.horizontal, role: .frame)
            Divider().draw(on: &canvas, x: area.x + edge, from: area.y, to: area.maxY, symbols: context.symbols)
        }
    }
}
