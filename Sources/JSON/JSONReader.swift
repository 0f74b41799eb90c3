import CJSON

/// Parses one JSON text at a time with json-c: the one place that does. One for each thread.
public final class JSONReader {
    /// No message and no answer that is read here is deeper; nonsense shall not nest for ever.
    public static let usualDepth = 32

    private let tokener: UnsafeMutablePointer<json_tokener>?

    public init(depth: Int = usualDepth) {
        tokener = json_tokener_new_ex(Int32(clamping: depth))
        if let tokener { json_tokener_set_flags(tokener, Self.strict) }
    }
    private static let strict = JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8
    deinit {
        if let tokener { json_tokener_free(tokener) }
    }

    /// The text must be one object; its fields are there only while `body` runs.
    public func read<T>(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (Fields) throws(UnreadableMessage) -> T
    ) throws(UnreadableMessage) -> T {
        try parse(text, wanting: "object") { (root) throws(UnreadableMessage) in
            guard let root, json_object_get_type(root) == json_type_object else {
                throw UnreadableMessage(.wanted(.word("object"), got: Element.describe(root)))
            }
            return try body(Fields(object: root))
        }
    }

    func parse<T>(
        _ text: UnsafeBufferPointer<UInt8>, wanting: StaticString, _ body: (OpaquePointer?) throws(UnreadableMessage) -> T
    ) throws(UnreadableMessage) -> T {
        guard let tokener else { throw UnreadableMessage(.noMemory) }
        guard let bytes = text.baseAddress, let length = Int32(exactly: text.count), length > 0 else {
            throw UnreadableMessage(.wanted(.word(wanting.description), got: .bytes(text.count)))
        }
        json_tokener_reset(tokener)
        var root = bytes.withMemoryRebound(to: CChar.self, capacity: text.count) { json_tokener_parse_ex(tokener, $0, length) }
        var end = json_tokener_get_parse_end(tokener)
        if json_tokener_get_error(tokener) == json_tokener_continue, end == text.count {
            // Of a number json-c cannot know that it is whole before it has seen what comes behind it; a zero is the end of all.
            var zero: CChar = 0
            root = json_tokener_parse_ex(tokener, &zero, 1)
            end += json_tokener_get_parse_end(tokener)
        }
        defer { json_object_put(root) }
        let outcome = json_tokener_get_error(tokener)
        guard outcome == json_tokener_success, end >= text.count else {
            if outcome == json_tokener_success { throw UnreadableMessage(.goesOn(at: end, of: text.count)) }
            throw UnreadableMessage(.broken(at: end, of: text.count, String(cString: json_tokener_error_desc(outcome))))
        }
        return try body(root)
    }

    /// The elements of a text that is one list, one after the other: no more than one of them is in memory as values.
    /// - Parameter longest: of one element, in bytes; a longer one is refused.
    func parseElements(
        _ text: UnsafeBufferPointer<UInt8>, longest: Int, _ body: (OpaquePointer?) throws(UnreadableMessage) -> Void
    ) throws(UnreadableMessage) {
        guard let tokener else { throw UnreadableMessage(.noMemory) }
        // Behind an element stands the next.
        json_tokener_set_flags(tokener, Self.strict | JSON_TOKENER_ALLOW_TRAILING_CHARS)
        defer { json_tokener_set_flags(tokener, Self.strict) }
        var place = 0
        func mark() -> UInt8? {
            while place < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[place]) { place += 1 }
            return place < text.count ? text[place] : nil
        }
        guard mark() == UInt8(ascii: "["), let bytes = text.baseAddress else {
            throw UnreadableMessage(.noList)
        }
        place += 1
        var isLast = mark() == UInt8(ascii: "]")
        if isLast { place += 1 }
        while !isLast {
            let length = min(longest, text.count - place)
            json_tokener_reset(tokener)
            let element = UnsafeRawPointer(bytes + place).withMemoryRebound(to: CChar.self, capacity: length) {
                json_tokener_parse_ex(tokener, $0, Int32(clamping: length))
            }
            defer { json_object_put(element) }
            let outcome = json_tokener_get_error(tokener)
            if outcome == json_tokener_continue, length == longest {
                throw UnreadableMessage(.longElement(at: place, most: longest))
            }
            guard outcome == json_tokener_success else {
                throw UnreadableMessage(.broken(at: place, of: text.count, String(cString: json_tokener_error_desc(outcome))))
            }
            place += json_tokener_get_parse_end(tokener)
            try body(element)
            let next = mark()
            guard next == UInt8(ascii: ",") || next == UInt8(ascii: "]") else {
                throw UnreadableMessage(.noEndOfElement(at: place, of: text.count))
            }
            isLast = next == UInt8(ascii: "]")
            place += 1
        }
        guard mark() == nil else { throw UnreadableMessage(.goesOn(at: place, of: text.count)) }
    }
}
