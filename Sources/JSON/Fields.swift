import CJSON

/// The fields of one JSON object, borrowed from the message they are in: strict in types, blind to fields nobody asks for.
/// A field that is `null` is absent.
public struct Fields {
    /// None at all.
    public static var none: Fields { Fields(object: nil) }

    /// Nil has no fields at all.
    let object: OpaquePointer?

    private func value(_ key: StaticString) -> OpaquePointer? {
        var found: OpaquePointer?
        let name = UnsafeRawPointer(key.utf8Start).assumingMemoryBound(to: CChar.self)
        return json_object_object_get_ex(object, name, &found) != 0 ? found : nil
    }

    public func needed<T>(_ value: T?, _ key: StaticString, _ wanted: String) throws(UnreadableMessage) -> T {
        guard let value else { throw wrong(key, wanted: .word(wanted)) }
        return value
    }

    public func wrong(_ key: StaticString, wanted: UnreadableMessage.Wanted) -> UnreadableMessage {
        UnreadableMessage(path: key.description, value(key).map { .wanted(wanted, got: Element.describe($0)) } ?? .lacks(wanted))
    }

    /// The same of an element of a list.
    public func wrong(_ key: StaticString, at place: Int, wanted: UnreadableMessage.Wanted) -> UnreadableMessage {
        UnreadableMessage(
            .wanted(wanted, got: Element.describe(value(key).flatMap { json_object_array_get_idx($0, place) }))
        ).inside(key, at: place)
    }

    // MARK: Text

    public func stringIfPresent(_ key: StaticString) throws(UnreadableMessage) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = Element.string(value) else { throw wrong(key, wanted: .word("string")) }
        return text
    }
    public func string(_ key: StaticString) throws(UnreadableMessage) -> String { try needed(stringIfPresent(key), key, "string") }

    public func word<Word: RawRepresentable & CaseIterable>(_ key: StaticString) throws(UnreadableMessage) -> Word
    where Word.RawValue == String {
        let text = try string(key)
        guard let word = Word(rawValue: text) else {
            throw wrong(key, wanted: .oneOf(Word.allCases.map(\.rawValue)))
        }
        return word
    }

    // MARK: Numbers

    public func integerIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let number = Element.integer(value) else { throw wrong(key, wanted: .word("int")) }
        return number
    }
    public func integer(_ key: StaticString) throws(UnreadableMessage) -> Int64 { try needed(integerIfPresent(key), key, "int") }

    public func integer(_ key: StaticString, in range: ClosedRange<Int64>) throws(UnreadableMessage) -> Int64 {
        let number = try integer(key)
        guard range.contains(number) else {
            throw wrong(key, wanted: .between(range.lowerBound, range.upperBound))
        }
        return number
    }
    public func countIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Int? { try integerIfPresent(key).map { Int($0) } }
    public func count(_ key: StaticString) throws(UnreadableMessage) -> Int { Int(try integer(key)) }

    /// Any number that is one: a whole number will do.
    public func numberIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = Element.number(value) else { throw wrong(key, wanted: .word("number")) }
        return number
    }

    public func flag(_ key: StaticString) throws(UnreadableMessage) -> Bool { try needed(flagIfPresent(key), key, "bool") }
    public func flagIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Bool? {
        guard let value = value(key) else { return nil }
        guard json_object_get_type(value) == json_type_boolean else {
            throw wrong(key, wanted: .word("bool"))
        }
        return json_object_get_boolean(value) != 0
    }

    // MARK: Objects and lists

    public func objectIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Fields? {
        guard let value = value(key) else { return nil }
        guard json_object_get_type(value) == json_type_object else {
            throw wrong(key, wanted: .word("object"))
        }
        return Fields(object: value)
    }
    /// What `read` makes of each element, which must be an object.
    public func objectsIfPresent<T>(
        _ key: StaticString, _ read: (Fields) throws(UnreadableMessage) -> T
    ) throws(UnreadableMessage) -> [T]? {
        try elements(key) { (element) throws(UnreadableMessage) in
            guard json_object_get_type(element) == json_type_object, let element else {
                throw UnreadableMessage(.wanted(.word("object"), got: Element.describe(element)))
            }
            return try read(Fields(object: element))
        }
    }

    public func strings(_ key: StaticString) throws(UnreadableMessage) -> [String] { try needed(stringsIfPresent(key), key, "list") }
    public func stringsIfPresent(_ key: StaticString) throws(UnreadableMessage) -> [String]? {
        try elements(key) { (element) throws(UnreadableMessage) in
            guard let element, let text = Element.string(element) else {
                throw UnreadableMessage(.wanted(.word("string"), got: Element.describe(element)))
            }
            return text
        }
    }
    public func integers(_ key: StaticString) throws(UnreadableMessage) -> [Int64] { try needed(integersIfPresent(key), key, "list") }
    public func integersIfPresent(_ key: StaticString) throws(UnreadableMessage) -> [Int64]? {
        try elements(key) { (element) throws(UnreadableMessage) in
            guard let element, let number = Element.integer(element) else {
                throw UnreadableMessage(.wanted(.word("int"), got: Element.describe(element)))
            }
            return number
        }
    }
    /// NaN for a null.
    public func numbers(_ key: StaticString) throws(UnreadableMessage) -> [Double] {
        let found = try elements(key) { (element) throws(UnreadableMessage) in
            guard let element else { return Double.nan }
            guard let number = Element.number(element) else {
                throw UnreadableMessage(.wanted(.word("number"), got: Element.describe(element)))
            }
            return number
        }
        return try needed(found, key, "list")
    }

    private func elements<T>(
        _ key: StaticString, _ read: (OpaquePointer?) throws(UnreadableMessage) -> T
    ) throws(UnreadableMessage) -> [T]? {
        guard let value = value(key) else { return nil }
        guard json_object_get_type(value) == json_type_array else {
            throw wrong(key, wanted: .word("list"))
        }
        let count = json_object_array_length(value)
        var found: [T] = []
        found.reserveCapacity(count)
        for index in 0..<count {
            do { found.append(try read(json_object_array_get_idx(value, index))) } catch { throw error.inside(key, at: index) }
        }
        return found
    }
}
