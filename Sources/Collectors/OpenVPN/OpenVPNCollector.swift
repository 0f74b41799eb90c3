public import Collecting
public import Telemetry

/// Watches an OpenVPN server through its management interface (`management` in the server's configuration; TCP or Unix socket).
///
/// Brings sessions, bytes of the whole server, and ends with their causes, which the server tells only in its log: `verb 3` there gives
/// each its own line; `verb 1` still tells lost clients and failed handshakes.
public final class OpenVPNCollector: Collector {
    public static let kind = "openvpn"
    public static let options: [(key: String, meaning: String)] = [
        (
            "hold_connection",
            "\"yes\" (default) stays connected and hears the log as it is written; \"no\" connects for each poll only, so that others can use the port"
        ),
        ("history_minutes", "how far back session ends from the server's log are reported at the first connect, 0 (default) to 1440"),
    ]

    public static let endpointExample: String? = "127.0.0.1:7505 or /run/openvpn/server.sock"

    private let port: ManagementPort

    public init(host: Host, transports: Transports) throws(ConfigurationProblem) {
        _ = try StreamEndpoint(host.endpoint)
        let holds: Bool
        switch host.options["hold_connection"] {
        case nil, "yes", "true": holds = true
        case "no", "false": holds = false
        case let word?: throw ConfigurationProblem(key: "hold_connection", text: "\"\(word)\": write \"yes\" or \"no\"")
        }
        var history = 0
        if let text = host.options["history_minutes"] {
            guard let minutes = Int(text), (0...1440).contains(minutes) else {
                throw ConfigurationProblem(key: "history_minutes", text: "\"\(text)\": write a number from 0 to 1440")
            }
            history = minutes
        }
        port = ManagementPort(host: host, transports: transports, holds: holds, history: .seconds(history * 60))
    }

    public func collect(at now: Moment) async throws(CollectFailure) -> Reading { try await port.collect(at: now).get() }

    public func aside(at now: Moment) async -> Aside { await port.aside(at: now) }

    public func close() async { await port.close() }
}
