import Drawing

/// Columns for a terminal or a pipe; text from outside is made harmless here too.
struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []
    /// Longer cells are cut: one host's words must not push the others' off the line. The last one of a row pushes nobody.
    private static let longest = 100
    private static let longestLast = 4096

    init(_ header: [String]) { self.header = header }

    mutating func add(_ row: [String]) { rows.append(row) }

    var text: String {
        let all = ([header] + rows).map { row in
            row.enumerated().map { harmless($1, limit: $0 == header.count - 1 ? Self.longestLast : Self.longest) }
        }
        let widths = header.indices.dropLast().map { index in all.map { columns($0[index]) }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                line += cell
                if index < row.count - 1 { line += String(repeating: " ", count: widths[index] - columns(cell) + 2) }
            }
            return line
        }.joined(separator: "\n") + "\n"
    }

    private func harmless(_ text: String, limit: Int) -> String {
        let isWhole = columns(text, limit: limit + 1) <= limit
        return String(glyphs(text, limit: isWhole ? limit : limit - 3).map(\.text)) + (isWhole ? "" : "...")
    }
}
