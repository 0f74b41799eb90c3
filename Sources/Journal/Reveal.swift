public import Telemetry

/// Somebody was told the name behind a pseudonym; the name itself is not kept.
public struct Reveal: Hashable, Sendable {
    public let at: Moment
    public let host: Host.ID
    public let pseudonym: String
    public let author: String
    public let reason: String
    public init(at: Moment, host: Host.ID, pseudonym: String, author: String, reason: String) {
        self.at = at
        self.host = host
        self.pseudonym = pseudonym
        self.author = author
        self.reason = reason
    }
}

extension Journal {
    /// Oldest first.
    public func reveals() -> [Reveal] {
        var out: [Reveal] = []
        _ = reading { database throws(SQLiteFailure) in
            try database.rows("SELECT at, host, pseudonym, author, reason FROM reveal ORDER BY seq") { row in
                out.append(
                    Reveal(
                        at: row.moment(0), host: row.text(1), pseudonym: row.text(2), author: row.text(3),
                        reason: row.text(4)))
                return true
            }
        }
        return out
    }

    /// Session ends since a time, as far as they are kept; oldest first.
    public func ends(since: Moment) -> [SessionEnd] {
        var out: [SessionEnd] = []
        _ = reading { database throws(SQLiteFailure) in
            try database.rows(
                "SELECT at, host, kind, session, user, cause, confidence, proof, message FROM session_end WHERE at >= ? ORDER BY at, seq",
                [.int(since.milliseconds)]
            ) { row in
                out.append(SessionEnd(row))
                return true
            }
        }
        return out
    }
}
