/// Where something stands in an answer.
struct ByteSpan: Hashable, Sendable {
    var start = 0
    var end = 0
    var isEmpty: Bool { start == end }
}

/// One label of a sample: places in the answer, no strings.
struct LabelSpan: Hashable, Sendable {
    var name: ByteSpan
    /// Between the quotes.
    var value: ByteSpan
    var nameHash: UInt64
    /// Of the value as it is written.
    var valueHash: UInt64
    /// A backslash stands in the value.
    var isEscaped: Bool
}

/// What a line is.
enum ExpositionLine: Hashable, Sendable {
    /// In the scanner's `name`, `labels`, `value`, `timestamp` and `hasExemplar`.
    case sample
    case type(FamilyType)
    case help
    /// The unit is in `unit`.
    case unit
    /// `# EOF`.
    case end
}
