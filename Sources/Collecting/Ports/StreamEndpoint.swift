public import Telemetry

/// Where a byte stream leads: an absolute socket path, or a host and a TCP port.
public enum StreamEndpoint: Hashable, Sendable {
    case unix(path: String)
    case tcp(host: String, port: UInt16)

    /// `sun_path` holds 108 bytes with its final zero (unix(7)).
    public static let longestPath = 107

    /// Reads `address:port`, `name:port`, `[v6]:port` or `/absolute/path`; the problem's key is `endpoint`.
    public init(_ text: String) throws(ConfigurationProblem) {
        func problem(_ words: String) -> ConfigurationProblem { ConfigurationProblem(key: "endpoint", text: "\"\(text)\": \(words)") }
        guard !text.utf8.contains(0) else { throw problem("holds a NUL") }
        if text.hasPrefix("/") {
            guard text.utf8.count <= Self.longestPath else { throw problem("a socket's path has at most \(Self.longestPath) bytes") }
            self = .unix(path: text)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { throw problem("write address:port, [v6]:port or an absolute socket path") }
        guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { throw problem("the port is a number from 1 to 65535") }
        var name = text[..<colon]
        if name.hasPrefix("["), name.hasSuffix("]") {
            name = name.dropFirst().dropLast()
        } else if name.contains(":") {
            throw problem("write an IPv6 address in brackets: [\(name)]:\(port)")
        }
        guard !name.isEmpty else { throw problem("the address is missing before the port") }
        self = .tcp(host: String(name), port: port)
    }
}
