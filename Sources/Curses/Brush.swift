import CCurses
import Drawing

/// Stretches of a canvas to ncurses. A value, so that a picture of thousands of squares asks once for what it draws with.
struct Brush {
    var pens: Pens
    private let charset: Charset
    private var stretch: [curses_cell] = []

    init(pens: Pens, charset: Charset) {
        self.pens = pens
        self.charset = charset
    }

    /// - Parameter width: the window's; what is beyond it is left out.
    mutating func put(_ change: Canvas.Stretch, of canvas: Canvas, width: Int) {
        stretch.removeAll(keepingCapacity: true)
        let row = canvas.row(change.y)
        // From the letter before, whose pen the blanks behind it are drawn with.
        var first = min(change.columns.lowerBound, width)
        while first > 0, row[row.startIndex + first].text == " " { first -= 1 }
        var before: Pens.Pen?
        for x in first..<min(change.columns.upperBound, width) {
            let cell = row[row.startIndex + x]
            if cell.width == 0 { continue }
            var pen = pens.pen(for: cell)
            // To change colours for what is not seen is most of what a graph would cost.
            if cell.text == " ", let before, pen.blanksLook(as: before) { pen = before }
            before = pen
            if x < change.columns.lowerBound { continue }
            var out = curses_cell()
            out.attributes = pen.attributes
            out.pair = pen.pair
            let isCut = cell.width == 2 && (charset == .ascii || x + 1 >= width)
            fill(&out, with: isCut ? " " : charset.shown(cell.text))
            stretch.append(out)
            // In place of a wide letter, two blanks.
            if isCut, x + 1 < width { stretch.append(out) }
        }
        curses_put(Int32(clamping: change.y), Int32(clamping: change.columns.lowerBound), stretch, Int32(clamping: stretch.count))
    }

    private func fill(_ out: inout curses_cell, with letter: Letter) {
        // Nearly all of them.
        if let alone = letter.alone {
            out.letters.0 = alone
            return
        }
        withUnsafeMutableBytes(of: &out.letters) { raw in
            let letters = raw.bindMemory(to: UInt32.self)
            var index = 0
            letter.forEachScalar { scalar in
                guard index < letters.count else { return }
                letters[index] = scalar.value
                index += 1
            }
        }
    }
}
