import Drawing
import Telemetry

/// Trends side by side, and in more than one row where there is the height for it: more numbers, not higher bars.
struct LoadGraphs: Panel {
    let context: DrawContext
    /// Asked for when they are drawn: how much room they get does not depend on them, and what stands before them need not wait.
    private let graphs: () -> [LoadGraph]
    private let marks: [(at: Moment, role: Role)]
    private let isFocused: Bool
    /// With fewer for each there is one line less.
    private let rowsOfLine: Int
    var want: RowDemand { RowDemand(LoadGraphs.fewestRows, 300) }

    init(
        context: DrawContext, graphs: @autoclosure @escaping () -> [LoadGraph], marks: [(at: Moment, role: Role)] = [],
        isFocused: Bool = false, rowsOfLine: Int = 8
    ) {
        (self.context, self.graphs, self.marks) = (context, graphs, marks)
        (self.isFocused, self.rowsOfLine) = (isFocused, rowsOfLine)
    }

    /// Lower than this a graph says less than a number.
    static let fewestRows = 7

    static func most(in width: Int) -> Int { width >= 170 ? 3 : width >= 76 ? 2 : 1 }

    /// Rows of graphs, where there is the height for all.
    static func lines(_ count: Int, in width: Int) -> Int { (count + most(in: width) - 1) / most(in: width) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height >= 3 else { return }
        let graphs = self.graphs()
        guard !graphs.isEmpty else { return }
        canvas.note(.list("graphs"), at: area)
        let most = LoadGraphs.most(in: area.width)
        let wished = LoadGraphs.lines(graphs.count, in: area.width)
        let lines = max(1, min(wished, area.height / rowsOfLine))
        let inLine = lines == wished ? (graphs.count + lines - 1) / lines : most
        for line in 0..<lines {
            let top = area.height * line / lines
            let part = area.rows(top, area.height * (line + 1) / lines - top)
            drawLine(Array(graphs.dropFirst(line * inLine).prefix(inLine)), on: &canvas, in: part)
        }
        // Afterwards, so that each joins the line below it.
        for line in 0..<lines {
            let top = area.height * line / lines
            let count = min(inLine, graphs.count - line * inLine)
            drawDividers(count, on: &canvas, in: area.rows(top, area.height * (line + 1) / lines - top))
        }
    }

    private func drawLine(_ graphs: [LoadGraph], on canvas: inout Canvas, in area: Rect) {
        for (index, graph) in graphs.enumerated() {
            let start = LoadGraphs.edge(index, of: graphs.count, in: area.width)
            let end = LoadGraphs.edge(index + 1, of: graphs.count, in: area.width) - 1
            graph.draw(on: &canvas, in: area.columns(start, end - start), marks: marks, isFocused: isFocused)
        }
    }
    private func drawDividers(_ count: Int, on canvas: inout Canvas, in area: Rect) {
        guard count > 1 else { return }
        for index in 1..<count {
            let x = area.x + LoadGraphs.edge(index, of: count, in: area.width) - 1
            canvas[x, area.y] = Cell(context.symbols.horizontal, role: .frame)
            Divider().draw(on: &canvas, x: x, from: area.y, to: area.maxY, symbols: context.symbols)
        }
    }
    /// Where the part begins; the column before it is the divider's.
    private static func edge(_ index: Int, of count: Int, in width: Int) -> Int { (width + 1) * index / count }
}
