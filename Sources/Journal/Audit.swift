public import Telemetry

/// Somebody asked for something, and it was done or refused.
public struct Audit: Hashable, Sendable {
    public let at: Moment
    /// Who: the user's name, or the number of one that has none.
    public let principal: String
    /// `acknowledge`, `reveal`, …
    public let act: String
    /// Alarms by number, a host, a pseudonym; empty for all there is.
    public let target: String
    /// Why it was not done, or how much of it was; nil where all of it was.
    public let refused: Message?
    public init(at: Moment, principal: String, act: String, target: String, refused: Message?) {
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
            try database.rows("SELECT at, principal, act, target, refused, message FROM audit ORDER BY seq") { row in
                out.append(
                    Audit(
                        at: row.moment(0), principal: row.text(1), act: row.text(2), target: row.text(3),
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
            "INSERT INTO audit (at, principal, act, target, refused, message) VALUES (?, ?, ?, ?, ?, ?)",
            [.int(audit.at.milliseconds), .text(audit.principal), .text(audit.act), .text(audit.target)]
                + (audit.refused?.columns ?? [.null, .null]))
    }
}
