import CJSON

/// Single values, and how an error names them.
enum Element {
    static func string(_ value: OpaquePointer) -> String? {
        guard json_object_get_type(value) == json_type_string, let text = json_object_get_string(value) else { return nil }
        let count = Int(json_object_get_string_len(value))
        return text.withMemoryRebound(to: UInt8.self, capacity: count) {
            String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
        }
    }

    /// json-c stops at the ends of 64 bits where the text goes beyond them, so the ends themselves cannot be trusted: above
    /// `Int64.max` it keeps an unsigned number, below `Int64.min` it answers `Int64.min`, which therefore counts as too small.
    static func integer(_ value: OpaquePointer) -> Int64? {
        guard json_object_get_type(value) == json_type_int else { return nil }
        let number = json_object_get_int64(value)
        if number == .min || (number == .max && json_object_get_uint64(value) > UInt64(Int64.max)) { return nil }
        return number
    }

    /// A whole number will do.
    static func number(_ value: OpaquePointer) -> Double? {
        let type = json_object_get_type(value)
        let number = json_object_get_double(value)
        return (type == json_type_double || type == json_type_int) && number.isFinite ? number : nil
    }

    /// `string "x"`, `int 5`: what came instead, cut and without anything that could disturb a terminal.
    static func describe(_ value: OpaquePointer?) -> UnreadableMessage.Got {
        guard let value else { return .value("null") }
        switch json_object_get_type(value) {
        case json_type_string:
            let text = string(value) ?? ""
            let shown = text.prefix(40).map { $0.isASCII && $0 >= " " && $0 != "\u{7F}" ? String($0) : "?" }.joined()
            return .value("string \"\(shown)\"")
        case json_type_int:
            return integer(value).map { .value("int \($0)") } ?? .beyond64Bits
        case json_type_double: return .value("number \(json_object_get_double(value))")
        case json_type_boolean: return .value("bool \(json_object_get_boolean(value) != 0)")
        case json_type_array: return .value("list")
        case json_type_object: return .value("object")
        default: return .value("null")
        }
    }
}
