import Alarms
import Telemetry

extension SessionEnd {
    /// Columns at, host, kind, session, user, cause, confidence, proof, message.
    init(_ row: Row) {
        self.init(
            at: row.moment(0), host: row.text(1), kind: Session.Kind(rawValue: row.text(2)) ?? .vpn,
            session: row.text(3), user: row.text(4), cause: Cause(rawValue: row.text(5)) ?? .unknown,
            confidence: Confidence(rawValue: row.text(6)) ?? .inferred, because: row.message(text: 7, json: 8),
            isAttempt: Self.isAttempt(written: row.text(3)))
    }
}

extension Database {
    /// Occurrences with their lines and comments; `sql` selects all columns of the table in its order.
    func alarms(_ sql: StaticString, _ values: [Value]) throws(SQLiteFailure) -> [Alarm] {
        var out: [Alarm] = []
        try rows(sql, values) { row in
            out.append(Alarm(row))
            return true
        }
        for index in out.indices {
            let id: [Value] = [.int(out[index].id)]
            var lines: [(kind: String, message: Message)] = []
            try rows("SELECT kind, text, message FROM line WHERE occurrence = ? ORDER BY kind, position", id) { row in
                lines.append((row.text(0), row.message(text: 1, json: 2)))
                return true
            }
            out[index].evidence = lines.filter { $0.kind == "proof" }.map(\.message)
            out[index].context = lines.filter { $0.kind == "context" }.map(\.message)
            var comments: [Comment] = []
            try rows("SELECT author, at, text, message FROM comment WHERE occurrence = ? ORDER BY seq", id) { row in
                comments.append(Comment(row))
                return true
            }
            out[index].comments = comments
        }
        return out
    }

    /// Of each alarm the last occurrence.
    func latestIDs() throws(SQLiteFailure) -> Set<Int64> {
        var out: Set<Int64> = []
        try rows("SELECT id FROM occurrence WHERE latest = 1") { row in
            out.insert(row.int(0))
            return true
        }
        return out
    }

    func maintenanceWindows() throws(SQLiteFailure) -> Set<MaintenanceWindow> {
        var out: Set<MaintenanceWindow> = []
        try rows("SELECT host, since, until, author, reason, ended FROM outage") { row in
            out.insert(MaintenanceWindow(row))
            return true
        }
        return out
    }
}

extension MaintenanceWindow {
    /// Columns host, since, until, author, reason, ended.
    init(_ row: Row) {
        self.init(
            host: row.text(0), from: row.moment(1), until: row.moment(2), author: row.text(3), reason: row.text(4),
            endedAt: row.optionalMoment(5))
    }
}

extension Comment {
    /// Columns author, at, text, message.
    init(_ row: Row) { self.init(author: row.text(0), at: row.moment(1), message: row.message(text: 2, json: 3)) }
}

extension Alarm {
    /// A row of `occurrence`.
    fileprivate init(_ row: Row) {
        let acknowledgement = row.optionalText(13).map { author in
            Acknowledgement(
                author: author, at: row.moment(14), comment: row.text(15), expires: row.moment(16))
        }
        let shelf = row.optionalText(17).map { author in
            Shelf(
                author: author, at: row.moment(18), reason: row.text(19), until: row.moment(20),
                wakes: row.text(21).split(separator: " ").compactMap { Shelf.UnshelveCondition(code: $0) })
        }
        self.init(
            id: row.int(0), key: AlarmKey(rule: row.text(1), host: row.text(2), entity: Entity(name: row.text(3))),
            severity: Severity(rawValue: Int(clamping: row.int(5))) ?? .warning, phase: Phase(rawValue: row.text(6)) ?? .normal,
            raisedAt: row.moment(7), changedAt: row.moment(8),
            returnedAt: row.optionalMoment(9), message: row.message(text: 10, json: 25), acknowledgement: acknowledgement,
            shelf: shelf, suppressedBy: row.optionalMessage(text: 22, json: 26), isInMaintenance: row.int(23) != 0, count: row.count(11),
            unseen: row.count(12), announcedAt: row.optionalMoment(24))
    }
}
