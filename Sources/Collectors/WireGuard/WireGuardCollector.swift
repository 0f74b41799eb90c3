public import Collecting
import Synchronization
public import Telemetry

/// Watches the WireGuard interfaces of a machine: userspace ones at their sockets, the kernel's over netlink.
///
/// WireGuard knows no sessions, so all that is told of them is concluded from counters and from the time of the last handshake
/// (`PeerTracker`). Private and preshared keys come with every answer; the parsers pass over them.
public final class WireGuardCollector: Collector {
    static let names = Option(
        optional: "names", .path, example: "/etc/warte/wg.names",
        meaning:
            "a file that says whose peers they are, a line each: the public key, a space, the name; the configuration of wg-quick with a "
            + "comment at each `[Peer]` will do")
    static let program = Option(
        optional: "program", .path, example: "/usr/local/bin/wg",
        meaning:
            "where `wg` is, if not /usr/bin/wg; it is run through ssh and by sudo, and where it is named here also when the kernel does not "
            + "let `warted` itself ask")
    static let sudo = Option(
        "sudo", .yesOrNo, default: false,
        meaning: "with \"yes\" `wg` is run by `sudo -n`, and nothing else is asked: only root, or who has CAP_NET_ADMIN, may ask")
    public static let kind = CollectorKind(
        "wireguard", watches: "WireGuard interfaces and who of their peers is there",
        endpoints: ["all", "wg0", "/var/run/wireguard/wg0.sock"], options: [names, program, sudo],
        goesThroughSSH: true, endpointNamesNoMachine: true, advice: .adviceWireGuard())

    private let reader: InterfaceReader
    private let people: PeerNames?
    private let book: Mutex<PeerBook>

    public convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        let place = try WireGuardPlace(target.endpoint)
        let tool = WireGuardTool(path: try target.options[Self.program], usesSudo: try target.options[Self.sudo])
        try self.init(
            target: target,
            reader: InterfaceReader(place: place, transports: transports, tool: tool, isHere: target.via == nil, deadline: target.deadline))
    }

    init(target: Target, reader: InterfaceReader) throws(ConfigurationProblem) {
        self.reader = reader
        people = try target.options[Self.names].map { PeerNames(path: $0) }
        book = Mutex(PeerBook(host: target.id, interval: target.interval))
    }

    /// Of a poll that has its answer, so long the names are waited for.
    private static let patience = Duration.milliseconds(500)

    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let round = try await reader.read()
        let named = await people?.known(within: Self.patience) ?? (names: [:], gap: nil)
        var reading = book.withLock { $0.reading(round, names: named.names, at: now) }
        if let gap = named.gap, case .success(var figures) = reading.hosts[0].outcome {
            figures.inventory.gaps.append(gap)
            reading.hosts[0].outcome = .success(figures)
        }
        return reading
    }

    public func close() async {}
}
