import Alarms
import Drawing
import Telemetry

/// One host of many where there is no room for a table: its name, what is wrong with it, and its gauges.
struct HostCard: Panel {
    let context: DrawContext
    let row: HostRow
    let isSelected: Bool
    private let gauges: HostGauges
    var want: RowDemand { RowDemand(2, 1 + gauges.rows.count) }

    init(context: DrawContext, row: HostRow, isSelected: Bool) {
        self.context = context
        self.row = row
        self.isSelected = isSelected
        gauges = HostGauges(context: context, row: row)
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        canvas.note(.rows(of: "worst", first: 0, count: area.height, selected: nil), at: area)
        let id = row.host.id
        let isBad = row.urgency >= 50
        let note =
            row.alarm.map { "\($0.shape) \($0.brief(within: max(8, area.width - 8 - columns(id))))" }
            ?? (row.isSilent ? row.failure ?? "" : "")
        let calm =
            row.maintenance(at: context.world.now)?.brief(context.clock, within: 30) ?? localized("nothing wrong; nearest to its limits")
        Section(id, note: isBad ? "" : calm, isFocused: isSelected)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        if isSelected { canvas[area.x, area.y] = Cell(context.symbols.cursor, role: .selected) }
        // It shows the cursor, too, as in a table.
        if context.marks.holds(.host(id)) {
            let role: Role = isSelected ? .selected : .notice
            canvas[area.x, area.y] = Cell(context.symbols.marked, role: role, isSelected: isSelected)
        }
        if isBad, !note.isEmpty {
            let start = area.x + 3 + columns(id)
            canvas.write(" " + note + " ", x: start, y: area.y, width: area.maxX - start, role: row.alarm?.role ?? .stale)
        }
        gauges.draw(on: &canvas, in: area.rows(1, area.height - 1))
    }
}
