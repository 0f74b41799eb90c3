import JSON
import MessageJSON
import Telemetry

/// What can be read from, and written as, the fields of a JSON object.
protocol FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage)
    func write(to out: FieldWriter)
}

extension Fields {
    func itemIfPresent<Item: FieldCoded>(_ key: StaticString) throws(UnreadableMessage) -> Item? {
        guard let fields = try objectIfPresent(key) else { return nil }
        do { return try Item(fields) } catch { throw error.inside(key) }
    }
    func item<Item: FieldCoded>(_ key: StaticString) throws(UnreadableMessage) -> Item { try needed(itemIfPresent(key), key, "object") }

    func listIfPresent<Item: FieldCoded>(_ key: StaticString) throws(UnreadableMessage) -> [Item]? {
        try objectsIfPresent(key) { (fields) throws(UnreadableMessage) in try Item(fields) }
    }
    func list<Item: FieldCoded>(_ key: StaticString) throws(UnreadableMessage) -> [Item] { try needed(listIfPresent(key), key, "list") }

    // MARK: Times

    func momentIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Moment? {
        guard try integerIfPresent(key) != nil else { return nil }
        return Moment(milliseconds: try integer(key, in: TimeRange.moments))
    }
    func moment(_ key: StaticString) throws(UnreadableMessage) -> Moment { try needed(momentIfPresent(key), key, "int") }

    func duration(_ key: StaticString, in range: ClosedRange<Int64> = TimeRange.durations) throws(UnreadableMessage) -> Duration {
        .milliseconds(try integer(key, in: range))
    }

    func durationIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Duration? {
        guard try integerIfPresent(key) != nil else { return nil }
        return try duration(key)
    }
}

extension FieldWriter {
    /// What is said, and beside it how, where people read it.
    func put(_ key: StaticString, _ message: Message?, as words: StaticString) {
        put(key, message)
        if isForPeople { put(words, message?.text) }
    }

    func put(_ key: StaticString, _ moment: Moment?) { put(key, moment.map(TimeRange.clamped)) }
    func put(_ key: StaticString, _ duration: Duration) { put(key, TimeRange.clamped(duration)) }

    func put(_ key: StaticString, _ item: (some FieldCoded)?) {
        guard let item else { return }
        object(key) { item.write(to: $0) }
    }
    func put(_ key: StaticString, _ items: [some FieldCoded]) { objects(key, items) { item, out in item.write(to: out) } }
}
