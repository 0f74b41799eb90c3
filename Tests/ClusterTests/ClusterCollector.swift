import Collecting
import Synchronization
import Telemetry

/// A cluster behind one interface, as the test wants it to be: an answer tells of each node, and a guest runs on one of them.
final class ClusterCollector: Collector {
    static let kind = CollectorKind("cluster", watches: "a cluster that a test plays", hasNodes: true)
    struct Cluster {
        var nodes = ["a", "b", "c"]
        var down: Set<String> = []
        /// Where the guest runs.
        var guestOn = "a"
        var guestCPU = 10.0
        /// It crashed since the last poll.
        var hasCrashed = false
        /// The account has no right to anything.
        var hasNoRight = false
        /// Nobody answers at all.
        var isDead = false
        var polls = 0
    }
    private let cluster = Mutex(Cluster())
    static let temperature = Metric("inlet", label: "Inlet temperature", unit: Metric.Unit(symbol: "°C"), resolution: 0.1)
    static let used = Metric("pool.used", label: "used", unit: .percent)
    static let guest = "00000000-0000-4000-8000-000000000001"

    init() {}
    convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) { self.init() }

    var polls: Int { cluster.withLock(\.polls) }
    func change(_ change: (inout Cluster) -> Void) { cluster.withLock { change(&$0) } }

    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let seen = cluster.withLock { cluster -> Cluster in
            cluster.polls += 1
            defer { cluster.hasCrashed = false }
            return cluster
        }
        if seen.isDead { throw .unreachable(asked: "the cluster", reason: .raw("Connection refused")) }
        return Reading(hosts: seen.nodes.map { HostReading(node: $0, outcome: node($0, in: seen, at: now)) })
    }
    func close() async {}

    private func node(_ name: String, in seen: Cluster, at now: Moment) -> Result<HostFigures, CollectFailure> {
        if seen.down.contains(name) { return .failure(.unreachable(asked: name, reason: .raw("the node is offline"))) }
        if seen.hasNoRight {
            return .success(
                HostFigures(
                    inventory: Inventory(product: "Cluster", gaps: [.init(figure: .figureGuests(), reason: .proxmoxNoGuestRight())])))
        }
        var figures = HostFigures(samples: [Sample(.cpu, 20)], inventory: Inventory(product: "Cluster", version: "8.2", processors: 16))
        figures.samples += [Sample(Self.temperature, 23.5), Sample(Self.used, of: Entity(kind: "pool", id: "ssd-" + name), 71)]
        if seen.guestOn == name {
            figures.guests = [
                Guest(
                    id: Self.guest, name: "db", state: .running, vCPUs: 2, memoryMaximum: 1_073_741_824, memoryView: .guest)
            ]
            figures.samples.append(Sample(.guestCPU, of: .guest(Self.guest), seen.guestCPU))
            if seen.hasCrashed {
                figures.crashes = [
                    GuestCrash(at: now, guest: Self.guest, name: "db", isAutostarted: true, evidence: .raw("task 7: db: crashed"))
                ]
            }
        }
        return .success(figures)
    }
}
