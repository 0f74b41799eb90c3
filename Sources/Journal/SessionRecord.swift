public import Telemetry

/// One session from its beginning to its end, as the journal keeps it: who it was is a pseudonym already, or plain where that is the policy.
public struct SessionRecord: Hashable, Sendable {
    /// What was polled; the same as the host where that is all of it.
    public let target: String
    public let host: Host.ID
    /// Opaque: of no meaning but that it is another for each session of a host that began at another time.
    public let id: String
    public let kind: Session.Kind
    /// As the interface says, or when it was first seen.
    public let began: Moment
    /// Nil while it lasts.
    public var ended: Moment?
    /// Nil while it lasts.
    public var cause: Cause?
    public let guest: String?
    public var network: String
    public var user: String
    /// When it was first told of, and when it was told of no longer, which may be later than it began and ended. Nil where nobody knows.
    public var seenAt: Moment?
    public var goneAt: Moment?
    public init(
        target: String, host: Host.ID, id: String, kind: Session.Kind, began: Moment, ended: Moment? = nil, cause: Cause? = nil,
        guest: String? = nil, network: String = "", user: String = "", seenAt: Moment? = nil, goneAt: Moment? = nil
    ) {
        self.target = target
        self.host = host
        self.id = id
        self.kind = kind
        self.began = began
        self.ended = ended
        self.cause = cause
        self.guest = guest
        self.network = network
        self.user = user
        self.seenAt = seenAt
        self.goneAt = goneAt
    }
}

extension SessionRecord {
    /// Columns target, host, id, kind, began, ended, cause, guest, network, user, seen, gone.
    init(_ row: Row) {
        self.init(
            target: row.text(0), host: row.text(1), id: row.text(2), kind: Session.Kind(rawValue: row.text(3)) ?? .vpn,
            began: row.moment(4), ended: row.optionalMoment(5), cause: row.optionalText(6).map { Cause(rawValue: $0) ?? .unknown },
            guest: row.optionalText(7), network: row.text(8), user: row.text(9), seenAt: row.optionalMoment(10),
            goneAt: row.optionalMoment(11))
    }
}

extension Journal {
    /// Sessions that last, or ended since a time, as far as they are kept; by their beginning.
    public func sessions(since: Moment) -> [SessionRecord] {
        var out: [SessionRecord] = []
        _ = reading { database throws(SQLiteFailure) in
            try database.rows(
                """
                SELECT target, host, id, kind, began, ended, cause, guest, network, user, seen, gone FROM session
                WHERE ended IS NULL OR ended >= ? ORDER BY began, host, id
                """, [.int(since.milliseconds)]
            ) { row in
                out.append(SessionRecord(row))
                return true
            }
        }
        return out
    }
}

extension Database {
    /// Those that last as far as anybody knows.
    func openSessions(most: Int64) throws(SQLiteFailure) -> [SessionRecord] {
        var out: [SessionRecord] = []
        try rows(
            """
            SELECT target, host, id, kind, began, ended, cause, guest, network, user, seen, gone FROM session
            WHERE ended IS NULL ORDER BY began DESC LIMIT ?
            """, [.int(most)]
        ) { row in
            out.append(SessionRecord(row))
            return true
        }
        return out
    }

    /// Whole, at its beginning as at its end: a file that was begun anew meanwhile has it all the same. One that is told again may be so for
    /// the names in it, which are pseudonyms by now; or since its host is asked otherwise, and then it was there before as it was told then.
    func write(_ session: SessionRecord) throws(SQLiteFailure) {
        var user = session.user
        try rows(
            "SELECT user FROM session WHERE host = ? AND id = ? AND began = ?",
            [.text(session.host), .text(session.id), .int(session.began.milliseconds)]
        ) { row in
            // Where names are kept by now, the row has the address too: beside it no pseudonym of that day shall stand.
            if row.text(0).isPseudonym, user.isPseudonym { user = row.text(0) }
            return false
        }
        try run(
            """
            INSERT INTO session (target, host, id, kind, began, ended, cause, guest, network, user, seen, gone)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (host, id, began) DO UPDATE SET
                ended = excluded.ended, cause = excluded.cause, guest = excluded.guest, network = excluded.network, user = excluded.user,
                seen = coalesce(min(seen, excluded.seen), seen), gone = excluded.gone
            """,
            [
                .text(session.target), .text(session.host), .text(session.id), .text(session.kind.rawValue),
                .int(session.began.milliseconds), Value(session.ended?.milliseconds), Value(session.cause?.rawValue), Value(session.guest),
                .text(session.network), .text(user), Value(session.seenAt?.milliseconds), Value(session.goneAt?.milliseconds),
            ])
    }
}
