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
        rows(height, PanelStack([Filled("a", RowDemand(2, 3)), Filled("b", RowDemand(3, 6))], last: Filled("z", RowDemand(0, 0))))
    }
    private func rows(_ height: Int, _ stack: PanelStack) -> String {
        var canvas = Canvas(width: 1, height: height)
        stack.draw(on: &canvas, in: canvas.bounds)
        return canvas.transcript.split(separator: "\n").prefix { $0 != "-- roles" }.joined()
    }

    @Test(arguments: [
        (1, "z"), (4, "zzzz"), (5, "zzzzz"), (6, "aazzzz"), (7, "aaazzzz"), (9, "aabbbzzzz"), (10, "aaabbbzzzz"),
        (13, "aaabbbbbbzzzz"), (16, "aaabbbbbbzzzzzzz"),
    ])
    func theLastOneHasItsLeastAndWhatIsLeft(height: Int, expected: String) { #expect(rows(height) == expected) }

    /// First everybody's least by rank, then what they want, then what those could use that have a place.
    @Test(arguments: [
        (1, ""), (2, "bb"), (3, "bbb"), (5, "aabbb"), (6, "aabbbb"), (7, "aaabbbb"), (9, "aaaabbbb"), (10, "aaabbbbccc"),
        (12, "aaabbbbccccc"), (16, "aaaabbbbcccccccc"),
    ])
    func whoIsFirstIsServedFirst(height: Int, expected: String) {
        let stack = PanelStack([
            PanelPlace(Filled("a", RowDemand(2, 3, most: 4)), rank: 2), PanelPlace(Filled("b", RowDemand(3, 4)), rank: 1),
            PanelPlace(Filled("c", RowDemand(0, 5, most: 300, fewest: 3)), rank: 3),
        ])
        #expect(rows(height, stack) == expected)
    }

    private struct Even: Panel {
        let want = RowDemand(0, 300)
        func used(of rows: Int) -> Int { rows / 2 * 2 }
        func draw(on canvas: inout Canvas, in area: Rect) { Filled("e", want).draw(on: &canvas, in: area) }
    }
    @Test func whatAPanelMakesNoUseOfIsLeftToAnother() {
        let places = [PanelPlace(Even(), rank: 1), PanelPlace(Filled("z", RowDemand(2, 2)), rank: 0, takesRest: true)]
        #expect(rows(7, PanelStack(places)) == "eeeezzz" && rows(8, PanelStack(places)) == "eeeeeezz")
    }
}
