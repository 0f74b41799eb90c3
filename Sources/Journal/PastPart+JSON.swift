import JSON
import MessageJSON
import Telemetry

extension PastPart {
    /// As one line of text.
    var json: String {
        let bytes = FieldWriter.message { out in
            switch self {
            case .condition(let condition): condition.write(to: out)
            case .inventory(let inventory): inventory.write(to: out)
            case .unlisted(let unlisted): unlisted.write(to: out)
            case .guest(let guest): guest.write(to: out)
            }
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    /// What `json` wrote; nil for anything else, and for parts that a newer engine may have.
    init?(name: String, json: String, _ reader: JSONReader) {
        let bytes = Array(json.utf8)
        let found = bytes.withUnsafeBufferPointer { text in
            try? reader.read(text) { (fields) throws(UnreadableMessage) -> PastPart? in
                switch name {
                case Self.conditionName: .condition(try HostCondition(fields))
                case Self.inventoryName: .inventory(try Inventory(fields))
                case Self.unlistedName: .unlisted(try UnlistedSessions(fields))
                default: name.hasPrefix(Self.guestPrefix) ? .guest(try Guest(fields)) : nil
                }
            }
        }
        guard let part = found ?? nil else { return nil }
        self = part
    }
}

extension HostCondition {
    fileprivate init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            failure: try fields.messageIfPresent("failure_message"),
            hint: try fields.stringIfPresent("hint").flatMap { CollectFailure.Hint(rawValue: $0) },
            answeredAt: try fields.integerIfPresent("answered_at_ms").map { Moment(milliseconds: $0) },
            isBlind: try fields.flagIfPresent("blind") ?? false, sessionLimit: try fields.countIfPresent("session_limit"))
    }
    fileprivate func write(to out: FieldWriter) {
        out.put("failure_message", failure)
        out.put("hint", hint?.rawValue)
        out.put("answered_at_ms", answeredAt?.milliseconds)
        if isBlind { out.put("blind", true) }
        out.put("session_limit", sessionLimit)
    }
}
