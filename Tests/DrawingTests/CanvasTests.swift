import Drawing
import TestSupport
import Testing

/// No half letters: each right half has its left half, and the other way round.
private func isWhole(_ canvas: Canvas) -> Bool {
    for y in 0..<canvas.height {
        var covered = false
        for cell in canvas.row(y) {
            if covered != (cell.width == 0) { return false }
            covered = cell.width == 2
        }
        if covered { return false }
    }
    return true
}

private func rows(_ canvas: Canvas) -> [String] {
    canvas.transcript.split(separator: "\n", omittingEmptySubsequences: false).prefix(canvas.height).map(String.init)
}

struct CanvasTests {
    /// A screen of thousands of squares is copied and compared for each picture.
    @Test func aSquareIsPlainMemory() {
        #expect(_isPOD(Cell.self) && MemoryLayout<Cell>.stride == 24)
        for text: Character in ["a", "ß", "e\u{301}\u{302}", "日", "e\u{301}\u{302}\u{303}\u{304}", "\u{10FFFF}"] {
            #expect(Letter(text).character == text && Letter(text).scalars == Array(text.unicodeScalars))
        }
    }

    @Test func textIsAlignedAndCut() {
        var canvas = Canvas(width: 12, height: 5)
        #expect(canvas.write("left", x: 0, y: 0, width: 12) == 4)
        #expect(canvas.write("right", x: 0, y: 1, width: 12, align: .trailing) == 5)
        #expect(canvas.write("mid", x: 0, y: 2, width: 12, align: .center) == 3)
        #expect(canvas.write("much too long a name", x: 2, y: 3, width: 8) == 8)
        #expect(canvas.write("exactly8", x: 2, y: 4, width: 8) == 8)
        #expect(rows(canvas) == ["left", "       right", "    mid", "  much to…", "  exactly8"])
    }

