import JSON

/// What a service answers (https://varlink.org/Method-Call).
struct Reply {
    /// The error's full name; nil where it went well.
    let error: String?
    /// Further replies to the same call follow.
    let continues: Bool
    let parameters: Fields

    init(_ fields: Fields) throws(UnreadableMessage) {
        error = try fields.stringIfPresent("error")
        continues = try fields.flagIfPresent("continues") ?? false
        parameters = try fields.objectIfPresent("parameters") ?? Fields.none
    }

    /// `isForPeople`: with words beside every message, for a caller that has none of its own.
    static func message(
        continues: Bool = false, isForPeople: Bool = false, _ parameters: (FieldWriter) -> Void = { _ in }
    ) -> [UInt8] {
        FieldWriter.message(isForPeople: isForPeople) { out in
            out.object("parameters", parameters)
            if continues { out.put("continues", true) }
        }
    }
}
