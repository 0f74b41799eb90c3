import Drawing

/// One part of a screen.
protocol Panel {
    /// The rows it wants.
    var want: RowDemand { get }
    func draw(on canvas: inout Canvas, in area: Rect)
}

extension Panel {
    /// A list takes whatever there is.
    var want: RowDemand { RowDemand(1, 300) }
}

/// A part with its heading above it.
struct Titled: Panel {
    let context: DrawContext
    let section: Section
    let body: any Panel

    init(_ section: Section, _ body: any Panel, in context: DrawContext) {
        self.context = context
        self.section = section
        self.body = body
    }
    var want: RowDemand { RowDemand(1 + body.want.minimum, 1 + body.want.wanted) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        section.draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        if area.height > 1 { body.draw(on: &canvas, in: area.rows(1, area.height - 1)) }
    }
}

/// Parts one below the other. The last one has its least before all others and takes what they leave; of the others the upper ones come
/// first.
struct PanelStack: Panel {
    let panels: [any Panel]
    let last: any Panel
    let least: Int

    init(_ panels: [any Panel], last: any Panel, least: Int = 4) {
        self.panels = panels
        self.last = last
        self.least = least
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let given = Rows.share(area.height, among: [RowDemand(least, least)] + panels.map(\.want)).dropFirst()
        var y = 0
        for (panel, rows) in zip(panels, given) where rows > 0 {
            panel.draw(on: &canvas, in: area.rows(y, rows))
            y += rows
        }
        if y < area.height { last.draw(on: &canvas, in: area.rows(y, area.height - y)) }
    }
}
