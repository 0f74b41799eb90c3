import Drawing
import Telemetry

/// What a folded row stands for.
struct FoldDetail: Panel {
    let context: DrawContext
    let fold: AlarmFold

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let ways =
            localized("Enter opens them")
            + (context.world.past == nil ? localized(", \(VerbTable.key("acknowledge")) acknowledges them") : "")
        Section("", note: area.width >= 60 ? ways : "")
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let words = " \(fold.worst.shape) \(fold.words(within: area.width - 8)) "
        canvas.write(words, x: area.x + 1, y: area.y, width: area.width - 2, role: fold.worst.role)
        let alarms = Array(fold.alarms.prefix(area.height - 1))
        var table = AlarmsPanel(context: context, list: AlarmRows(alarms), selected: nil)
        table.isPointedAt = false
        table.draw(on: &canvas, in: area.rows(1, area.height - 1))
        let hidden = fold.alarms.count - alarms.count
        if hidden > 0, area.height > 2 {
            canvas.fill(area.rows(area.height - 1, 1))
            canvas.write(localized("and \(hidden + 1) more"), x: area.x + 1, y: area.maxY - 1, width: area.width - 2, role: .dim)
        }
    }
}
