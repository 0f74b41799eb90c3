import Drawing

/// Parts side by side, lines between them.
struct PanelRow: Panel {
    let context: DrawContext
    let panels: [any Panel]
    /// Where each but the last one ends, in percent of the width.
    let ends: [Int]

    var want: RowDemand {
        RowDemand(panels.map(\.want.minimum).max() ?? 0, panels.map(\.want.wanted).max() ?? 0)
    }

    /// The columns of the lines, from the left edge of the row.
    private func lines(in area: Rect) -> [Int] { ends.prefix(max(0, panels.count - 1)).map { area.width * $0 / 100 } }

    /// Where each of them stands. The column before a part is the line's.
    func laid(in area: Rect) -> [(panel: any Panel, area: Rect)] {
        let lines = lines(in: area)
        return zip(panels, zip([0] + lines.map { $0 + 1 }, lines + [area.width])).map { panel, edges in
            (panel: panel, area: area.columns(edges.0, edges.1 - edges.0))
        }
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        for part in laid(in: area) { part.panel.draw(on: &canvas, in: part.area) }
        for x in lines(in: area).map({ area.x + $0 }) {
            canvas[x, area.y] = Cell(context.symbols.horizontal, role: .frame)
            Divider().draw(on: &canvas, x: x, from: area.y, to: area.maxY, symbols: context.symbols)
        }
    }
}
