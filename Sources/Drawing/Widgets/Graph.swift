/// What one column of a graph stands for; nil in a list of columns is a gap and stays one.
public struct GraphColumn: Hashable, Sendable {
    public var mean: Double
    /// The highest value that fell into the column, shown as a cap above the mean.
    public var peak: Double
    public init(mean: Double, peak: Double) {
        self.mean = mean
        self.peak = peak
    }
}

/// One number over time, with a value axis at the left and a time axis below.
public struct Graph: Hashable, Sendable {
    public enum Style: String, Hashable, Sendable, CaseIterable { case blocks, braille, ascii }
    /// A moment to point at, by its column.
    public struct Marker: Hashable, Sendable {
        public var column: Int
        public var role: Role
        public init(column: Int, role: Role) {
            self.column = column
            self.role = role
        }
    }

    public var columns: [GraphColumn?]
    public var scale: Scale
    public var style: Style
    public var marks: [Marker]
    /// What stands at the left and at the right end of the time axis.
    public var start: String
    public var end: String
    /// Half a thing is none: the axis has whole numbers only.
    public var isOfCounts: Bool
    public init(
        _ columns: [GraphColumn?], scale: Scale, style: Style = .blocks, marks: [Marker] = [], start: String = "", end: String = "",
        isOfCounts: Bool = false
    ) {
        self.columns = columns
        self.scale = scale
        self.style = style
        self.marks = marks
        self.start = start
        self.end = end
        self.isOfCounts = isOfCounts
    }

    /// Columns of the value axis: four digits, a blank and the line.
    static let axisWidth = 6

    /// How many values a graph of that width shows.
    public static func columnCount(width: Int, style: Style) -> Int {
        max(0, width - axisWidth) * (style == .braille ? 2 : 1)
    }

    public func draw(on canvas: inout Canvas, in area: Rect, symbols: Symbols) {
        guard area.height >= 2, area.width > Graph.axisWidth else { return }
        let plot = Rect(
            x: area.x + Graph.axisWidth, y: area.y, width: area.width - Graph.axisWidth, height: area.height - 1)
        drawAxes(on: &canvas, in: area, plot: plot, symbols: symbols)
        drawLimits(on: &canvas, in: plot, symbols: symbols)
        switch style {
        case .blocks, .ascii: drawBars(on: &canvas, in: plot, symbols: symbols)
        case .braille: drawDots(on: &canvas, in: plot, symbols: symbols)
        }
        for mark in marks {
            let column = style == .braille ? mark.column / 2 : mark.column
            guard column >= 0, column < plot.width else { continue }
            canvas[plot.x + column, plot.maxY] = Cell(symbols.mark, role: mark.role)
        }
    }

    private func drawAxes(on canvas: inout Canvas, in area: Rect, plot: Rect, symbols: Symbols) {
        let line = plot.x - 1
        for row in 0..<plot.height { canvas[line, plot.y + row] = Cell(symbols.tick, role: .frame) }
        // Plain numbers at the quarters, on the row that is nearest: off by half a row at most.
        for share in [0] + shares(plot.height >= 8 ? 4 : plot.height >= 4 ? 2 : 1) {
            let row = plot.height - Int((share * Double(plot.height)).rounded())
            let label = Graph.axisLabel(scale.top * share)
            canvas.write(label, x: area.x, y: plot.y + row, width: Graph.axisWidth - 2, role: .dim, align: .trailing)
        }
        canvas[line, plot.maxY] = Cell(symbols.corner, role: .frame)
        for column in 0..<plot.width { canvas[plot.x + column, plot.maxY] = Cell(symbols.horizontal, role: .frame) }
        // A mark keeps its place: the label beside it gives way to the next free one.
        let marked = Set(marks.map { style == .braille ? $0.column / 2 : $0.column })
        func isFree(_ column: Int, _ length: Int) -> Bool { (column..<column + length).allSatisfy { !marked.contains($0) } }
        let reach = plot.width / 3
        var used = 0
        if let column = (0...reach).first(where: { isFree($0, start.count) && ($0 == 0 || $0 + start.count <= plot.width) }) {
            let length = min(start.count, plot.width - column)
            canvas.write(start, x: plot.x + column, y: plot.maxY, width: length, role: .dim)
            used = column + length
        }
        let last = plot.width - end.count
        if let column = (0...reach).map({ last - $0 }).first(where: { $0 >= used + 2 && isFree($0, end.count) }) {
            canvas.write(end, x: plot.x + column, y: plot.maxY, width: end.count, role: .dim)
        }
    }

