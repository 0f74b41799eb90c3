import Alarms
import Feed
import Telemetry

/// An object with one field, whose name says which update it is.
extension Update: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        if let host: HostState = try fields.itemIfPresent("host") {
            self = .host(host)
        } else if let alarms: [Alarm] = try fields.listIfPresent("alarms") {
            self = .alarms(alarms)
        } else if let ends: [SessionEnd] = try fields.listIfPresent("ends") {
            self = .ends(ends)
        } else if let events: [HostEvent] = try fields.listIfPresent("events") {
            self = .events(events)
        } else if let engine: EngineStatus = try fields.itemIfPresent("engine") {
            self = .engine(engine)
        } else if let site: Site = try fields.itemIfPresent("site") {
            self = .site(site)
        } else {
            throw UnreadableMessage(problem: "wanted one of engine, site, host, alarms, ends, events, got none of them")
        }
    }
    func write(to out: FieldWriter) {
        switch self {
        case .engine(let engine): out.put("engine", engine)
        case .site(let site): out.put("site", site)
        case .host(let host): out.put("host", host)
        case .alarms(let alarms): out.put("alarms", alarms)
        case .ends(let ends): out.put("ends", ends)
        case .events(let events): out.put("events", events)
        }
    }
}

extension EngineStatus: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            version: try fields.string("version"), startedAt: try fields.moment("started_at_ms"),
            viewers: try fields.count("viewers"), notice: try fields.string("notice"), storePath: try fields.string("store_path"),
            osc: try fields.count("osc"))
    }
    func write(to out: FieldWriter) {
        out.put("version", version)
        out.put("started_at_ms", startedAt)
        out.put("viewers", viewers)
        out.put("notice", notice)
        out.put("store_path", storePath)
        out.put("osc", osc)
    }
}
