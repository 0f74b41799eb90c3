import Drawing
import Telemetry

/// Ended sessions, and the whole evidence of the selected one below them: the table cuts it.
struct EndList: Panel {
    let table: EndTable
    let selected: SessionEnd?

    func draw(on canvas: inout Canvas, in area: Rect) {
        let evidence = selected.map { wrapped($0.evidence, width: max(10, area.width - 4)) } ?? []
        let rows = area.height >= 9 ? min(evidence.count, 4) : 0
        table.draw(on: &canvas, in: area.rows(0, area.height - rows))
        for (index, line) in evidence.prefix(rows).enumerated() {
            canvas.write(line, x: area.x + 2, y: area.maxY - rows + index, width: area.width - 3)
        }
    }
}
