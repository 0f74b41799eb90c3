import Alarms
import JSON
public import Telemetry

/// How hosts were.
extension Journal {
    /// Of what is kept of how hosts were: bytes, with what each row costs. What is oldest goes for what is new.
    public static let pastRoom: Int64 = 250_000_000
    /// Beside its texts: numbers, indices, half empty pages.
    static let pastRow = 160
    /// So many of the oldest go at once.
    private static let goneAtOnce: Int64 = 200

    /// How some hosts were at a moment; nil where the file cannot be read now.
    /// - Parameter most: guests and sessions in one answer; the first host's are all there.
    public func past(at moment: Moment, of hosts: [Host.ID], most: Int) -> KeptPast? {
        var out = KeptPast()
        var room = most
        let reader = JSONReader()
        let isRead = reading { database throws(SQLiteFailure) in
            // As it was in one moment of the file, too.
            try database.execute("BEGIN")
            defer { try? database.execute("COMMIT") }
            try database.rows("SELECT max(since, coalesce(gone, since)), sessions FROM past_extent") { row in
                (out.keptSince, out.sessionsKeptSince) = (row.optionalMoment(0), row.optionalMoment(1))
                return false
            }
            guard let since = out.keptSince, moment >= since else { return }
            for (place, host) in hosts.enumerated() {
                guard var found = try database.past(of: host, at: moment, reader) else { continue }
                found.sessions = try database.sessions(of: host, at: moment)
                room -= found.guests.count + found.sessions.count
                guard room >= 0 || out.hosts.isEmpty else {
                    out.left = Array(hosts[place...])
                    break
                }
                found.maintenance = try database.maintenance(of: host, at: moment)
                out.hosts[host] = found
            }
        }
        return isRead ? out : nil
    }

    /// Whoever a session or an end is of by a name and not by a pseudonym, at most so many: those were written while names were kept.
    public func names(most: Int) -> [String] {
        var out: [String] = []
        _ = reading { database throws(SQLiteFailure) in
            // Most of what can be a pseudonym is told apart where the rows are: they are many, and where no names are kept all of them are.
            try database.rows(
                """
                SELECT user FROM session
                WHERE user NOT GLOB 'u-*' OR user GLOB 'u-*[^0-9a-f]*' OR length(user) NOT BETWEEN 6 AND 34
                UNION SELECT user FROM session_end
                WHERE user NOT GLOB 'u-*' OR user GLOB 'u-*[^0-9a-f]*' OR length(user) NOT BETWEEN 6 AND 34
                LIMIT ?
                """, [.int(Int64(most))]
            ) { row in
                let user = row.text(0)
                if !user.isPseudonym { out.append(user) }
                return true
            }
        }
        return out
    }

    func losePast(_ lost: [JournalEntry]) {
        for case .past(let entry) in lost { pastLostSince = min(pastLostSince ?? entry.from, entry.from) }
    }

    /// Another file, or one that lost what was written last: how hosts are now is to be told to it.
    func forgetPast() { pastLostSince = pastLostSince ?? Moment(milliseconds: .max) }

    /// Within the transaction that adds to it.
    func makeRoomForPast(_ database: Database) throws(SQLiteFailure) {
        while try (database.number("SELECT size FROM past_extent") ?? 0) > pastRoom,
            // What is so now stays, however much it is.
            try database.number("SELECT 1 FROM past WHERE until IS NOT NULL LIMIT 1") != nil
        {
            try database.run(
                "DELETE FROM past WHERE seq IN (SELECT seq FROM past WHERE until IS NOT NULL ORDER BY until LIMIT ?)",
                [.int(Self.goneAtOnce)])
        }
    }
}

