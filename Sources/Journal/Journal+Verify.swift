public import Telemetry

extension Journal {
    /// What is not as it should be, one line each; empty where all is well. Reads the whole file.
    public func verify() -> [Message] {
        var out: [Message] = []
        if let problem { out.append(problem) }
        // All may still stand in the log; once that is written back, or lost, this counts.
        if database != nil, state != .sound { out.append(.fileWasReplaced()) }
        let isRead = reading { database throws(SQLiteFailure) in
            try database.rows("PRAGMA integrity_check(20)") { row in
                if row.text(0) != "ok" { out.append(.integrityFails(RawLine(row.text(0)))) }
                return true
            }
            try database.rows("PRAGMA foreign_key_check") { row in
                out.append(.rowOfNobody(row.text(0)))
                return true
            }
            try check(database, into: &out)
        }
        if !isRead { out.append(problem ?? .journalUnreadable()) }
        return out
    }

    private func check(_ database: Database, into out: inout [Message]) throws(SQLiteFailure) {
        func look(_ sql: StaticString, _ fault: Message) throws(SQLiteFailure) {
            try database.rows(sql) { row in
                out.append(.alarmIsUnsound(Int(row.int(0)), fault))
                return true
            }
        }
        try database.rows("SELECT host, began FROM session WHERE ended < began OR (ended IS NULL) <> (cause IS NULL) LIMIT 20") { row in
            out.append(.sessionEndsOddly(row.text(0), row.moment(1)))
            return true
        }
        try look(
            "SELECT id FROM occurrence o WHERE NOT EXISTS (SELECT 1 FROM transition t WHERE t.occurrence = o.id)", .hasNoHistory())
        try look(
            """
            SELECT o.id FROM occurrence o JOIN transition t ON t.seq = (SELECT min(seq) FROM transition WHERE occurrence = o.id)
            WHERE t.what NOT IN ('raised', 'restored')
            """, .historyHasNoBeginning())
        try look(
            """
            SELECT o.id FROM occurrence o JOIN transition t ON t.seq = (SELECT max(seq) FROM transition WHERE occurrence = o.id)
            WHERE t.phase <> o.phase OR t.severity <> o.severity
            """, .standsOtherwise())
        // More than a minute back is a clock that was set right (`JournalEntry.line`).
        try look(
            """
            SELECT DISTINCT a.occurrence FROM transition a JOIN transition b
            ON b.seq = (SELECT min(seq) FROM transition WHERE occurrence = a.occurrence AND seq > a.seq)
            WHERE b.at < a.at AND a.at - b.at <= 60000
            """, .timeRunsBackwards())
        try look(
            "SELECT id FROM occurrence WHERE phase = 'acknowledged' AND (ack_author IS NULL OR ack_at < raised)",
            .acknowledgedByNobody())
        try look("SELECT id FROM occurrence WHERE phase = 'unacknowledged' AND ack_author IS NOT NULL", .seenAndUnseen())
        try look(
            """
            SELECT o.id FROM occurrence o WHERE o.latest = 0 AND NOT EXISTS (
                SELECT 1 FROM occurrence n WHERE n.rule = o.rule AND n.host = o.host AND n.entity = o.entity AND n.id > o.id)
            """, .lastIsNotMarked())
    }
}
