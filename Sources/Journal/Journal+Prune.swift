public import Telemetry

extension Journal {
    /// Session ends, which are about people, for a day; then only how many there were.
    static let endsKept: Duration = .seconds(86_400)
    static let alarmsKept: Duration = .seconds(400 * 86_400)

    /// Deletes what need not be kept any longer. Once an hour is enough; the highest id stays, so that none is given twice.
    public func prune(at now: Moment) {
        let ends = [Database.Value.int((now - Self.endsKept).milliseconds)]
        let alarms = [Database.Value.int((now - Self.alarmsKept).milliseconds)]
        _ = reading { database throws(SQLiteFailure) in
            try database.execute("BEGIN IMMEDIATE")
            do throws(SQLiteFailure) {
                try database.run(
                    """
                    INSERT INTO end_count (hour, host, cause, count)
                    SELECT at / 3600000 * 3600000, host, cause, count(*) FROM session_end WHERE at < ? GROUP BY 1, 2, 3
                    ON CONFLICT (hour, host, cause) DO UPDATE SET count = count + excluded.count
                    """, ends)
                try database.run("DELETE FROM session_end WHERE at < ?", ends)
                try database.run("DELETE FROM end_count WHERE hour < ?", alarms)
                try database.run("DELETE FROM event WHERE at < ?", alarms)
                try database.run("DELETE FROM outage WHERE until < ?", alarms)
                try database.run(
                    """
                    DELETE FROM occurrence
                    WHERE changed < ? AND phase = 'normal' AND shelf_at IS NULL AND id < (SELECT max(id) FROM occurrence)
                    """, alarms)
                try database.execute("COMMIT")
            } catch {
                try? database.execute("ROLLBACK")
                throw error
            }
            // What was overwritten in the file still stands in the log until that is begun anew.
            try database.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }
}