    /// Plain ASCII takes a shorter way. A variation selector is dropped at the door and forces the long one: both paint the same.
    @Test func plainTextIsWrittenLikeAnyOther() {
        var generator = SeededGenerator(seed: 20_261_125)
        let letters = Array("abc XYZ-~!0 9")
        for _ in 0..<5000 {
            let text = String((0..<Int.random(in: 0...14, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? " " })
            let x = Int.random(in: -6...12, using: &generator)
            let width = Int.random(in: 0...16, using: &generator)
            let align = [Alignment.leading, .trailing, .center].randomElement(using: &generator) ?? .leading
            var short = Canvas(width: 12, height: 1, charset: Bool.random(using: &generator) ? .utf8 : .ascii)
            if short.charset == .utf8 { short.write("日本語日本語", x: 0, y: 0, width: 12) }
            var long = short
            let taken = short.write(text, x: x, y: 0, width: width, role: .title, align: align)
            #expect(long.write("\u{FE0F}" + text, x: x, y: 0, width: width, role: .title, align: align) == taken)
            #expect(short == long, "\(text) at \(x), \(width) wide")
            #expect(isWhole(short))
            #expect(columns(text, limit: width) == columns("\u{FE0F}" + text, limit: width))
        }
    }

    @Test func wideLettersAreNeverHalved() {
        var canvas = Canvas(width: 8, height: 6)
        #expect(canvas.write("日本語日", x: 0, y: 0, width: 8) == 8)
        #expect(canvas.write("日本語日本", x: 0, y: 1, width: 8) == 7, "the mark takes one column, a letter does not fit beside it")
        #expect(canvas.write("日本", x: 0, y: 2, width: 3) == 3)
        canvas.write("日本語日", x: 0, y: 3, width: 8)
        canvas.write("x", x: 1, y: 3, width: 1)
        canvas.write("y", x: 4, y: 3, width: 1)
        canvas.write("日", x: 7, y: 4, width: 2)
        canvas.write("日", x: -1, y: 5, width: 2)
        #expect(rows(canvas) == ["日本語日", "日本語…", "日…", " x本y 日", "", ""])
        #expect(isWhole(canvas))
    }

    @Test func inASCIIColumnsStayWhereTheyAre() {
        var canvas = Canvas(width: 20, height: 3, charset: .ascii)
        canvas.write("Außenstelle", x: 0, y: 0, width: 8)
        canvas.write("日本|é", x: 0, y: 1, width: 20)
        canvas.write("█░ ▸ ─", x: 0, y: 2, width: 20)
        #expect(rows(canvas) == ["Aussens~", "? ? |e", "#. > -"])
        #expect(canvas.cells.allSatisfy { $0.text.isASCII && $0.width == 1 })
    }

    @Test func outsideNothingHappens() {
        var canvas = Canvas(width: 4, height: 2)
        let before = canvas
        for (x, y) in [(-10, 0), (4, 0), (0, -1), (0, 2), (Int.min / 2, 0), (100, 100)] { canvas.write("text", x: x, y: y, width: 4) }
        canvas.write("text", x: 0, y: 0, width: 0)
        canvas.write("text", x: 0, y: 0, width: -5)
        canvas.fill(Rect(x: 10, y: 10, width: 5, height: 5), with: Cell("x"))
        canvas.fill(Rect(x: -5, y: 0, width: 3, height: 1), with: Cell("x"))
        #expect(canvas == before)
        canvas.fill(Rect(x: -1, y: -1, width: 3, height: 2), with: Cell("x"))
        #expect(rows(canvas) == ["xx", ""])
        var none = Canvas(width: 0, height: -3)
        none.write("x", x: 0, y: 0, width: 1)
        #expect(none.transcript == "-- roles\n")
    }

    @Test func paintingChangesTheMeaningAndTheBarKeepsIt() {
        var canvas = Canvas(width: 6, height: 2)
        canvas.write("!! cpu", x: 0, y: 0, width: 6, role: .critical)
        canvas.write("日 ok", x: 0, y: 1, width: 6)
        canvas.paint(.dim, in: Rect(x: 3, y: 0, width: 3, height: 1))
        canvas.select(Rect(x: 0, y: 0, width: 4, height: 2))
        canvas[5, 1] = Cell("█", role: .gradient, level: 73)
        #expect(canvas.transcript == "!! cpu\n日 ok█\n-- roles\nCCCDdd\n____.7\n")
        #expect(isWhole(canvas))
    }

    @Test func hostileTextsLeaveWholeCanvases() {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<2_000 {
            var canvas = Canvas(width: Int.random(in: 0...30, using: &generator), height: 3, charset: round % 4 == 0 ? .ascii : .utf8)
            for _ in 0..<12 {
                canvas.write(
                    hostileText(using: &generator), x: Int.random(in: -5...32, using: &generator),
                    y: Int.random(in: -1...3, using: &generator),
                    width: Int.random(in: -1...40, using: &generator),
                    align: [.leading, .trailing, .center].randomElement(using: &generator) ?? .leading)
                let x = Int.random(in: 0...30, using: &generator)
                canvas[x, 1] = Cell("日", width: UInt8.random(in: 0...2, using: &generator))
                canvas.paint(.title, in: Rect(x: x, y: 0, width: 3, height: 3))
                canvas.fill(Rect(x: x, y: 0, width: 3, height: 1), with: Cell("語", width: 2))
            }
            #expect(isWhole(canvas))
            #expect(canvas.cells.allSatisfy { isHarmless($0.text) })
        }
    }

    @Test func changesAreAllOfThemAndNoMore() {
        var generator = SeededGenerator(seed: 3)
        var old = Canvas(width: 20, height: 4)
        for _ in 0..<2_000 {
            var new = old
            new.write(
                hostileText(using: &generator), x: Int.random(in: 0..<20, using: &generator), y: Int.random(in: 0..<4, using: &generator),
                width: 6)
            let before = old
            var patched = old
            for change in new.changes(since: old) {
                #expect(new[change.columns.lowerBound, change.y].width != 0)
                #expect(new[change.columns.upperBound - 1, change.y].width != 2)
                for x in change.columns where new[x, change.y].width != 0 { patched[x, change.y] = new[x, change.y] }
            }
            #expect(patched == new)
            // Some rows before the others.
            let (low, high) = (Int.random(in: 0...2, using: &generator), Int.random(in: 2...9, using: &generator))
            let first = new.changes(since: old, in: low..<high)
            #expect(first == new.changes(since: old).filter { $0.y >= low && $0.y < high })
            old.take(low..<high, of: new)
            #expect(first.count + new.changes(since: old).count == new.changes(since: before).count)
            old = new
        }
        #expect(old.changes(since: old).isEmpty)
        #expect(old.changes(since: Canvas(width: 5, height: 5)).count == 4)
    }
}
