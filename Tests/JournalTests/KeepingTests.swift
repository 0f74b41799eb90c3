import CSQLite
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Alarms
@testable import Journal

@Suite struct KeepingTests {
    let folder: TemporaryFolder
    var path: String { folder.file("journal.sqlite") }
    init() throws { folder = try TemporaryFolder() }

    @Test func everyAlarmComesBackAsItWas() throws {
        var occurrences = Occurrences()
        do {
            let journal = try Journal(path: path)
            for _ in 0..<500 { #expect(journal.record(occurrences.some())) }
            #expect(journal.verify() == [])
        }
        let journal = try Journal(path: path)
        #expect(standing(journal) == occurrences.alarms)
        #expect(journal.restore(at: noon).nextID == occurrences.nextID)
        #expect(journal.problem == nil)
    }

    /// Ids that were told while nothing could be written stand in no occurrence.
    @Test func noIDIsGivenTwiceAfterAnEndOutOfOrderAndNoneIsLeftOutAfterOneInOrder() throws {
        var occurrences = Occurrences()
        var last: Int64 = 0
        do {
            let killed = try Journal(path: path)
            #expect(killed.restore(at: noon).nextID == 1)
            for _ in 0..<50 { #expect(killed.record(occurrences.some())) }
            last = occurrences.nextID - 1
            #expect(killed.restore(at: noon).nextID == last + 1, "its own are its own")
            // It has not ended in order as long as it is there.
            let next = try Journal(path: path).restore(at: noon).nextID
            #expect((last + 1001...last + 2001).contains(next), "\(last), \(next)")
            withExtendedLifetime(killed) {}
        }
        do {
            let second = try Journal(path: path)
            occurrences.restore(second.restore(at: noon))
            for _ in 0..<50 { #expect(second.record(occurrences.some())) }
            last = occurrences.nextID - 1
        }
        #expect(try Journal(path: path).restore(at: noon).nextID == last + 1)
    }

    /// How many came in the last minutes is what people were told, whatever was laid over one of them later.
    @Test(arguments: [("shelved", false), ("suppressed", false), ("suppressed", true), ("maintenance", false), ("maintenance", true)])
    func whatWasAnnouncedCountsAsAnnounced(flag: String, isBefore: Bool) throws {
        let journal = try Journal(path: path)
        var (state, next) = (AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1")), Int64(1))
        let policy = Policy(onDelay: .zero, offDelay: .zero)
        func lay(at now: Moment) throws -> [Transition] {
            switch flag {
            case "shelved": return try state.shelve(Shelf(author: "eva", at: now, reason: "backup", until: now + .seconds(300)))
            case "suppressed": return state.suppress(by: "no data", at: now)
            default: return state.setInMaintenance(true, at: now, by: "eva", reason: "disks")
            }
        }
        if isBefore { journal.record(try lay(at: noon)) }
        journal.record(state.step(.bad(.warning), at: after(1), policy: policy, nextID: &next))
        if !isBefore { journal.record(try lay(at: after(2))) }
        #expect(journal.restore(at: after(3)).activations.map(\.isAnnounced) == [!isBefore])
    }

    /// Nobody looked before it came again: what is still to be looked at is the new one.
    @Test func anOccurrenceThatAnotherFollowedIsOver() throws {
        let journal = try Journal(path: path)
        var (state, next) = (AlarmState(key: AlarmKey(rule: "configuration", host: "")), Int64(1))
        for (index, verdict) in [Verdict.bad(.warning), .good, .bad(.warning), .good].enumerated() {
            let policy = Policy(onDelay: .zero, offDelay: .zero)
            journal.record(state.step(verdict, at: after(Int64(index) * 100), policy: policy, nextID: &next))
        }
        #expect(state.phase == .returned)
        let found = journal.history(since: noon, until: after(1000), limit: 10)
        #expect(found.map(\.id) == [2, 1])
        #expect(found.map(\.phase) == [.returned, .normal])
        #expect(found.last?.returnedAt == after(100))
    }

    @Test func everyStepIsThereWithAuthorAndReason() throws {
        let journal = try Journal(path: path)
        var occurrences = Occurrences(alarms: 1, seed: 7)
        var told: [Transition] = []
        for _ in 0..<200 {
            let made = occurrences.some()
            told += made
            journal.record(made)
        }
        let ids = Set(told.map(\.alarm.id))
        #expect(ids.count > 5)
        for id in ids {
            let expected = told.filter { $0.alarm.id == id }.map {
                JournalStep(
                    at: $0.at, what: $0.what.rawValue, author: $0.author, comment: $0.comment, severity: $0.alarm.severity,
                    phase: $0.alarm.phase, message: $0.alarm.message)
            }
            #expect(journal.steps(of: id) == expected)
        }
        #expect(journal.history(since: noon, until: after(1_000_000), limit: 1000).map(\.id) == ids.sorted(by: >))
        #expect(journal.history(since: noon, until: after(1_000_000), limit: 3).count == 3)
    }

    @Test func endsEventsAndMaintenanceComeBack() throws {
        let ends = (0..<30).map { end("u-\($0)", at: after(Int64($0))) }
        let events = (0..<30).map { HostEvent(at: after(Int64($0)), host: $0 % 2 == 0 ? "" : "hv-1", "line \($0)") }
        var maintenance = MaintenanceWindow(host: "hv-1", from: noon, until: after(3600), author: "km", reason: "new disks")
        let journal = try Journal(path: path)
        journal.record(ends: ends)
        journal.record(events: events)
        journal.record(maintenanceWindows: [maintenance])
        maintenance.endedAt = after(60)
        journal.record(maintenanceWindows: [maintenance])
        let remembered = try Journal(path: path).restore(at: after(60))
        #expect(remembered.ends == ends)
        #expect(remembered.events == events)
        #expect(remembered.maintenanceWindows == [maintenance])
    }

    @Test func onlyItsOwnerReadsIt() throws {
        let old = umask(0)
        defer { umask(old) }
        let journal = try Journal(path: path)
        journal.record(events: [HostEvent(at: noon, host: "", "started")])
        for suffix in ["", "-wal", "-shm"] {
            var status = stat()
            #expect(stat(path + suffix, &status) == 0, "\(suffix)")
            #expect(status.st_mode & 0o777 == 0o600, "\(suffix)")
        }
    }

    @Test func aFileThatOthersCouldReadIsClosedToThem() throws {
        try writeFile(path, "", mode: 0o644)
        _ = try Journal(path: path)
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func noFolderIsSaidAndGotOver() throws {
        let journal = try Journal(path: folder.file("none/journal.sqlite"))
        journal.pause = .zero
        #expect(
            journal.problem?.text == "there is no folder \(folder.file("none")) for the journal: mount its disk again, or make the folder")
        mkdir(folder.file("none"), 0o700)
        #expect(journal.flush())
        #expect(journal.problem == nil)
        let long = folder.file(String(repeating: "x", count: 500))
        #expect(throws: JournalProblem(path: long, .journalPathTooLong(long))) { try Journal(path: long) }
    }

    /// An acknowledgement that was replaced is a comment; one that is taken back is none any more, and what is said next is not lost.
    @Test func whatIsSaidAfterAnUndoIsThereAfterARestart() throws {
        var state = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
        do {
            let journal = try Journal(path: path)
            var nextID: Int64 = 1
            journal.record(state.step(.bad(.warning), at: noon, policy: Policy(), nextID: &nextID))
            journal.record(try state.acknowledge(by: "km", comment: "first", at: after(1), for: .seconds(600)))
            let before = state.alarm?.acknowledgement
            journal.record(try state.acknowledge(by: "km", comment: "second", at: after(2), for: .seconds(600)))
            journal.record(state.undoAcknowledgement(before: before, by: "km", at: after(3)))
            journal.record(try state.comment("pool grows on Thursday", by: "km", at: after(4)))
            journal.record(try state.comment("ask karl", by: "eva", at: after(5)))
        }
        let found = standing(try Journal(path: path)).values.first
        #expect(found?.comments.map(\.text) == ["pool grows on Thursday", "ask karl"])
        #expect(found == state.alarm)
    }

    @Test func tenThousandHostileTexts() throws {
        var random = SeededGenerator(seed: 3)
        let texts = (0..<10_000).map { index -> String in
            let bytes = Noise.bytes(Int.random(in: 0...80, using: &random), using: &random)
            let awkward = ["'; DROP TABLE event; --", "\0", "\u{1B}[2J", "\u{202E}", "", "\u{FEFF}", "=1+1", "👩‍👩‍👧‍👦é"]
            return String(decoding: bytes, as: UTF8.self) + (awkward.randomElement(using: &random) ?? "") + "\(index % 7)\0"
        }
        let journal = try Journal(path: path)
        journal.record(events: texts.map { HostEvent(at: noon, host: $0, .raw($0)) })
        journal.record(ends: texts.map { end($0, on: $0, evidence: $0) })
        #expect(journal.waiting == 0)
        #expect(journal.restore(at: noon).ends.map(\.evidence) == texts)
        #expect(journal.restore(at: noon).ends.map(\.user) == texts)
        #expect(journal.restore(at: noon).events.map(\.text) == Array(texts.suffix(500)))
        #expect(journal.verify() == [])
    }

    @Test func prunesPeopleAfterADayAndCountsThem() throws {
        let journal = try Journal(path: path)
        journal.record(ends: (0..<10).map { end("secret-\($0)", at: after(Int64($0) * 600)) } + [end("fresh", at: after(90_000))])
        passTime(journal, until: after(90_000))
        journal.prune(at: after(90_000))
        let counts = journal.endCounts(since: noon)
        #expect(counts.map(\.count) == [6])
        #expect(counts.first?.hour == noon)
        #expect(journal.restore(at: after(90_000)).ends.map(\.user) == ["secret-6", "secret-7", "secret-8", "secret-9", "fresh"])
        journal.prune(at: after(150_000))
        journal.prune(at: after(200_000))
        #expect(journal.endCounts(since: noon).map(\.count).reduce(0, +) == 11)
        // Not only out of the tables: out of the files.
        for suffix in ["", "-wal"] {
            let bytes = (try? readFile(path + suffix)) ?? []
            #expect(!String(decoding: bytes, as: UTF8.self).contains("secret-"), "\(suffix)")
        }
    }

    @Test func prunesOldAlarmsButNotWhatStandsNorTheHighestID() throws {
        let journal = try Journal(path: path)
        var old = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
        var open = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-2"))
        var nextID: Int64 = 1
        journal.record(old.step(.bad(.warning), at: noon, policy: Policy(), nextID: &nextID))
        journal.record(open.step(.bad(.warning), at: noon, policy: Policy(), nextID: &nextID))
        journal.record(try old.acknowledge(by: "km", comment: "", at: after(1), for: .seconds(60)))
        journal.record(old.step(.good, at: after(2), policy: Policy(), nextID: &nextID))
        passTime(journal, until: after(400 * 86_400 + 1))
        #expect(standing(journal).count == 2)
        journal.prune(at: after(400 * 86_400 + 3))
        #expect(standing(journal).keys.map(\.host) == ["hv-2"])
        #expect(journal.steps(of: 1) == [])
        #expect(journal.restore(at: noon).nextID == 3)
        #expect(journal.verify() == [])
    }

    @Test func theNewestOfAHundredThousand() throws {
        let journal = try Journal(path: path)
        try fill(journal, 100_000)
        let found = journal.history(since: after(90_000), until: after(100_000), limit: 200)
        #expect(found.count == 200)
        #expect(found.first?.raisedAt == after(99_999))
    }

    /// One transaction per thousand.
    private func fill(_ journal: Journal, _ count: Int) throws {
        for start in stride(from: 0, to: count, by: 1000) {
            journal.record(
                (start..<start + 1000).map { index in
                    let alarm = Alarm(
                        id: Int64(index + 1), key: AlarmKey(rule: "cpu", host: "hv-\(index % 100)"), severity: .warning, phase: .normal,
                        raisedAt: after(Int64(index)), changedAt: after(Int64(index)), message: "CPU 91 %, limit 90", evidence: ["proof"])
                    return Transition(alarm: alarm, what: .raised, at: alarm.raisedAt)
                })
        }
        #expect(journal.waiting == 0)
    }
}
