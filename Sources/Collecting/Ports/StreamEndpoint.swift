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
        let place: HostPort
        do throws(HostPort.Problem) { place = try HostPort(text) } catch { throw problem(error.message ?? .writeAddress()) }
        guard let port = place.port else { throw problem(.writeAddress()) }
        self = .tcp(host: place.host, port: port)
    }
}
