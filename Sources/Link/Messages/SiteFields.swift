import JSON
import Telemetry

extension Site: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(name: try fields.string("name"), areas: try fields.list("areas"), hosts: try fields.list("hosts"))
    }
    func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("areas", areas)
        out.put("hosts", hosts)
    }
}

extension Area: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(id: try fields.string("id"), kind: try fields.string("kind"))
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("kind", kind)
    }
}

/// Where a host's secret is, and its collector's own options, stay in the engine.
extension Host: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), target: try fields.string("target"), area: try fields.string("area"),
            collector: try fields.string("collector"),
            endpoint: try fields.string("endpoint"), interval: try fields.duration("interval_ms"),
            deadline: try fields.duration("deadline_ms"), sessionLimit: try fields.countIfPresent("session_limit"),
            address: try fields.stringIfPresent("address"))
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("target", target)
        out.put("area", area)
        out.put("collector", collector)
        out.put("endpoint", endpoint)
        out.put("address", address)
        out.put("interval_ms", interval)
        out.put("deadline_ms", deadline)
        out.put("session_limit", sessionLimit)
    }
}
