/// The screen in memory. Everything that is shown is painted here first; nothing outside is touched.
public struct Canvas: Hashable, Sendable {
    public let width: Int
    public let height: Int
    public private(set) var cells: [Cell]
    public init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: Cell(), count: self.width * self.height)
    }
    public var bounds: Rect { Rect(width: width, height: height) }

    /// Outside the canvas: reads a blank, writes nothing.
    public subscript(x: Int, y: Int) -> Cell {
        get { x >= 0 && x < width && y >= 0 && y < height ? cells[y * width + x] : Cell() }
        set { if x >= 0, x < width, y >= 0, y < height { cells[y * width + x] = newValue } }
    }
}
