import JSON
import Telemetry

extension Session: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), kind: try fields.word("kind"), user: try fields.string("user"),
            address: try fields.string("address"), guest: try fields.stringIfPresent("guest"),
            since: try fields.momentIfPresent("since_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("kind", kind)
        out.put("user", user)
        out.put("address", address)
        out.put("guest", guest)
        out.put("since_ms", since)
    }
}

extension SessionEnd: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            at: try fields.moment("at_ms"), host: try fields.string("host"), kind: try fields.word("kind"),
            session: try fields.string("session"), user: try fields.string("user"), cause: try fields.word("cause"),
            confidence: try fields.word("confidence"), evidence: try fields.string("evidence"))
    }
    func write(to out: FieldWriter) {
        out.put("at_ms", at)
        out.put("host", host)
        out.put("kind", kind)
        out.put("session", session)
        out.put("user", user)
        out.put("cause", cause)
        out.put("confidence", confidence)
        out.put("evidence", evidence)
    }
}

extension UnlistedSessions: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) { self.init(try fields.count("count"), try fields.word("kind")) }
    func write(to out: FieldWriter) {
        out.put("kind", kind)
        out.put("count", count)
    }
}
