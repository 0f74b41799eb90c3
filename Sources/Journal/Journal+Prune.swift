public import Telemetry

extension Journal {
    /// How long each kind of record is kept.
    public struct Retention: Hashable, Sendable {
        /// Occurrences with every step, and who was told a name.
        public var alarms: Duration
        /// Single session ends, which are about people; then only how many there were, for as long as alarms.
        public var sessionEnds: Duration
        public var events: Duration
        public init(
            alarms: Duration = .seconds(400 * 86_400), sessionEnds: Duration = .seconds(86_400), events: Duration = .seconds(90 * 86_400)
        ) {
            self.alarms = alarms
            self.sessionEnds = sessionEnds
            self.events = events
        }
    }

    /// Deletes what need not be kept any longer. Once an hour is enough; the highest id stays, so that none is given twice.
    public func prune(at now: Moment, keeping retention: Retention = Retention()) {
        let ends = [Database.Value.int((now - retention.sessionEnds).milliseconds)]
        let alarms = [Database.Value.int((now - retention.alarms).milliseconds)]
        let events = [Database.Value.int((now - retention.events).milliseconds)]
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
                try database.run("DELETE FROM event WHERE at < ?", events)
                try database.run("DELETE FROM reveal WHERE at < ?", alarms)
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
