import Drawing
import Telemetry

/// Ended sessions, and the whole proof of the selected one below them: the table cuts it.
struct EndList: Panel {
    let table: EndTable
    let selected: SessionEnd?

    func draw(on canvas: inout Canvas, in area: Rect) {
        let proof = selected.map { wrapped($0.proof, width: max(10, area.width - 4)) } ?? []
        let rows = area.height >= 9 ? min(proof.count, 4) : 0
        table.draw(on: &canvas, in: area.rows(0, area.height - rows))
        for (index, line) in proof.prefix(rows).enumerated() {
            canvas.write(line, x: area.x + 2, y: area.maxY - rows + index, width: area.width - 3)
        }
    }
}
