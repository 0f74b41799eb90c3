import Alarms
import JSON
import MessageJSON
import Telemetry

/// What lay over an alarm after a step, as one line of text: who had acknowledged it, and what kept it quiet.
struct HeldFlags {
    private let acknowledgement: Acknowledgement?
    private let shelf: Shelf?
    private let suppressedBy: Message?
    private let isInMaintenance: Bool

    init(_ alarm: Alarm) {
        (acknowledgement, shelf, suppressedBy) = (alarm.acknowledgement, alarm.shelf, alarm.suppressedBy)
        isInMaintenance = alarm.isInMaintenance
    }

    /// What `json` wrote; nil for anything else.
    init?(json: String) {
        let bytes = Array(json.utf8)
        let found = bytes.withUnsafeBufferPointer { text in
            try? JSONReader().read(text) { (fields) throws(UnreadableMessage) in
                (
                    try fields.objectIfPresent("acknowledgement").map(Acknowledgement.init(held:)),
                    try fields.objectIfPresent("shelf").map(Shelf.init(held:)), try fields.messageIfPresent("suppression"),
                    try fields.flagIfPresent("out_of_service") ?? false
                )
            }
        }
        guard let found else { return nil }
        (acknowledgement, shelf, suppressedBy, isInMaintenance) = found
    }

    var json: String {
        let bytes = FieldWriter.message { out in
            if let held = acknowledgement {
                out.object("acknowledgement") { out in
                    out.put("author", held.author)
                    out.put("at_ms", held.at.milliseconds)
                    out.put("comment", held.comment)
                    out.put("expires_ms", held.expires.milliseconds)
                }
            }
            if let held = shelf {
                out.object("shelf") { out in
                    out.put("author", held.author)
                    out.put("at_ms", held.at.milliseconds)
                    out.put("reason", held.reason)
                    out.put("until_ms", held.until.milliseconds)
                    out.put("wakes", held.wakes.map(\.code))
                }
            }
            out.put("suppression", suppressedBy)
            if isInMaintenance { out.put("out_of_service", true) }
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    func lie(over alarm: inout Alarm) {
        (alarm.acknowledgement, alarm.shelf, alarm.suppressedBy) = (acknowledgement, shelf, suppressedBy)
        alarm.isInMaintenance = isInMaintenance
    }
}

extension Acknowledgement {
    fileprivate init(held fields: Fields) throws(UnreadableMessage) {
        self.init(
            author: try fields.string("author"), at: Moment(milliseconds: try fields.integer("at_ms")),
            comment: try fields.string("comment"),
            expires: Moment(milliseconds: try fields.integer("expires_ms")))
    }
}

extension Shelf {
    fileprivate init(held fields: Fields) throws(UnreadableMessage) {
        self.init(
            author: try fields.string("author"), at: Moment(milliseconds: try fields.integer("at_ms")), reason: try fields.string("reason"),
            until: Moment(milliseconds: try fields.integer("until_ms")),
            wakes: try fields.strings("wakes").compactMap { Shelf.UnshelveCondition(code: $0) })
    }
}
