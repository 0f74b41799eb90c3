/// The name of a thing in an agent's tree (RFC 3416): at most 128 numbers.
struct OID: Hashable, Sendable, Comparable, CustomStringConvertible {
    static let longest = 128
    let numbers: [UInt32]

    init(_ numbers: [UInt32]) { self.numbers = numbers }

    /// `1.3.6.1.2.1.1.3.0`, with a dot before it or without. Nil where it is none.
    init?(_ text: String) {
        let text = text.hasPrefix(".") ? text.dropFirst() : text[...]
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (2...Self.longest).contains(parts.count) else { return nil }
        var numbers: [UInt32] = []
        for part in parts {
            guard part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = UInt32(Substring(part)) else {
                return nil
            }
            numbers.append(number)
        }
        self.numbers = numbers
    }

    /// Its numbers at once: hashed one by one they take several times as long, and all that is read is found by its name.
    func hash(into hasher: inout Hasher) { numbers.withUnsafeBytes { hasher.combine(bytes: $0) } }

    var description: String {
        // Most tables' rows have one number.
        numbers.count == 1 ? String(numbers[0]) : numbers.map { String($0) }.joined(separator: ".")
    }
    static func < (a: OID, b: OID) -> Bool { a.numbers.lexicographicallyPrecedes(b.numbers) }

    func hasPrefix(_ other: OID) -> Bool { numbers.starts(with: other.numbers) }
    /// What stands behind `column`; nil where it is not below it.
    func index(in column: OID) -> OID? {
        guard numbers.count > column.numbers.count, hasPrefix(column) else { return nil }
        return OID(Array(numbers[column.numbers.count...]))
    }
}

extension OID: ExpressibleByStringLiteral {
    /// Of this code: what is wrong here is found by the first test.
    init(stringLiteral text: String) {
        guard let oid = OID(text) else { preconditionFailure("no OID: \(text)") }
        self = oid
    }
}
