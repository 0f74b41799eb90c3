import Drawing
import Telemetry

/// Session ends by cause over three windows, with the trend of the last day.
struct CauseList: Panel {
    let context: DrawContext
    let causes: CauseTable
    var selected: Cause?
    /// Whether one of them can be chosen.
    var isChoice = false

    var want: RowDemand { RowDemand(3, rowsWanted) }
    var rowsWanted: Int { 1 + causes.shown.count }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Cause", "cause"), 11, ideal: 13),
            TableColumn("10 min", 6, ideal: 7, align: .trailing),
            TableColumn("1 h", 5, ideal: 6, align: .trailing),
            TableColumn("24 h", 6, ideal: 7, align: .trailing),
            TableColumn(localized("last 24 h"), 16, ideal: 48, dropOrder: 2),
            TableColumn("", 7, ideal: 8, dropOrder: 1, grows: true),
        ]
        let shown = causes.shown
        let index = selected.flatMap { cause in shown.firstIndex { $0.cause == cause } }
        Table(columns, selected: index, place: isChoice ? context.place("causes") : nil).draw(
            on: &canvas, in: area, symbols: context.symbols, count: shown.count
        ) { line in
            let row = shown[line]
            let role = row.cause.isTimeout ? SessionSummary.role(timeouts: row.tenMinutes) : .plain
            let highest = row.trend.max() ?? 0
            // Ends that did not happen are no bar: an empty trend stays empty.
            let trend = row.trend.map { $0 > 0 ? Optional($0) : nil }
            return .cells([
                .text(row.cause.name, role),
                .text(context.world.words(ends: row.tenMinutes, within: .seconds(600)), row.tenMinutes == 0 ? .dim : role),
                .text(context.world.words(ends: row.hour, within: .seconds(3600)), row.hour == 0 ? .dim : .plain),
                .text(context.world.words(ends: row.day, within: .seconds(86_400)), row.day == 0 ? .dim : .plain),
                .sparkline(Sparkline(trend, scale: Scale(top: max(highest, 4)), role: row.cause.isTimeout ? .plain : .dim)),
                .text(row.cause.category, .dim),
            ])
        }
    }
}
