import Alarms
import Telemetry

/// One thing to be written.
enum Entry {
    case transition(Transition)
    case end(SessionEnd)
    case event(HostEvent)
    case outage(Outage)
    case reveal(Reveal)
    /// An alarm as it stands, into a file that was started anew.
    case standing(Alarm)

    /// What somebody was told is done: on disk before it is answered.
    var isAct: Bool {
        switch self {
        case .transition, .outage, .reveal, .standing: true
        case .end, .event: false
        }
    }

    func write(to database: Database) throws(SQLiteFailure) {
        switch self {
        case .transition(let transition): try database.write(transition)
        case .end(let end): try database.write(end)
        case .event(let event):
            try database.run(
                "INSERT INTO event (at, host, text) VALUES (?, ?, ?)", [.int(event.at.milliseconds), .text(event.host), .text(event.text)])
        case .outage(let outage):
            try database.run(
                """
                INSERT INTO outage (host, since, until, author, reason, ended) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (host, since) DO UPDATE SET until = excluded.until, ended = excluded.ended
                """,
                [
                    .text(outage.host), .int(outage.from.milliseconds), .int(outage.until.milliseconds), .text(outage.author),
                    .text(outage.reason), Database.Value(outage.endedAt?.milliseconds),
                ])
        case .reveal(let reveal):
            try database.run(
                "INSERT INTO reveal (at, host, pseudonym, author, reason) VALUES (?, ?, ?, ?, ?)",
                [
                    .int(reveal.at.milliseconds), .text(reveal.host), .text(reveal.pseudonym), .text(reveal.author), .text(reveal.reason),
                ])
        case .standing(let alarm):
            try database.write(alarm)
            try database.line(alarm, what: Entry.restored, at: alarm.raisedAt, author: "", comment: "")
        }
    }

    /// The first line of an occurrence whose beginning lies in another file.
    static let restored = "restored"
}

extension Database {
    fileprivate func write(_ transition: Transition) throws(SQLiteFailure) {
        try write(transition.alarm)
        try line(
            transition.alarm, what: transition.what.rawValue, at: transition.at, author: transition.author, comment: transition.comment)
    }

    fileprivate func line(_ alarm: Alarm, what: String, at: Moment, author: String, comment: String) throws(SQLiteFailure) {
        try run(
            """
            INSERT INTO transition (occurrence, at, what, author, comment, severity, phase, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .int(alarm.id), .int(at.milliseconds), .text(what), .text(author), .text(comment), .int(Int64(alarm.severity.rawValue)),
                .text(alarm.phase.rawValue), .text(alarm.text),
            ])
    }

    fileprivate func write(_ end: SessionEnd) throws(SQLiteFailure) {
        try run(
            "INSERT INTO session_end (at, host, kind, session, user, cause, confidence, proof) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .int(end.at.milliseconds), .text(end.host), .text(end.kind.rawValue), .text(end.session), .text(end.user),
                .text(end.cause.rawValue), .text(end.confidence.rawValue), .text(end.proof),
            ])
    }

    fileprivate func write(_ alarm: Alarm) throws(SQLiteFailure) {
        let key: [Value] = [.text(alarm.key.rule), .text(alarm.key.host), .text(alarm.key.entity.name)]
        try run(
            "UPDATE occurrence SET latest = 0 WHERE rule = ? AND host = ? AND entity = ? AND latest = 1 AND id <> ?",
            key + [.int(alarm.id)])
        try run(
            """
            INSERT INTO occurrence (
                rule, host, entity, id, latest, severity, phase, raised, changed, returned, text, count, unseen, ack_author, ack_at,
                ack_comment, ack_expires, shelf_author, shelf_at, shelf_reason, shelf_until, shelf_wakes, suppressed_by, out_of_service, announced
            ) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                severity = excluded.severity, phase = excluded.phase, changed = excluded.changed, returned = excluded.returned,
                text = excluded.text, ack_author = excluded.ack_author, ack_at = excluded.ack_at, ack_comment = excluded.ack_comment,
                ack_expires = excluded.ack_expires, shelf_author = excluded.shelf_author, shelf_at = excluded.shelf_at,
                shelf_reason = excluded.shelf_reason, shelf_until = excluded.shelf_until, shelf_wakes = excluded.shelf_wakes,
                suppressed_by = excluded.suppressed_by, out_of_service = excluded.out_of_service, announced = excluded.announced
            """,
            key + [
                .int(alarm.id), .int(Int64(alarm.severity.rawValue)), .text(alarm.phase.rawValue), .int(alarm.raisedAt.milliseconds),
                .int(alarm.changedAt.milliseconds), Value(alarm.returnedAt?.milliseconds), .text(alarm.text), .int(Int64(alarm.count)),
                .int(Int64(alarm.unseen)), Value(alarm.acknowledgement?.author), Value(alarm.acknowledgement?.at.milliseconds),
                Value(alarm.acknowledgement?.comment), Value(alarm.acknowledgement?.expires.milliseconds), Value(alarm.shelf?.author),
                Value(alarm.shelf?.at.milliseconds), Value(alarm.shelf?.reason), Value(alarm.shelf?.until.milliseconds),
                Value(alarm.shelf.map { Wakes.text($0.wakes) }), Value(alarm.suppressedBy), .int(alarm.isOutOfService ? 1 : 0),
                Value(alarm.announcedAt?.milliseconds),
            ])
        try write(alarm.proofs, kind: "proof", of: alarm.id)
        try write(alarm.context, kind: "context", of: alarm.id)
        for (position, comment) in alarm.comments.enumerated() {
            try run(
                "INSERT OR IGNORE INTO comment (occurrence, position, author, at, text) VALUES (?, ?, ?, ?, ?)",
                [.int(alarm.id), .int(Int64(position)), .text(comment.author), .int(comment.at.milliseconds), .text(comment.text)])
        }
    }

    private func write(_ lines: [String], kind: String, of id: Int64) throws(SQLiteFailure) {
        try run(
            "DELETE FROM line WHERE occurrence = ? AND kind = ? AND position >= ?", [.int(id), .text(kind), .int(Int64(lines.count))])
        for (position, text) in lines.enumerated() {
            try run(
                "INSERT OR REPLACE INTO line (occurrence, kind, position, text) VALUES (?, ?, ?, ?)",
                [.int(id), .text(kind), .int(Int64(position)), .text(text)])
        }
    }
}

/// Wake conditions as one text: `hostBack severityUp value:12.5`.
enum Wakes {
    static func text(_ wakes: [Shelf.Wake]) -> String {
        wakes.map { wake in
            switch wake {
            case .hostBack: "hostBack"
            case .severityUp: "severityUp"
            case .value(let value): "value:\(value)"
            }
        }.joined(separator: " ")
    }
    static func parse(_ text: String) -> [Shelf.Wake] {
        text.split(separator: " ").compactMap { word in
            switch word {
            case "hostBack": .hostBack
            case "severityUp": .severityUp
            default: word.hasPrefix("value:") ? Double(word.dropFirst(6)).map { .value($0) } : nil
            }
        }
    }
}
