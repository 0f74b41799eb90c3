import Alarms
import Telemetry

/// One thing to be written.
enum JournalEntry {
    case transition(Transition)
    case end(SessionEnd)
    /// Ends that came too thick to be kept one by one.
    case counted(EndCount)
    case event(HostEvent)
    case maintenance(MaintenanceWindow)
    case reveal(Reveal)
    /// A name that was not told after all.
    case withheld(Reveal)
    case session(SessionRecord)
    case audit(Audit)
    /// A line of an act that was refused after all.
    case unaudited(Audit)
    case host(KnownHost)
    /// An alarm as it stands, into a file that was started anew.
    case standing(Alarm)
    case past(PastEntry)

    /// An act that is reported as done: on disk before it is answered.
    var isAct: Bool {
        switch self {
        case .transition, .maintenance, .reveal, .withheld, .unaudited, .standing: true
        case .host(let host): host.isForgotten
        case .end, .counted, .event, .session, .audit, .past: false
        }
    }
    /// What is to be known after a restart: of others the memory keeps what counts.
    var isToStay: Bool { if case .host = self { true } else { isAct } }
    var isEvent: Bool { if case .event = self { true } else { false } }
    var isPast: Bool { if case .past = self { true } else { false } }
    /// The occurrence that it is a step of.
    var occurrence: Int64? { if case .transition(let transition) = self { transition.alarm.id } else { nil } }
    var at: Moment {
        switch self {
        case .transition(let transition): transition.at
        case .end(let end): end.at
        case .counted(let count): count.hour
        case .event(let event): event.at
        case .maintenance(let maintenance): maintenance.endedAt ?? maintenance.from
        case .reveal(let reveal), .withheld(let reveal): reveal.at
        case .session(let session): session.ended ?? session.began
        case .audit(let audit), .unaudited(let audit): audit.at
        case .host(let host): host.missingSince ?? host.since
        case .standing(let alarm): alarm.lastTouched
        case .past(let entry): entry.at
        }
    }

    func write(to database: Database) throws(SQLiteFailure) {
        switch self {
        case .transition(let transition): try database.write(transition)
        case .end(let end): try database.write(end)
        case .counted(let count):
            try database.run(
                """
                INSERT INTO end_count (hour, host, cause, count) VALUES (?, ?, ?, ?)
                ON CONFLICT (hour, host, cause) DO UPDATE SET count = count + excluded.count
                """,
                [
                    .int(count.hour.milliseconds / 3_600_000 * 3_600_000), .text(count.host), .text(count.cause.rawValue),
                    .int(Int64(count.count)),
                ])
        case .event(let event):
            try database.run(
                "INSERT INTO event (at, host, text, message) VALUES (?, ?, ?, ?)",
                [.int(event.at.milliseconds), .text(event.host)] + event.message.columns)
        case .maintenance(let maintenance):
            try database.run(
                """
                INSERT INTO outage (host, since, until, author, reason, ended) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (host, since) DO UPDATE SET
                    until = excluded.until, author = excluded.author, reason = excluded.reason, ended = excluded.ended
                """,
                [
                    .text(maintenance.host), .int(maintenance.from.milliseconds), .int(maintenance.until.milliseconds),
                    .text(maintenance.author),
                    .text(maintenance.reason), Database.Value(maintenance.endedAt?.milliseconds),
                ])
        case .reveal(let reveal):
            try database.run(
                "INSERT INTO reveal (at, host, pseudonym, author, reason) VALUES (?, ?, ?, ?, ?)",
                [
                    .int(reveal.at.milliseconds), .text(reveal.host), .text(reveal.pseudonym), .text(reveal.author), .text(reveal.reason),
                ])
        case .withheld(let reveal):
            try database.run(
                "DELETE FROM reveal WHERE at = ? AND host = ? AND pseudonym = ? AND author = ? AND reason = ?",
                [
                    .int(reveal.at.milliseconds), .text(reveal.host), .text(reveal.pseudonym), .text(reveal.author), .text(reveal.reason),
                ])
        case .session(let session): try database.write(session)
        case .audit(let audit): try database.write(audit)
        case .unaudited(let audit): try database.remove(audit)
        case .host(let host): try database.write(host)
        case .past(let entry): try database.write(entry)
        case .standing(let alarm):
            let isKnown = try database.number("SELECT 1 FROM occurrence WHERE id = ?", [.int(alarm.id)]) != nil
            try database.write(alarm)
            let at = isKnown ? alarm.lastTouched : alarm.raisedAt
            try database.line(alarm, what: JournalEntry.restored, at: at, author: "", comment: .nothing)
        }
    }

    /// The line of an occurrence that was told to a file which did not have it so: its beginning lies in another.
    static let restored = "restored"
}

extension Database {
    /// No disk keeps an act waiting for longer; `Journal.verify` knows it too.
    private static let wrongClock = Duration.seconds(60)

    fileprivate func write(_ transition: Transition) throws(SQLiteFailure) {
        try write(transition.alarm)
        try line(
            transition.alarm, what: transition.what.rawValue, at: transition.at, author: transition.author, comment: transition.comment)
    }

