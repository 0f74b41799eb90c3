import CJSON

/// Why an answer cannot be read.
struct UnreadableJSON: Error {
    let text: String
}

extension JSON {
    /// The deepest answer is `[0].status.silencedBy[0]`.
    private static let deepest: Int32 = 16

    /// Exactly one value.
    init(reading bytes: [UInt8]) throws(UnreadableJSON) {
        guard let length = Int32(exactly: bytes.count), length > 0 else { throw UnreadableJSON(text: "\(bytes.count) bytes are no JSON") }
        guard let tokener = json_tokener_new_ex(Self.deepest) else { throw UnreadableJSON(text: "no memory to read JSON") }
        defer { json_tokener_free(tokener) }
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
        // The zero tells the reader that a number at the very end is whole.
        let root = (bytes + [0]).withUnsafeBufferPointer { buffer -> OpaquePointer? in
            buffer.baseAddress?.withMemoryRebound(to: CChar.self, capacity: buffer.count) { json_tokener_parse_ex(tokener, $0, length + 1) }
        }
        defer { json_object_put(root) }
        let outcome = json_tokener_get_error(tokener)
        let end = json_tokener_get_parse_end(tokener)
        guard outcome == json_tokener_success, end >= bytes.count else {
            let reason = outcome == json_tokener_success ? "text after its end" : String(cString: json_tokener_error_desc(outcome))
            throw UnreadableJSON(text: "not JSON at byte \(end) of \(bytes.count): \(reason)")
        }
        self.init(taking: root)
    }

    private init(taking value: OpaquePointer?) {
        guard let value else {
            self = .null
            return
        }
        switch json_object_get_type(value) {
        case json_type_boolean: self = .flag(json_object_get_boolean(value) != 0)
        case json_type_int: self = .number(json_object_get_int64(value))
        case json_type_double: self = .fraction(json_object_get_double(value))
        case json_type_string: self = .text(Self.text(of: value))
        case json_type_array:
            self = .list((0..<json_object_array_length(value)).map { JSON(taking: json_object_array_get_idx(value, $0)) })
        case json_type_object:
            var fields: [(key: String, value: JSON)] = []
            var at = json_object_iter_begin(value)
            var end = json_object_iter_end(value)
            while json_object_iter_equal(&at, &end) == 0 {
                if let name = json_object_iter_peek_name(&at) {
                    fields.append((String(cString: name), JSON(taking: json_object_iter_peek_value(&at))))
                }
                json_object_iter_next(&at)
            }
            self = .object(fields)
        default: self = .null
        }
    }

    private static func text(of value: OpaquePointer) -> String {
        guard let start = json_object_get_string(value) else { return "" }
        let length = Int(json_object_get_string_len(value))
        return start.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }
}
