/// The screen in memory. Everything that is shown is painted here first; nothing outside is touched.
public struct Canvas: Hashable, Sendable {
    public let width: Int
    public let height: Int
    /// What the terminal can show: with `.ascii`, `write` brings text down to ASCII, and widgets choose ASCII shapes.
    public let charset: Charset
    public private(set) var cells: [Cell]
    /// Where what stands; no part of what is seen.
    public internal(set) var spots: [Spot] = []

    public init(width: Int, height: Int, charset: Charset = .utf8) {
        self.width = max(0, width)
        self.height = max(0, height)
        self.charset = charset
        cells = Array(repeating: Cell(), count: self.width * self.height)
    }
    public static func == (a: Canvas, b: Canvas) -> Bool {
        a.width == b.width && a.height == b.height && a.charset == b.charset && a.cells == b.cells
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(cells) }
    public var bounds: Rect { Rect(width: width, height: height) }

    /// Outside the canvas: reads a blank, writes nothing.
    ///
    /// Writing never leaves half a wide letter: what is cut in two becomes a blank, a wide letter takes its right neighbour, and one that
    /// does not fit into the row becomes a blank. A right half (width 0) is taken only where its left half stands.
    public subscript(x: Int, y: Int) -> Cell {
        get { x >= 0 && x < width && y >= 0 && y < height ? cells[y * width + x] : Cell() }
        set {
            guard x >= 0, x < width, y >= 0, y < height else { return }
            let at = y * width + x
            let old = cells[at]
            if old.width == 1, newValue.width == 1 {
                cells[at] = newValue
                return
            }
            place(newValue, at: at, x: x, old: old)
        }
    }

    /// These rows become those of a canvas of the same width.
    public mutating func take(_ rows: Range<Int>, of other: Canvas) {
        let rows = rows.clamped(to: 0..<min(height, other.height))
        guard width == other.width, !rows.isEmpty else { return }
        let squares = rows.lowerBound * width..<rows.upperBound * width
        cells.replaceSubrange(squares, with: other.cells[squares])
    }

    private mutating func place(_ new: Cell, at: Int, x: Int, old: Cell) {
        var new = new
        if new.width == 0 {
            if old.width == 0 {
                cells[at] = new
                return
            }
            new.blank()
        }
        if new.width == 2, x + 1 >= width { new.blank() }
        if old.width == 0, x > 0 { cells[at - 1].blank() }
        if old.width == 2, x + 1 < width { cells[at + 1].blank() }
        cells[at] = new
        guard new.width == 2 else { return }
        if cells[at + 1].width == 2, x + 2 < width { cells[at + 2].blank() }
        var half = new
        half.text = " "
        half.width = 0
        cells[at + 1] = half
    }
}

extension Cell {
    fileprivate mutating func blank() {
        text = " "
        width = 1
    }
}
