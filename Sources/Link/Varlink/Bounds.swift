import Alarms
import Feed
import JSON

/// What a call may hold at most. The interface's description says the same to those who call.
enum Bounds {
    /// Ids of one call, each counted once.
    static let ids = 10_000
    /// Bytes of a comment or a reason.
    static let text = Command.longestWords
    /// Bytes of a host's name (the 200 letters of its target's, and the 200 bytes of a node's), a pseudonym, a version.
    static let name = 1_024
    /// Bytes of an entity or a metric.
    static let seriesName = 492
    /// Series whose newest values are asked for at once.
    static let keys = 500
    /// So many of the longest, each with its punctuation, are shorter than a call may be.
    static let keysAtOnce = ServerConnection.callLimit / (name + 2 * seriesName + 64)
    /// Series of one host that are told at once, and where among them to begin.
    static let series = 500
    static let firstSeries: ClosedRange<Int64> = 0...10_000_000
    /// Columns of a span.
    static let points: ClosedRange<Int64> = 1...2000
    /// Numbers of protocols.
    static let protocols: ClosedRange<Int64> = 1...1_000_000
    /// Conditions that bring a shelved alarm back.
    static let wakes = 8
    /// Occurrences of a history.
    static let history: ClosedRange<Int64> = 1...10_000
    /// Comments of an alarm as it is told, the newest; a journal of an older version may have more.
    static let comments = AlarmState.mostComments

    static func check(_ key: StaticString, _ count: Int, atMostItems most: Int) throws(UnreadableMessage) {
        guard count <= most else { throw UnreadableMessage(path: key.description, .wanted(.atMostItems(most), got: .count(count))) }
    }
    static func check(_ key: StaticString, _ count: Int, atMostBytes most: Int) throws(UnreadableMessage) {
        guard count <= most else { throw UnreadableMessage(path: key.description, .wanted(.atMostBytes(most), got: .count(count))) }
    }
}

extension Fields {
    /// A text of at most so many bytes.
    func string(_ key: StaticString, atMost bytes: Int) throws(UnreadableMessage) -> String {
        guard let text = try stringIfPresent(key, atMost: bytes) else { throw wrong(key, wanted: .word("string")) }
        return text
    }
    func stringIfPresent(_ key: StaticString, atMost bytes: Int) throws(UnreadableMessage) -> String? {
        guard let text = try stringIfPresent(key) else { return nil }
        try Bounds.check(key, text.utf8.count, atMostBytes: bytes)
        return text
    }

    /// Each once, in the order in which they came first: who names one twice means it once.
    func ids(_ key: StaticString) throws(UnreadableMessage) -> [Int64] {
        guard let ids = try idsIfPresent(key) else { throw wrong(key, wanted: .word("list")) }
        return ids
    }
    func idsIfPresent(_ key: StaticString) throws(UnreadableMessage) -> [Int64]? {
        guard let all = try integersIfPresent(key) else { return nil }
        var seen: Set<Int64> = []
        let ids = all.filter { seen.insert($0).inserted }
        try Bounds.check(key, ids.count, atMostItems: Bounds.ids)
        return ids
    }
}
