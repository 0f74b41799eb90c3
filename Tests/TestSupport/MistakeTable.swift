/// The README's table of what people get wrong with a collector, so that a test can compare what it promises with what is said.
public struct MistakeTable: Sendable {
    public struct Row: Sendable {
        /// What is wrong; of a table that begins with the sentences, those.
        public let mistake: String
        /// What stands in backticks in the column of what is said, where `…` is anything.
        public let sentences: [String]
    }
    public let rows: [Row]

    /// The first such table behind the heading; empty where there is none.
    public init(of heading: String) {
        let readme = (try? readText(folderOf(folderOf(folderOf(#filePath))) + "/README.md")) ?? ""
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { $0 != "### \(heading)" }.dropFirst().prefix { !$0.hasPrefix("#") }
        var column: Int?
        rows = lines.drop { line in
            column = Self.cells(line).firstIndex { ["it says", "what it says", "what is said"].contains($0) }
            return column == nil
        }
        .dropFirst(2).prefix { $0.hasPrefix("| ") }.map { line in
            let cells = Self.cells(line)
            let told = cells[column ?? 0].split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            return Row(mistake: cells[0].filter { $0 != "`" }, sentences: told.map { String($0.element) })
        }
    }
    public var sentences: [String] { rows.flatMap(\.sentences) }

    private static func cells(_ line: Substring) -> [String] {
        guard line.hasPrefix("| "), line.hasSuffix(" |") else { return [] }
        return line.dropFirst(2).dropLast(2).split(separator: " | ").map(String.init)
    }

    public static func isSaid(_ sentence: String, in said: String) -> Bool {
        var rest = said[...]
        for part in sentence.split(separator: "…") {
            let words = part.trimmingBlanks
            guard let found = words.isEmpty ? rest.startIndex..<rest.startIndex : rest.firstRange(of: words) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
    /// Sentences of the table that nobody said.
    public func unsaid(among said: [String]) -> [String] {
        sentences.filter { sentence in !said.contains { Self.isSaid(sentence, in: $0) } }
    }
    /// What was said and is not in the table.
    public func unlisted(among said: [String]) -> [String] { said.filter { said in !sentences.contains { Self.isSaid($0, in: said) } } }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
