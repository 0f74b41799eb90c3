/// Why there can be no journal at this place at all; what may pass (a lock, a full disk) is `Journal.problem` instead.
public struct JournalProblem: Error, Hashable, Sendable {
    public let path: String
    public let text: String
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

extension SQLiteFailure {
    /// One line for people.
    func text(_ path: String) -> String {
        if isOurs { return message }
        let words: String =
            switch kind {
            case 13: "the disk is full"
            case 8, 3: "it is read-only"
            case 5, 6: "another program holds it locked"
            case 11, 26: "it is damaged"
            case 14: "it cannot be opened"
            case 10: "the disk does not read or write"
            default: message
            }
        return "\(words) (\(path), SQLite \(code): \(message))"
    }
}
