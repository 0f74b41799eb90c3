import Alarms
import Dispatch
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// From names in clear to pseudonyms: nothing that the engine has in memory keeps them, whatever held them, nor does what it writes later.
@Suite struct NameChangeTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func settings(_ names: NamePolicy) -> Engine.Settings {
        var settings = bench.settings()
        settings.names = names
        settings.acknowledgementLasts = .seconds(60)
        let hosts = (1...5).map { Host(id: "vpn-\($0)", area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1)) }
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: hosts)
        return settings
    }

    private func take(_ engine: Engine, _ host: Host.ID, _ outcome: Result<Reading, CollectFailure>) async {
        await engine.take(Report(target: host, at: bench.clock.now, took: .milliseconds(1), outcome: outcome), pause: .seconds(1))
    }

    /// Everything that people can type and hosts can tell, with a name in it. Answers the alarms of the gateways, in their order.
    private func fill(_ engine: Engine) async throws -> [Int64] {
        await engine.wait(disk: .seconds(30), turn: .seconds(30))
        let sessions = [Session(id: "7", kind: .vpn, user: "alice", address: "10.9.8.7:1194", guest: nil, since: bench.clock.now)]
        for host in (1...5).map({ "vpn-\($0)" }) {
            bench.clock.advance(1)
            let end = SessionEnd(
                at: bench.clock.now, host: host, kind: .vpn, session: "1", user: "alice", cause: .clientLost, confidence: .exact,
                evidence: "alice/10.9.8.7:1194 [alice] Inactivity timeout")
            let line = HostEvent(at: bench.clock.now, host: host, .serverFatal(MarkedLine([.known("no room for "), .name("alice")])))
            let reading = Reading(samples: [Sample(.sessions, 40)], sessions: sessions, ends: [end], events: [line])
            await take(engine, host, .success(reading))
        }
        let alarms = await engine.alarms
        let ids = try (1...5).map { number in try #require(alarms.first { $0.key == AlarmKey(rule: "timeouts", host: "vpn-\(number)") }).id
        }
        let acts: [Command] = [
            .comment(id: ids[0], text: "alice was called"), .acknowledge(ids: [ids[0]], comment: "called alice"),
            .acknowledge(ids: [ids[0]], comment: "alice calls back"),
            .shelve(id: ids[1], duration: .seconds(60), reason: "alice travels"),
            .shelve(id: ids[1], duration: .seconds(60), reason: "alice still travels"),
            .startMaintenance(host: "vpn-3", duration: .seconds(60), reason: "for alice"),
        ]
        for act in acts { #expect(await bench.refusal(engine, act) == nil) }
        await engine.silence([AlarmKey(rule: "timeouts", host: "vpn-4"): .silence("alice and carla", "eva")])
        await take(engine, "vpn-5", .failure(.unreadable(asked: "status", place: .answerLine(1), got: .raw("alice"))))
        return ids
    }

    @Test func nothingInMemoryKeepsThem() async throws {
        let engine = try await bench.engine(settings(.plain))
        _ = try await fill(engine)
        let before = Set(await engine.places(of: "alice").map { $0.split(separator: ".").first.map(String.init) ?? "" })
        #expect(before.isSuperset(of: ["book", "interruptions", "facts", "hosts", "events", "silencesSaid"]), "\(before)")
        await engine.apply(settings(.pseudonyms))
        for secret in ["alice", "carla", "9.8.7"] {
            #expect(await engine.places(of: secret) == [])
            #expect(await engine.placesInJournal(of: secret) == [])
            #expect(await !"\(engine.snapshot { _ in })".contains(secret))
        }
        #expect(await engine.told.hosts.first { $0.id == "vpn-3" }?.maintenance?.reason.hasPrefix("for u-") == true)
        await bench.tick(engine)
        // What was done last is taken back to what was before, in its new words.
        #expect(await bench.refusal(engine, .undo) == nil)
        #expect(await engine.alarms.first { $0.key.host == "vpn-2" }?.shelf?.reason.hasSuffix(" travels") == true)
        #expect(await engine.places(of: "alice") == [])
    }

    /// What the journal has in clear is read again by an engine that keeps no names.
    @Test(arguments: [false, true]) func aRestartBringsNoneBack(isLate: Bool) async throws {
        var engine: Engine! = try await bench.engine(settings(.plain))
        let ids = try await fill(engine)
        await engine.stop()
        await engine.close()
        engine = nil
        if isLate {
            let lock = try JournalLock(bench.folder.file("journal"), isForReadersToo: true)
            try await lock.held()
            engine = try await bench.engine(settings(.pseudonyms))
            #expect(await engine.alarms.isEmpty)
            lock.release()
            try await eventually("the alarms are back", within: .seconds(60)) {
                await bench.tick(engine)
                return await engine.alarms.contains { ids.contains($0.id) }
            }
        } else {
            engine = try await bench.engine(settings(.pseudonyms))
        }
        #expect(await Set(engine.alarms.map(\.id)).isSuperset(of: ids))
        await bench.tick(engine)
        for secret in ["alice", "9.8.7"] {
            // Sessions are known by what the journal has of them until their host says who is there.
            let places = await engine.places(of: secret).filter { !$0.contains("ledger") }
            #expect(places == [], "\(places.prefix(9))")
            #expect(await engine.placesInJournal(of: secret) == [])
            #expect(await !"\(engine.snapshot { _ in })".contains(secret))
        }
        #expect(await engine.told.hosts.first { $0.id == "vpn-3" }?.maintenance?.reason.hasPrefix("for u-") == true)
        #expect(await engine.facts.ends.count == 5)
    }

    /// Somebody was lost days ago, and nobody has looked at the alarm since: whose name stands in its evidence nobody knows any more.
    private func loseLongAgo(_ names: NamePolicy, isLogin: Bool = false) async throws -> Engine {
        let engine = try await bench.engine(settings(names))
        for host in ["vpn-1", "vpn-2", "vpn-3"] {
            bench.clock.advance(1)
            let login: Message = .loginGone("utmp", MarkedLine([.name("alice"), .known(" pts/0")]))
            let line: Message = .raw("alice/10.9.8.7:1194 [alice] Inactivity timeout")
            let end = SessionEnd(
                at: bench.clock.now, host: host, kind: .vpn, session: "1", user: "alice", cause: .clientLost, confidence: .exact,
                because: isLogin ? login : line)
            await take(engine, host, .success(Reading(samples: [Sample(.sessions, 40)], ends: [end])))
        }
        await engine.written()
        return engine
    }

    private func expectNobody(_ engine: Engine) async throws {
        let alarms = await engine.alarms.filter { $0.key.rule == "timeouts" }
        #expect(alarms.count == 3)
        let history = try await engine.history(since: Moment(seconds: 0), limit: 100)
        #expect(history.count >= 3)
        for secret in ["alice", "9.8.7"] {
            #expect(await engine.places(of: secret) == [])
            #expect(await engine.placesInJournal(of: secret) == [])
            #expect(await !"\(engine.snapshot { _ in })".contains(secret))
            #expect(places(of: secret, in: history) == [])
        }
    }

    @Test(arguments: [false, true], [false, true]) func aRestartDaysLaterBringsNoneBack(isLogin: Bool, isOneKnown: Bool) async throws {
        var engine: Engine! = try await loseLongAgo(.plain, isLogin: isLogin)
        bench.clock.advance(3 * 86_400)
        // Of the last day there is somebody whose name is known.
        if isOneKnown { await take(engine, "vpn-1", .success(Reading(samples: [Sample(.sessions, 40)], ends: [bench.lost("carla")]))) }
        await engine.stop()
        await engine.close()
        engine = nil
        engine = try await bench.engine(settings(.pseudonyms))
        try await expectNobody(engine)
    }

    @Test func aReloadDaysLaterLeavesNone() async throws {
        let engine = try await loseLongAgo(.plain)
        await bench.pass(engine, seconds: 90_000)
        #expect(await engine.facts.ends.isEmpty)
        await engine.apply(settings(.pseudonyms))
        try await expectNobody(engine)
    }

    /// Where names never were in clear, evidence of days ago is what it was; so is one of today that names nobody.
    @Test func evidenceWithoutNamesStays() async throws {
        var engine: Engine! = try await loseLongAgo(.pseudonyms)
        let evidence = await engine.alarms.map(\.evidence)
        #expect(evidence.joined().allSatisfy { $0.text.hasPrefix("u-") })
        await engine.stop()
        await engine.close()
        engine = nil
        bench.clock.advance(3 * 86_400)
        engine = try await bench.engine(settings(.pseudonyms))
        #expect(await engine.alarms.map(\.evidence) == evidence)
        #expect(try await engine.history(since: Moment(seconds: 0), limit: 100).map(\.evidence).joined().count == evidence.joined().count)
    }

    /// What the journal has of an hour that is still to come, by this clock.
    @Test func endsThatSeemToBeOfTheFutureDoNotKeepThem() async throws {
        var engine: Engine! = try await bench.engine(settings(.plain))
        bench.clock.advance(4000)
        await take(engine, "vpn-1", .success(Reading(samples: [Sample(.sessions, 40)], ends: [bench.lost("alice")])))
        await engine.stop()
        engine = nil
        bench.clock.advance(-4000)
        engine = try await bench.engine(settings(.plain))
        #expect(await engine.endsAhead.map(\.user) == ["alice"])
        await engine.apply(settings(.pseudonyms))
        #expect(await engine.endsAhead.map { Pseudonyms.isPseudonym($0.user) } == [true])
        #expect(await !"\(engine.endsAhead)".contains("alice"))
    }

    @Test func nothingThatIsWrittenLaterHasThem() async throws {
        let engine = try await bench.engine(settings(.plain))
        let ids = try await fill(engine)
        await engine.written()
        let path = bench.folder.file("journal")
        let database = try Database(reading: path, busy: 1000)
        let lastStep = try database.number("SELECT max(seq) FROM transition") ?? 0
        let lastLine = try database.number("SELECT max(seq) FROM event") ?? 0
        await engine.apply(settings(.pseudonyms))
        // All that was done by hand comes to its end by itself.
        await engine.silence([:])
        await bench.pass(engine, seconds: 300)
        let journal = try Journal(reading: path)
        let ends = try ids.prefix(4).map { id in try #require(journal.steps(of: id).last).what }
        #expect(
            Set(ends).isSubset(of: ["acknowledgementExpired", "unshelved", "returnedToService", "unsuppressed", "suppressed"]), "\(ends)")
        var later: [String] = []
        let queries: [(StaticString, Int64)] = [
            ("SELECT comment || coalesce(remark, '') || text || coalesce(message, '') FROM transition WHERE seq > ?", lastStep),
            ("SELECT text || coalesce(message, '') FROM event WHERE seq > ?", lastLine),
        ]
        for (query, seq) in queries {
            try database.rows(query, [.int(seq)]) { row in
                later.append(row.text(0))
                return true
            }
        }
        #expect(later.count > 8)
        #expect(later.filter { $0.contains("alice") || $0.contains("carla") } == [])
        let touched = journal.restore(at: bench.clock.now).records.filter { ids.prefix(4).contains($0.alarm.id) }
        #expect(touched.count == 4)
        #expect(places(of: "alice", in: touched) + places(of: "carla", in: touched) == [])
    }

    /// The act was planned with names, and is done without.
    @Test func whatWaitsForTheDiskIsDoneInOtherWords() async throws {
        let engine = try await bench.engine(settings(.plain))
        let ids = try await fill(engine)
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        async let first = bench.refusal(engine, .startMaintenance(host: "vpn-5", duration: .seconds(60), reason: "alice's line"))
        do {
            try await eventually("the act waits") { await engine.isActing }
        } catch {
            gate.signal()
            throw error
        }
        async let second = bench.refusal(engine, .comment(id: ids[4], text: "alice knows"))
        do {
            try await eventually("another waits for its turn") { await engine.turns[""]?.isEmpty == false }
        } catch {
            gate.signal()
            throw error
        }
        await engine.apply(settings(.pseudonyms))
        gate.signal()
        #expect(await first == nil)
        #expect(await second == nil)
        #expect(await engine.places(of: "alice") == [])
        #expect(await engine.placesInJournal(of: "alice") == [])
        #expect(await engine.told.hosts.first { $0.id == "vpn-5" }?.maintenance?.reason.hasPrefix("u-") == true)
        #expect(await engine.alarms.first { $0.id == ids[4] }?.comments.last?.text.hasSuffix(" knows") == true)
        #expect(!places(of: "alice", in: bench.heard.all.suffix(2)).contains { !$0.isEmpty })
        await engine.written()
        let kept = try Journal(reading: bench.folder.file("journal")).restore(at: bench.clock.now)
        let written = (kept.records.filter { $0.alarm.id == ids[4] }, kept.maintenanceWindows.filter { $0.host == "vpn-5" })
        #expect(written.0.count == 1 && written.1.count == 1)
        #expect(places(of: "alice", in: written) == [])
    }
}

extension Engine {
    /// Where in its memory a text stands. The door itself knows names, the configuration may say what it likes, and the disk has its own rules.
    fileprivate func places(of text: String) -> [String] {
        TestSupport.places(
            of: text, in: self, leavingOut: ["redactor", "settings", "outlets", "store", "history", "journal", "archive", "past"])
    }
    fileprivate func placesInJournal(of text: String) async -> [String] {
        await withCheckedContinuation { continuation in
            journal.run { journal in
                continuation.resume(returning: TestSupport.places(of: text, in: journal, leavingOut: ["database"]))
            }
        }
    }
}
