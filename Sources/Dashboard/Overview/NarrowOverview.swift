import Alarms
import Drawing
import Telemetry

/// On a phone: the worst host (the selected one, where there are no rows for a list of the others), the open alarms, the totals, and the other hosts where rows are left.
extension OverviewScreen {
    func drawNarrow(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        var worst = scene.board.row(scene.board.mostSevere)
        var gauges = worst.map { HostGauges(scene: scene, row: $0) }
        // What was put aside comes last in the list and needs no rows here.
        let awake = alarms.reduce(0) { $0 + ($1.standing < .shelved ? 1 : 0) }
        let others = hosts.filter { $0 != worst?.host.id }
        let wants = [
            Want(1 + min(max(alarms.count, 1), 3), 1 + max(awake, 1)),
            Want(2, 3),
            Want(worst == nil ? 0 : 2, 1 + (gauges?.rows.count ?? 0)),
            Want(0, 2 + others.count),
        ]
        let given = Rows.share(area.height, among: wants)
        let selected = self.part == .hosts ? shownHost(scene.focus) : nil
        if given[3] <= 2, let row = scene.board.row(selected) {
            // The cursor must be seen: keys act on what it is on.
            worst = row
            gauges = HostGauges(scene: scene, row: row)
        }
        var y = 0
        if let worst, let gauges, given[2] > 0 {
            let part = area.rows(y, given[2])
            let isBad = worst.badness(scene.world.limits, at: scene.world.now) >= 50
            let note =
                worst.alarm.map { "\($0.shape) \($0.brief(within: max(8, area.width - 8 - columns(worst.host.id))))" }
                ?? (worst.isSilent ? worst.failure ?? "" : "")
            let calm = worst.outage(at: scene.world.now)?.brief(scene.clock, within: 30) ?? "nothing wrong; nearest to its limits"
            Section(worst.host.id, note: isBad ? "" : calm, isFocused: selected == worst.host.id)
                .draw(on: &canvas, x: part.x, y: part.y, width: part.width, glyphs: scene.glyphs)
            if selected == worst.host.id { canvas[part.x, part.y] = Cell(scene.glyphs.cursor, role: .selected) }
            if isBad, !note.isEmpty {
                let start = part.x + 3 + columns(worst.host.id)
                canvas.write(" " + note + " ", x: start, y: part.y, width: part.maxX - start, role: worst.alarm?.role ?? .stale)
            }
            gauges.draw(on: &canvas, in: part.rows(1, part.height - 1))
        }
        y += given[2]
        drawAlarms(scene, on: &canvas, in: area.rows(y, given[0]))
        y += given[0]
        let totals = area.rows(y, given[1])
        Section("Sessions").draw(on: &canvas, x: totals.x, y: totals.y, width: totals.height > 0 ? totals.width : 0, glyphs: scene.glyphs)
        if totals.height > 1 { SessionSummary(scene: scene).drawLine(on: &canvas, in: totals.rows(1, totals.height - 1)) }
        y += given[1]
        if given[3] > 2 {
            let part = area.rows(y, given[3])
            Section("Other hosts", isFocused: self.part == .hosts).draw(
                on: &canvas, x: part.x, y: part.y, width: part.width, glyphs: scene.glyphs)
            HostTable(scene: scene, lines: others.map { .host($0) }, sort: sort, descending: descending, selected: selected)
                .draw(on: &canvas, in: part.rows(1, part.height - 1))
        }
    }
}
