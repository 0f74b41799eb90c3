public import Telemetry

extension Journal {
    /// How long each kind of record is kept.
    public struct Retention: Hashable, Sendable {
        /// Occurrences with every step, who asked for what, and who was told a name.
        public var alarms: Duration
        /// Sessions that are over and single session ends, which are about people; then only how many there were, for as long as alarms.
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

    /// Of each kind the oldest day's worth goes at once at most: a wrong clock, and a file of years, are dealt with in steps.
    static let step = Duration.seconds(86_400)

    /// Deletes what need not be kept any longer, as far as the clock can be believed. Once an hour is enough; the highest id stays, so
    /// that none is given twice.
    ///
    /// - Returns: whether the clock can be believed: it has gone on for an hour without a leap.
    @discardableResult
    public func prune(at now: Moment, keeping retention: Retention = Retention()) -> Bool {
        var isBelieved = false
        _ = reading { database throws(SQLiteFailure) in
            try database.execute("BEGIN IMMEDIATE")
            do throws(SQLiteFailure) {
                let clock = try database.watchClock(now)
                try database.prune(retention, clock)
                try database.execute("COMMIT")
                isBelieved = clock.isSettled
            } catch {
                try? database.execute("ROLLBACK")
                throw error
            }
            // What was overwritten in the file still stands in the log until that is begun anew.
            try database.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return isBelieved
    }
}

extension Database {
    fileprivate func prune(_ retention: Journal.Retention, _ clock: BelievedClock) throws(SQLiteFailure) {
        /// What is older than this goes; nil where nothing is.
        func limit(_ oldest: Int64?, _ kept: Duration) -> [Value]? {
            guard let oldest else { return nil }
            let outdated = (clock.believed - kept).milliseconds
            return oldest < outdated ? [.int(min(outdated, oldest + Journal.step.milliseconds))] : nil
        }
        if let ends = limit(try number("SELECT min(at) FROM session_end"), retention.sessionEnds) {
            try run(
                """
                INSERT INTO end_count (hour, host, cause, count)
                SELECT at / 3600000 * 3600000, host, cause, count(*) FROM session_end WHERE at < ? GROUP BY 1, 2, 3
                ON CONFLICT (hour, host, cause) DO UPDATE SET count = count + excluded.count
                """, ends)
            try run("DELETE FROM session_end WHERE at < ?", ends)
        }
        // Sessions that last stay, however long they do.
        if let sessions = limit(try number("SELECT min(ended) FROM session"), retention.sessionEnds) {
            try run("DELETE FROM session WHERE ended < ?", sessions)
        }
        if let audits = limit(try number("SELECT min(at) FROM audit"), retention.alarms) {
            try run("DELETE FROM audit WHERE at < ?", audits)
        }
        if let counts = limit(try number("SELECT min(hour) FROM end_count"), retention.alarms) {
            try run("DELETE FROM end_count WHERE hour < ?", counts)
        }
        if let events = limit(try number("SELECT min(at) FROM event"), retention.events) {
            try run("DELETE FROM event WHERE at < ?", events)
        }
        if let reveals = limit(try number("SELECT min(at) FROM reveal"), retention.alarms) {
            try run("DELETE FROM reveal WHERE at < ?", reveals)
        }
        if let maintenanceWindows = limit(try number("SELECT min(until) FROM outage"), retention.alarms) {
            try run("DELETE FROM outage WHERE until < ?", maintenanceWindows)
        }
        // One that was followed by another of its kind is over, in whatever phase it was left.
        let oldest = try number("SELECT min(changed) FROM occurrence WHERE latest = 0 OR (phase = 'normal' AND shelf_at IS NULL)")
        if let alarms = limit(oldest, retention.alarms) {
            try run(
                """
                DELETE FROM occurrence
                WHERE changed < ? AND (latest = 0 OR (phase = 'normal' AND shelf_at IS NULL))
                AND id < (SELECT max(id) FROM occurrence)
                """, alarms)
        }
        // Ends dated after now are of a time in which the clock was wrong. They are about people, and would stay until that time comes.
        if clock.isSettled {
            let ahead: [Value] = [.int((clock.latest + Journal.step).milliseconds)]
            try run(
                """
                INSERT INTO end_count (hour, host, cause, count)
                SELECT ? / 3600000 * 3600000, host, cause, count(*) FROM session_end WHERE at > ? GROUP BY 1, 2, 3
                ON CONFLICT (hour, host, cause) DO UPDATE SET count = count + excluded.count
                """, [.int(clock.latest.milliseconds)] + ahead)
            try run("DELETE FROM session_end WHERE at > ?", ahead)
            try run("DELETE FROM session WHERE ended > ?", ahead)
        }
    }
}
