import JSON

/// What a caller asks, and how it wants to be answered (https://varlink.org/Method-Call).
struct Call {
    let method: String
    /// It takes several replies.
    let more: Bool
    /// It takes no reply, not even an error.
    let oneway: Bool
    /// It wants to leave the protocol after the reply; no method here offers that.
    let upgrade: Bool
    let parameters: Fields

    init(_ fields: Fields) throws(UnreadableMessage) {
        method = try fields.string("method")
        more = try fields.flagIfPresent("more") ?? false
        oneway = try fields.flagIfPresent("oneway") ?? false
        upgrade = try fields.flagIfPresent("upgrade") ?? false
        parameters = try fields.objectIfPresent("parameters") ?? Fields.none
    }

    static func message(_ method: String, more: Bool = false, parameters: (FieldWriter) -> Void = { _ in }) -> [UInt8] {
        FieldWriter.message { out in
            out.put("method", method)
            if more { out.put("more", true) }
            out.object("parameters", parameters)
        }
    }
}
