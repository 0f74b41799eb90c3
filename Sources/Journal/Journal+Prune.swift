public import Telemetry

extension Journal {
    /// How long each kind of record is kept.
    public struct Retention: Hashable, Sendable {
        /// Occurrences with every step, who asked for what, and who was told a name.
        public var alarms: Duration
        /// Sessions that are over and single session ends, which are about people; then only how many there were, for as long as alarms.
        public var sessionEnds: Duration
        public var events: Duration
        /// How hosts were; beyond `pastRoom` the oldest goes sooner.
        public var past: Duration
        public init(
            alarms: Duration = .seconds(400 * 86_400), sessionEnds: Duration = .seconds(86_400), events: Duration = .seconds(90 * 86_400),
            past: Duration = .seconds(31 * 86_400)
        ) {
            self.alarms = alarms
            self.sessionEnds = sessionEnds
            self.events = events
            self.past = past
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
        for kind in Upkeep.allCases { isBelieved = prune(kind, at: now, keeping: retention) }
        return isBelieved
    }

    /// What is looked through one after the other: who waits for the disk has a turn between them.
    enum Upkeep: CaseIterable {
        case ends, sessions, audits, counts, events, reveals, maintenance, past, alarms
        /// What is dated after now.
        case ahead
        /// Of the file itself.
        case space
    }
    /// So many rows of how hosts were go at once.
    static let pastAtOnce: Int64 = 20_000
    /// So many pages are given back at once.
    private static let pagesAtOnce: StaticString = "PRAGMA incremental_vacuum(2000)"

    func prune(_ kind: Upkeep, at now: Moment, keeping retention: Retention) -> Bool {
        var isBelieved = false
        _ = reading { database throws(SQLiteFailure) in
            try database.execute("BEGIN IMMEDIATE")
            do throws(SQLiteFailure) {
                let clock = try database.watchClock(now)
                try database.prune(kind, retention, clock)
                try database.execute("COMMIT")
                isBelieved = clock.isSettled
            } catch {
                try? database.execute("ROLLBACK")
                throw error
            }
            guard kind == .space else { return }
            try database.execute(Self.pagesAtOnce)
            // What was overwritten in the file still stands in the log until that is begun anew.
            try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return isBelieved
    }
}

extension Database {
    fileprivate func prune(_ kind: Journal.Upkeep, _ retention: Journal.Retention, _ clock: BelievedClock) throws(SQLiteFailure) {
        /// What is older than this goes; nil where nothing is.
        func limit(_ oldest: Int64?, _ kept: Duration) -> [Value]? {
            guard let oldest else { return nil }
            let outdated = (clock.believed - kept).milliseconds
            return oldest < outdated ? [.int(min(outdated, oldest + Journal.step.milliseconds))] : nil
        }
        func delete(_ oldest: StaticString, _ deletion: StaticString, after kept: Duration) throws(SQLiteFailure) {
            if let outdated = limit(try number(oldest), kept) { try run(deletion, outdated) }
        }
        switch kind {
        case .ends:
            guard let ends = limit(try number("SELECT min(at) FROM session_end"), retention.sessionEnds) else { return }
            try run(
                """
                INSERT INTO end_count (hour, host, cause, count)
                SELECT at / 3600000 * 3600000, host, cause, count(*) FROM session_end WHERE at < ? GROUP BY 1, 2, 3
                ON CONFLICT (hour, host, cause) DO UPDATE SET count = count + excluded.count
                """, ends)
            try run("DELETE FROM session_end WHERE at < ?", ends)
        case .sessions:
            if let outdated = limit(try number("SELECT min(ended) FROM session"), retention.sessionEnds) {
                try run("DELETE FROM session WHERE ended < ?", outdated)
                try run("UPDATE past_extent SET sessions = max(coalesce(sessions, ?1), ?1)", outdated)
            }
            // Sessions that last stay; of one that has for longer than anything is kept nobody was there to see the end.
            try delete(
                "SELECT min(began) FROM session WHERE ended IS NULL", "DELETE FROM session WHERE ended IS NULL AND began < ?",
                after: retention.alarms)
        case .audits: try delete("SELECT min(at) FROM audit", "DELETE FROM audit WHERE at < ?", after: retention.alarms)
        case .counts: try delete("SELECT min(hour) FROM end_count", "DELETE FROM end_count WHERE hour < ?", after: retention.alarms)
        case .events: try delete("SELECT min(at) FROM event", "DELETE FROM event WHERE at < ?", after: retention.events)
        case .reveals: try delete("SELECT min(at) FROM reveal", "DELETE FROM reveal WHERE at < ?", after: retention.alarms)
        case .maintenance: try delete("SELECT min(until) FROM outage", "DELETE FROM outage WHERE until < ?", after: retention.alarms)
        case .past:
            guard let outdated = limit(try number("SELECT min(until) FROM past"), retention.past) else { return }
            try run(
                "DELETE FROM past WHERE seq IN (SELECT seq FROM past WHERE until < ? ORDER BY until LIMIT ?)",
                outdated + [.int(Journal.pastAtOnce)])
        case .alarms:
            // One that was followed by another of its kind is over, in whatever phase it was left.
            try delete(
                "SELECT min(changed) FROM occurrence WHERE latest = 0 OR (phase = 'normal' AND shelf_at IS NULL)",
                """
                DELETE FROM occurrence
                WHERE changed < ? AND (latest = 0 OR (phase = 'normal' AND shelf_at IS NULL))
                AND id < (SELECT max(id) FROM occurrence)
                """, after: retention.alarms)
        case .ahead:
            // Ends dated after now are of a time in which the clock was wrong. They are about people, and would stay until that time comes.
            guard clock.isSettled else { return }
            let ahead: [Value] = [.int((clock.latest + Journal.step).milliseconds)]
            try run(
                """
                INSERT INTO end_count (hour, host, cause, count)
                SELECT ? / 3600000 * 3600000, host, cause, count(*) FROM session_end WHERE at > ? GROUP BY 1, 2, 3
                ON CONFLICT (hour, host, cause) DO UPDATE SET count = count + excluded.count
                """, [.int(clock.latest.milliseconds)] + ahead)
            try run("DELETE FROM session_end WHERE at > ?", ahead)
            try run("DELETE FROM session WHERE ended > ?", ahead)
            try prunePast(after: clock.latest + Journal.step, since: clock.since)
        case .space: break
        }
    }

    /// What is dated after a moment is of a clock that was ahead: it goes, the farthest day of it at once, and what lasted beyond then ends when
    /// the clock was put right.
    private func prunePast(after moment: Moment, since: Moment) throws(SQLiteFailure) {
        let ahead = moment.milliseconds
        try run(
            "UPDATE past SET until = max(since, ?) WHERE until > ? AND since <= ?", [.int(since.milliseconds), .int(ahead), .int(ahead)])
        guard let farthest = try number("SELECT max(until) FROM past WHERE until > ?", [.int(ahead)]) else { return }
        // Nothing of that time was there: what is kept begins no later for it.
        let gone = try number("SELECT gone FROM past_extent")
        try run(
            "DELETE FROM past WHERE seq IN (SELECT seq FROM past WHERE until > ? ORDER BY until DESC LIMIT ?)",
            [.int(max(ahead, farthest - Journal.step.milliseconds)), .int(Journal.pastAtOnce)])
        try run("UPDATE past_extent SET gone = ?", [Value(gone)])
    }
}
