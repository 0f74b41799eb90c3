/// A machine that is reached through the system's ssh: `ssh://user@gw:2222`. What is left out is the user's own configuration's.
public struct SSHPlace: Hashable, Sendable {
    public let user: String?
    /// A name that ssh knows (an alias of its configuration too), or an address.
    public let host: String
    public let port: UInt16?

    /// Reads `ssh://host`, `ssh://user@host`, `ssh://user@host:port`, with an IPv6 address in brackets. Nil for all else: a path, a password,
    /// letters that a program or a shell on the way could take for something of its own.
    public init?(_ text: String) {
        guard text.hasPrefix("ssh://") else { return nil }
        var rest = text.dropFirst(6)
        if rest.hasSuffix("/") { rest.removeLast() }
        if let at = rest.lastIndex(of: "@") {
            let name = String(rest[..<at])
            guard Self.isWord(name, and: "._-+") else { return nil }
            user = name
            rest = rest[at...].dropFirst()
        } else {
            user = nil
        }
        var digits: Substring?
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[..<end].dropFirst())
            let left = rest[end...].dropFirst()
            guard left.isEmpty || left.hasPrefix(":"), Self.isWord(host, and: ":.%"), host.contains(":") else { return nil }
            digits = left.isEmpty ? nil : left.dropFirst()
        } else {
            let colon = rest.firstIndex(of: ":")
            host = String(rest[..<(colon ?? rest.endIndex)])
            guard Self.isWord(host, and: "._-") else { return nil }
            digits = colon.map { rest[$0...].dropFirst() }
        }
        if let digits {
            guard digits.allSatisfy(\.isASCII), let number = UInt16(digits), number > 0 else { return nil }
            port = number
        } else {
            port = nil
        }
    }

    /// ASCII letters and digits, and these marks, of which none is the first.
    private static func isWord(_ text: String, and marks: String) -> Bool {
        func isPlain(_ letter: Unicode.Scalar) -> Bool {
            letter.isASCII && (letter.properties.isAlphabetic || ("0"..."9").contains(letter))
        }
        guard (1...255).contains(text.utf8.count), let first = text.unicodeScalars.first, isPlain(first) || first == ":" || first == "_"
        else {
            return false
        }
        return text.unicodeScalars.allSatisfy { isPlain($0) || marks.unicodeScalars.contains($0) }
    }

    /// Without the user: another one on the same machine is asked about the same things.
    public var machine: String { host + (port.map { " port \($0)" } ?? "") }

    public var text: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "ssh://" + (user.map { $0 + "@" } ?? "") + name + (port.map { ":\($0)" } ?? "")
    }
}
