import Alarms
import Telemetry

/// What operators leave on an alarm.
extension Acknowledgement: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            author: try fields.string("author"), at: try fields.moment("at_ms"), comment: try fields.string("comment"),
            expires: try fields.moment("expires_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("author", author)
        out.put("at_ms", at)
        out.put("comment", comment)
        out.put("expires_ms", expires)
    }
}

extension Comment: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(author: try fields.string("author"), at: try fields.moment("at_ms"), text: try fields.string("text"))
    }
    func write(to out: FieldWriter) {
        out.put("author", author)
        out.put("at_ms", at)
        out.put("text", text)
    }
}

extension Shelf: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            author: try fields.string("author"), at: try fields.moment("at_ms"), reason: try fields.string("reason"),
            until: try fields.moment("until_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("author", author)
        out.put("at_ms", at)
        out.put("reason", reason)
        out.put("until_ms", until)
    }
}
