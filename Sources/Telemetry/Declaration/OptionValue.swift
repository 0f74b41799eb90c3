/// What a collector's option is set to.
public enum OptionValue: Hashable, Sendable {
    /// A text, a path or the word of a choice.
    case text(String)
    case whole(Int)
    case duration(Duration)
    case flag(Bool)
    case texts([String])
}

extension OptionValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral number: Int) { self = .whole(number) }
    public init(booleanLiteral flag: Bool) { self = .flag(flag) }
}

/// What values an option takes.
public enum OptionKind: Hashable, Sendable {
    case text
    case whole(ClosedRange<Int>, unit: Message?)
    case duration(ClosedRange<Duration>)
    case yesOrNo
    /// One of these words.
    case choice([String])
    /// An absolute path.
    case path
    case texts

    public func accepts(_ value: OptionValue) -> Bool {
        switch (self, value) {
        case (.text, .text), (.yesOrNo, .flag), (.texts, .texts): true
        case (.whole(let range, _), .whole(let number)): range.contains(number)
        case (.duration(let range), .duration(let duration)): range.contains(duration)
        case (.choice(let words), .text(let word)): words.contains(word)
        case (.path, .text(let path)): path.hasPrefix("/")
        default: false
        }
    }
}

/// An option's kind together with its type in Swift.
public struct OptionType<Value: Sendable>: Sendable {
    let kind: OptionKind
    let read: @Sendable (OptionValue) -> Value?
    let write: @Sendable (Value) -> OptionValue
}

extension OptionType<String> {
    public static var text: OptionType { texts(of: .text) }
    public static var path: OptionType { texts(of: .path) }
    private static func texts(of kind: OptionKind) -> OptionType {
        OptionType(kind: kind, read: { if case .text(let text) = $0 { text } else { nil } }, write: { .text($0) })
    }
}

extension OptionType<Int> {
    /// - Parameter unit: Such as `.unitMinutes()`; nil for a plain count.
    public static func whole(_ range: ClosedRange<Int>, unit: Message? = nil) -> OptionType {
        OptionType(
            kind: .whole(range, unit: unit), read: { if case .whole(let number) = $0 { number } else { nil } }, write: { .whole($0) })
    }
}

extension OptionType<Duration> {
    public static func duration(_ range: ClosedRange<Duration>) -> OptionType {
        OptionType(
            kind: .duration(range), read: { if case .duration(let duration) = $0 { duration } else { nil } }, write: { .duration($0) })
    }
}

extension OptionType<Bool> {
    public static var yesOrNo: OptionType {
        OptionType(kind: .yesOrNo, read: { if case .flag(let flag) = $0 { flag } else { nil } }, write: { .flag($0) })
    }
}

extension OptionType<[String]> {
    public static var texts: OptionType {
        OptionType(kind: .texts, read: { if case .texts(let texts) = $0 { texts } else { nil } }, write: { .texts($0) })
    }
}

extension OptionType where Value: RawRepresentable<String> & CaseIterable {
    /// One of the enumeration's words.
    public static func choice(of words: Value.Type) -> OptionType {
        OptionType(
            kind: .choice(Value.allCases.map(\.rawValue)),
            read: { if case .text(let word) = $0 { Value(rawValue: word) } else { nil } }, write: { .text($0.rawValue) })
    }
}
