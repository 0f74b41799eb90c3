package import Telemetry

/// Gathers all that is wrong in one file while it is read.
package final class Findings {
    package let file: String
    /// False where a part of the file could not be read: what is missing then may stand there, so nobody complains of it.
    package var isWhole: Bool
    package private(set) var list: [FileProblem] = []
    static let most = 500
    package init(file: String, isWhole: Bool) {
        self.file = file
        self.isWhole = isWhole
    }

    package func add(_ place: SourcePlace, _ message: Message) {
        // Nobody reads more, and a file may have as many as it has lines.
        guard list.count <= Self.most else { return }
        let isLast = list.count == Self.most
        list.append(FileProblem(file: file, line: place.line, column: place.column, isLast ? .moreProblems(Self.most) : message))
    }
    /// For what is only wrong where nothing of the file was lost.
    package func addIfWhole(_ place: SourcePlace, _ message: Message) {
        if isWhole { add(place, message) }
    }
    /// In the order of the file.
    package var sorted: [FileProblem] { list.sorted { ($0.line, $0.column) < ($1.line, $1.column) } }
}
