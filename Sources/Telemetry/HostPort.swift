/// A machine and a port as people write them: `fw.example.org`, `192.0.2.7:1161`, `[2001:db8::7]:161` (RFC 3986, 3.2.2 and 3.2.3).
public struct HostPort: Hashable, Sendable {
    /// A name or an address, without brackets.
    public let host: String
    /// Nil where none is written.
    public let port: UInt16?

    /// What is wrong with it.
    public struct Problem: Error, Hashable, Sendable {
        /// Nil where it has nothing of the form: whoever asked for it says what to write.
        public let message: Message?
        public init(message: Message?) { self.message = message }
    }

    public init(host: String, port: UInt16?) { (self.host, self.port) = (host, port) }

    /// - Parameter bareIPv6: whether an address of IPv6 may stand without brackets, and then without a port, which none could tell from it.
    /// - Throws: where it is anything else, a user and a path among that.
    public init(_ text: some StringProtocol, bareIPv6: Bool = false) throws(Problem) {
        var name: Substring
        var digits: Substring?
        let text = Substring(text)
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(Self.mayStand) else { throw Problem(message: nil) }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw Problem(message: nil) }
            name = text[..<end].dropFirst()
            let rest = text[end...].dropFirst()
            guard rest.isEmpty || rest.hasPrefix(":") else { throw Problem(message: nil) }
            digits = rest.isEmpty ? nil : rest.dropFirst()
            guard name.isEmpty || name.contains(":") && Self.isIPv6(name) else { throw Problem(message: nil) }
        } else if let colon = text.lastIndex(of: ":") {
            name = text[..<colon]
            digits = text[colon...].dropFirst()
            if name.contains(":") {
                // `2001:db8::1` ends in what could be a port, and has none: its colons must stay together.
                let port = name.hasSuffix(":") || !Self.isIPv6(name) ? nil : digits.flatMap(Self.port)
                let isAddress = Self.isIPv6(text)
                guard bareIPv6, isAddress else {
                    let missing: Message? = isAddress ? .bracketsMissing(String(text)) : nil
                    throw Problem(message: port.map { .writeBrackets(String(name), Int($0)) } ?? missing)
                }
                (name, digits) = (text, nil)
            }
        } else {
            name = text
        }
        if let digits {
            guard let number = Self.port(digits) else { throw Problem(message: .portIsANumber()) }
            port = number
        } else {
            port = nil
        }
        guard !name.isEmpty else { throw Problem(message: .addressMissing()) }
        // A name has no zone.
        guard name.contains(":") || Self.isName(name) else { throw Problem(message: nil) }
        host = String(name)
    }

    /// 1 to 65535, in digits of ASCII and nothing else: a sign is none, whatever `UInt16.init` says.
    public static func port(_ digits: some StringProtocol) -> UInt16? {
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(digits)
        else { return nil }
        return number > 0 ? number : nil
    }

    /// As it is written: an address of IPv6 in brackets.
    public var text: String { (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "") }

    /// An address, and a zone (RFC 4007, 11), which has no ":": `fe80::1%eth0:161` is one with a port and without brackets.
    private static func isIPv6(_ text: Substring) -> Bool {
        guard let percent = text.firstIndex(of: "%") else { return isAddress(text.utf8) }
        let zone = text[percent...].dropFirst()
        return !zone.isEmpty && !zone.contains(":") && !zone.hasSuffix("%") && isAddress(text[..<percent].utf8)
    }

    /// RFC 4291, 2.2: eight groups of one to four digits; `::` once, in the place of at least one; the last two may be written as IPv4.
    private static func isAddress(_ text: Substring.UTF8View) -> Bool {
        let colon = UInt8(ascii: ":")
        var rest = text[...]
        var groups = 0
        var hasGap = rest.starts(with: [colon, colon])
        if hasGap { rest = rest.dropFirst(2) }
        guard !rest.isEmpty else { return hasGap }
        while true {
            let group = rest.prefix { $0 != colon }
            rest = rest[group.endIndex...]
            if rest.isEmpty, isIPv4(group) {
                groups += 2
                break
            }
            guard (1...4).contains(group.count), group.allSatisfy(isHexadecimal) else { return false }
            groups += 1
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            guard rest.first == colon else {
                if rest.isEmpty { return false }
                continue
            }
            guard !hasGap else { return false }
            hasGap = true
            rest = rest.dropFirst()
            if rest.isEmpty { break }
        }
        return hasGap ? groups < 8 : groups == 8
    }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
    /// Four numbers up to 255, without zeros in front.
    private static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { (0x30...0x39).contains($0) }
                    && (part.count == 1 || part.first != 0x30) && UInt8(Substring(part)) != nil
            }
    }

    /// Letters and digits of any script, `-`, `.` and `_`. What begins with `-` would be an option to a program that is given it.
    private static func isName(_ text: Substring) -> Bool {
        !text.hasPrefix("-")
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil || "-._".unicodeScalars.contains($0)
                    || $0.properties.canonicalCombiningClass != .notReordered
            }
    }

    /// Nothing that ends a host in a URL, asks a terminal or a shell for something, or cannot be seen.
    private static func mayStand(_ letter: Unicode.Scalar) -> Bool {
        !letter.isSteering && !letter.properties.isWhitespace && !"/?#@\\\"<>".unicodeScalars.contains(letter)
    }
}
