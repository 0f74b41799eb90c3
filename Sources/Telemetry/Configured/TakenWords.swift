/// What the dashboard's own verbs are called, and their keys (`TakenByVerbs.swift`): no `[[command]]` can have them. The configuration is
/// read where no dashboard is.
public enum TakenWords {
    /// A letter's verb. Some are kept for what is not there yet.
    public static let keys: [Character: String] = {
        var keys: [Character: String] = [:]
        for (letters, verb) in verbs { for letter in letters { keys[letter] = keys[letter] ?? verb } }
        for digit in "123456789" { keys[digit] = "a screen" }
        for letter in "ip" { keys[letter] = keys[letter] ?? "Warte's own" }
        return keys
    }()
    public static let names = Set(verbs.map(\.name)).union(["guest", "ruler"])
    /// Letters that are nobody's.
    public static var free: String {
        String("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { keys[$0] == nil })
    }
}