extension Database {
    func write(_ entry: PastEntry) throws(SQLiteFailure) {
        switch entry {
        case .gap(let gap):
            let known = gap.isOfKilledEngine ? try lastSign() : nil
            let from = Value.int(max(gap.from.milliseconds, known ?? gap.from.milliseconds))
            if let host = gap.host {
                try run("UPDATE past SET until = max(since, ?) WHERE host = ? AND until IS NULL", [from, .text(host)])
            } else {
                try run("UPDATE past SET until = max(since, ?) WHERE until IS NULL", [from])
            }
            guard let host = gap.host, gap.from >= gap.at else { return }
            // The clock was set back: what ended by it within a day of now is told again.
            try run(
                "UPDATE past SET until = max(since, ?1) WHERE host = ?2 AND until > ?1 AND until <= ?1 + ?3",
                [from, .text(host), .int(BelievedClock.day.milliseconds)])
        case .change(let change):
            try run(
                "UPDATE past SET until = max(since, ?) WHERE host = ? AND part = ? AND until IS NULL",
                [.int(change.at.milliseconds), .text(change.host), .text(change.name)])
            guard let body = change.part?.json else { return }
            let size = body.utf8.count + change.host.utf8.count + change.name.utf8.count + Journal.pastRow
            try run(
                "INSERT INTO past (host, part, since, size, body) VALUES (?, ?, ?, ?, ?)",
                [.text(change.host), .text(change.name), .int(change.at.milliseconds), .int(Int64(size)), .text(body)])
        }
    }

    /// By the clock of whoever wrote last, whatever was dated before.
    private func lastSign() throws(SQLiteFailure) -> Int64? {
        try number(
            """
            SELECT max(at) FROM (
                SELECT at FROM (SELECT since AS at FROM past ORDER BY seq DESC LIMIT 1)
                UNION ALL SELECT at FROM (SELECT at FROM event ORDER BY seq DESC LIMIT 1)
                UNION ALL SELECT at FROM (SELECT at FROM transition ORDER BY seq DESC LIMIT 1)
                UNION ALL SELECT latest FROM clock)
            """)
    }

    /// Nil where it is not known how the host was.
    fileprivate func past(of host: Host.ID, at moment: Moment, _ reader: JSONReader) throws(SQLiteFailure) -> KeptPast.PastHost? {
        var out = KeptPast.PastHost()
        var isKnown = false
        var guests: [String: Guest] = [:]
        // Of a time that came twice the last word counts.
        try rows(
            """
            SELECT part, body, seq FROM past WHERE host = ?1 AND until IS NULL AND since <= ?2
            UNION ALL SELECT part, body, seq FROM past WHERE host = ?1 AND until > ?2 AND since <= ?2 ORDER BY seq
            """, [.text(host), .int(moment.milliseconds)]
        ) { row in
            switch PastPart(name: row.text(0), json: row.text(1), reader) {
            case .condition(let condition)?: (out.condition, isKnown) = (condition, true)
            case .inventory(let inventory)?: out.inventory = inventory
            case .unlisted(let unlisted)?: out.unlisted = unlisted
            case .guest(let guest)?: guests[guest.id] = guest
            case nil: break
            }
            return true
        }
        out.guests = guests.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        return isKnown ? out : nil
    }

    fileprivate func sessions(of host: Host.ID, at moment: Moment) throws(SQLiteFailure) -> [SessionRecord] {
        var out: [SessionRecord] = []
        try rows(
            """
            SELECT target, host, id, kind, began, ended, cause, guest, network, user, seen, gone FROM session
            WHERE host = ?1 AND began <= ?2 AND coalesce(seen, began) <= ?2 AND (ended IS NULL OR coalesce(gone, ended) > ?2)
            ORDER BY began, id
            """, [.text(host), .int(moment.milliseconds)]
        ) { row in
            out.append(SessionRecord(row))
            return true
        }
        return out
    }

    /// Of a host, or of all of its target.
    fileprivate func maintenance(of host: Host.ID, at moment: Moment) throws(SQLiteFailure) -> MaintenanceWindow? {
        var out: MaintenanceWindow?
        try rows(
            """
            SELECT host, since, until, author, reason, ended FROM outage
            WHERE (host = ?1 OR substr(?1, 1, length(host) + 1) = host || '/') AND since <= ?2 AND coalesce(ended, until) > ?2
            ORDER BY until DESC LIMIT 1
            """, [.text(host), .int(moment.milliseconds)]
        ) { row in
            out = MaintenanceWindow(row)
            return false
        }
        return out
    }
}
