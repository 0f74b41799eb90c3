import Drawing
import Telemetry
import Testing

@testable import Dashboard

/// A screen is a list of panels that share its rows.
@Suite struct PanelTests {
    private struct Filled: Panel {
        let letter: Character
        let want: RowDemand
        init(_ letter: Character, _ want: RowDemand) { (self.letter, self.want) = (letter, want) }
        func draw(on canvas: inout Canvas, in area: Rect) {
            for y in area.y..<area.maxY { canvas.write(String(letter), x: area.x, y: y, width: 1) }
        }
    }

    private func rows(_ height: Int) -> String {
        let stack = PanelStack([Filled("a", RowDemand(2, 3)), Filled("b", RowDemand(3, 6))], last: Filled("z", RowDemand(0, 0)))
        var canvas = Canvas(width: 1, height: height)
        stack.draw(on: &canvas, in: canvas.bounds)
        return canvas.transcript.split(separator: "\n").prefix(height).joined()
    }

    @Test(arguments: [
        (1, "z"), (4, "zzzz"), (5, "zzzzz"), (6, "aazzzz"), (7, "aaazzzz"), (9, "aabbbzzzz"), (10, "aaabbbzzzz"),
        (13, "aaabbbbbbzzzz"), (16, "aaabbbbbbzzzzzzz"),
    ])
    func theLastOneHasItsLeastAndWhatIsLeft(height: Int, expected: String) { #expect(rows(height) == expected) }
}
