import Alarms
import Feed
import JSON
import MessageJSON
import Telemetry

/// An object with one field, whose name says which update it is.
extension Update: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        if let host: HostState = try fields.itemIfPresent("host") {
            self = .host(host)
        } else if let beats: [Heartbeat] = try fields.listIfPresent("heartbeats") {
            self = .heartbeats(beats)
        } else if let alarms: [Alarm] = try fields.listIfPresent("alarms") {
            self = .alarms(alarms)
        } else if let changes: AlarmChanges = try fields.itemIfPresent("alarm_changes") {
            self = .alarmChanges(changes)
        } else if let ends: [SessionEnd] = try fields.listIfPresent("ends") {
            self = .ends(ends)
        } else if let events: [HostEvent] = try fields.listIfPresent("events") {
            self = .events(events)
        } else if let engine: EngineStatus = try fields.itemIfPresent("engine") {
            self = .engine(engine)
        } else if let site: Site = try fields.itemIfPresent("site") {
            self = .site(site)
        } else if let limits: [HostThresholds] = try fields.listIfPresent("limits") {
            self = .limits(limits)
        } else if let statistics: AlarmStatistics = try fields.itemIfPresent("statistics") {
            self = .statistics(statistics)
        } else if let interruption: Interruption.Summary = try fields.itemIfPresent("interruption") {
            self = .interruption(interruption)
        } else {
            throw UnreadableMessage(
                .lacks(
                    .oneOf([
                        "engine", "site", "host", "heartbeats", "alarms", "alarm_changes", "ends", "events", "limits", "statistics",
                        "interruption",
                    ])))
        }
    }
    func write(to out: FieldWriter) {
        switch self {
        case .engine(let engine): out.put("engine", engine)
        case .site(let site): out.put("site", site)
        case .host(let host): out.put("host", host)
        case .heartbeats(let beats): out.put("heartbeats", beats)
        case .alarms(let alarms): out.put("alarms", alarms)
        case .alarmChanges(let changes): out.put("alarm_changes", changes)
        case .ends(let ends): out.put("ends", ends)
        case .events(let events): out.put("events", events)
        case .limits(let limits): out.put("limits", limits)
        case .statistics(let statistics): out.put("statistics", statistics)
        case .interruption(let interruption): out.put("interruption", interruption)
        }
    }
}

extension AlarmChanges: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(changed: try fields.list("changed"), gone: try fields.integers("gone"))
    }
    func write(to out: FieldWriter) {
        out.put("changed", changed)
        out.put("gone", gone)
    }
}

extension EngineStatus: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            version: try fields.string("version"), startedAt: try fields.moment("started_at_ms"),
            viewers: try fields.count("viewers"), notice: try fields.messageIfPresent("notice_message"),
            storePath: try fields.string("store_path"),
            configurationPath: try fields.string("configuration_path"), theme: try fields.string("theme"),
            graphs: try fields.string("graphs"), mayReveal: try fields.flag("may_reveal"), osc: try fields.count("osc"),
            shelveDefault: try fields.duration("shelve_default_ms"),
            configurationReadAt: try fields.moment("configuration_read_at_ms"), callers: try fields.countIfPresent("callers"),
            id: try fields.engine(), demo: try fields.itemIfPresent("demo"))
        commands = try fields.listIfPresent("commands") ?? []
        views = try fields.listIfPresent("views") ?? []
        mayCopy = try fields.flagIfPresent("may_copy") ?? false
        mouse = try fields.stringIfPresent("mouse") ?? ""
        language = try fields.stringIfPresent("language").flatMap { Language(rawValue: $0) }
    }
    func write(to out: FieldWriter) {
        out.put(id)
        out.put("version", version)
        out.put("started_at_ms", startedAt)
        out.put("viewers", viewers)
        out.put("callers", callers)
        out.put("notice_message", notice, as: "notice")
        out.put("store_path", storePath)
        out.put("configuration_path", configurationPath)
        out.put("configuration_read_at_ms", configurationReadAt)
        out.put("theme", theme)
        out.put("graphs", graphs)
        out.put("may_reveal", mayReveal)
        out.put("osc", osc)
        out.put("shelve_default_ms", shelveDefault)
        out.put("demo", demo)
        if !commands.isEmpty { out.put("commands", commands) }
        if !views.isEmpty { out.put("views", views) }
        out.put("may_copy", mayCopy)
        if !mouse.isEmpty { out.put("mouse", mouse) }
        out.put("language", language?.rawValue)
    }
}

extension DemoClock: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            begin: try fields.moment("begin_ms"), beganAt: Int64(try fields.integer("began_at_uptime_ms")), speed: try fields.count("speed")
        )
    }
    func write(to out: FieldWriter) {
        out.put("begin_ms", begin)
        out.put("began_at_uptime_ms", beganAt)
        out.put("speed", speed)
    }
}

extension UserCommand: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            name: try fields.string("name"), key: try fields.string("key"), place: try fields.word("where"), run: try fields.strings("run"),
            confirms: try fields.flag("confirm"), isForeground: try fields.flag("foreground"),
            deadline: try fields.duration("deadline_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("key", key)
        out.put("where", place)
        out.put("run", run)
        out.put("confirm", confirms)
        out.put("foreground", isForeground)
        out.put("deadline_ms", deadline)
    }
}

extension SavedView: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            name: try fields.string("name"), screen: try fields.word("screen"), filter: try fields.string("filter"),
            sort: try fields.stringIfPresent("sort"), isInverted: try fields.flag("inverted"),
            span: try fields.stringIfPresent("span").flatMap { Span(rawValue: $0) })
    }
    func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("screen", screen)
        out.put("filter", filter)
        out.put("sort", sort)
        out.put("inverted", isInverted)
        out.put("span", span?.rawValue)
    }
}
