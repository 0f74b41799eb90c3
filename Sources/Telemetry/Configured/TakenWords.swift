/// What the dashboard's own verbs are called, and their keys (`TakenByVerbs.swift`): no `[[command]]` can have them. The configuration is
/// read where no dashboard is.
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
        var keys: [Character: Use] = [:]
        for (letters, verb) in verbs { for letter in letters { keys[letter] = keys[letter] ?? .verb(verb) } }
        for digit in "123456789" { keys[digit] = .screen }
        for letter in "ip" { keys[letter] = keys[letter] ?? .kept }
        return keys
    }()
    public static let names = Set(verbs.map(\.name)).union(["guest", "ruler"])
    /// Letters that are nobody's.
    public static var free: String {
        String("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { keys[$0] == nil })
    }
}
