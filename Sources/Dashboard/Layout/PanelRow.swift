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

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        // The column before a part is the line's.
        let lines = ends.prefix(max(0, panels.count - 1)).map { area.width * $0 / 100 }
        for (panel, edges) in zip(panels, zip([0] + lines.map { $0 + 1 }, lines + [area.width])) {
            panel.draw(on: &canvas, in: area.columns(edges.0, edges.1 - edges.0))
        }
        for x in lines.map({ area.x + $0 }) {
            canvas[x, area.y] = Cell(context.symbols.horizontal, role: .frame)
            Divider().draw(on: &canvas, x: x, from: area.y, to: area.maxY, symbols: context.symbols)
        }
    }
}
