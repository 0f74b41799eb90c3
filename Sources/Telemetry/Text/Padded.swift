extension BinaryInteger {
    /// With zeros in front: `07`; of a byte in hexadecimal digits `0f`. One that has more digits keeps them.
    public func padded(to digits: Int, radix: Int = 10, uppercase: Bool = false) -> String {
        let text = String(self, radix: radix, uppercase: uppercase)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

extension String {
    /// For a part of an address: whatever is no unreserved letter of RFC 3986 as `%` and two digits, byte for byte.
    public var percentEncoded: String {
        var out = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default: out += "%" + byte.padded(to: 2, radix: 16, uppercase: true)
            }
        }
        return out
    }

    /// What `percentEncoded` wrote; nil for what it never writes.
    public init?(percentEncoded text: some StringProtocol) {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let read = rest.prefix(2).bytesOfHexadecimal else { return nil }
            bytes += read
            rest = rest.dropFirst(2)
        }
        guard let read = String(validating: bytes, as: UTF8.self) else { return nil }
        self = read
    }
}
