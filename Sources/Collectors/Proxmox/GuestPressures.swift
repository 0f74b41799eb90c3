import Collecting
import JSON
import Telemetry

/// What the guests of one node waited for (PSI of their cgroups), since Proxmox VE 9: averages of ten seconds in percent, measured when it is
/// asked. The list of all guests has it not, those of a node have: `GET /nodes/{node}/qemu` and `GET /nodes/{node}/lxc`.
struct GuestPressures: Hashable, Sendable {
    static func path(_ node: String, _ kind: ClusterResources.Machine.Kind) -> String { "/nodes/\(node)/\(kind.rawValue)" }

    /// By guest; one of which nothing is told is not in it.
    private(set) var guests: [String: NodePressure] = [:]

    init() {}

    init(_ response: HTTPResponse, asked: String) throws(CollectFailure) {
        let rows = try ProxmoxAnswer.rows(response, asked: asked, most: 10_000) { fields -> (String, NodePressure)? in
            guard let number = fields.guestNumber("vmid"), let pressure = NodePressure(fields) else { return nil }
            return (String(number), pressure)
        }
        guests = Dictionary(rows) { first, _ in first }
    }

    mutating func add(_ other: GuestPressures) { guests.merge(other.guests) { first, _ in first } }

    func samples(of guest: String) -> [Sample] {
        guard let pressure = guests[guest] else { return [] }
        return [(Metric.guestPressureCPU, pressure.cpu), (.guestPressureIO, pressure.io), (.guestPressureMemory, pressure.memory)]
            .compactMap { metric, value in value.map { Sample(metric, of: .guest(guest), $0) } }
    }
}

/// Those of a cluster's nodes, from survey to survey.
struct GuestPressureBook: Sendable {
    private var nodes: [String: (pressures: GuestPressures, at: ContinuousClock.Instant)] = [:]
    /// A node looks at each guest's cgroup for it.
    private static let interval = Duration.seconds(55)

    /// - Parameter able: nodes that have pressure of their own: older ones tell none of their guests either.
    func due(of able: Set<String>, at now: ContinuousClock.Instant) -> Set<String> {
        able.filter { node in nodes[node].map { now - $0.at >= Self.interval } ?? true }
    }

    /// What was not answered is not known, rather than as it was; nor is that of a node which has no pressure any more.
    mutating func take(_ survey: Survey) {
        for (node, pressures) in survey.guestPressures { nodes[node] = (pressures, survey.at) }
        let names = Set(survey.resources.nodes.map(\.name))
        nodes = nodes.filter { names.contains($0.key) && survey.at - $0.value.at < Self.interval * 3 }
    }

    func samples(of guest: String, on node: String) -> [Sample] { nodes[node]?.pressures.samples(of: guest) ?? [] }
}
