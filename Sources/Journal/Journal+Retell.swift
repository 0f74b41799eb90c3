import Alarms
import CSQLite
import Telemetry

/// What is known here goes into a file that does not know it: a new one in the place of another, or one that was away for a while.
extension Journal {
    func retell(to database: Database) throws(SQLiteFailure) {
        try retellAlarms(to: database)
        guard !hosts.isEmpty else { return }
        // What it has just so, and what waits already, is not told once more: a disk may be opened anew each second and never written to.
        let stored = try database.knownHosts()
        var known = Dictionary(stored.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for case .host(let host) in queue { known[host.id] = host }
        let missing = hosts.values.filter { known[$0.id] != $0 }
        queue = missing.sorted { $0.id < $1.id }.map { .host($0) } + queue
    }

    private func retellAlarms(to database: Database) throws(SQLiteFailure) {
        guard let highest = try database.number("SELECT max(id) FROM occurrence") else {
            if !standing.isEmpty { queue = retold(leavingOut: begun) + missing(in: []) + queue }
            return
        }
        // Before `restore` nothing is known that could be another's.
        guard let known = highestID else { return }
        guard highest <= known else { throw foreign }
        var stored: [Int64: Alarm] = [:]
        for alarm in try database.alarms("SELECT * FROM occurrence WHERE latest = 1", []) { stored[alarm.id] = alarm }
        // What waits will tell it in its own order; it may be of a clock that was put right.
        let waiting = Set(queue.compactMap(\.occurrence)).union(waitingToStand)
        for (id, alarm) in stored where !waiting.contains(id) {
            if let ours = standing[alarm.key], ours.id == id, ours.raisedAt != alarm.raisedAt { throw foreign }
        }
        for alarm in standing.values where stored[alarm.id]?.key != alarm.key {
            if try isAnother(alarm, in: database) { throw foreign }
        }
        let same = Set(standing.values.filter { stored[$0.id] == $0.asStored }.map(\.id))
        queue = retold(leavingOut: waiting.union(same)) + missing(in: try database.maintenanceWindows()) + queue
    }

    private func missing(in stored: Set<MaintenanceWindow>) -> [JournalEntry] {
        var known = stored
        for case .maintenance(let window) in queue { known.insert(window) }
        return maintenanceWindows.filter { !known.contains($0) }.map { .maintenance($0) }
    }

    private func retold(leavingOut ids: Set<Int64>) -> [JournalEntry] {
        standing.values.filter { !ids.contains($0.id) }.sorted { $0.id < $1.id }.map { .standing($0) }
    }

    /// Occurrences that wait to be written as they stand.
    private var waitingToStand: Set<Int64> {
        var out: Set<Int64> = []
        for case .standing(let alarm) in queue { out.insert(alarm.id) }
        return out
    }

    /// Occurrences whose beginning waits to be written, or they as they stand.
    private var begun: Set<Int64> {
        var out = waitingToStand
        for case .transition(let transition) in queue where transition.what == .raised { out.insert(transition.alarm.id) }
        return out
    }

    /// Whether the file has another occurrence of this number.
    private func isAnother(_ alarm: Alarm, in database: Database) throws(SQLiteFailure) -> Bool {
        try database.number(
            "SELECT 1 FROM occurrence WHERE id = ? AND NOT (rule = ? AND host = ? AND entity = ? AND raised = ?)",
            [
                .int(alarm.id), .text(alarm.key.rule), .text(alarm.key.host), .text(alarm.key.entity.name),
                .int(alarm.raisedAt.milliseconds),
            ]) != nil
    }

    /// Its numbers are not ours: to write into it would mix two histories.
    var foreign: SQLiteFailure { SQLiteFailure(code: SQLITE_CANTOPEN, ours: .isOfAnotherEngine(path)) }
}

extension Alarm {
    /// Without what no journal keeps.
    fileprivate var asStored: Alarm {
        var out = self
        out.runbook = Runbook()
        out.isChattering = false
        out.suppresses = 0
        return out
    }
}
