import Drawing
import Telemetry

/// One part of a screen.
protocol Panel {
    /// The rows it wants.
    var want: RowDemand { get }
    /// How many of so many rows it makes use of; the others are left to whatever takes the rest.
    func used(of rows: Int) -> Int
    /// How many of what it lists are not seen in so many rows.
    func hidden(in rows: Int) -> Int
    /// Whether keys move something in it.
    var holdsCursor: Bool { get }
    func draw(on canvas: inout Canvas, in area: Rect)
}

extension Panel {
    /// A list takes whatever there is.
    var want: RowDemand { RowDemand(1, 300) }
    func used(of rows: Int) -> Int { rows }
    func hidden(in rows: Int) -> Int { 0 }
    var holdsCursor: Bool { false }
}

/// A part with its heading above it.
struct Titled: Panel {
    let context: DrawContext
    let section: Section
    let body: any Panel
    /// What stands in it, for whoever points at it; empty is nothing.
    let list: String

    init(_ section: Section, _ body: any Panel, in context: DrawContext, list: String = "") {
        self.list = list
        self.context = context
        self.section = section
        self.body = body
    }
    var holdsCursor: Bool { section.isFocused }
    var want: RowDemand { RowDemand(1 + body.want.minimum, 1 + body.want.wanted) }
    func used(of rows: Int) -> Int { rows > 1 ? 1 + body.used(of: rows - 1) : rows }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        if !list.isEmpty { canvas.note(.list(list), at: area) }
        var section = section
        let more = body.hidden(in: area.height - 1)
        if more > 0 { section.note = [localized("\(more) more"), section.note].filter { !$0.isEmpty }.joined(separator: "  ") }
        section.draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        if area.height > 1 { body.draw(on: &canvas, in: area.rows(1, area.height - 1)) }
    }
}
