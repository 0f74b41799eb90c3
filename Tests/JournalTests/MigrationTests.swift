import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Journal

@Suite struct MigrationTests {
    let folder: TemporaryFolder
    var path: String { folder.file("journal.sqlite") }
    init() throws { folder = try TemporaryFolder() }

    private static let next: StaticString = "ALTER TABLE event ADD COLUMN kind TEXT NOT NULL DEFAULT 'old'"
    private static let broken: StaticString = "ALTER TABLE event ADD COLUMN kind TEXT; CREATE TABLE event (x)"

    @Test func aFileOfAnOlderVersionIsBroughtForwardWithAllThatIsInIt() throws {
        var occurrences = Occurrences()
        do {
            let journal = try Journal(path: path)
            for _ in 0..<50 { journal.record(occurrences.some()) }
            journal.record(events: [HostEvent(at: noon, host: "", "started")])
        }
        let journal = try Journal(path: path, steps: Schema.steps + [Self.next])
        #expect(standing(journal) == occurrences.alarms)
        #expect(try journal.database?.number("PRAGMA user_version") == Int64(Schema.steps.count + 1))
        #expect(try journal.database?.number("SELECT count(*) FROM event WHERE kind = 'old'") == 1)
        #expect(namesInFolder(folder.path).allSatisfy { !$0.contains("version") })
    }

    /// Written by an engine of version 2: a comment that was made after an undo was not in it, but its step was.
    @Test func aFileOfVersion2IsReadWithTheCommentsThatItLost() throws {
        try load("version-2.sql")
        let journal = try Journal(path: path)
        let alarm = try #require(journal.restore(at: noon).records.first?.alarm)
        #expect(alarm.acknowledgement?.comment == "first" && alarm.key.rule == "memory")
        #expect(alarm.comments.map(\.text) == ["acknowledged: first", "pool grows on Thursday", "ask karl"])
        #expect(alarm.comments.first?.message == .remarkAcknowledged("first"), "known by what it says")
        #expect(journal.verify() == [])
        #expect(journal.problem == nil)
    }
    /// Written by the journal of 574b15c, which had counted the ends of two days ago by hour.
    @Test func aFileOfVersion2HasItsEndsTheirCountsAndWhoWasToldANameOfWhom() throws {
        try load("version-2-ends.sql")
        let journal = try Journal(path: path)
        let now = Moment(seconds: 1_795_770_700)
        let ends = journal.restore(at: now).ends
        #expect(ends.map(\.at) == [now - .seconds(600), now - .seconds(60)] && ends == journal.ends(since: now - .seconds(600)))
        #expect(ends.map(\.session) == ["21", "22"] && ends.map(\.user) == ["u-7f3a", "u-5d11"])
        #expect(ends.map(\.cause) == [.clientLost, .unknown] && ends.map(\.confidence) == [.exact, .inferred])
        #expect(ends.last?.evidence == "CLIENT_LIST u-5d11 192.0.2.0/24")
        let counts = journal.endCounts(since: Moment(milliseconds: 0))
        #expect(counts.map(\.hour.milliseconds) == [1_795_590_000_000, 1_795_590_000_000, 1_795_669_200_000])
        #expect(counts.map(\.host) == ["vpn-1", "vpn-1", "vpn-2"] && counts.map(\.count) == [2, 1, 1])
        #expect(counts.map(\.cause) == [.clientLost, .handshake, .loggedOut])
        let told = journal.reveals()
        #expect(told.map(\.at) == [now - .seconds(300), now - .seconds(20)] && told.map(\.pseudonym) == ["u-7f3a", "u-5d11"])
        #expect(told.map(\.author) == ["root", "karl"] && told.map(\.reason) == ["ticket 17: who is cut off all the time?", "she rang"])
        _ = journal.prune(at: now)
        #expect(journal.endCounts(since: Moment(milliseconds: 0)).map(\.count) == [2, 1, 1] && journal.reveals() == told)
        #expect(journal.verify() == [] && journal.problem == nil)
    }

