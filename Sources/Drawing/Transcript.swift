extension Canvas {
    /// The canvas as text for goldens: the rows, a line `-- roles`, then the same rows with one letter per square for its role
    /// (`.` plain, digits the gradient in tenths, capitals and `_` under the selection bar). Ends of rows that say nothing are cut.
    public var transcript: String {
        var lines: [String] = []
        for y in 0..<height {
            var line = ""
            for cell in row(y) where cell.width > 0 { line.append(cell.text.character) }
            lines.append(trimmed(line, of: " "))
        }
        lines.append("-- roles")
        for y in 0..<height { lines.append(trimmed(String(row(y).map(mark)), of: ".")) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The squares of one row; empty outside the canvas.
    public func row(_ y: Int) -> ArraySlice<Cell> {
        y >= 0 && y < height ? cells[y * width..<(y + 1) * width] : []
    }
}

private func trimmed(_ line: String, of blank: Character) -> String {
    var line = line[...]
    while line.last == blank { line.removeLast() }
    return String(line)
}

private func mark(_ cell: Cell) -> Character {
    let letter: Character =
        switch cell.role {
        case .plain: cell.isSelected ? "_" : "."
        case .dim: "d"
        case .title: "t"
        case .accent: "a"
        case .frame: "f"
        case .key: "k"
        case .selected: "s"
        case .good: "g"
        case .warning: "w"
        case .critical: "c"
        case .stale: "o"
        case .acknowledged: "q"
        case .returned: "r"
        case .shelved: "h"
        case .gradient: Character(String(min(9, cell.level / 10)))
        case .empty: "e"
        case .notice: "n"
        case .problem: "p"
        case .past: "b"
        }
    guard cell.isSelected, let capital = letter.uppercased().first else { return letter }
    return capital
}
