import Alarms
import JSON
import Telemetry

extension AlarmStatistics: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        let inMaintenance: Int
        if let count = try fields.countIfPresent("in_maintenance") {
            inMaintenance = count
        } else {
            inMaintenance = try fields.count("out_of_service")
        }
        self.init(
            new: try fields.count("new"), open: try fields.count("open"), standing: try fields.count("standing"),
            stale: try fields.count("stale"), chronic: try fields.count("chronic"), chattering: try fields.count("chattering"),
            shelved: try fields.count("shelved"), suppressed: try fields.count("suppressed"),
            inMaintenance: inMaintenance, returned: try fields.count("returned"),
            warnings: try fields.count("warnings"), criticals: try fields.count("criticals"),
            longestUnacknowledged: try fields.durationIfPresent("longest_unacknowledged_ms"), events: try fields.count("events"),
            flood: try fields.itemIfPresent("flood"))
    }
    func write(to out: FieldWriter) {
        out.put("new", new)
        out.put("open", open)
        out.put("standing", standing)
        out.put("stale", stale)
        out.put("chronic", chronic)
        out.put("chattering", chattering)
        out.put("shelved", shelved)
        out.put("suppressed", suppressed)
        // Fronts of before need it, by that name.
        out.put("out_of_service", inMaintenance)
        out.put("in_maintenance", inMaintenance)
        out.put("returned", returned)
        out.put("warnings", warnings)
        out.put("criticals", criticals)
        if let longestUnacknowledged { out.put("longest_unacknowledged_ms", longestUnacknowledged) }
        out.put("events", events)
        out.put("flood", flood)
    }
}

extension Flood: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            since: try fields.moment("since_ms"),
            first: AlarmKey(
                rule: try fields.string("rule"), host: try fields.string("host"), entity: Entity(name: try fields.string("entity"))),
            symptoms: try fields.list("symptoms"), hosts: try fields.count("hosts"))
    }
    func write(to out: FieldWriter) {
        out.put("since_ms", since)
        out.put("rule", first.rule)
        out.put("host", first.host)
        out.put("entity", first.entity.name)
        out.put("symptoms", symptoms)
        out.put("hosts", hosts)
    }
}

extension Flood.Symptom: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(rule: try fields.string("rule"), count: try fields.count("count"))
    }
    func write(to out: FieldWriter) {
        out.put("rule", rule)
        out.put("count", count)
    }
}
