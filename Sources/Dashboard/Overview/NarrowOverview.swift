import Alarms
import Drawing
import Telemetry

/// On a phone: the worst host (the selected one, where there are no rows for a list of the others), the open alarms, the totals, and the other hosts where rows are left.
extension OverviewScreen {
    func drawNarrow(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        var worst = context.summary.row(context.summary.mostSevere)
        var gauges = worst.map { HostGauges(context: context, row: $0) }
        // What was put aside comes last in the list and needs no rows here.
        let awake = alarms.alarms.reduce(0) { $0 + ($1.standing < .shelved ? 1 : 0) }
        let others = hosts.filter { $0 != worst?.host.id }
        let wants = [
            RowDemand(1 + min(max(alarms.count, 1), 3), 1 + max(awake, 1)),
            RowDemand(2, 3),
            RowDemand(worst == nil ? 0 : 2, 1 + (gauges?.rows.count ?? 0)),
            RowDemand(0, 2 + others.count),
        ]
        let given = Rows.share(area.height, among: wants)
        let selected = self.part == .hosts ? shownHost(context.focus) : nil
        if given[3] <= 2, let row = context.summary.row(selected) {
            // The cursor must be seen: keys act on what it is on.
            worst = row
            gauges = HostGauges(context: context, row: row)
        }
        var y = 0
        if let worst, let gauges, given[2] > 0 {
            let part = area.rows(y, given[2])
            let isBad = worst.urgency(context.world.limits, at: context.world.now) >= 50
            let note =
                worst.alarm.map { "\($0.shape) \($0.brief(within: max(8, area.width - 8 - columns(worst.host.id))))" }
                ?? (worst.isSilent ? worst.failure ?? "" : "")
            let calm = worst.maintenance(at: context.world.now)?.brief(context.clock, within: 30) ?? "nothing wrong; nearest to its limits"
            Section(worst.host.id, note: isBad ? "" : calm, isFocused: selected == worst.host.id)
                .draw(on: &canvas, x: part.x, y: part.y, width: part.width, symbols: context.symbols)
            if selected == worst.host.id { canvas[part.x, part.y] = Cell(context.symbols.cursor, role: .selected) }
            if isBad, !note.isEmpty {
                let start = part.x + 3 + columns(worst.host.id)
                canvas.write(" " + note + " ", x: start, y: part.y, width: part.maxX - start, role: worst.alarm?.role ?? .stale)
            }
            gauges.draw(on: &canvas, in: part.rows(1, part.height - 1))
        }
        y += given[2]
        drawAlarms(context, on: &canvas, in: area.rows(y, given[0]))
        y += given[0]
        let totals = area.rows(y, given[1])
        Section("Sessions").draw(
            on: &canvas, x: totals.x, y: totals.y, width: totals.height > 0 ? totals.width : 0, symbols: context.symbols)
        if totals.height > 1 { SessionSummary(context: context).drawLine(on: &canvas, in: totals.rows(1, totals.height - 1)) }
        y += given[1]
        if given[3] > 2 {
            let part = area.rows(y, given[3])
            Section("Other hosts", isFocused: self.part == .hosts).draw(
                on: &canvas, x: part.x, y: part.y, width: part.width, symbols: context.symbols)
            HostTable(context: context, lines: others.map { .host($0) }, sort: sort, descending: descending, selected: selected)
                .draw(on: &canvas, in: part.rows(1, part.height - 1))
        }
    }
}
