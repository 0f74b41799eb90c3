/// What there is to say, not how it is said: which message, and what stands in it. Whoever shows it puts it into words (`Wording`), in the
/// reader's language; on the link and in the journal it is no sentence.
///
/// To add one: a line in the file of its subject in this folder, and a place that says it.
public struct Message: Hashable, Sendable {
    public typealias ID = String

    public enum Argument: Hashable, Sendable {
        /// Not there: the part of the sentence that is about it is left out.
        case none
        /// Words that need no translation: a name, a path, what somebody typed.
        case text(String)
        /// A line as it came from elsewhere: a log, a library, the system.
        case raw(String)
        /// The same as its collector took it apart: the engine's redactor makes a raw line of what may stay of it.
        case marked([LinePiece])
        case count(Int)
        case number(Double, unit: String)
        case duration(Duration)
        case moment(Moment)
        case host(Host.ID)
        case metric(Metric.ID)
        case message(Message)
        case messages([Message])
    }

    public let id: ID
    public let arguments: [Argument]
    public init(id: ID, arguments: [Argument]) {
        self.id = id
        self.arguments = arguments
    }

    /// In the language that is spoken here: see `Wording.spoken`.
    public var text: String { Wording.spoken.text(of: self) }

    /// Nothing at all.
    public static let nothing = raw("")
    /// A raw line alone, and what older journals have as finished text.
    public static func raw(_ line: String) -> Message { .line(RawLine(line)) }
    /// A raw line alone in which its collector has marked what may name somebody.
    public static func marked(_ line: [LinePiece]) -> Message { Message(id: Message.line.id, arguments: [.marked(line)]) }
    public static func marked(_ line: MarkedLine) -> Message { Message(id: Message.line.id, arguments: [line.argument]) }

    /// What it consists of where it is several, else itself.
    public var parts: [Message] {
        if id == Message.several.id, case .messages(let parts)? = arguments.first { parts } else { [self] }
    }

    /// What collectors have taken apart of it, one after the other.
    public var markedPieces: [LinePiece] {
        arguments.flatMap { (argument) -> [LinePiece] in
            switch argument {
            case .marked(let line): line
            case .message(let message): message.markedPieces
            case .messages(let messages): messages.flatMap(\.markedPieces)
            case .none, .text, .raw, .count, .number, .duration, .moment, .host, .metric: []
            }
        }
    }

    /// Every text in it (names, typed words, raw lines, those of messages inside it too) by what `pass` makes of it.
    public func rewording(_ pass: (String) -> String) -> Message { rewording(pass) { .raw(pass($0.text)) } }

    /// What was written while names were kept, where they no longer are: answers as they came from elsewhere may name anybody. What Warte
    /// says itself does not, and a host, a guest or an address that the configuration or the host names is no person for bearing a name
    /// that somebody has too.
    public func renaming(_ pass: (String) -> String) -> Message {
        let own = Self.ownOfFailures[id] ?? []
        return Message(
            id: id,
            arguments: arguments.enumerated().map { (place, argument) -> Argument in
                if own.contains(place) { return argument }
                return switch argument {
                case .raw(let line): .raw(pass(line))
                case .marked(let line): .raw(pass(line.text))
                case .message(let message): .message(message.renaming(pass))
                case .messages(let messages): .messages(messages.map { $0.renaming(pass) })
                case .none, .text, .count, .number, .duration, .moment, .host, .metric: argument
                }
            })
    }

    /// - Parameter join: what becomes of a line in which its collector has marked what may name somebody.
    public func rewording(_ pass: (String) -> String, marked join: ([LinePiece]) -> Argument) -> Message {
        Message(
            id: id,
            arguments: arguments.map { argument in
                switch argument {
                case .text(let text): .text(pass(text))
                case .raw(let line): .raw(pass(line))
                case .marked(let line): join(line)
                case .message(let message): .message(message.rewording(pass, marked: join))
                case .messages(let messages): .messages(messages.map { $0.rewording(pass, marked: join) })
                case .none, .count, .number, .duration, .moment, .host, .metric: argument
                }
            })
    }
}