    /// Not before the occurrence's last line: that may be of an act which was refused and stands in the file all the same, so that the
    /// memory knows nothing of it. A line that lies further ahead was written by a clock that was set back since: no later one is dated
    /// by that.
    fileprivate func line(_ alarm: Alarm, what: String, at moment: Moment, author: String, comment: Message) throws(SQLiteFailure) {
        var before = moment
        try rows("SELECT at FROM transition WHERE occurrence = ? ORDER BY seq DESC LIMIT 1", [.int(alarm.id)]) { row in
            before = row.moment(0)
            return false
        }
        let at = before - moment > Self.wrongClock ? moment : max(before, moment)
        try run(
            """
            INSERT INTO transition (occurrence, at, what, author, comment, remark, severity, phase, text, message, held)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .int(alarm.id), .int(at.milliseconds), .text(what), .text(author),
            ] + comment.columns + [.int(Int64(alarm.severity.rawValue)), .text(alarm.phase.rawValue)] + alarm.message.columns
                + [.text(HeldFlags(alarm).json)])
    }

    fileprivate func write(_ end: SessionEnd) throws(SQLiteFailure) {
        try run(
            "INSERT INTO session_end (at, host, kind, session, user, cause, confidence, proof, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .int(end.at.milliseconds), .text(end.host), .text(end.kind.rawValue), .text(end.session), .text(end.user),
                .text(end.cause.rawValue), .text(end.confidence.rawValue),
            ] + end.evidenceMessage.columns)
    }

    fileprivate func write(_ alarm: Alarm) throws(SQLiteFailure) {
        let key: [Value] = [.text(alarm.key.rule), .text(alarm.key.host), .text(alarm.key.entity.name)]
        // The highest of a kind is its last, in whatever order they are told.
        try run(
            "UPDATE occurrence SET latest = 0 WHERE rule = ? AND host = ? AND entity = ? AND latest = 1 AND id < ?",
            key + [.int(alarm.id)])
        try run(
            """
            INSERT INTO occurrence (
                rule, host, entity, id, latest, severity, phase, raised, changed, returned, text, message, count, unseen, ack_author, ack_at,
                ack_comment, ack_expires, shelf_author, shelf_at, shelf_reason, shelf_until, shelf_wakes, suppressed_by, suppression, out_of_service, announced
            ) VALUES (
                ?1, ?2, ?3, ?4,
                NOT EXISTS (SELECT 1 FROM occurrence WHERE rule = ?1 AND host = ?2 AND entity = ?3 AND latest = 1 AND id > ?4), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                latest = excluded.latest, severity = excluded.severity, phase = excluded.phase, raised = excluded.raised, changed = excluded.changed,
                returned = excluded.returned, text = excluded.text, message = excluded.message, ack_author = excluded.ack_author, ack_at = excluded.ack_at,
                ack_comment = excluded.ack_comment, ack_expires = excluded.ack_expires, shelf_author = excluded.shelf_author, shelf_at = excluded.shelf_at,
                shelf_reason = excluded.shelf_reason, shelf_until = excluded.shelf_until, shelf_wakes = excluded.shelf_wakes,
                suppressed_by = excluded.suppressed_by, suppression = excluded.suppression, out_of_service = excluded.out_of_service, announced = excluded.announced
            """,
            key + alarm.values)
        try write(alarm.evidence, kind: "proof", of: alarm.id)
        try write(alarm.context, kind: "context", of: alarm.id)
        try write(alarm.comments, of: alarm.id)
    }

    /// What both have at the beginning stays; what follows is written anew, so that one that was taken back is gone.
    private func write(_ comments: [Comment], of id: Int64) throws(SQLiteFailure) {
        var same = 0
        var other: Int64?
        try rows("SELECT author, at, text, message, seq FROM comment WHERE occurrence = ? ORDER BY seq", [.int(id)]) { row in
            if same < comments.count, comments[same] == Comment(row) {
                same += 1
                return true
            }
            other = row.int(4)
            return false
        }
        if let other { try run("DELETE FROM comment WHERE occurrence = ? AND seq >= ?", [.int(id), .int(other)]) }
        for comment in comments.dropFirst(same) {
            try run(
                "INSERT INTO comment (occurrence, author, at, text, message) VALUES (?, ?, ?, ?, ?)",
                [.int(id), .text(comment.author), .int(comment.at.milliseconds)] + comment.message.columns)
        }
    }

    private func write(_ lines: [Message], kind: String, of id: Int64) throws(SQLiteFailure) {
        try run(
            "DELETE FROM line WHERE occurrence = ? AND kind = ? AND position >= ?", [.int(id), .text(kind), .int(Int64(lines.count))])
        for (position, line) in lines.enumerated() {
            try run(
                "INSERT OR REPLACE INTO line (occurrence, kind, position, text, message) VALUES (?, ?, ?, ?, ?)",
                [.int(id), .text(kind), .int(Int64(position))] + line.columns)
        }
    }
}

extension Alarm {
    /// The columns of its occurrence behind its key.
    fileprivate var values: [Database.Value] {
        let (seen, shelf) = (acknowledgement, shelf)
        var out: [Database.Value] = [
            .int(id), .int(Int64(severity.rawValue)), .text(phase.rawValue), .int(raisedAt.milliseconds), .int(changedAt.milliseconds),
            .init(returnedAt?.milliseconds),
        ]
        out += message.columns
        out += [.int(Int64(count)), .int(Int64(unseen))]
        out += [.init(seen?.author), .init(seen?.at.milliseconds), .init(seen?.comment), .init(seen?.expires.milliseconds)]
        out += [.init(shelf?.author), .init(shelf?.at.milliseconds), .init(shelf?.reason), .init(shelf?.until.milliseconds)]
        out.append(.init(shelf.map { $0.wakes.map(\.code).joined(separator: " ") }))
        out += suppressedBy?.columns ?? [.null, .null]
        out += [.int(isInMaintenance ? 1 : 0), .init(announcedAt?.milliseconds)]
        return out
    }

    /// The latest that anything happened to it.
    var lastTouched: Moment {
        ([raisedAt, changedAt, acknowledgement?.at, shelf?.at] + comments.map(\.at)).compactMap { $0 }.max() ?? raisedAt
    }
}
