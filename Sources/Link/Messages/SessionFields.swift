import JSON
import MessageJSON
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
        let session = try fields.string("session")
        self.init(
            at: try fields.moment("at_ms"), host: try fields.string("host"), kind: try fields.word("kind"),
            session: session, user: try fields.string("user"), cause: try fields.word("cause"),
            confidence: try fields.word("confidence"),
            because: try fields.message("evidence_message", orWords: "evidence") ?? .nothing,
            isAttempt: try fields.flagIfPresent("attempt") ?? Self.isAttempt(written: session))
    }
    func write(to out: FieldWriter) {
        out.put("at_ms", at)
        out.put("host", host)
        out.put("kind", kind)
        out.put("session", session)
        // Where the letters say otherwise, too: fronts of before go by them.
        if isAttempt || Self.isAttempt(written: session) { out.put("attempt", isAttempt) }
        out.put("user", user)
        out.put("cause", cause)
        out.put("confidence", confidence)
        out.put("evidence_message", evidenceMessage, orWords: "evidence")
    }
}
