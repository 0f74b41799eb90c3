/// A language that Warte speaks, by its code in ISO 639-1.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case german = "de"

    /// Which of its forms a count takes: both have one and many (`Plural-Forms` of their translations).
    func pluralForm(_ count: Int) -> Int { count == 1 ? 0 : 1 }

    /// A number as it is written in this language: with a decimal comma or point.
    public func spelled(_ number: String) -> String { self == .german ? number.replacing(".", with: ",") : number }

    /// What stands at a line's beginning, in the middle of a sentence: German nouns stay as they are.
    public func inSentence(_ noun: String) -> String { self == .german ? noun : noun.lowercased() }

    /// Of a locale's name such as `de_AT.UTF-8@euro`; nil for one that Warte does not speak.
    init?(locale: Substring) { self.init(rawValue: locale.prefix { $0.isLetter }.lowercased()) }
}

/// In which languages words, dates and numbers are written: locales may differ in them, as locale(7) has it.
public struct Languages: Hashable, Sendable {
    public var words: Language
    public var dates: Language
    public var numbers: Language

    public init(all language: Language) { (words, dates, numbers) = (language, language, language) }

    /// As the environment says, by POSIX' rules: `LC_ALL`, the category's own, `LANG`; and of words gettext's `LANGUAGE` before them, a list
    /// that counts only where there is a locale. No locale has to be installed for it.
    public init(environment: (String) -> String?) {
        func locale(_ category: String) -> Substring {
            let all = ["LC_ALL", category, "LANG"].lazy.compactMap(environment)
            return all.first { !$0.isEmpty }.map { $0[...] } ?? "C"
        }
        func isNone(_ locale: Substring) -> Bool { ["C", "POSIX"].contains(locale.prefix { $0 != "." }) }
        words = Language(locale: locale("LC_MESSAGES")) ?? .english
        if !isNone(locale("LC_MESSAGES")), let list = environment("LANGUAGE"), !list.isEmpty {
            words = list.split(separator: ":").lazy.compactMap { Language(locale: $0) }.first ?? words
        }
        dates = Language(locale: locale("LC_TIME")) ?? .english
        numbers = Language(locale: locale("LC_NUMERIC")) ?? .english
    }
}
