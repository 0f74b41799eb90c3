import Collecting
import JSON
import Telemetry

/// `GET /nodes/{node}/status`, measured when it is asked. Needs Sys.Audit on `/nodes/{node}`.
struct NodeStatus: Hashable, Sendable {
    static func path(_ node: String) -> String { "/nodes/\(node)/status" }

    /// 0 to 1.
    var cpu: Double?
    var ioWait: Double?
    var load: Double?
    var memoryTotal: Double?
    var memoryAvailable: Double?
    var swapUsed: Double?
    var processors: Int?
    /// Such as `8.4-1`.
    var version = ""

    init(_ response: HTTPResponse, asked: String) throws(CollectFailure) {
        self = try ProxmoxAnswer.object(response, asked: asked) { (fields) throws(UnreadableMessage) in
            NodeStatus(try fields.needed(try fields.objectIfPresent("data"), "data", "object"))
        }
    }

    private init(_ data: Fields) {
        cpu = data.amount("cpu")
        ioWait = data.amount("wait")
        // Three texts, of one, five and fifteen minutes.
        load = (try? data.strings("loadavg"))?.first.flatMap { Double($0) }.flatMap { $0.isFinite && $0 >= 0 && $0 < 1e6 ? $0 : nil }
        if let memory = (try? data.objectIfPresent("memory")) ?? nil {
            memoryTotal = memory.amount("total")
            // Where it does not say what is available, `free` counts buffers and cache in (PVE::ProcFSTools).
            memoryAvailable = memory.amount("available") ?? memory.amount("free")
        }
        if let swap = (try? data.objectIfPresent("swap")) ?? nil { swapUsed = swap.amount("used") }
        if let processors = (try? data.objectIfPresent("cpuinfo")) ?? nil {
            self.processors = processors.amount("cpus").flatMap { Int(exactly: $0) }.flatMap { (1...100_000).contains($0) ? $0 : nil }
        }
        // `pve-manager/8.4-1/761609f7`
        let parts = (data.looseText("pveversion") ?? "").split(separator: "/")
        version = parts.count > 1 ? String(parts[1]) : parts.first.map(String.init) ?? ""
    }
}

/// The newest row with pressure (PSI) of `GET /nodes/{node}/rrddata`, since Proxmox VE 9: averages of ten seconds in percent, kept once
/// a minute. Which version it is does not say whether they are there: a node that was upgraded writes the old file for a while.
struct NodePressure: Hashable, Sendable {
    static func path(_ node: String) -> String { "/nodes/\(node)/rrddata?timeframe=hour&cf=AVERAGE" }

    var cpu: Double?
    var io: Double?
    var memory: Double?

    /// Nil where no row has any.
    init?(_ response: HTTPResponse, asked: String) throws(CollectFailure) {
        let rows = try ProxmoxAnswer.rows(response, asked: asked, most: 5000) { fields -> (time: Double, pressure: NodePressure)? in
            guard let time = fields.amount("time"), let pressure = NodePressure(fields) else { return nil }
            return (time, pressure)
        }
        guard let newest = rows.max(by: { $0.time < $1.time }) else { return nil }
        self = newest.pressure
    }

    /// Nil where a row has none.
    init?(_ fields: Fields) {
        func share(_ key: StaticString) -> Double? { fields.amount(key).flatMap { $0 <= 100 ? $0 : nil } }
        (cpu, io, memory) = (share("pressurecpusome"), share("pressureiofull"), share("pressurememoryfull"))
        if cpu == nil, io == nil, memory == nil { return nil }
    }
}
