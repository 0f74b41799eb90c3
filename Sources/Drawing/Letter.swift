/// A letter of the screen: a base and at most four marks, as a square of a terminal holds them. No heap and no count of references, of
/// which a screen of thousands of squares would pay for each.
public struct Letter: Hashable, Sendable {
    /// 21 bits a scalar, 0 after the last: the base and two marks here, two more in `high`.
    @usableFromInline let low: UInt64
    @usableFromInline let high: UInt64
    public static let mostMarks = 4

    @inlinable public init(_ scalar: Unicode.Scalar) {
        low = UInt64(scalar.value)
        high = 0
    }

    /// What goes beyond four marks is left out.
    public init(_ character: Character) {
        var parts: (UInt64, UInt64) = (0, 0)
        for (index, scalar) in character.unicodeScalars.prefix(1 + Self.mostMarks).enumerated() {
            let value = UInt64(scalar.value)
            if index < 3 { parts.0 |= value << (21 * UInt64(index)) } else { parts.1 |= value << (21 * UInt64(index - 3)) }
        }
        (low, high) = parts
    }

    /// The base, where no mark stands on it.
    @inlinable public var alone: UInt32? { high == 0 && low < 1 << 21 ? UInt32(truncatingIfNeeded: low) : nil }

    public var isASCII: Bool { high == 0 && low < 0x80 }

    /// The base and its marks; at least one.
    public var scalars: [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        forEachScalar { out.append($0) }
        return out
    }

    public func forEachScalar(_ body: (Unicode.Scalar) -> Void) {
        var (part, rest) = (low, high)
        repeat {
            body(Unicode.Scalar(UInt32(truncatingIfNeeded: part & 0x1F_FFFF)) ?? "?")
            part >>= 21
            if part == 0 { (part, rest) = (rest, 0) }
        } while part != 0
    }

    public var character: Character {
        if high == 0, low >> 21 == 0 { return Character(Unicode.Scalar(UInt32(truncatingIfNeeded: low)) ?? "?") }
        var text = String.UnicodeScalarView()
        forEachScalar { text.append($0) }
        return String(text).first ?? "?"
    }
}

extension Letter: ExpressibleByUnicodeScalarLiteral {
    @inlinable public init(unicodeScalarLiteral scalar: Unicode.Scalar) { self.init(scalar) }
}

extension String {
    /// Letters in a row, as text.
    public init(_ letters: some Sequence<Letter>) {
        var text = String.UnicodeScalarView()
        for letter in letters { letter.forEachScalar { text.append($0) } }
        self.init(text)
    }
}
