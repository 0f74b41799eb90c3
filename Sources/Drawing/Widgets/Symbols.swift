/// The letters that lines, bars and marks are made of, in the terminal's own character set.
public struct Symbols: Sendable {
    public let charset: Charset
    public let horizontal: Letter
    public let vertical: Letter
    /// Where a vertical line meets a horizontal one from below, from above, and on both sides.
    public let teeDown: Letter
    public let teeUp: Letter
    public let cross: Letter
    /// Bottom left: also where a graph's axes meet.
    public let corner: Letter
    public let topLeft: Letter
    public let topRight: Letter
    public let bottomRight: Letter
    /// A tick on a graph's value axis.
    public let tick: Letter
    public let cursor: Letter
    /// At a row that somebody marked.
    public let marked: Letter = "*"
    /// Points at a moment on the time axis.
    public let mark: Letter
    public let full: Letter
    public let empty: Letter
    public let hatch: Letter
    /// Between two parts of one line.
    public let separator: String
    /// Between the steps of a path.
    public let step: String
    public let sortedDown: String
    public let sortedUp: String

    public init(_ charset: Charset) {
        let wide = charset == .utf8
        self.charset = charset
        horizontal = wide ? "─" : "-"
        vertical = wide ? "│" : "|"
        teeDown = wide ? "┬" : "+"
        teeUp = wide ? "┴" : "+"
        cross = wide ? "┼" : "+"
        corner = wide ? "└" : "+"
        topLeft = wide ? "┌" : "+"
        topRight = wide ? "┐" : "+"
        bottomRight = wide ? "┘" : "+"
        tick = wide ? "┤" : "|"
        cursor = wide ? "▸" : ">"
        mark = wide ? "▲" : "^"
        full = wide ? "█" : "#"
        empty = wide ? "·" : "."
        hatch = "/"
        separator = wide ? " · " : ", "
        step = wide ? " › " : " > "
        sortedDown = wide ? "▼" : "v"
        sortedUp = wide ? "▲" : "^"
    }

    /// A row of eight left parts of a block (index 0 is one eighth).
    static let leftEighths: [Letter] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    /// A row of eight lower parts of a block.
    static let lowerEighths: [Letter] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    /// Rising density for terminals without blocks.
    static let densities: [Letter] = [".", ":", "|", "#"]
}
