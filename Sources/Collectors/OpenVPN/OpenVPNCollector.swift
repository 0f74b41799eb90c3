public import Collecting
public import Telemetry

/// Watches an OpenVPN server through its management interface (`management` in the server's configuration; TCP or Unix socket).
///
/// Brings sessions, bytes of the whole server, and ends with their causes, which the server tells only in its log: `verb 3` there gives
/// each its own line; `verb 1` still tells lost clients and failed handshakes.
public final class OpenVPNCollector: Collector {
    static let holdConnection = Option(
        "hold_connection", .yesOrNo, default: true,
        meaning: "with \"yes\" it stays connected and hears the log as it is written; with \"no\" it connects for each poll only, "
            + "so that others can use the port")
    static let historyMinutes = Option(
        "history_minutes", .whole(0...1440, unit: .unitMinutes()), default: 0,
        meaning: "how far back session ends from the server's log are reported at the first connect")
    static let password = SecretDeclaration("password", meaning: "the management interface's password, one line")
    public static let kind = CollectorKind(
        "openvpn", watches: "an OpenVPN server, through its management interface",
        endpoints: ["127.0.0.1:7505", "/run/openvpn/server.sock"], options: [holdConnection, historyMinutes], secrets: [password],
        goesThroughSSH: true, advice: .adviceOpenVPN())

    private let port: ManagementPort

    public init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        _ = try StreamEndpoint(target.endpoint)
        port = ManagementPort(
            target: target, transports: transports, holds: try target.options[Self.holdConnection],
            history: .seconds(try target.options[Self.historyMinutes] * 60))
    }

    public func collect(at now: Moment) async throws(CollectFailure) -> Reading { try await port.collect(at: now).get() }

    public func takeUp(_ past: HeardBefore, from predecessor: (any Collector)?) async { await port.takeUp(past) }

    public func lastWords(at now: Moment) async -> Aside { await port.lastWords(at: now) }

    public func aside(at now: Moment) async -> Aside { await port.aside(at: now) }

    public func close() async { await port.close() }
}
