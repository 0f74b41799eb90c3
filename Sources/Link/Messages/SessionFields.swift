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
        // A newer engine may say it by what is not known here: then its words.
        let words = try fields.string("evidence")
        let message = try fields.messageIfPresent("evidence_message").flatMap { Wording.knows($0) ? $0 : nil }
        self.init(
            at: try fields.moment("at_ms"), host: try fields.string("host"), kind: try fields.word("kind"),
            session: try fields.string("session"), user: try fields.string("user"), cause: try fields.word("cause"),
            confidence: try fields.word("confidence"), because: message ?? .raw(words))
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
        if evidenceMessage.id != Message.line.id { out.put("evidence_message", evidenceMessage) }
    }
}
