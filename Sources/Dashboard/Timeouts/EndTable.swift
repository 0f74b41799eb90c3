import Drawing
import Telemetry

/// Ended sessions, newest first, each with its cause and the line that proves it.
struct EndTable: Panel {
    let context: DrawContext
    let ends: [SessionEnd]
    let sorting: Sorting<EndSort>
    var showsHost = true
    var selected: Int?

    private var nothing: String {
        if context.world.areEndsLost { return localized("not kept") }
        guard context.focus.filter.isEmpty else { return context.focus.noMatch("end") }
        return context.world.past.map { localized("none since \(context.clock.long($0.endsSince))") } ?? localized("none in 24 h")
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard !ends.isEmpty else {
            canvas.write(nothing, x: area.x + 1, y: area.y, width: area.width - 1, role: .dim)
            return
        }
        let columns = [
            TableColumn(localized("Ended"), 8, ideal: 12),
            TableColumn(
                localized("Host"), showsHost ? 8 : 0, ideal: showsHost ? context.summary.nameWidth(in: area.width) : 0, dropOrder: 2),
            TableColumn(localized("User"), 8, ideal: 14, dropOrder: 1),
            TableColumn(localized("Cause", "cause"), 11, ideal: 12),
            TableColumn("", 8, dropOrder: 4),
            TableColumn(localized("Evidence"), 14, ideal: 60, dropOrder: 3, grows: true),
        ]
        let clock = context.clock
        let sorted = (sorting.column.column, sorting.isDescending)
        let table = Table(columns, selected: selected, sorted: sorted, place: context.place("ends"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: ends.count) { line in
            let end = ends[line]
            return .cells([
                .text(clock.long(end.at), .dim),
                .name(showsHost ? end.host : ""),
                context.who(end.user),
                .text(end.cause.name, end.cause.role),
                .text(localized(text: end.confidence.rawValue), .dim),
                .text(end.evidence, .dim),
            ])
        }
    }
}
