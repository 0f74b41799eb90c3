/// Writes the fields of one JSON object, in the order of the calls. Nil is left out.
///
/// It writes straight into the text, so a field that holds others is written to its end before the next.
public struct FieldWriter {
    let text: JSONText
    /// What is written is read by people or their scripts, who want words beside what programs make words of.
    public var isForPeople: Bool { text.isForPeople }

    public func put(_ key: StaticString, _ text: String?) {
        guard let text else { return }
        self.text.key(key)
        self.text.string(text)
    }
    public func put(_ key: StaticString, _ number: Int64?) {
        guard let number else { return }
        text.key(key)
        text.integer(number)
    }
    public func put(_ key: StaticString, _ number: Int?) { put(key, number.map { Int64($0) }) }
    /// JSON knows no infinity and no NaN: they are left out.
    public func put(_ key: StaticString, _ number: Double) {
        guard number.isFinite else { return }
        text.key(key)
        text.number(number)
    }
    public func put(_ key: StaticString, _ flag: Bool) {
        text.key(key)
        text.flag(flag)
    }
    public func put(_ key: StaticString, _ word: some RawRepresentable<String>) { put(key, word.rawValue) }

    public func object(_ key: StaticString, _ write: (FieldWriter) -> Void) {
        text.key(key)
        text.object(write)
    }
    /// A list of objects.
    public func objects<T>(_ key: StaticString, _ items: [T], _ write: (T, FieldWriter) -> Void) {
        list(key, items) { item in text.object { write(item, $0) } }
    }
    public func put(_ key: StaticString, _ texts: [String]) { list(key, texts) { text.string($0) } }
    public func put(_ key: StaticString, _ numbers: [Int64]) { list(key, numbers) { text.integer($0) } }
    /// What is no number is null there.
    public func put(_ key: StaticString, _ numbers: [Double]) { list(key, numbers) { text.number($0) } }

    private func list<T>(_ key: StaticString, _ items: [T], _ write: (T) -> Void) {
        text.key(key)
        text.list(items, write)
    }

    /// One message as it goes over a socket: the object that `write` fills, then NUL.
    public static func message(isForPeople: Bool = false, _ write: (FieldWriter) -> Void) -> [UInt8] {
        let text = JSONText()
        text.isForPeople = isForPeople
        text.object(write)
        text.bytes.append(0)
        return text.bytes
    }
}
