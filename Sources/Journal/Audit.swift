public import Telemetry

/// Somebody asked for something, and it was done or refused.
public struct Audit: Hashable, Sendable {
    public let at: Moment
    public let principal: Principal
    /// `acknowledge`, `reveal`, …
    public let act: String
    /// Alarms by number, a host, a pseudonym; empty for all there is.
    public let target: String
    /// Why it was not done, or how much of it was; nil where all of it was.
    public let refused: Message?
    public init(at: Moment, principal: Principal, act: String, target: String, refused: Message?) {
        self.at = at
        self.principal = principal
        self.act = act
        self.target = target
        self.refused = refused
    }
}

extension Journal {
    /// Oldest first.
    public func audits() -> [Audit] {
        var out: [Audit] = []
        _ = reading { database throws(SQLiteFailure) in
            try database.rows("SELECT at, principal, act, target, refused, message, uid, role FROM audit ORDER BY seq") { row in
                out.append(
                    Audit(
                        at: row.moment(0),
                        principal: Principal(uid: row.optionalInt(6).flatMap { UInt32(exactly: $0) }, name: row.text(1), role: row.text(7)),
                        act: row.text(2), target: row.text(3),
                        refused: row.optionalMessage(text: 4, json: 5)))
                return true
            }
        }
        return out
    }
}

extension Database {
    func write(_ audit: Audit) throws(SQLiteFailure) {
        try run(
            "INSERT INTO audit (at, principal, uid, role, act, target, refused, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .int(audit.at.milliseconds), .text(audit.principal.name), .init(audit.principal.uid.map { Int64($0) }),
                .text(audit.principal.role), .text(audit.act), .text(audit.target),
            ] + (audit.refused?.columns ?? [.null, .null]))
    }

    /// The last that says so of what was done: who asks for the same twice in a moment has two.
    func remove(_ audit: Audit) throws(SQLiteFailure) {
        try run(
            """
            DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit
                WHERE at = ? AND principal = ? AND act = ? AND target = ? AND refused IS NULL)
            """,
            [.int(audit.at.milliseconds), .text(audit.principal.name), .text(audit.act), .text(audit.target)])
    }
}
