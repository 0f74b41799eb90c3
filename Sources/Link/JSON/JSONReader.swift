import CJSON

/// Parses one JSON text at a time with json-c. One for each thread.
final class JSONReader {
    /// The deepest message is `parameters.update.host.guests[0].name`; a client's nonsense shall not nest for ever.
    static let maximumDepth: Int32 = 16

    private let tokener: UnsafeMutablePointer<json_tokener>?

    init() {
        tokener = json_tokener_new_ex(JSONReader.maximumDepth)
        if let tokener { json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8) }
    }
    deinit {
        if let tokener { json_tokener_free(tokener) }
    }

    /// The text must be one object; its fields are there only while `body` runs.
    func read<T>(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (Fields) throws(UnreadableMessage) -> T
    ) throws(UnreadableMessage) -> T {
        guard let tokener else { throw UnreadableMessage(problem: "no memory to read a message") }
        guard let bytes = text.baseAddress, let length = Int32(exactly: text.count) else {
            throw UnreadableMessage(problem: "wanted an object, got \(text.count) bytes")
        }
        json_tokener_reset(tokener)
        let root = bytes.withMemoryRebound(to: CChar.self, capacity: text.count) { json_tokener_parse_ex(tokener, $0, length) }
        defer { json_object_put(root) }
        let outcome = json_tokener_get_error(tokener)
        let end = json_tokener_get_parse_end(tokener)
        guard outcome == json_tokener_success, end == text.count else {
            let reason = outcome == json_tokener_success ? "text after its end" : String(cString: json_tokener_error_desc(outcome))
            throw UnreadableMessage(problem: "not JSON at byte \(end) of \(text.count): \(reason)")
        }
        guard let root, json_object_get_type(root) == json_type_object else {
            throw UnreadableMessage(problem: "wanted an object, got \(Fields.describe(root))")
        }
        return try body(Fields(object: root))
    }
}
