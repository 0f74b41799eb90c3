import CJSON

extension JSONValue {
    /// Exactly one value, not deeper than that. How long the text may be is for whoever received it.
    public init(reading bytes: [UInt8], depth: Int = JSONReader.usualDepth) throws(UnreadableMessage) {
        let reader = JSONReader(depth: depth)
        var found: Result<JSONValue, UnreadableMessage>?
        bytes.withUnsafeBufferPointer { text in
            do throws(UnreadableMessage) {
                found = .success(try reader.parse(text, wanting: "JSON") { JSONValue(taking: $0) })
            } catch {
                found = .failure(error)
            }
        }
        guard let found else { throw UnreadableMessage(.lacks(.word("JSON"))) }
        self = try found.get()
    }

    /// The elements of a text that is one list, one after the other: as values a text takes many times its length, and of a long list
    /// little is kept.
    /// - Parameter longest: of one element, in bytes; a longer one is refused.
    public static func elements(
        of bytes: [UInt8], longest: Int = 1 << 16, _ take: (JSONValue) throws(UnreadableMessage) -> Void
    ) throws(UnreadableMessage) {
        let reader = JSONReader()
        try bytes.withUnsafeBufferPointer { (text) throws(UnreadableMessage) in
            try reader.parseElements(text, longest: longest) { (element) throws(UnreadableMessage) in try take(JSONValue(taking: element)) }
        }
    }

    private init(taking value: OpaquePointer?) {
        guard let value else {
            self = .null
            return
        }
        switch json_object_get_type(value) {
        case json_type_boolean: self = .flag(json_object_get_boolean(value) != 0)
        // Beyond 64 bits it is a number all the same.
        case json_type_int: self = Element.integer(value).map { .number($0) } ?? .fraction(json_object_get_double(value))
        case json_type_double: self = .fraction(json_object_get_double(value))
        case json_type_string: self = .text(Element.string(value) ?? "")
        case json_type_array:
            self = .list((0..<json_object_array_length(value)).map { JSONValue(taking: json_object_array_get_idx(value, $0)) })
        case json_type_object:
            var fields: [(key: String, value: JSONValue)] = []
            var at = json_object_iter_begin(value)
            var end = json_object_iter_end(value)
            while json_object_iter_equal(&at, &end) == 0 {
                if let name = json_object_iter_peek_name(&at) {
                    fields.append((String(cString: name), JSONValue(taking: json_object_iter_peek_value(&at))))
                }
                json_object_iter_next(&at)
            }
            self = .object(fields)
        default: self = .null
        }
    }
}
