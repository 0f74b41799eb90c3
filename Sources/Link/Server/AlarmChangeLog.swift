import Alarms
import Feed

/// The alarms as they were last told, with the order in which they changed: every front gets what it has not got yet, and no more.
///
/// A list of a thousand alarms of which one changed is one alarm on the wire. Who reads slowly skips what has changed again since.
struct AlarmChangeLog {
    /// One message holds at most so many alarms, so that nobody else waits for it to be made.
    static let piece = 200
    /// Of those that changed: so little that a front's pace can be kept.
    static let changes = 25
    /// Those that are gone are remembered for fronts that lag; who lags further gets the whole list again.
    static let goneKept = 4096

    /// How far a front has got.
    struct Place: Equatable {
        fileprivate(set) var number: UInt64 = 0
    }
    private struct Row {
        let alarm: Alarm
        let number: UInt64
    }
    private struct Change {
        let id: Int64
        let number: UInt64
        let isGone: Bool
    }
    private var rows: [Int64: Row] = [:]
    /// By number. One that has been overtaken stays until there are too many.
    private var log: [Change] = []
    /// What was gone before this is forgotten.
    private var forgotten: UInt64 = 0
    private var last: UInt64 = 0
    /// The message made last: fronts that keep up are all at the same place.
    private var made: (from: Place, to: Place, message: [UInt8])?

    /// Where a front is that has the newest list.
    var end: Place { Place(number: last) }

    mutating func take(_ alarms: [Alarm]) {
        let before = last
        for alarm in alarms where rows[alarm.id]?.alarm != alarm {
            last += 1
            rows[alarm.id] = Row(alarm: alarm, number: last)
            log.append(Change(id: alarm.id, number: last, isGone: false))
        }
        if rows.count > alarms.count {
            let there = Set(alarms.lazy.map(\.id))
            for id in rows.keys.filter({ !there.contains($0) }).sorted() {
                last += 1
                rows[id] = nil
                log.append(Change(id: id, number: last, isGone: true))
            }
        }
        guard last != before else { return }
        made = nil
        if log.count > 2 * rows.count + Self.goneKept { shorten() }
    }

    private mutating func shorten() {
        if let newest = log.last(where: \.isGone) { forgotten = newest.number }
        log = log.filter { !$0.isGone && isCurrent($0) }
    }

    private func isCurrent(_ change: Change) -> Bool {
        change.isGone ? rows[change.id] == nil : rows[change.id]?.number == change.number
    }

    /// The next piece of what is new to a front, and where it is then; nil where nothing is.
    mutating func next(after place: Place) -> (message: [UInt8], place: Place)? {
        guard place.number < last else { return nil }
        if let made, made.from == place { return (made.message, made.to) }
        let (update, to) = place.number < forgotten ? (Update.alarms(all), end) : changes(after: place)
        let message = Reply.message(continues: true) { $0.put("update", update) }
        made = (place, to, message)
        return (message, to)
    }

    private var all: [Alarm] { rows.values.sorted { $0.number < $1.number }.map(\.alarm) }

    private func changes(after place: Place) -> (Update, Place) {
        var changes = AlarmChanges()
        var count = 0
        let first = log.partitioningIndex { $0.number > place.number }
        for change in log[first...] where isCurrent(change) {
            if change.isGone { changes.gone.append(change.id) }
            if !change.isGone, let row = rows[change.id] { changes.changed.append(row.alarm) }
            count += 1
            if count == Self.changes { return (.alarmChanges(changes), Place(number: change.number)) }
        }
        return (.alarmChanges(changes), end)
    }
}

extension Array {
    /// The first index for which the condition holds, where it holds for all after it.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
