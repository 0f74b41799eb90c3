import Telemetry

extension Database {
    /// The clock as this file last saw it, and now.
    func watchClock(_ now: Moment) throws(SQLiteFailure) -> BelievedClock {
        var clock: BelievedClock?
        try rows("SELECT latest, since, believed FROM clock") { row in
            clock = BelievedClock(
                latest: row.moment(0), since: row.moment(1),
                believed: row.moment(2))
            return false
        }
        // A file from before the clock was watched: its newest line says when it was last written.
        var written = now
        try rows("SELECT at FROM event WHERE at <= ? ORDER BY at DESC LIMIT 1", [.int(now.milliseconds)]) { row in
            written = row.moment(0)
            return false
        }
        var out = clock ?? BelievedClock(written)
        out.watch(now)
        try run(
            "INSERT OR REPLACE INTO clock (one, latest, since, believed) VALUES (1, ?, ?, ?)",
            [.int(out.latest.milliseconds), .int(out.since.milliseconds), .int(out.believed.milliseconds)])
        return out
    }
}
