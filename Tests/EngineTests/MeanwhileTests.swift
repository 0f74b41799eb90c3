import Alarms
import Dispatch
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// What happens between the moment in which an act is planned and that in which it is on disk.
@Suite struct MeanwhileTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    /// Gateways of which each has lost somebody, and their alarms.
    private func engine(_ hosts: [Host.ID] = ["vpn-1"]) async throws -> (Engine, [Int64]) {
        var settings = bench.settings()
        let all = hosts.map { Host(id: $0, area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1)) }
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: all)
        let engine = try await bench.engine(settings)
        await engine.wait(disk: .seconds(30), turn: .seconds(30))
        for host in hosts { await lose(engine, 1, on: host) }
        await engine.written()
        let alarms = await engine.alarms
        return (engine, try hosts.map { host in try #require(alarms.first { $0.key.host == host && $0.key.rule == "timeouts" }).id })
    }

    private func lose(_ engine: Engine, _ count: Int, on host: Host.ID = "vpn-1") async {
        bench.clock.advance(1)
        let at = bench.clock.now
        let ends = (0..<count).map { number in
            SessionEnd(
                at: at, host: host, kind: .vpn, session: "\(number)", user: "u\(number)", cause: .clientLost, confidence: .exact,
                evidence: "Inactivity timeout")
        }
        let reading = Reading(samples: [Sample(.sessions, 40)], ends: ends)
        await engine.take(Report(target: host, at: at, took: .milliseconds(1), outcome: .success(reading)), pause: .seconds(1))
    }

    /// The act is planned, the disk hangs, and something happens before it goes on.
    private func refusal(_ engine: Engine, _ command: Command, by author: Principal = "km", whenMeanwhile happens: () async throws -> Void)
        async throws -> String?
    {
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        async let refusal = bench.refusal(engine, command, by: author)
        do {
            try await eventually("the act waits") { await engine.isActing }
            try await happens()
        } catch {
            gate.signal()
            throw error
        }
        gate.signal()
        return await refusal
    }

    /// The file and the memory are of one opinion.
    private func expectSame(_ engine: Engine, _ place: SourceLocation = #_sourceLocation) async throws {
        await engine.written()
        let journal = try Journal(reading: bench.folder.file("journal"))
        let kept = Dictionary(uniqueKeysWithValues: journal.restore(at: bench.clock.now).records.map { ($0.alarm.key, $0.alarm) })
        for alarm in await engine.book.records.map(\.alarm) {
            let found = kept[alarm.key]
            #expect(found?.isWritten(as: alarm) == true, "\(String(describing: found)) for \(alarm)", sourceLocation: place)
        }
        #expect(journal.verify() == [], sourceLocation: place)
    }

    /// Nothing of what was planned is left: who asked hears that, and not that there was nothing to do.
    @Test func whatIsAnotherOccurrenceByNowHasChanged() async throws {
        let (engine, _) = try await engine()
        func crash() async {
            bench.clock.advance(1)
            let crash = GuestCrash(at: bench.clock.now, guest: "g-1", name: "web", isAutostarted: true, evidence: "crashed")
            await engine.take(bench.report(Reading(crashes: [crash])), pause: .seconds(1))
        }
        await crash()
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)])), pause: .seconds(1))
        let id = try #require(await engine.alarms.first { $0.key.rule == "guest_crashed" && $0.phase == .latchedUnacknowledged }?.id)
        let refusal = try await refusal(engine, .acknowledge(ids: [id], comment: "seen")) { await crash() }
        #expect(refusal == "alarm \(id) has changed meanwhile")
        try await expectSame(engine)
    }

    @Test func aCrashWhileAnActIsWrittenStandsInTheFileAsTheLast() async throws {
        let (engine, _) = try await engine()
        func crash() async {
            bench.clock.advance(1)
            let crash = GuestCrash(
                at: bench.clock.now, guest: "g-1", name: "web", isAutostarted: true, evidence: "crashed at \(bench.clock.now.seconds)")
            await engine.take(bench.report(Reading(crashes: [crash])), pause: .seconds(1))
        }
        await crash()
        for _ in 0..<40 {
            let standing = await engine.book.records.map(\.alarm).first { $0.key.rule == "guest_crashed" }
            let id = try #require(standing?.id)
            async let refusal = bench.refusal(engine, .acknowledge(ids: [id], comment: "seen"))
            async let second: Void = crash()
            _ = await (refusal, second)
            try await expectSame(engine)
        }
    }

    @Test func whatBecomesCriticalMeanwhileIsNotAcknowledged() async throws {
        let (engine, ids) = try await engine()
        let refusal = try await refusal(engine, .acknowledge(ids: ids, comment: "seen")) { await lose(engine, 9) }
        #expect(refusal == "alarm \(ids[0]) has become worse meanwhile")
        let alarm = try #require(await engine.alarms.first { $0.id == ids[0] })
        #expect(alarm.severity == .critical && alarm.phase == .unacknowledged && alarm.acknowledgement == nil)
        try await expectSame(engine)
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.steps(of: ids[0]).last?.what == "undone")
        #expect(journal.audits().map(\.refused?.text) == [refusal])
        // Nor is it put aside, while a remark stays one.
        #expect(try await self.refusal(engine, .comment(id: ids[0], text: "looking")) { await lose(engine, 3) } == nil)
        #expect(await bench.refusal(engine, .acknowledge(ids: ids, comment: "seen")) == nil)
        try await expectSame(engine)
    }

    @Test func whatBecomesWorseMeanwhileIsNotShelved() async throws {
        let (engine, ids) = try await engine()
        let shelve = Command.shelve(id: ids[0], duration: .seconds(60), reason: "known", wakes: [])
        #expect(try await refusal(engine, shelve) { await lose(engine, 9) } == "alarm \(ids[0]) has become worse meanwhile")
        #expect(await engine.alarms.first { $0.id == ids[0] }?.shelf == nil)
        try await expectSame(engine)
    }

    @Test func whatCannotBeDoneAnyMoreIsNotSaidToBeDone() async throws {
        let (engine, ids) = try await engine()
        let key = AlarmKey(rule: "timeouts", host: "vpn-1")
        let refusal = try await refusal(engine, .acknowledge(ids: ids, comment: "seen")) {
            await engine.silence([key: .silence("known", "karl")])
        }
        #expect(refusal?.contains("it is suppressed: silence: Alertmanager has its comment") == true, "\(refusal ?? "done")")
        try await expectSame(engine)
        #expect(try Journal(reading: bench.folder.file("journal")).audits().map(\.refused?.text) == [refusal])
        // Gone and back: it stands as it did, and the act counts.
        await engine.silence([:])
        let again = try await self.refusal(engine, .acknowledge(ids: ids, comment: "seen")) {
            await engine.silence([key: .silence("known", "karl")])
            await engine.silence([:])
        }
        #expect(again == nil)
        try await expectSame(engine)
    }

    @Test func whatIsOfAnotherOccurrenceMeanwhileIsRefused() async throws {
        let (engine, ids) = try await engine()
        let refusal = try await refusal(engine, .comment(id: ids[0], text: "looking")) {
            for user in ["u0", "u1"] {
                for second in 0..<6 as Range<Int64> {
                    bench.clock.advance(1)
                    let session = Session(id: "s", kind: .vpn, user: user, address: "10.1.1.1:1", since: bench.clock.now - .seconds(second))
                    await engine.take(bench.report(Reading(sessions: [session])), pause: .seconds(1))
                }
                await lose(engine, 1)
            }
        }
        let now = try #require(await engine.book.records.map(\.alarm).first { $0.key.rule == "timeouts" })
        #expect(now.id != ids[0] && refusal != nil, "\(now)")
        try await expectSame(engine)
    }

    @Test func ofSeveralThoseThatAreLeftAreNamedAndNothingElseIsTakenBack() async throws {
        let (engine, ids) = try await engine(["vpn-1", "vpn-2", "vpn-3"])
        #expect(await bench.refusal(engine, .acknowledge(ids: [ids[0]], comment: "mine")) == nil)
        // Two pieces; of the first nothing is left.
        let fill = (1000..<1000 + Int64(Engine.atOnce) - 1).map { $0 }
        let refusal = try await refusal(engine, .acknowledge(ids: [ids[1]] + fill + [ids[2]], comment: "all")) {
            await engine.silence([AlarmKey(rule: "timeouts", host: "vpn-2"): .silence("known", "karl")])
        }
        #expect(refusal?.hasPrefix("1 of \(fill.count + 2) acknowledged, the rest not: ") == true, "\(refusal ?? "done")")
        #expect(await bench.refusal(engine, .undo) == nil)
        let phases = await engine.alarms.filter { ids.contains($0.id) }.sorted { $0.id < $1.id }.map(\.phase)
        #expect(phases == [.acknowledged, .unacknowledged, .unacknowledged], "what was done before stays")
        try await expectSame(engine)
    }

    @Test func aMaintenanceOfAHostThatIsGoneMeanwhileIsNotKept() async throws {
        let (engine, _) = try await engine(["vpn-1", "vpn-2"])
        let refusal = try await refusal(engine, .startMaintenance(host: "vpn-2", duration: .seconds(600), reason: "disk")) {
            await engine.apply(bench.settings())
        }
        #expect(refusal == "there is no host vpn-2")
        await engine.written()
        let windows = try Journal(reading: bench.folder.file("journal")).restore(at: bench.clock.now).maintenanceWindows
        #expect(windows.allSatisfy { $0.host == "vpn-2" && $0.endedAt == $0.from } && windows.count == 1)
        try await expectSame(engine)
    }

    @Test func whoWaitsForOthersIsRefusedInTimeAndNothingIsDoneLater() async throws {
        let (engine, ids) = try await engine(["vpn-1", "vpn-2"])
        await engine.wait(disk: .seconds(30), turn: .milliseconds(50))
        let first = try await refusal(engine, .acknowledge(ids: [ids[0]], comment: "seen"), by: "eva") {
            #expect(await bench.refusal(engine, .acknowledge(ids: [ids[1]], comment: "too")) != nil)
            #expect(await bench.refusal(engine, .comment(id: ids[1], text: "too")) != nil)
        }
        #expect(first == nil)
        try await expectSame(engine)
        #expect(await engine.alarms.first { $0.id == ids[1] }?.phase == .unacknowledged)
        #expect(await engine.turns.isEmpty)
    }

    @Test func othersHaveTheirTurnBetweenThePiecesOfOneAct() async throws {
        let (engine, ids) = try await engine(["vpn-1", "vpn-2", "vpn-3"])
        let fill = (1000..<1000 + Int64(Engine.atOnce) - 1).map { $0 }
        let many = [ids[0]] + fill + [ids[1]]
        async let other = { () async throws -> String? in
            try await eventually("the first piece is written") { await engine.isActing }
            return await bench.refusal(engine, .acknowledge(ids: [ids[2]], comment: "mine"), by: "eva")
        }()
        _ = try await refusal(engine, .acknowledge(ids: many, comment: "all")) {
            try await eventually("somebody waits") { await engine.turns[""]?.isEmpty == false }
        }
        #expect(try await other == nil)
        await engine.written()
        let authors = try Journal(reading: bench.folder.file("journal")).audits().map(\.principal)
        #expect(authors == ["eva", "km"], "one alarm does not wait for a hundred others")
        try await expectSame(engine)
    }
}

extension Engine {
    func wait(disk: Duration, turn: Duration) { patience = (disk, turn) }
}
