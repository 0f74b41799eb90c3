import Drawing
import Testing

/// Sparklines and graphs: what they show of a series of numbers.
@Suite struct GraphTests {
    private func rows(_ canvas: Canvas) -> [String] {
        (0..<canvas.height).map { y in String((0..<canvas.width).map { canvas[$0, y].text }) }
    }

    @Test func sparkline() {
        var canvas = Canvas(width: 10, height: 2)
        let line = Sparkline([0, 25, nil, 50, 99.9, 100], scale: Scale())
        line.draw(on: &canvas, x: 0, y: 0, width: 10, symbols: Symbols(.utf8))
        // More values than columns: the highest of each pair.
        line.draw(on: &canvas, x: 0, y: 1, width: 3, symbols: Symbols(.ascii))
        #expect(rows(canvas) == ["    ▁▃ ▅██", ":|#       "])
    }

    @Test func barsGapsZeroAndCaps() {
        let columns: [GraphColumn?] = [
            GraphColumn(mean: 100, peak: 100), nil, GraphColumn(mean: 0, peak: 0), GraphColumn(mean: 50, peak: 52),
            GraphColumn(mean: 25, peak: 95),
        ]
        var canvas = Canvas(width: 11, height: 5)
        Graph(columns, scale: Scale()).draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8))
        #expect(
            rows(canvas) == [
                " 100 ┤█   ▔", "     ┤█    ", "  50 ┤█  █ ", "     ┤█ ▁██", "   0 └─────",
            ])
        var plain = Canvas(width: 11, height: 5, charset: .ascii)
        Graph(columns, scale: Scale(), style: .ascii).draw(on: &plain, in: plain.bounds, symbols: Symbols(.ascii))
        #expect(rows(plain) == [" 100 |#   '", "     |#    ", "  50 |#  # ", "     |# .##", "   0 +-----"])
    }

    @Test func brailleShowsTwoValuesInASquare() {
        var canvas = Canvas(width: 8, height: 3)
        let columns = [100.0, 50, 0, 25].map { GraphColumn(mean: $0, peak: $0) }
        #expect(Graph.columnCount(width: 8, style: .braille) == 4)
        Graph(columns, scale: Scale(), style: .braille).draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8))
        #expect(rows(canvas) == [" 100 ┤⡇ ", "     ┤⣿⣠", "   0 └──"])
    }

    @Test func marksAndLabels() {
        var canvas = Canvas(width: 30, height: 3)
        let marks = [
            Graph.Marker(column: 12, role: .critical), Graph.Marker(column: 99, role: .critical), Graph.Marker(column: -1, role: .critical),
        ]
        Graph([], scale: Scale(), marks: marks, start: "13:00", end: "14:00").draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8))
        #expect(rows(canvas)[2] == "   0 └13:00───────▲──────14:00")
        #expect(canvas[18, 2].role == .critical)
        // A mark keeps its place, and the time beside it stays readable.
        let near = [Graph.Marker(column: 1, role: .warning), Graph.Marker(column: 23, role: .warning)]
        Graph([], scale: Scale(), marks: near, start: "13:00", end: "14:00").draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8))
        #expect(rows(canvas)[2] == "   0 └─▲13:00───────────14:00▲")
    }

    /// Half a session is none.
    @Test(arguments: [
        (10.0, true, "10 5 0"), (50, true, "50 25 0"), (120, true, "120 90 60 30 0"), (97, true, "97 0"), (10, false, "10 7.5 5 2.5 0"),
        (1e9, true, "1G 750M 500M 250M 0"),
    ]) func theAxisOfCountsIsWhole(top: Double, isOfCounts: Bool, labels: String) {
        var canvas = Canvas(width: 12, height: 9)
        Graph([], scale: Scale(top: top), isOfCounts: isOfCounts).draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8))
        #expect(rows(canvas).map { $0.prefix(4).filter { $0 != " " } }.filter { !$0.isEmpty }.joined(separator: " ") == labels)
    }
}
