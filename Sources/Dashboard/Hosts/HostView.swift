import Alarms
import Drawing
import Feed
import Telemetry

extension HostScreen {
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard let row = context.host else {
            let words = context.world.site == nil ? "no data yet" : "no hosts configured"
            canvas.write(words, x: area.x, y: area.y + area.height / 3, width: area.width, role: .dim, align: .center)
            return
        }
        if isFull { return drawPart(shownPart, row, context, on: &canvas, in: area) }
        let gauges = HostGauges(context: context, row: row)
        let trouble = trouble(row, context)
        let maintenance = row.maintenance(at: context.world.now)?.full(context.clock) ?? ""
        let head = 1 + (maintenance.isEmpty ? 0 : 1) + (trouble.isEmpty ? 0 : 1) + gauges.rows.count
        let others = others(row, context)
        let listCount = max(list == .guests ? guests.count : list == .sessions ? sessions.count : ends.count, 1)
        let wants = [
            RowDemand(head, head),
            RowDemand(alarms.isEmpty ? 0 : 1 + min(alarms.count, 2), alarms.isEmpty ? 2 : 1 + min(alarms.count, 6)),
            RowDemand(5, min(2 + listCount, 8)),
            // That there are some is said in one row; more where the guests leave it, or where it is what the keys act on.
            figures.isEmpty ? RowDemand(0, 0) : RowDemand(shownPart == .figures ? 3 : 1, min(1 + others.want.wanted, 12)),
            area.height >= 20 ? RowDemand(6, 12) : RowDemand(0, 0),
            RowDemand(0, max(0, listCount - 6)),
            RowDemand(0, area.height),
        ]
        var given = Rows.share(area.height, among: wants)
        // The last wishes are the whole list, then more and higher graphs; what nobody wants is the list's.
        given[2] += given[5]
        // Names of columns without a row say nothing.
        if given[3] == 2 { given[3] = 1 }
        if given[4] > 0 { given[4] += given[6] }
        given[2] += area.height - given[0] - given[1] - given[2] - given[3] - given[4]
        var y = 0
        drawHead(
            row, gauges, [(maintenance, .shelved), (trouble, row.isSilent ? .problem : .warning)], context, on: &canvas,
            in: area.rows(y, given[0])
        )
        y += given[0]
        let graphs = area.rows(y, given[4])
        y += given[4]
        drawPart(list, row, context, on: &canvas, in: area.rows(y, given[2]))
        drawGraphs(row, context, on: &canvas, in: graphs)
        y += given[2]
        drawPart(.figures, row, context, on: &canvas, in: area.rows(y, given[3]))
        y += given[3]
        drawPart(.alarms, row, context, on: &canvas, in: area.rows(y, given[1]))
    }

    /// A failed poll in its own words, with the age of what is shown and the time of the next try.
    private func trouble(_ row: HostRow, _ context: DrawContext) -> String {
        guard row.isSilent || row.failure != nil else { return "" }
        var words = row.silence(at: context.world.now)
        if let failure = row.failure { words = (row.isSilent ? words + ": " : "poll failed: ") + failure }
        if let next = row.state?.nextPollAt, next > context.world.now {
            words += context.symbols.separator + "next try in " + Numbers.age(next - context.world.now)
        }
        return words
    }

    private func drawHead(
        _ row: HostRow, _ gauges: HostGauges, _ notes: [(text: String, role: Role)], _ context: DrawContext, on canvas: inout Canvas,
        in area: Rect
    ) {
        guard area.height > 0 else { return }
        var about = row.state?.about ?? ""
        if about.isEmpty { about = row.host.endpoint }
        Section(row.host.id).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let start = area.x + 3 + columns(row.host.id)
        if start < area.maxX - 8 {
            let used = canvas.write(about, x: start, y: area.y, width: area.maxX - start - 1, role: .dim)
            canvas[start - 1, area.y] = Cell(" ")
            canvas[start + used, area.y] = Cell(" ")
        }
        var y = 1
        for note in notes where !note.text.isEmpty && y < area.height {
            canvas.write(note.text, x: area.x + 1, y: area.y + y, width: area.width - 1, role: note.role)
            y += 1
        }
        gauges.draw(on: &canvas, in: area.rows(y, area.height - y))
    }

    private func drawGraphs(_ row: HostRow, _ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let start = context.world.now - context.span.duration
        let graphs = LoadGraph.metrics(of: row, in: context.world).map {
            LoadGraph(context: context, row: row, metric: $0, start: start, end: context.world.now)
        }
        LoadGraphs(context: context, graphs: graphs, marks: marks(context), isFocused: shownPart == .graphs).draw(on: &canvas, in: area)
    }
    /// Timeouts and the starts of alarms, as points on the time axis.
    private func marks(_ context: DrawContext) -> [(at: Moment, role: Role)] {
        let start = context.world.now - context.span.duration
        return ends.prefix(500).filter { $0.cause.isTimeout && $0.at >= start }.map { ($0.at, Role.warning) }
            + alarms.filter { $0.raisedAt >= start }.map { ($0.raisedAt, $0.severity == .critical ? Role.critical : .warning) }
    }

    private func drawPart(_ part: Part, _ row: HostRow, _ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let body = area.rows(1, area.height - 1)
        switch part {
        case .graphs: return drawGraphs(row, context, on: &canvas, in: area)
        case .alarms:
            Section("Alarms of this host", isFocused: shownPart == .alarms)
                .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
            AlarmsPanel(
                context: context, alarms: alarms, selected: shownPart == .alarms ? selectedAlarm(in: context)?.id : nil, showsHost: false
            )
            .draw(on: &canvas, in: body)
        case .figures:
            Section("\(part.label) \(figures.count)", isFocused: shownPart == .figures)
                .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
            others(row, context).draw(on: &canvas, in: body)
        case .guests, .sessions, .ends:
            drawTabs(row, context, on: &canvas, in: area)
            HostLists(screen: self, context: context, row: row).draw(part, on: &canvas, in: body)
        }
    }

    private func others(_ row: HostRow, _ context: DrawContext) -> OtherFigures {
        OtherFigures(
            context: context, row: row, figures: figures, selected: shownPart == .figures ? figures.at(figureCursor)?.id : nil)
    }

    /// The three lists in one line, the one that is shown set off.
    private func drawTabs(_ row: HostRow, _ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let running = guests.reduce(0) { $0 + ($1.guest.state.isRunning ? 1 : 0) }
        let off = guests.reduce(0) { $0 + ($1.guest.state.isActive ? 0 : 1) }
        let between = guests.count - running - off
        // As in the list of hosts: these are of the last answer.
        let hatch = row.isSilent ? "/// " : ""
        let notes: [Part: String] = [
            .guests: guests.isEmpty ? "none" : "\(running) run, \(between > 0 && area.width >= 60 ? "\(between) paused, " : "")\(off) off",
            .sessions: sessions.isEmpty ? "none" : hatch + SessionTotals.Counts(sessions).words(separator: ", "),
            .ends: String(ends.count),
        ]
        let filter = context.focus.filter.isEmpty ? "" : "/" + context.focus.filter
        Section("", note: filter).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        var x = area.x + 1
        for part in [Part.guests, .sessions, .ends] {
            let isShown = part == list
            let words = part.label + " " + (notes[part] ?? "")
            guard x + columns(words) < area.maxX else { break }
            x += canvas.write(words, x: x, y: area.y, width: area.maxX - x, role: isShown ? (part == shownPart ? .accent : .title) : .dim)
            x += 2
        }
    }
}
