import Drawing
import Feed
import Telemetry

/// Which host it is, and what it says of itself.
struct HostHead: Panel {
    let context: DrawContext
    let row: HostRow
    var want: RowDemand { RowDemand(1, 1) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        var about = row.state?.ownWords ?? ""
        if about.isEmpty { about = row.host.endpoint }
        Section(row.host.id).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let start = area.x + 3 + columns(row.host.id)
        guard start < area.maxX - 8 else { return }
        let used = canvas.write(about, x: start, y: area.y, width: area.maxX - start - 1, role: .dim)
        canvas[start - 1, area.y] = Cell(" ")
        canvas[start + used, area.y] = Cell(" ")
    }
}
