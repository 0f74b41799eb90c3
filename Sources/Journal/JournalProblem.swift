public import Telemetry

/// Why there can be no journal at this place at all; what may pass (a lock, a full disk) is `Journal.problem` instead.
public struct JournalProblem: Error, Hashable, Sendable {
    public let path: String
    public let message: Message
    public init(path: String, _ message: Message) {
        self.path = path
        self.message = message
    }
    /// One line for people.
    public var text: String { message.text }
}

extension SQLiteFailure {
    /// One line for people.
    func said(_ path: String) -> Message {
        if let ours { return ours }
        let what: Message =
            switch kind {
            case 13: .diskIsFull()
            case 8, 3: .isReadOnly()
            case 5, 6: .isLocked()
            case 11, 26: .isDamaged()
            case 14: .cannotBeOpened()
            case 10: .diskFails()
            default: .raw(message)
            }
        return .journalFails(what, path, Int(code), RawLine(message))
    }
}