    private func load(_ name: String) throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let made = try run(["python3", "-c", Self.load, path, "/\(folder)/cases/\(name)"])
        #expect(made.status == .exit(0), "\(made.stderr)")
    }

    /// Written before sessions and the audit had tables.
    @Test func aFileOfVersion4HasAllThatItHadAndRoomForSessions() throws {
        try load("version-4.sql")
        let journal = try Journal(path: path)
        let now = Moment(milliseconds: 1_795_729_640_000)
        let remembered = journal.restore(at: now)
        #expect(remembered.isComplete && remembered.nextID == 9 && remembered.sessions.isEmpty)
        let alarms = Dictionary(uniqueKeysWithValues: remembered.records.map { ($0.alarm.key.rule, $0.alarm) })
        #expect(alarms["memory"]?.acknowledgement?.comment == "pool grows" && alarms["memory"]?.count == 3)
        #expect(alarms["memory"]?.comments.map(\.text) == ["ask karl"])
        #expect(alarms["timeouts"]?.shelf?.reason == "provider works" && alarms["timeouts"]?.shelf?.wakes == [.hostBack, .severityUp])
        #expect(alarms["timeouts"]?.evidence.count == 1)
        #expect(remembered.ends.map(\.user) == ["u-7f3a"] && remembered.maintenanceWindows.map(\.reason) == ["new disk"])
        #expect(remembered.events.map(\.text) == ["engine 0.1.0 started"])
        #expect(journal.endCounts(since: Moment(milliseconds: 0)).map(\.count) == [41])
        #expect(journal.reveals().map(\.reason) == ["ticket 5"])
        let session = SessionRecord(target: "vpn-1", host: "vpn-1", id: "17", kind: .vpn, began: now)
        #expect(journal.record(sessions: [session]))
        #expect(journal.record(audits: [Audit(at: now, principal: "root", act: "poll", target: "", refused: nil)]))
        #expect(journal.sessions(since: now) == [session] && journal.audits().count == 1)
        #expect(remembered.hosts.isEmpty)
        var (one, other) = (KnownHost(target: "pve", node: "a", since: now), KnownHost(target: "pve", node: "b", since: now))
        #expect(journal.record(hosts: [one, other]))
        one.missingSince = now
        other.isForgotten = true
        #expect(journal.record(hosts: [one, other]))
        #expect(journal.restore(at: now).hosts == [one])
        #expect(journal.verify() == [])
        #expect(journal.problem == nil)
    }
    private static let load = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())"

    /// Written before it was kept how hosts were: all is as it was, and of then nothing more is known.
    @Test func aFileOfVersion10HasAllThatItHadAndNoPast() throws {
        try load("version-10.sql")
        let journal = try Journal(path: path)
        let now = Moment(milliseconds: 1_795_880_882_857)
        let remembered = journal.restore(at: now)
        let alarm = try #require(remembered.records.first?.alarm)
        #expect(remembered.isComplete && remembered.records.count == 1 && remembered.nextID == 2)
        #expect(alarm.key == AlarmKey(rule: "cpu", host: "here") && alarm.acknowledgement?.comment == "looking")
        #expect(alarm.comments.map(\.text) == ["old words"] && remembered.maintenanceWindows.map(\.reason) == ["new disk"])
        #expect(remembered.events.count == 7 && journal.audits().count == 3)
        #expect(try journal.database?.number("PRAGMA user_version") == Int64(Schema.steps.count))
        #expect(namesInFolder(folder.path).allSatisfy { !$0.contains("version") })
        let past = try #require(journal.past(at: now, of: ["here"], most: 10))
        #expect(past.hosts.isEmpty && past.keptSince == nil)
        // What lay over it is known of its last step.
        let then = try #require(journal.alarms(at: now, limit: 10)?.first)
        #expect(then.acknowledgement == alarm.acknowledgement && then.isInMaintenance && then.comments.map(\.text) == ["old words"])
        #expect(journal.alarms(at: Moment(milliseconds: 1_795_880_857_200), limit: 10) == [])
        #expect(journal.verify() == [] && journal.problem == nil)
    }

    /// Written when sentences were kept as they were said, before and after hosts had a table of their own.
    @Test(arguments: [5, 6]) func aFileOfSentencesIsReadAsMessages(_ version: Int) throws {
        do {
            let journal = try Journal(path: path, steps: Array(Schema.steps.prefix(version)))
            #expect(try journal.database?.number("PRAGMA user_version") == Int64(version))
            try journal.database?.execute(Self.sentences)
        }
        let journal = try Journal(path: path)
        #expect(try journal.database?.number("PRAGMA user_version") == Int64(Schema.steps.count))
        let remembered = journal.restore(at: noon)
        #expect(remembered.isComplete)
        let alarms = remembered.records.map(\.alarm)
        #expect(alarms.map(\.message) == [.raw("memory 97 %"), .raw("CPU 97 %"), .raw("pool 100 %")])
        #expect(alarms.map(\.suppressedBy) == [Message.suppressedByNoData(), Message.silence("known by karl", nil), nil])
        #expect(
            alarms[0].comments.map(\.message) == [.remarkAcknowledged(nil), .remarkShelved("known"), .remarkUnshelved(), .raw("ask karl")])
        #expect(alarms[0].context == [.raw("11 of 14 within 60 s")])
        #expect(journal.steps(of: 1).map(\.comment) == ["its time is over"])
        #expect(journal.alarms(at: noon, limit: 9)?.map(\.suppressedBy) == [Message.suppressedByNoData()])
        #expect(journal.audits().map(\.refused?.text) == [nil, "alarm 9 is over or never was"])
        #expect(remembered.events.map(\.message) == [.raw("engine 0.1.0 started")])
        #expect(journal.problem == nil)
    }
    private static let sentences: StaticString = """
        INSERT INTO occurrence (id, rule, host, entity, latest, severity, phase, raised, changed, text, count, unseen, suppressed_by, out_of_service)
            VALUES (1, 'memory', 'hv-1', '', 1, 1, 'unacknowledged', 1, 1, 'memory 97 %', 1, 0, 'no data', 0),
                (2, 'cpu', 'hv-1', '', 1, 1, 'unacknowledged', 1, 1, 'CPU 97 %', 1, 0, 'silence: known by karl', 0),
                (3, 'sessions', 'vpn-1', '', 1, 1, 'unacknowledged', 1, 1, 'pool 100 %', 1, 0, NULL, 0);
        INSERT INTO comment (occurrence, author, at, text)
            VALUES (1, 'km', 1, 'acknowledged'), (1, 'km', 2, 'shelved: known'), (1, 'km', 3, 'unshelved'), (1, 'eva', 4, 'ask karl');
        INSERT INTO line (occurrence, kind, position, text) VALUES (1, 'context', 0, '11 of 14 within 60 s');
        INSERT INTO transition (occurrence, at, what, author, comment, severity, phase, text)
            VALUES (1, 1, 'unshelved', '', 'its time is over', 1, 'unacknowledged', 'memory 97 %');
        INSERT INTO audit (at, principal, act, target, refused)
            VALUES (1, 'km', 'undo', '', NULL), (2, 'km', 'comment', '9', 'alarm 9 is over or never was');
        INSERT INTO event (at, host, text) VALUES (1, '', 'engine 0.1.0 started');
        """

    /// Written when the audit had names alone.
    @Test func aFileOfVersion7HasItsAuditAndRoomForWhoActs() throws {
        do {
            let journal = try Journal(path: path, steps: Array(Schema.steps.prefix(7)))
            #expect(try journal.database?.number("PRAGMA user_version") == 7)
            try journal.database?.execute(
                """
                INSERT INTO audit (at, principal, act, target, refused, message) VALUES (1, 'km', 'reload', '', NULL, NULL),
                    (2, 'uid 7', 'poll', '', 'no host hv-9', '{"id":"refused.no_host","arguments":[{"text":"hv-9"}]}')
                """)
        }
        let journal = try Journal(path: path)
        let root = Principal(uid: 0, name: "root", role: "admin")
        #expect(journal.record(audits: [Audit(at: noon, principal: root, act: "reload", target: "", refused: nil)]))
        #expect(journal.audits().map(\.principal) == [Principal(name: "km"), Principal(name: "uid 7"), root])
        #expect(journal.audits().map(\.refused?.text) == [nil, "there is no host hv-9", nil])
        #expect(try journal.database?.number("PRAGMA user_version") == Int64(Schema.steps.count))
        #expect(journal.verify() == [])
        #expect(journal.problem == nil)
        var csv = ""
        try journal.export(.csv, of: .audit) { csv += $0 }
        #expect(csv.contains(",km,reload,,,,\r\n") && csv.hasSuffix(",root,reload,,,0,admin\r\n"), "\(csv)")
    }

    /// Written when what an end was concluded from was words.
    @Test func aFileOfVersion9HasItsEndsAndRoomForWhatOthersWereConcludedFrom() throws {
        do {
            let journal = try Journal(path: path, steps: Array(Schema.steps.prefix(9)))
            try journal.database?.execute(
                """
                INSERT INTO session_end (at, host, kind, session, user, cause, confidence, proof)
                    VALUES (1, 'hv-1', 'desktop', 'd', 'u-1', 'admin', 'inferred', 'guest g no longer runs')
                """)
        }
        let journal = try Journal(path: path)
        func end(_ at: Int64, _ message: Message) -> SessionEnd {
            SessionEnd(
                at: Moment(milliseconds: at), host: "hv-1", kind: .desktop, session: "d", user: "u-1", cause: .admin, confidence: .inferred,
                because: message)
        }
        let own = end(2, .guestNotRunning("g"))
        #expect(journal.record(ends: [own, end(3, .raw("event 'lifecycle'"))]))
        let ends = journal.ends(since: Moment(milliseconds: 0))
        #expect(ends == [end(1, .raw("guest g no longer runs")), own, end(3, .raw("event 'lifecycle'"))])
        #expect(ends[1].evidence == ends[0].evidence)
        var csv = ""
        try journal.export(.csv, of: .ends) { csv += $0 }
        #expect(csv.contains(",inferred,guest g no longer runs\r\n") && csv.hasSuffix(",inferred,event 'lifecycle'\r\n"), "\(csv)")
        #expect(journal.verify() == [])
    }

    @Test func aStepThatFailsChangesNothing() throws {
        do { try Journal(path: path).record(events: [HostEvent(at: noon, host: "", "started")]) }
        do {
            let journal = try Journal(path: path, steps: Schema.steps + [Self.broken])
            #expect(journal.problem?.text.contains("already exists") == true)
            #expect(journal.record(events: [HostEvent(at: noon, host: "", "kept in memory")]) == false)
        }
        let journal = try Journal(path: path)
        #expect(journal.restore(at: noon).events.map(\.text) == ["started"])
        #expect(journal.problem == nil)
    }

    @Test func aFileOfANewerVersionIsSetAsideNotOverwritten() throws {
        do {
            let newer = try Journal(path: path, steps: Schema.steps + [Self.next])
            newer.record(events: [HostEvent(at: noon, host: "", "from the future")])
        }
        let journal = try Journal(path: path)
        #expect(journal.problem?.text.contains("journal.sqlite.version-\(Schema.steps.count + 1)") == true)
        #expect(journal.record(events: [HostEvent(at: noon, host: "", "from now")]))
        #expect(journal.restore(at: noon).nextID == noon.seconds)
        let kept = try Journal(path: path + ".version-\(Schema.steps.count + 1)", steps: Schema.steps + [Self.next])
        #expect(kept.restore(at: noon).events.map(\.text) == ["from the future"])
    }
}
