/// A program that people may run from the dashboard: one `[[command]]` of the configuration.
public struct UserCommand: Hashable, Sendable {
    /// What it is about: it runs where one of these is selected.
    public enum Place: String, Hashable, Sendable, CaseIterable { case host, guest, session, alarm }

    /// Unique; small letters of ASCII, digits and `-`.
    public let name: String
    /// `x`, `alt-x` or `F2`; empty for none.
    public let key: String
    public let place: Place
    /// The program (its name, or its absolute path) and its arguments, each whole, with placeholders. No shell reads them.
    public let run: [String]
    /// Asks before it runs, and shows what.
    public let confirms: Bool
    /// It has the terminal until it ends; else its last line is the message.
    public let isForeground: Bool
    /// The longest that it may take in the background.
    public let deadline: Duration
    public static let usualDeadline = Duration.seconds(60)
    public init(
        name: String, key: String = "", place: Place, run: [String], confirms: Bool = false, isForeground: Bool = false,
        deadline: Duration = usualDeadline
    ) {
        self.name = name
        self.key = key
        self.place = place
        self.run = run
        self.confirms = confirms
        self.isForeground = isForeground
        self.deadline = deadline
    }

    /// Whether it can be one's name.
    public static func isName(_ text: String) -> Bool {
        guard (1...30).contains(text.utf8.count), let first = text.utf8.first, isSmallLetter(first) else { return false }
        return text.utf8.allSatisfy { isSmallLetter($0) || $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    private static func isSmallLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    /// What may stand in an argument as `{host.name}`. No name of a person is among them, and no text that somebody else wrote freely.
    public enum Placeholder: String, Hashable, Sendable, CaseIterable {
        case hostName = "host.name"
        case hostAddress = "host.address"
        case hostArea = "host.area"
        case hostCollector = "host.collector"
        case guestName = "guest.name"
        case guestID = "guest.id"
        /// The pseudonym.
        case sessionUser = "session.user"
        case sessionKind = "session.kind"
        case alarmID = "alarm.id"
        case alarmRule = "alarm.rule"
        case alarmSeverity = "alarm.severity"

        /// Of what it is; everything has a host.
        public var place: Place {
            switch self {
            case .hostName, .hostAddress, .hostArea, .hostCollector: .host
            case .guestName, .guestID: .guest
            case .sessionUser, .sessionKind: .session
            case .alarmID, .alarmRule, .alarmSeverity: .alarm
            }
        }
        public func isKnown(in place: Place) -> Bool { self.place == .host || self.place == place }
        /// As the configuration writes it.
        public var spelled: String { "{\(rawValue)}" }
    }

    /// A part of an argument.
    public enum Piece: Hashable, Sendable {
        case text(String)
        /// The word between the braces.
        case placeholder(String)
    }

    /// Small letters and dots in braces are a placeholder, and nothing else is: `{print $1}` and `${HOME}` are text.
    public static func pieces(of argument: String) -> [Piece] {
        var pieces: [Piece] = []
        var text = ""
        var rest = argument[...]
        while let brace = rest.firstIndex(of: "{") {
            text += rest[..<brace]
            let word = rest[brace...].dropFirst().prefix { $0 == "." || ("a"..."z").contains($0) }
            guard !word.isEmpty, word.endIndex < rest.endIndex, rest[word.endIndex] == "}" else {
                text += "{"
                rest = rest[brace...].dropFirst()
                continue
            }
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
            pieces.append(.placeholder(String(word)))
            rest = rest[word.endIndex...].dropFirst()
        }
        text += rest
        if !text.isEmpty { pieces.append(.text(text)) }
        return pieces
    }
}
