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
        guard let place = try? HostPort(rest), Self.isWord(place.host, and: place.host.contains(":") ? ":.%" : "._-") else { return nil }
        (host, port) = (place.host, place.port)
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
        "ssh://" + (user.map { $0 + "@" } ?? "") + HostPort(host: host, port: port).text
    }
}
