/// What a terminal showed at one moment.
public struct TerminalScreen: Sendable {
    public struct Cell: Hashable, Sendable {
        public let text: String
        /// Columns: 1 or 2.
        public let width: Int
        public let bold: Bool
        public let underline: Bool
        public let reverse: Bool
        public let foreground: Colour
        public let background: Colour
    }
    public enum Colour: Hashable, Sendable {
        /// The terminal's own.
        case none
        case palette(Int)
        case rgb(Int)
        init(flat: Int32) { self = flat < 0 ? .none : flat < 256 ? .palette(Int(flat)) : .rgb(Int(flat & 0xFFFFFF)) }
    }

    public let columns: Int
    public let rows: Int
    public let cells: [Cell]
    /// Rows of text, blanks at their ends cut.
    public let lines: [String]
    public let isAlternate: Bool
    public let isCursorVisible: Bool
    public let bells: Int
    public let cursor: (x: Int, y: Int)

    public var text: String { lines.joined(separator: "\n") }
    public func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }
    /// The first row that holds the text.
    public func row(of text: String) -> Int? { lines.firstIndex { $0.contains(text) } }
    /// The square under a text, if it stands in a row by itself or before any wide letter.
    public subscript(x: Int, y: Int) -> Cell? { x >= 0 && x < columns && y >= 0 && y < rows ? cells[y * columns + x] : nil }
}