    /// Where the value axis has numbers: at so many equal parts, or, of counts, at as many or fewer that are whole.
    private func shares(_ parts: Int) -> [Double] {
        var parts = parts
        let top = Int(min(scale.top, 1e6))
        if isOfCounts, scale.top <= 10_000, Double(top) == scale.top {
            while parts > 1, !top.isMultiple(of: parts) { parts -= 1 }
        }
        return (1...parts).map { Double($0) / Double(parts) }
    }

    /// A whole number where it is one, else one decimal; thousands and up shortened to fit four columns.
    static func axisLabel(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e16 else { return "" }
        if value >= 9999.5 {
            let units: [(Double, String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
            for (size, unit) in units where value >= size { return String(Int((value / size).rounded())).prefix(3) + unit }
        }
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 || tenths >= 1000 ? String(Int(value.rounded())) : "\(tenths / 10).\(tenths % 10)"
    }

    private func drawLimits(on canvas: inout Canvas, in plot: Rect, symbols: Symbols) {
        // Quiet lines: what is above them has its own colour.
        guard plot.height >= 6 else { return }
        for limit in [scale.warning, scale.critical] {
            guard let limit, limit > 0, limit <= scale.top else { continue }
            let row = plot.height - max(1, Int((scale.share(limit) * Double(plot.height)).rounded(.up)))
            for column in stride(from: 1, to: plot.width, by: 4) {
                canvas[plot.x + column, plot.y + row] = Cell(symbols.horizontal, role: .frame)
            }
        }
    }

    private func drawBars(on canvas: inout Canvas, in plot: Rect, symbols: Symbols) {
        let steps = style == .blocks && symbols.charset == .utf8 ? Symbols.lowerEighths : Symbols.densities
        let skipped = max(0, columns.count - plot.width)
        for (index, column) in columns.dropFirst(skipped).enumerated() {
            guard let column else { continue }
            let x = plot.x + index
            let filled = Int((scale.share(column.mean) * Double(plot.height * steps.count)).rounded())
            // A cap where the highest value stood, if that is clearly above the mean.
            let peak = Int((scale.share(column.peak) * Double(plot.height)).rounded(.up)) - 1
            let hasCap = peak * steps.count > filled + steps.count / 2
            for row in 0..<plot.height {
                let fromBottom = plot.height - 1 - row
                let rest = filled - fromBottom * steps.count
                let value = scale.top * (Double(fromBottom) + 0.5) / Double(plot.height)
                if rest > 0 {
                    let level = scale.level(min(value, column.mean))
                    canvas[x, plot.y + row] = Cell(steps[min(rest, steps.count) - 1], role: .gradient, level: level)
                } else if fromBottom == 0 {
                    // Zero is a value too: a column without a letter is a gap.
                    canvas[x, plot.y + row] = Cell(steps[0], role: .gradient, level: 0)
                } else if hasCap, fromBottom == peak {
                    canvas[x, plot.y + row] = Cell(symbols.charset == .utf8 ? "▔" : "'", role: .gradient, level: scale.level(value))
                }
            }
        }
    }

    /// Two columns and four rows of dots in a square (Unicode block U+2800, dots numbered 1-3,7 and 4-6,8).
    private func drawDots(on canvas: inout Canvas, in plot: Rect, symbols: Symbols) {
        let dots: [[UInt32]] = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]]
        let skipped = max(0, columns.count - plot.width * 2)
        let shown = Array(columns.dropFirst(skipped))
        for column in 0..<((shown.count + 1) / 2) {
            for row in 0..<plot.height {
                let fromBottom = plot.height - 1 - row
                var bits: UInt32 = 0
                var highest = 0.0
                for side in 0..<2 where column * 2 + side < shown.count {
                    guard let point = shown[column * 2 + side] else { continue }
                    let filled = max(1, Int((scale.share(point.mean) * Double(plot.height * 4)).rounded()))
                    for dot in 0..<4 where fromBottom * 4 + dot < filled { bits |= dots[side][dot] }
                    highest = max(highest, point.mean)
                }
                guard bits != 0, let scalar = Unicode.Scalar(0x2800 + bits) else { continue }
                let value = scale.top * (Double(fromBottom) + 0.5) / Double(plot.height)
                canvas[plot.x + column, plot.y + row] = Cell(Letter(scalar), role: .gradient, level: scale.level(min(value, highest)))
            }
        }
    }
}
