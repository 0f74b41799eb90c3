/// What is wrong with a configuration: where it is, with the file as a whole, and with the secrets' files that it names. What stands in the
/// file, and what could stand there, is shown as a file spells it: it is no language's.
extension Message {
    static let configurationMessages: [any DeclaredMessage] = [
        problemAt, problemOfFile, problemsOfFile, fileUnreadable, fileIsFolder, fileIsIrregular, fileLongerThan, configurationGone,
        configurationHostless, secretFileMissing, secretFileIrregular, secretFileOpen, secretFileUnreadable, secretFileEmpty,
        secretFileLines,
        namedFile, holdsNoCertificate, moreProblems,
    ]

    /// Which file, line and column, and what is wrong there.
    public static let problemAt = MessageForm<String, Int, Int, Message>("configuration.at", "{0}:{1}:{2}: {3}")
    /// Of one file.
    public static let moreProblems = MessageForm<Int>(
        "configuration.more_problems", "more than {0} problems: mend these first, the rest is not listed")
    /// Where no line of it is at fault.
    public static let problemOfFile = MessageForm<String, Message>("configuration.of_file", "{0}: {1}")
    /// One line each, and how many more there are.
    public static let problemsOfFile = MessageForm<[Message], Int?>(
        "configuration.problems", "{0:\n}[\nand {1} more problem{1?|s}: \"warte check\" tells all]")

    public static let fileUnreadable = MessageForm<RawLine>("configuration.file_unreadable", "cannot be read: {0}")
    public static let fileIsFolder = PlainForm("configuration.file_is_folder", "is a folder; name a file")
    public static let fileIsIrregular = PlainForm("configuration.file_irregular", "is no regular file")
    public static let fileLongerThan = MessageForm<Int>("configuration.file_longer_than", "is longer than {0} KiB")
    public static let configurationGone = MessageForm<String>(
        "configuration.gone", "{0} is gone; what was read from it stays in force until it is back or the engine is started again")
    public static let configurationHostless = MessageForm<String>(
        "configuration.hostless",
        "{0} has no host any more; those that were in it stay in force until it has one or the engine is started again")

    /// All that is wrong in a configuration, as far as one answer holds it.
    public static func problems(_ messages: [Message]) -> Message {
        let most = 100
        let more = messages.count - most
        return messages.count == 1 ? messages[0] : .problemsOfFile(Array(messages.prefix(most)), more > 0 ? more : nil)
    }
    /// The same with only the first few of them, where it is that; for a place with little room.
    public func firstProblems(_ most: Int) -> Message {
        guard id == Message.problemsOfFile.id, case .messages(let all)? = arguments.first, all.count > most else { return self }
        var more = all.count - most
        if case .count(let others)? = arguments.last { more += others }
        return .problemsOfFile(Array(all.prefix(most)), more)
    }

    // Which secret, and its file.
    public static let secretFileMissing = MessageForm<String, String, RawLine>(
        "configuration.secret_missing", "the {0} file {1} cannot be found: {2}")
    public static let secretFileIrregular = MessageForm<String, String>(
        "configuration.secret_irregular", "the {0} file {1} is no regular file")
    /// With its mode, and the path as a shell takes it.
    public static let secretFileOpen = MessageForm<String, String, String, String>(
        "configuration.secret_open", "the {0} file {1} is open to others (mode {2}) and is refused; write: chmod 600 {3}")
    public static let secretFileUnreadable = MessageForm<String, String, Int, RawLine>(
        "configuration.secret_unreadable", "the {0} file {1} cannot be read by user id {2}: {3}")
    public static let secretFileLines = MessageForm<String, String>(
        "configuration.secret_lines", "the {0} file {1} has more than one line: write the {0} alone into it")
    public static let secretFileEmpty = MessageForm<String, String>("configuration.secret_empty", "the {0} file {1} is empty")

    /// Which key, which file, and what is wrong with that.
    public static let namedFile = MessageForm<String, String, Message>("configuration.named_file", "{0} names {1}, which {2}")
    public static let holdsNoCertificate = PlainForm(
        "configuration.no_certificate", "holds no certificate: no line in it begins with -----BEGIN CERTIFICATE-----")
}
