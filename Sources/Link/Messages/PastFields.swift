import Feed
import JSON
import Telemetry

extension PastHosts: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            hosts: try fields.list("hosts"), left: try fields.strings("left"), keptSince: try fields.momentIfPresent("kept_since_ms"),
            sessionsKeptSince: try fields.momentIfPresent("sessions_kept_since_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("hosts", hosts)
        out.put("left", left)
        out.put("kept_since_ms", keptSince)
        out.put("sessions_kept_since_ms", sessionsKeptSince)
    }
}

extension Fields {
    /// Of the hosts whose past is asked for: each once.
    func pastHosts() throws(UnreadableMessage) -> [Host.ID] {
        var seen: Set<Host.ID> = []
        let names = try strings("hosts").filter { seen.insert($0).inserted }
        guard !names.isEmpty else { throw UnreadableMessage(path: "hosts", .wanted(.atLeast(1), got: .count(0))) }
        try Bounds.check("hosts", names.count, atMostItems: PastHosts.mostHosts)
        for name in names { try Bounds.check("hosts", name.utf8.count, atMostBytes: Bounds.name) }
        return names
    }
}
