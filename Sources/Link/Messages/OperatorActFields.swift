import Alarms
import JSON
import MessageJSON
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
        self.init(author: try fields.string("author"), at: try fields.moment("at_ms"), message: try fields.message("message"))
    }
    func write(to out: FieldWriter) {
        out.put("author", author)
        out.put("at_ms", at)
        out.put("message", message, as: "text")
    }
}

extension Shelf: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            author: try fields.string("author"), at: try fields.moment("at_ms"), reason: try fields.string("reason"),
            until: try fields.moment("until_ms"), wakes: try fields.wakes())
    }
    func write(to out: FieldWriter) {
        out.put("author", author)
        out.put("at_ms", at)
        out.put("reason", reason)
        out.put("until_ms", until)
        out.put(wakes)
    }
}

extension Fields {
    private static let wakeCodes = ["severityUp", "hostBack", "value:NUMBER"]
    func wakes() throws(UnreadableMessage) -> [Shelf.UnshelveCondition] {
        guard let words = try stringsIfPresent("wakes") else { return [] }
        try Bounds.check("wakes", words.count, atMostItems: Bounds.wakes)
        var wakes: [Shelf.UnshelveCondition] = []
        for (place, word) in words.enumerated() {
            guard let wake = Shelf.UnshelveCondition(code: word) else { throw wrong("wakes", at: place, wanted: .oneOf(Self.wakeCodes)) }
            wakes.append(wake)
        }
        return wakes
    }
}

extension FieldWriter {
    func put(_ wakes: [Shelf.UnshelveCondition]) { put("wakes", wakes.map(\.code)) }
}
