/// A text with places for arguments: `{0} client{0?|s} lost[ in {1}]`.
///
/// - `{0}` is the first argument; `{0:s}` and `{0:min}` write a duration in that unit alone, whole, `{0:exact}` in the largest that leaves
///   no rest; `{0:; }` joins a list by `; `, which is joined by `, ` where nothing is said; `{0:&}` has the language's word before the last
///   of it.
/// - `{0?client|clients}` is one of these words, by the count: the language says which. In them `#` is the count.
/// - What stands in brackets is left out where an argument in it is not there. `\[` is a bracket.
public struct Template: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case literal(String)
        case argument(Int, style: String)
        case plural(Int, forms: [String])
        case optional([Part])
    }
    let parts: [Part]

    /// Nil where the text is no template.
    public init?(_ text: String) {
        // By bytes: what steers is ASCII, and letters would cost twenty times as much.
        var left = Array(text.utf8)[...]
        guard let parts = Self.parse(&left, isInside: false), left.isEmpty else { return nil }
        self.parts = parts
    }

    private static func parse(_ left: inout ArraySlice<UInt8>, isInside: Bool) -> [Part]? {
        var parts: [Part] = []
        var literal: [UInt8] = []
        func end() {
            if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
        }
        while let byte = left.popFirst() {
            switch Unicode.Scalar(byte) {
            case "\\":
                guard let next = left.popFirst() else { return nil }
                literal.append(next)
            case "{":
                guard let close = left.firstIndex(of: UInt8(ascii: "}")),
                    let part = place(Substring(decoding: left[..<close], as: UTF8.self))
                else { return nil }
                end()
                parts.append(part)
                left = left[close...].dropFirst()
            case "[":
                guard !isInside, let inner = parse(&left, isInside: true) else { return nil }
                end()
                parts.append(.optional(inner))
            case "]":
                guard isInside else { return nil }
                end()
                return parts
            default: literal.append(byte)
            }
        }
        end()
        return isInside ? nil : parts
    }

    private static func place(_ text: Substring) -> Part? {
        let digits = text.prefix { $0.isNumber }
        guard let index = Int(digits) else { return nil }
        let rest = text[digits.endIndex...]
        switch rest.first {
        case nil: return .argument(index, style: "")
        case ":": return .argument(index, style: String(rest.dropFirst()))
        case "?": return .plural(index, forms: rest.dropFirst().split(separator: "|", omittingEmptySubsequences: false).map(String.init))
        default: return nil
        }
    }

    /// Every place with the argument that it is for: in brackets or not, and what it wants of it.
    public var places: [(argument: Int, style: String, forms: Int, isOptional: Bool)] { Self.places(parts, isOptional: false) }
    private static func places(_ parts: [Part], isOptional: Bool) -> [(argument: Int, style: String, forms: Int, isOptional: Bool)] {
        parts.flatMap { part -> [(argument: Int, style: String, forms: Int, isOptional: Bool)] in
            switch part {
            case .literal: []
            case .argument(let index, let style): [(index, style, 0, isOptional)]
            case .plural(let index, let forms): [(index, "", forms.count, isOptional)]
            case .optional(let inner): places(inner, isOptional: true)
            }
        }
    }
}
