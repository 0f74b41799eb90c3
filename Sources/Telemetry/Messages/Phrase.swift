/// What a screen, a command or the help writes. It is written in English where it is said, as a literal, and names what stands in it by
/// interpolation; translators have the same with places for it: what is written as `since \(time)` is `since {0}` to them.
///
/// Whoever speaks English has what Swift's own interpolation makes of it, and pays for no more.
public struct Phrase: ExpressibleByStringInterpolation, Sendable {
    fileprivate let english: String
    /// Nil where English is spoken: nobody looks for it.
    fileprivate let key: String?
    fileprivate let arguments: [String]

    public init(stringLiteral: String) {
        english = stringLiteral
        key = Wording.isEnglishSpoken ? nil : stringLiteral
        arguments = []
    }
    public init(stringInterpolation: StringInterpolation) {
        english = stringInterpolation.english
        key = stringInterpolation.isKeyed ? stringInterpolation.key : nil
        arguments = stringInterpolation.arguments
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var english = ""
        fileprivate var key = ""
        fileprivate var arguments: [String] = []
        fileprivate let isKeyed = !Wording.isEnglishSpoken

        public init(literalCapacity: Int, interpolationCount: Int) { english.reserveCapacity(literalCapacity + 8 * interpolationCount) }
        public mutating func appendLiteral(_ text: String) {
            english += text
            if isKeyed { key += text }
        }
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            let text = value.description
            english += text
            guard isKeyed else { return }
            key += "{\(arguments.count)}"
            arguments.append(text)
        }
    }
}

/// In the language that is spoken here.
///
/// - Parameter context: tells apart what English has one word for.
public func localized(_ phrase: Phrase, _ context: String = "") -> String {
    guard let key = phrase.key else { return phrase.english }
    let wording = Wording.spoken
    return phrase.arguments.isEmpty ? wording.label(key, context) : wording.text(key, context, phrase.arguments) ?? phrase.english
}

/// The same of a text that stands in a table, such as what a verb means.
public func localized(text: String, _ context: String = "") -> String { Wording.spoken.label(text, context) }

/// `1 host`, `2 hosts`.
public func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    let many = many ?? one + "s"
    if Wording.isEnglishSpoken { return "\(number) \(number == 1 ? one : many)" }
    return Wording.spoken.counted(number, one, many)
}
