public import Telemetry

/// One thing that is wrong in a configuration, with its place and what would be right.
///
/// `warte.toml:12:3: unknown key "intervall", did you mean "interval"?`
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was asked for; control characters are shown as `�`.
    public let file: String
    /// From 1; 0 where the file itself is at fault and no line of it.
    public let line: Int
    /// From 1, in code points; 0 as above.
    public let column: Int
    /// What is wrong and what to write instead; without control characters, never with a secret in it.
    public let message: Message
    public init(file: String, line: Int, column: Int, _ message: Message) {
        self.file = file.harmless()
        self.line = line
        self.column = column
        self.message = message.rewording { $0.harmless() }
    }
    /// One line.
    public var text: String { message.text }
    /// With its place.
    public var placed: Message { line > 0 ? .problemAt(file, line, column, message) : .problemOfFile(file, message) }
    public var description: String { placed.text }
}

/// All that is wrong in a configuration, in the order of the file; never empty.
public struct FileProblems: Error, Hashable, Sendable, CustomStringConvertible {
    public let list: [FileProblem]
    public init(_ list: [FileProblem]) { self.list = list }
    /// One line each.
    public var description: String { list.map(\.description).joined(separator: "\n") }
}
