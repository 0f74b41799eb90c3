import Feed
import Telemetry

/// The hosts as they were last told, with the order in which they changed: every front gets what it has not got yet, and no more.
///
/// Heartbeats of many hosts go out as one message, a host's lists only when they changed. Who reads slowly gets the newest lists once, and
/// they are made into a message once for all.
struct HostChangeLog {
    /// One message holds at most so many heartbeats.
    static let piece = 100

    /// How far a front has got.
    struct Place: Equatable {
        fileprivate(set) var number: UInt64 = 0
    }
    private struct Row {
        /// Nil while only heartbeats came: whoever is attached has the lists from his first state.
        var state: HostState?
        var beat: Heartbeat
        /// Of the last change of any kind, and of the lists.
        var number: UInt64
        var lists: UInt64 = 0
        var message: [UInt8]?
    }
    private var rows: [Host.ID: Row] = [:]
    private struct Change {
        let id: Host.ID
        let number: UInt64
        /// Of the lists: a heartbeat after it does not overtake it.
        let isOfLists: Bool
    }
    /// By number. One that has been overtaken stays until there are too many.
    private var log: [Change] = []
    private var last: UInt64 = 0
    /// The heartbeats made last: fronts that keep up are all at the same place.
    private var made: (from: Place, next: Next)?

    /// Where a front is that has the newest of all.
    var end: Place { Place(number: last) }

    mutating func take(_ state: HostState) {
        last += 1
        rows[state.id] = Row(state: state, beat: state.heartbeat, number: last, lists: last)
        note(state.id, isOfLists: true)
    }

    mutating func take(_ beats: [Heartbeat]) {
        for beat in beats {
            last += 1
            if rows[beat.host] == nil { rows[beat.host] = Row(beat: beat, number: last) }
            rows[beat.host]?.state?.take(beat)
            rows[beat.host]?.beat = beat
            rows[beat.host]?.number = last
            rows[beat.host]?.message = nil
            note(beat.host, isOfLists: false)
        }
    }

    /// Hosts that left the configuration are told of no more.
    mutating func keep(_ site: Site) {
        let known = Set(site.hosts.map(\.id))
        rows = rows.filter { known.contains($0.key) }
    }

    private mutating func note(_ id: Host.ID, isOfLists: Bool) {
        made = nil
        log.append(Change(id: id, number: last, isOfLists: isOfLists))
        if log.count > 4 * rows.count + 64 { log = log.filter(isCurrent) }
    }

    private func isCurrent(_ change: Change) -> Bool {
        guard let row = rows[change.id] else { return false }
        return change.number == (change.isOfLists ? row.lists : row.number)
    }

    struct Next {
        let message: [UInt8]
        let place: Place
    }

    /// The next piece of what is new to a front, and where it is then; nil where nothing is.
    mutating func next(after place: Place) -> Next? {
        guard place.number < last else { return nil }
        if let made, made.from == place { return made.next }
        var beats: [Heartbeat] = []
        var reached = place
        for change in log[firstIndex(after: place.number)...] where isCurrent(change) {
            if change.isOfLists {
                // One host's lists are a message of their own; what came before it goes first.
                if !beats.isEmpty { break }
                return Next(message: message(of: change.id), place: Place(number: change.number))
            }
            guard let row = rows[change.id] else { continue }
            beats.append(row.beat)
            reached = Place(number: change.number)
            if beats.count == Self.piece { break }
        }
        guard !beats.isEmpty else { return nil }
        let next = Next(message: Reply.message(continues: true) { $0.put("update", Update.heartbeats(beats)) }, place: reached)
        made = (place, next)
        return next
    }

    private mutating func message(of id: Host.ID) -> [UInt8] {
        if let made = rows[id]?.message { return made }
        guard let state = rows[id]?.state else { return [] }
        let message = Reply.message(continues: true) { $0.put("update", Update.host(state)) }
        rows[id]?.message = message
        return message
    }

    /// Of the first change that is newer.
    private func firstIndex(after number: UInt64) -> Int {
        var (low, high) = (0, log.count)
        while low < high {
            let middle = (low + high) / 2
            if log[middle].number > number { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
