public import Alarms
import CSQLite
public import Telemetry

/// What a journal knows at a start.
public struct JournalSnapshot: Sendable {
    /// The last occurrence of each alarm, as it stood.
    public var records: [AlarmRecord] = []
    public var nextID: Int64 = 1
    /// Of the last 24 h the newest, oldest first.
    public var ends: [SessionEnd] = []
    /// The newest lines, oldest first.
    public var events: [HostEvent] = []
    /// Maintenance windows that are open or ended within 24 h.
    public var maintenanceWindows: [MaintenanceWindow] = []
    /// Sessions that lasted when the engine ended.
    public var sessions: [SessionRecord] = []
    /// Nodes that targets have named.
    public var hosts: [KnownHost] = []
    /// Alarms that began within 24 h, oldest first.
    public var activations: [Activation] = []
    /// False where the file could not be read now: ask again once `problem` is nil and merge it into the book.
    public var isComplete = true
}

extension Journal {
    static let eventsRemembered: Int64 = 500
    static let endsRemembered: Int64 = 20_000
    static let sessionsRemembered: Int64 = 100_000
    /// No journal comes so far; a number beyond it was wounded on the disk, and nothing goes on from there. (2^53 - 1, which JSON can say.)
    static let highestID: Int64 = 9_007_199_254_740_991

