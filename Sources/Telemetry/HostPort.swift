import Glibc

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

    /// RFC 4291, 2.2, and a zone (RFC 4007, 11).
    private static func isIPv6(_ text: Substring) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &address) == 1 && !text.hasSuffix("%")
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
