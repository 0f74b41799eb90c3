import Telemetry

/// The name of a peer: 32 bytes, which `wg` writes in Base64 and the userspace interface in hexadecimal digits.
struct PublicKey: Hashable, Comparable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    private static let size = 32
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// By letter; 64 for what is none.
    private static let values: [UInt8] = letters.enumerated().reduce(into: [UInt8](repeating: 64, count: 256)) { values, letter in
        values[Int(letter.element)] = UInt8(letter.offset)
    }

    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    init?(base64 text: some StringProtocol) { self.init(base64: text.utf8) }

    /// 43 letters and the `=` that fills up 32 bytes (RFC 4648, 4). The last letter has two bits too many: as `wg` does, only the spelling in
    /// which they are 0 is taken, so that a key has one name.
    init?(base64 letters: some Collection<UInt8>) {
        guard letters.count == 44 else { return nil }
        var (place, gathered, bits) = (0, UInt32(0), UInt32(0))
        var out = self.words
        let isWhole = withUnsafeMutableBytes(of: &out) { out in
            for letter in letters.prefix(43) {
                let value = Self.values[Int(letter)]
                guard value < 64 else { return false }
                gathered = gathered << 6 | UInt32(value)
                bits += 6
                guard bits >= 8 else { continue }
                bits -= 8
                out[place] = UInt8(truncatingIfNeeded: gathered >> bits)
                place += 1
            }
            return gathered & 3 == 0
        }
        guard isWhole, letters.dropFirst(43).first == UInt8(ascii: "=") else { return nil }
        words = out
    }

    init?(hex text: some StringProtocol) { self.init(hex: text.utf8) }

    init?(hex digits: some Collection<UInt8>) {
        guard let bytes = digits.bytesOfHexadecimal else { return nil }
        self.init(bytes: bytes)
    }

    /// As `wg` writes it.
    var text: String {
        withUnsafeBytes(of: words) { bytes in
            String(unsafeUninitializedCapacity: 44) { out in
                var (place, gathered, bits) = (0, UInt32(0), UInt32(0))
                for byte in bytes {
                    gathered = gathered << 8 | UInt32(byte)
                    bits += 8
                    while bits >= 6 {
                        bits -= 6
                        out[place] = Self.letters[Int(gathered >> bits & 63)]
                        place += 1
                    }
                }
                // 256 bits are 42 letters and 4 bits.
                out[42] = Self.letters[Int(gathered << 2 & 63)]
                out[43] = UInt8(ascii: "=")
                return 44
            }
        }
    }

    /// Enough to tell peers apart, and to find one in the output of `wg`.
    var beginning: String { String(text.prefix(8)) }

    static func == (one: PublicKey, other: PublicKey) -> Bool { one.words == other.words }
    static func < (one: PublicKey, other: PublicKey) -> Bool {
        withUnsafeBytes(of: one.words) { one in withUnsafeBytes(of: other.words) { one.lexicographicallyPrecedes($0) } }
    }
    func hash(into hasher: inout Hasher) { withUnsafeBytes(of: words) { hasher.combine(bytes: $0) } }
}