    /// Where the file cannot be read or written, or was set aside, ids begin at the clock's seconds, far above any that it may hold.
    public func restore(at now: Moment) -> JournalSnapshot {
        if database == nil, !isReadOnly, !flush(), var found = readAlone(at: now) {
            // Where nothing can be written nobody will know which ids were given.
            found.nextID = max(found.nextID, now.seconds)
            remember(found)
            return found
        }
        var out = JournalSnapshot()
        let day = now - .seconds(86_400)
        out.isComplete = reading { database throws(SQLiteFailure) in
            let recent = try activations(database, since: day, until: now)
            out.activations = recent
            let late = Dictionary(grouping: recent.lazy.filter { $0.at >= now - Policy.statisticsWindow }, by: \.key)
            out.records = try database.alarms(
                "SELECT * FROM occurrence WHERE latest = 1 AND id BETWEEN 1 AND ? ORDER BY id", [.int(Self.highestID)]
            ).map { alarm in
                AlarmRecord(alarm: alarm, activations: (late[alarm.key] ?? []).suffix(3).map(\.at))
            }
            for index in out.records.indices where out.records[index].alarm.acknowledgement != nil {
                out.records[index].acknowledgedFor = try acknowledgedFor(out.records[index].alarm.id, database)
            }
            let highest = try database.number("SELECT max(id) FROM occurrence WHERE id <= ?", [.int(Self.highestID)]) ?? 0
            out.nextID = max(highest, try takenBefore(database)) + 1
            try database.rows(
                """
                SELECT at, host, kind, session, user, cause, confidence, proof, message FROM session_end WHERE at >= ?
                ORDER BY at DESC, seq DESC LIMIT ?
                """, [.int(day.milliseconds), .int(Self.endsRemembered)]
            ) { row in
                out.ends.append(SessionEnd(row))
                return true
            }
            out.ends.reverse()
            out.sessions = try database.openSessions(most: Self.sessionsRemembered)
            out.hosts = try database.knownHosts()
            try database.rows(
                "SELECT at, host, text, message FROM event ORDER BY at DESC, seq DESC LIMIT ?", [.int(Self.eventsRemembered)]
            ) { row in
                out.events.append(HostEvent(at: row.moment(0), host: row.text(1), row.message(text: 2, json: 3)))
                return true
            }
            // As they happened, not as they were told; of one moment as they were told.
            out.events = out.events.reversed().enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
                \.element)
            try database.rows(
                "SELECT host, since, until, author, reason, ended FROM outage WHERE until >= ?1 AND (ended IS NULL OR ended >= ?1 OR author = ?2) ORDER BY since",
                [.int(day.milliseconds), .text(MaintenanceWindow.configured)]
            ) { row in
                out.maintenanceWindows.append(MaintenanceWindow(row))
                return true
            }
        }
        if !out.isComplete || (wasSetAside && out.records.isEmpty) { out.nextID = max(1, now.seconds) }
        remember(out)
        if out.isComplete, !isReadOnly, !takeIDs() {
            out.nextID = max(out.nextID, now.seconds)
            remember(out)
        }
        return out
    }

    /// Of a file on a disk that takes nothing now: what is there can be read all the same. One that somebody holds locked is waited for.
    private func readAlone(at now: Moment) -> JournalSnapshot? {
        guard failureKind == SQLITE_READONLY || failureKind == SQLITE_FULL || failureKind == SQLITE_IOERR,
            let found = (try? Journal(reading: path))?.restore(at: now), found.isComplete
        else { return nil }
        return found
    }

    /// The worst of the acknowledgements since it last waited for one.
    private func acknowledgedFor(_ id: Int64, _ database: Database) throws(SQLiteFailure) -> Severity? {
        try database.number(
            """
            SELECT max(severity) FROM transition WHERE occurrence = ?1 AND what = 'acknowledged' AND seq > (
                SELECT coalesce(max(seq), 0) FROM transition
                WHERE occurrence = ?1 AND phase IN ('unacknowledged', 'returned', 'latchedUnacknowledged'))
            """, [.int(id)]
        ).flatMap { Severity(rawValue: Int(clamping: $0)) }
    }

    /// What was announced and put under a flag later was announced.
    private func activations(_ database: Database, since: Moment, until: Moment) throws(SQLiteFailure) -> [Activation] {
        var out: [Activation] = []
        try database.rows(
            """
            SELECT raised, rule, host, entity, severity,
                coalesce(announced >= raised, 0) OR (suppressed_by IS NULL AND out_of_service = 0 AND shelf_at IS NULL)
            FROM occurrence WHERE raised BETWEEN ? AND ? ORDER BY raised
            """, [.int(since.milliseconds), .int(until.milliseconds)]
        ) { row in
            let key = AlarmKey(rule: row.text(1), host: row.text(2), entity: Entity(name: row.text(3)))
            let severity = Severity(rawValue: Int(clamping: row.int(4))) ?? .warning
            out.append(Activation(at: row.moment(0), key: key, severity: severity, isAnnounced: row.int(5) == 1))
            return true
        }
        return out
    }

    /// Occurrences that were there at any moment of the span, newest first: those that ended before it and those that began after it are not.
    /// - Parameter until: nil where the span ends now. What is dated ahead then was so by a clock that has been put right, and is there.
    public func history(since: Moment, until: Moment? = nil, limit: Int) -> [Alarm] {
        var out: [Alarm] = []
        _ = reading { database throws(SQLiteFailure) in
            out = try database.alarms(
                """
                SELECT * FROM occurrence WHERE raised <= ? AND id IN (
                    SELECT id FROM occurrence WHERE changed >= ?
                    UNION SELECT id FROM occurrence WHERE latest = 1 AND phase <> 'normal'
                ) ORDER BY raised DESC, id DESC LIMIT ?
                """, [.int(until?.milliseconds ?? .max), .int(since.milliseconds), .int(Int64(clamping: max(0, limit)))])
            let latest = try database.latestIDs()
            // It came again before anybody looked: what is still to be looked at is that one.
            for index in out.indices where !latest.contains(out[index].id) { out[index].phase = .normal }
        }
        return out
    }

    /// When the newest line was written: so old is what the file knows. Nil where it is empty.
    public var newestLine: Moment? {
        var found: [Moment] = []
        _ = reading { database throws(SQLiteFailure) in
            // By the order of writing: times of hosts may lie anywhere.
            for last in ["SELECT at FROM event ORDER BY seq DESC LIMIT 1", "SELECT at FROM transition ORDER BY seq DESC LIMIT 1"]
                as [StaticString]
            {
                try database.rows(last) { row in
                    found.append(row.moment(0))
                    return false
                }
            }
        }
        return found.max()
    }

    /// Every step of one occurrence, oldest first.
    public func steps(of id: Int64) -> [JournalStep] {
        var out: [JournalStep] = []
        _ = reading { database throws(SQLiteFailure) in
            try database.rows(
                "SELECT at, what, author, comment, severity, phase, text, message, remark FROM transition WHERE occurrence = ? ORDER BY seq",
                [.int(id)]
            ) { row in
                out.append(
                    JournalStep(
                        at: row.moment(0), what: row.text(1), author: row.text(2), comment: row.message(text: 3, json: 8),
                        severity: Severity(rawValue: Int(clamping: row.int(4))) ?? .warning, phase: Phase(rawValue: row.text(5)) ?? .normal,
                        message: row.message(text: 6, json: 7)))
                return true
            }
        }
        return out
    }
}

/// One transition as the journal keeps it.
public struct JournalStep: Hashable, Sendable {
    public let at: Moment
    /// A word of `Transition.What`, or `restored` where the beginning lies in a file that was set aside.
    public let what: String
    public let author: String
    public let comment: Message
    public let severity: Severity
    public let phase: Phase
    public let message: Message
}
