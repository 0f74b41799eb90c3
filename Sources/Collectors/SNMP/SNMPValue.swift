import Platform
import Telemetry

/// A value as an agent gives it (RFC 2578, section 7).
enum SNMPValue: Hashable, Sendable {
    case integer(Int64)
    /// A gauge or a time in hundredths of a second.
    case natural(UInt64)
    /// It starts again at 0 after 2^32 - 1.
    case counter32(UInt32)
    case counter64(UInt64)
    case real(Double)
    case text([UInt8])
    case oid(OID)
    case address([UInt8])
    /// The agent has nothing of that name.
    case nothing
    /// Behind the last that there is.
    case endOfView

    /// The longest text of which all is kept.
    static let longestText = 1024

    /// The number that it is, or with which its text begins: agents write `00000`, `0.46`, `125 Users`.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .natural(let value): Double(value)
        case .counter32(let value): Double(value)
        case .counter64(let value): Double(value)
        case .real(let value): value.isFinite ? value : nil
        case .text(let bytes): Self.number(at: bytes[...])
        case .oid, .address, .nothing, .endOfView: nil
        }
    }

    /// The number of the `place`th of a list with commas, from 1.
    func part(_ place: Int) -> Double? {
        guard case .text(let bytes) = self else { return place == 1 ? number : nil }
        let parts = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return parts.indices.contains(place - 1) ? Self.number(at: parts[place - 1]) : nil
    }

    private static func number(at bytes: ArraySlice<UInt8>) -> Double? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var rest = bytes.drop { $0 == UInt8(ascii: " ") }
        var taken: [UInt8] = []
        if rest.first == UInt8(ascii: "-") { taken.append(rest.removeFirst()) }
        let whole = rest.prefix { digits.contains($0) }
        taken += whole
        rest = rest[whole.endIndex...]
        if rest.first == UInt8(ascii: "."), !whole.isEmpty {
            let fraction = rest.dropFirst().prefix { digits.contains($0) }
            if !fraction.isEmpty { taken += [UInt8(ascii: ".")] + fraction }
        }
        guard !whole.isEmpty, taken.count <= 40, let number = Double(String(decoding: taken, as: UTF8.self)) else { return nil }
        return number.isFinite ? number : nil
    }

    /// In letters, for a name, a version or a comparison. What is not UTF-8 is read as Latin-1.
    var text: String? {
        switch self {
        case .integer(let value): String(value)
        case .natural(let value): String(value)
        case .counter32(let value): String(value)
        case .counter64(let value): String(value)
        case .real(let value): String(value)
        case .text(let bytes): Self.letters(bytes)
        case .oid(let oid): oid.description
        case .address(let bytes): addressText(bytes)
        case .nothing, .endOfView: nil
        }
    }

    private static func letters(_ bytes: [UInt8]) -> String {
        let bytes = bytes.prefix { $0 != 0 }
        let text = String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        return text.harmless(atMost: 255)
    }

}

/// A name with its value.
struct Variable: Hashable, Sendable {
    var name: OID
    var value: SNMPValue
}
