import Drawing

/// Columns of text for a terminal or a pipe, as wide as terminals show them; text from outside is made harmless.
public struct TextTable {
    private var rows: [[String]]
    /// Longer cells are cut: one host's words must not push the others' off the line. The last one of a row pushes nobody.
    private let longest: Int
    private static let longestLast = 4096

    /// - Parameters:
    ///   - header: nothing for none.
    ///   - longest: columns of a cell that is not the last one.
    public init(_ header: [String] = [], longest: Int = 100) {
        rows = header.isEmpty ? [] : [header]
        self.longest = longest
    }

    public mutating func add(_ row: [String]) { rows.append(row) }

    public var text: String {
        let count = rows.map(\.count).max() ?? 0
        let cells = rows.map { row in row.enumerated().map { cut($1, to: $0 == count - 1 ? Self.longestLast : longest) } }
        let widths = (0..<count).map { column in cells.map { $0.indices.contains(column) ? columns($0[column]) : 0 }.max() ?? 0 }
        return cells.map { row in
            let last = row.lastIndex { !$0.isEmpty } ?? 0
            return row.prefix(last + 1).enumerated().map { index, cell in
                index == last ? cell : cell + String(repeating: " ", count: widths[index] - columns(cell) + 2)
            }.joined() + "\n"
        }.joined()
    }

    private func cut(_ text: String, to limit: Int) -> String {
        let isWhole = columns(text, limit: limit + 1) <= limit
        return String(glyphs(text, limit: isWhole ? limit : limit - 3).map(\.text)) + (isWhole ? "" : "...")
    }
}
