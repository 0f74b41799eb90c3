import Collecting
import JSON
import Telemetry

/// `GET /cluster/resources`: everything there is, as pvestatd of each node last published it. What the token may not see is left out
/// without a word.
struct ClusterResources: Hashable, Sendable {
    static let path = "/cluster/resources"
    /// More than the longest answer has room for.
    private static let most = 100_000

    struct Node: Hashable, Sendable {
        var name: String
        /// `online`, `offline`, or `unknown` where its pvestatd publishes nothing.
        var status: String
        /// 0 to 1 of all processors.
        var cpu: Double?
        var processors: Double?
        var memoryUsed: Double?
        var memoryTotal: Double?
        var uptime: Double?
    }

    struct Machine: Hashable, Sendable {
        enum Kind: String { case qemu, lxc }
        var kind: Kind
        var number: Int
        var node: String
        var name: String
        /// QEMU's run state, or `running` and `stopped`; `unknown` where its node publishes nothing.
        var status: String
        /// 0 to 1 of its own processors, and above.
        var cpu: Double?
        var processors: Double?
        /// As the guest sees it while its balloon driver tells, else as its host does.
        var memory: Double?
        /// As its host sees it, since Proxmox VE 9.
        var memoryOnHost: Double?
        var memoryMaximum: Double?
        var uptime: Double?
        var received: Double?
        var sent: Double?
        var read: Double?
        var written: Double?
        var availability: String?

        /// Where nobody says it.
        var ownName: String { Self.name(kind, number) }
        static func name(_ kind: Kind, _ number: Int) -> String { "\(kind == .qemu ? "VM" : "CT") \(number)" }

        /// A node that publishes nothing has not renamed it, nor given it other processors.
        mutating func remember(_ old: Machine) {
            guard status == "unknown" else { return }
            if name == ownName { name = old.name }
            processors = processors ?? old.processors
            memoryMaximum = memoryMaximum ?? old.memoryMaximum
        }

        /// The number is one machine's in the whole cluster, whichever node it runs on.
        var id: String { String(number) }
    }

    struct Storage: Hashable, Sendable {
        var node: String
        var name: String
        var isAvailable: Bool
        var used: Double?
        var size: Double?
    }

    var nodes: [Node] = []
    var machines: [Machine] = []
    var storages: [Storage] = []

    private enum Row {
        case node(Node)
        case machine(Machine)
        case storage(Storage)
    }

    init(_ response: HTTPResponse, asked: String) throws(CollectFailure) {
        var names: Set<String> = []
        var numbers: Set<Int> = []
        for row in try ProxmoxAnswer.rows(response, asked: asked, most: Self.most, Self.row) {
            switch row {
            case .node(let node): if names.insert(node.name).inserted { nodes.append(node) }
            // While it migrates a guest is on one node at a time; told of twice it would be two.
            case .machine(let machine): if numbers.insert(machine.number).inserted { machines.append(machine) }
            case .storage(let storage): storages.append(storage)
            }
        }
        nodes.sort { $0.name < $1.name }
        machines.sort { $0.number < $1.number }
        storages.sort { ($0.node, $0.name) < ($1.node, $1.name) }
    }

    /// One of Proxmox' own words for a state, which name nobody.
    private static func word(_ fields: Fields, _ key: StaticString) -> String? {
        guard let word = fields.looseText(key), !word.isEmpty, word.utf8.count < 40 else { return nil }
        return word.utf8.allSatisfy { $0 == 0x2D || $0 == 0x5F || (0x61...0x7A).contains($0) } ? word : nil
    }

    private static func row(_ fields: Fields) -> Row? {
        guard let type = fields.looseText("type"), let node = fields.node("node") else { return nil }
        let status = word(fields, "status") ?? "unknown"
        switch type {
        case "node":
            return .node(
                Node(
                    name: node, status: status, cpu: fields.amount("cpu"), processors: fields.amount("maxcpu"),
                    memoryUsed: fields.amount("mem"), memoryTotal: fields.amount("maxmem"), uptime: fields.amount("uptime")))
        case "qemu", "lxc":
            // A template never runs: it is a form for guests, not a guest.
            guard let number = fields.guestNumber("vmid"), let kind = Machine.Kind(rawValue: type), !fields.looseFlag("template") else {
                return nil
            }
            let name = fields.looseText("name")?.harmless() ?? ""
            return .machine(
                Machine(
                    kind: kind, number: number, node: node, name: name.isEmpty ? Machine.name(kind, number) : name,
                    status: status, cpu: fields.amount("cpu"), processors: fields.amount("maxcpu"), memory: fields.amount("mem"),
                    memoryOnHost: fields.amount("memhost"), memoryMaximum: fields.amount("maxmem"), uptime: fields.amount("uptime"),
                    received: fields.amount("netin"), sent: fields.amount("netout"), read: fields.amount("diskread"),
                    written: fields.amount("diskwrite"), availability: word(fields, "hastate")))
        case "storage":
            guard let name = fields.looseText("storage", bytes: 100)?.harmless(), !name.isEmpty else { return nil }
            return .storage(
                Storage(
                    node: node, name: name, isAvailable: status == "available", used: fields.amount("disk"), size: fields.amount("maxdisk"))
            )
        default: return nil
        }
    }
}
