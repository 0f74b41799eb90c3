/// An IP address as it stands in a text.
struct IPAddress: Hashable {
    /// Four or sixteen. IPv4 in IPv6's clothes (`::ffff:198.51.100.9`) is IPv4.
    let bytes: [UInt8]
    var isV4: Bool { bytes.count == 4 }

    private init(_ bytes: [UInt8]) {
        let mapped = bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        self.bytes = mapped ? Array(bytes.suffix(4)) : bytes
    }

    /// The address that begins at `index`, and all of the text that belongs to it: brackets, zone and port.
    ///
    /// It looks at a few dozen bytes from there, however long the text is: a text full of beginnings is still read in one go.
    static func found(in text: [UInt8], at index: Int) -> (address: IPAddress, range: Range<Int>)? {
        guard index < text.count else { return nil }
        let before = index > 0 ? text[index - 1] : 0x20
        // In the middle of a number or a word nothing begins, but `udp4:10.0.0.1` and `ip10.0.0.1` hold an address.
        if !before.isDigit, let (bytes, end) = v4(text, at: index) { return (IPAddress(bytes), index..<afterPort(text, end)) }
        guard !before.isASCIIAlphanumeric, let (bytes, afterAddress) = v6(text, at: index) else { return nil }
        var (start, end) = (index, afterAddress)
        if end < text.count, text[end] == UInt8(ascii: "%") {
            end += 1
            let zone = text[end...].prefix(16).prefix { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            end = zone.endIndex
        }
        if start > 0, text[start - 1] == UInt8(ascii: "["), end < text.count, text[end] == UInt8(ascii: "]") {
            start -= 1
            end += 1
        }
        return (IPAddress(bytes), start..<afterPort(text, end))
    }

    /// `:1194` or `(1194)` behind an address is its port.
    private static func afterPort(_ text: [UInt8], _ end: Int) -> Int {
        guard end < text.count, text[end] == UInt8(ascii: ":") || text[end] == UInt8(ascii: "(") else { return end }
        let digits = text[(end + 1)...].prefix(6).prefix { $0.isDigit }
        guard (1...5).contains(digits.count) else { return end }
        if text[end] == UInt8(ascii: ":") { return digits.endIndex }
        guard digits.endIndex < text.count, text[digits.endIndex] == UInt8(ascii: ")") else { return end }
        return digits.endIndex + 1
    }

    private static func v4(_ text: [UInt8], at index: Int) -> ([UInt8], Int)? {
        var bytes: [UInt8] = []
        var place = index
        while true {
            let digits = text[place...].prefix(4).prefix { $0.isDigit }
            guard (1...3).contains(digits.count) else { return nil }
            let value = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
            guard let byte = UInt8(exactly: value) else { return nil }
            bytes.append(byte)
            place = digits.endIndex
            if bytes.count == 4 { return (bytes, place) }
            guard place < text.count, text[place] == UInt8(ascii: ".") else { return nil }
            place += 1
        }
    }

    /// RFC 4291, 2.2: eight groups; `::` once, for groups of zeros; IPv4 in place of the last two.
    private static func v6(_ text: [UInt8], at index: Int) -> ([UInt8], Int)? {
        func isColon(_ place: Int) -> Bool { text.indices.contains(place) && text[place] == UInt8(ascii: ":") }
        var groups: [UInt8] = []
        var gap: Int?
        var place = index
        if isColon(place), isColon(place + 1) {
            gap = 0
            place += 2
        }
        while true {
            let room = (gap == nil ? 16 : 14) - groups.count
            if room >= 4, let (bytes, end) = v4(text, at: place) {
                groups += bytes
                place = end
                break
            }
            let digits = text[min(place, text.count)...].prefix(5).prefix { $0.isHexDigit }
            guard room >= 2, (1...4).contains(digits.count) else {
                // A colon alone belongs to what follows: the address ended before it.
                if isColon(place - 1), !isColon(place - 2) { place -= 1 }
                break
            }
            let value = digits.reduce(0) { $0 << 4 | UInt16($1.hexValue) }
            groups += [UInt8(value >> 8), UInt8(value & 0xFF)]
            place = digits.endIndex
            guard room > 2, isColon(place) else { break }
            if isColon(place + 1) {
                if gap != nil { break }
                gap = groups.count
                place += 2
            } else {
                place += 1
            }
        }
        guard !groups.isEmpty else { return nil }
        if let gap {
            guard groups.count <= 14 else { return nil }
            let zeros = [UInt8](repeating: 0, count: 16 - groups.count)
            return (Array(groups[..<gap]) + zeros + Array(groups[gap...]), place)
        }
        return groups.count == 16 ? (groups, place) : nil
    }
}

extension UInt8 {
    var isDigit: Bool { (48...57).contains(self) }
    var isHexDigit: Bool { isDigit || (65...70).contains(self) || (97...102).contains(self) }
    var isASCIIAlphanumeric: Bool { isDigit || (65...90).contains(self) || (97...122).contains(self) }
    fileprivate var hexValue: UInt8 { isDigit ? self - 48 : (self | 0x20) - 87 }
}
