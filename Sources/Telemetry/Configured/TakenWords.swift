/// What the dashboard's own verbs are called, and their keys: no `[[command]]` can have them. The configuration is read where no dashboard
/// is; a test of the dashboard compares this with its table of verbs.
public enum TakenWords {
    /// What a letter is for.
    public enum Use: Hashable, Sendable {
        case screen
        case verb(String)
        /// What is not there yet.
        case kept

        public var message: Message {
            switch self {
            case .screen: .keyOfScreen()
            case .verb(let name): .jsonWord(name)
            case .kept: .keyIsKept()
            }
        }
    }
    public static let keys: [Character: Use] = {
        var keys = Dictionary(uniqueKeysWithValues: "123456789".map { ($0, Use.screen) })
        for (letters, verb) in verbs { for letter in letters { keys[letter] = .verb(verb) } }
        for letter in "imp" { keys[letter] = keys[letter] ?? .kept }
        return keys
    }()
    public static let names = Set(verbs.map(\.name)).union([
        "overview", "host", "alarms", "sessions", "timeouts", "guest", "next-screen", "previous-screen", "next-guest", "previous-guest",
        "poll", "redraw", "theme", "set", "view", "keep", "q", "interrupt", "page-up", "page-down", "half-up", "half-down", "open", "back",
        "mouse", "ruler", "in-service",
    ])
    private static let verbs: [(letters: String, name: String)] = [
        ("a", "acknowledge"), ("A", "acknowledge-all"), ("s", "shelve"), ("S", "unshelve"), ("u", "undo"), ("c", "comment"), (" ", "mark"),
        ("V", "mark-range"), ("U", "unmark"), ("!", "next-alarm"), ("W", "worst"), (".", "next-host"), (",", "previous-host"),
        (";", "last-host"), ("f", "fold-area"), ("H", "find-host"), ("k", "up"), ("j", "down"), ("h", "left"), ("l", "right"),
        ("g", "top"), ("G", "bottom"), ("/", "filter"), ("n", "next-match"), ("N", "previous-match"), ("<", "sort-left"),
        (">", "sort-right"), ("I", "sort-invert"), ("+=", "span-longer"), ("-", "span-shorter"), ("e", "full"), ("o", "maintenance"),
        ("O", "end-maintenance"), ("F", "forget"), ("R", "reveal"), ("z", "pause"), ("?", "help"), (":", "command"), ("q", "quit"),
        ("y", "copy"), ("m", "mouse"), ("T", "earlier"), ("t", "later"), ("b", "go"), ("Z", "live"),
        ("v", "seen"),
    ]
    /// Letters that are nobody's.
    public static var free: String {
        String("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { keys[$0] == nil })
    }
}
