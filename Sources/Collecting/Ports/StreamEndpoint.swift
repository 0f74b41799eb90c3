public import Telemetry

/// Where a byte stream leads: an absolute socket path, or a host and a TCP port.
public enum StreamEndpoint: Hashable, Sendable {
    case unix(path: String)
    case tcp(host: String, port: UInt16)

    /// `sun_path` holds 108 bytes with its final zero (unix(7)).
    public static let longestPath = 107

    /// Reads `address:port`, `name:port`, `[v6]:port` or `/absolute/path`; the problem's key is `endpoint`.
    public init(_ text: String) throws(ConfigurationProblem) {
        func problem(_ why: Message) -> ConfigurationProblem { ConfigurationProblem(key: "endpoint", .ofEndpoint(text, why)) }
        guard !text.utf8.contains(0) else { throw problem(.holdsNUL()) }
        if text.hasPrefix("/") {
            guard text.utf8.count <= Self.longestPath else { throw problem(.socketPathTooLong(Self.longestPath)) }
            self = .unix(path: text)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { throw problem(.writeAddress()) }
        guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { throw problem(.portIsANumber()) }
        var name = text[..<colon]
        if name.hasPrefix("["), name.hasSuffix("]") {
            name = name.dropFirst().dropLast()
        } else if name.contains(":") {
            throw problem(.writeBrackets(String(name), Int(port)))
        }
        guard !name.isEmpty else { throw problem(.addressMissing()) }
        self = .tcp(host: String(name), port: port)
    }
}
