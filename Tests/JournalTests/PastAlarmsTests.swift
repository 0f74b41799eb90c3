import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// Alarms as they stood.
@Suite struct PastAlarmsTests {
    let folder: TemporaryFolder
    let journal: Journal
    init() throws {
        folder = try TemporaryFolder()
        journal = try Journal(path: folder.file("journal.sqlite"))
    }

    /// All that screens show of it, and no journal keeps of each step.
    private func essence(_ alarm: Alarm) -> Alarm {
        var out = alarm
        (out.evidence, out.context) = ([], [])
        // An announcement is known by its last.
        out.announcedAt = nil
        return out
    }

    /// Hundreds of alarms that come, go, and are acknowledged, shelved, suppressed and commented: at any moment those that stood are there
    /// as they stood, and no others.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func everyMomentHasItsAlarms(seed: UInt64) throws {
        var occurrences = Occurrences(seed: seed)
        var seen: [(at: Moment, alarms: [Int64: Alarm])] = []
        for _ in 0..<400 {
            journal.record(occurrences.some())
            let standing = occurrences.alarms.values.filter { $0.phase != .normal || $0.shelf != nil }
            seen.append((occurrences.now, Dictionary(uniqueKeysWithValues: standing.map { ($0.id, essence($0)) })))
        }
        for moment in seen {
            let found = try #require(journal.alarms(at: moment.at, limit: 10_000))
            let then = Dictionary(uniqueKeysWithValues: found.map { ($0.id, essence($0)) })
            #expect(Set(then.keys) == Set(moment.alarms.keys), "\(moment.at.rfc3339)")
            for (id, alarm) in moment.alarms { #expect(then[id] == alarm, "\(moment.at.rfc3339)") }
        }
        #expect(journal.alarms(at: noon, limit: 10) == [])
        let last = try #require(seen.last)
        #expect(journal.alarms(at: last.at, limit: 2)?.count == min(2, last.alarms.count))
        #expect(journal.problem == nil && journal.verify() == [])
    }

    /// A file that cannot be read has no list, rather than one without alarms.
    @Test func whatCannotBeReadIsNoListWithoutAlarms() throws {
        var occurrences = Occurrences(seed: 1)
        journal.record(occurrences.some())
        try journal.database?.execute("ALTER TABLE transition RENAME TO lost")
        #expect(journal.alarms(at: occurrences.now, limit: 10) == nil)
    }

    /// Each alarm of a moment is asked whether another of its kind followed: that is looked up and not searched.
    @Test func whatFollowedAnAlarmIsFoundByItsKind() throws {
        var plan: [String] = []
        let question: StaticString = """
            EXPLAIN QUERY PLAN SELECT 1 FROM occurrence AS o WHERE NOT EXISTS (
                SELECT 1 FROM occurrence AS n WHERE n.raised BETWEEN o.raised AND ?1 AND n.id > o.id
                    AND n.rule = o.rule AND n.host = o.host AND n.entity = o.entity)
            """
        try journal.database?.rows(question, [.int(noon.milliseconds)]) { row in
            plan.append(row.text(3))
            return true
        }
        let line = try #require(plan.first { $0.contains(" n ") })
        #expect(line.contains("occurrence_key (rule=? AND host=? AND entity=? AND raised>? AND raised<?)"), "\(plan)")
    }

    /// Written before a step said what lay over its alarm: of the last step of each the occurrence itself says so, of others nobody knows,
    /// and an alarm is not told as open that may have been put aside. What happens later changes nothing of that.
    @Test(arguments: 1...4 as ClosedRange<UInt64>) func aStepOfVersion10HasWhatLayOverItOrIsNotTold(seed: UInt64) throws {
        let path = folder.file("older.sqlite")
        var occurrences = Occurrences(alarms: 5, seed: seed)
        var seen: [(at: Moment, alarms: [Int64: Alarm])] = []
        func see() {
            let standing = occurrences.alarms.values.filter { $0.phase != .normal || $0.shelf != nil }
            seen.append((occurrences.now, Dictionary(uniqueKeysWithValues: standing.map { ($0.id, essence($0)) })))
        }
        do {
            let older = try Journal(path: path)
            for _ in 0..<60 {
                older.record(occurrences.some())
                see()
            }
            try older.database?.asOfVersion10()
        }
        let upgraded = occurrences.now
        let journal = try Journal(path: path)
        for _ in 0..<60 {
            journal.record(occurrences.some())
            see()
        }
        var known = 0
        for moment in seen {
            let found = try #require(journal.alarms(at: moment.at, limit: 1000))
            // Before the upgrade all of them or none: a list that lacks some looks like one that does not.
            if moment.at < upgraded, found.isEmpty { continue }
            known += 1
            #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.id, essence($0)) }) == moment.alarms, "\(moment.at.rfc3339)")
        }
        #expect(known > 60 && seen[59].alarms.values.contains { $0.shelf != nil || $0.suppressedBy != nil })
        #expect(journal.verify() == [] && journal.problem == nil)
    }
}

extension Database {
    /// A file as the version before how things were was kept has it, with all else that is in it.
    fileprivate func asOfVersion10() throws(SQLiteFailure) {
        try execute(
            """
            DROP INDEX occurrence_key; DROP TABLE past; DROP TABLE past_extent;
            ALTER TABLE transition DROP COLUMN held; ALTER TABLE session DROP COLUMN seen; ALTER TABLE session DROP COLUMN gone;
            PRAGMA user_version = 10
            """)
    }
}
