import CJSON
import Telemetry

/// Adds fields to one JSON object. Nil is left out.
struct FieldWriter {
    let object: OpaquePointer?

    private func add(_ key: StaticString, _ value: OpaquePointer?) {
        // The key is a literal: json-c need not copy it, and nobody writes one twice.
        let flags = UInt32(JSON_C_OBJECT_ADD_CONSTANT_KEY | JSON_C_OBJECT_ADD_KEY_IS_NEW)
        json_object_object_add_ex(object, UnsafeRawPointer(key.utf8Start).assumingMemoryBound(to: CChar.self), value, flags)
    }

    func put(_ key: StaticString, _ text: String?) {
        guard let text else { return }
        add(key, FieldWriter.string(text))
    }
    func put(_ key: StaticString, _ number: Int64?) {
        guard let number else { return }
        add(key, json_object_new_int64(number))
    }
    func put(_ key: StaticString, _ number: Int?) { put(key, number.map { Int64($0) }) }
    /// JSON knows no infinity and no NaN: they are left out.
    func put(_ key: StaticString, _ number: Double) {
        guard number.isFinite else { return }
        add(key, json_object_new_double(number))
    }
    func put(_ key: StaticString, _ flag: Bool) { add(key, json_object_new_boolean(flag ? 1 : 0)) }
    func put(_ key: StaticString, _ word: some RawRepresentable<String>) { put(key, word.rawValue) }
    func put(_ key: StaticString, _ moment: Moment?) { put(key, moment.map(TimeRange.clamped)) }
    func put(_ key: StaticString, _ duration: Duration) { put(key, TimeRange.clamped(duration)) }

    func put(_ key: StaticString, _ item: (some FieldCoded)?) {
        guard let item else { return }
        object(key) { item.write(to: $0) }
    }
    func object(_ key: StaticString, _ write: (FieldWriter) -> Void) {
        let inner = json_object_new_object()
        write(FieldWriter(object: inner))
        add(key, inner)
    }
    func put(_ key: StaticString, _ items: [some FieldCoded]) {
        list(key, items) { item in
            let element = json_object_new_object()
            item.write(to: FieldWriter(object: element))
            return element
        }
    }
    func put(_ key: StaticString, _ texts: [String]) { list(key, texts, FieldWriter.string) }
    func put(_ key: StaticString, _ numbers: [Int64]) { list(key, numbers) { json_object_new_int64($0) } }

    private func list<T>(_ key: StaticString, _ items: [T], _ element: (T) -> OpaquePointer?) {
        let array = json_object_new_array_ext(Int32(clamping: items.count))
        for item in items { json_object_array_add(array, element(item)) }
        add(key, array)
    }

    private static func string(_ text: String) -> OpaquePointer? {
        var text = text
        return text.withUTF8 { bytes in
            // No bytes, no address; json-c wants one.
            guard let start = bytes.baseAddress else { return json_object_new_string_len("", 0) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                json_object_new_string_len($0, Int32(clamping: bytes.count))
            }
        }
    }

    /// One message as it goes over the socket: the object that `write` fills, then NUL.
    static func message(_ write: (FieldWriter) -> Void) -> [UInt8] {
        let root = json_object_new_object()
        defer { json_object_put(root) }
        write(FieldWriter(object: root))
        var length = 0
        guard let text = json_object_to_json_string_length(root, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length)
        else { return [] }
        return text.withMemoryRebound(to: UInt8.self, capacity: length) { start in
            [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, count in
                for index in 0..<length { buffer[index] = start[index] }
                buffer[length] = 0
                count = length + 1
            }
        }
    }
}
