import Alarms
import Feed
import Glibc
import Journal
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What goes wrong with Warte itself is an alarm like any other, and takes nothing away.
@Suite struct OwnTroubleTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    @Test func aJournalThatIsLockedIsAnAlarmAndWhatIsAskedForMeanwhileIsRefused() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        let lock = try JournalLock(bench.folder.file("journal"))
        try await lock.held()
        #expect(await bench.refusal(engine, .acknowledge(ids: [id], comment: "not now"))?.contains("holds it locked") == true)
        await bench.tick(engine)
        let own = try #require(bench.heard.alarms.first { $0.key.rule == "journal" })
        #expect(own.text.contains("another program holds it locked") && own.key.host.isEmpty)
        #expect(bench.heard.alarms.contains { $0.id == id && $0.phase == .unacknowledged }, "what was refused was not done")
        lock.release()
        try await eventually("the alarm is over", within: .seconds(60)) {
            await bench.tick(engine)
            return await engine.alarms.contains { $0.key.rule == "journal" && !$0.isLive }
        }
        try await engine.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.steps(of: id).filter { $0.what == "acknowledged" }.map(\.comment) == ["seen"])
        #expect(journal.verify().isEmpty)
    }

    @Test func withoutTheStateFolderNothingIsConfirmedAndNoNameIsTold() async throws {
        var settings = bench.settings()
        settings.mayReveal = true
        let state = bench.folder.file("state")
        mkdir(state, 0o700)
        let engine = Engine(
            settings: settings, store: try StoreWriter(path: state + "/ring"), storePath: state + "/ring",
            journal: try Journal(path: state + "/journal"), version: "1", wallClock: { [bench] in bench.clock.now })
        await engine.connect(Engine.Outlets(publish: { [bench] in bench.heard.add($0) }))
        await bench.loseOne(engine)
        let alarm = try #require(await engine.alarms.first)
        let user = try #require(
            bench.heard.all.flatMap { told -> [SessionEnd] in if case .ends(let ends) = told { ends } else { [] } }.last?.user)
        rename(state, bench.folder.file("away"))
        #expect(await bench.refusal(engine, .acknowledge(ids: [alarm.id], comment: "FIRST"))?.contains("there is no folder") == true)
        await #expect(throws: CommandRefusal(.nameNotWritten())) {
            try await engine.reveal(user, on: "vpn-1", reason: "curious", author: "km")
        }
        #expect(await engine.alarms.first { $0.id == alarm.id } == alarm)
        #expect(await bench.refusal(engine, .undo) == "nothing of yours from the last 10 s to take back")
        for _ in 0..<3 { await bench.tick(engine) }
        #expect(bench.heard.alarms.contains { $0.key.rule == "journal" && $0.text.contains("there is no folder") })
        rename(bench.folder.file("away"), state)
        try await eventually("it is written again", within: .seconds(60)) {
            await bench.tick(engine)
            return await bench.refusal(engine, .acknowledge(ids: [alarm.id], comment: "SECOND")) == nil
        }
        #expect(try await engine.reveal(user, on: "vpn-1", reason: "ticket 5", author: "km") == "bob")
        let journal = try Journal(reading: state + "/journal")
        #expect(journal.steps(of: alarm.id).filter { $0.what == "acknowledged" }.map(\.comment) == ["SECOND"])
        #expect(journal.reveals().map(\.reason) == ["ticket 5"])
    }

    @Test func textsHaveABound() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        let long = String(repeating: "a:", count: 2049)
        for command in [
            .comment(id: id, text: long), .acknowledge(ids: [id], comment: long),
            .shelve(id: id, duration: .seconds(60), reason: long), .startMaintenance(host: "vpn-1", duration: .seconds(60), reason: long),
        ] as [Command] {
            #expect(await bench.refusal(engine, command) == "at most 4096 bytes of text are taken, these are 4098")
        }
        #expect(await bench.refusal(engine, .comment(id: id, text: String(repeating: "a", count: 4096))) == nil)
    }

    @Test func aJournalThatIsOverwrittenIsAnAlarmAndWhatStandsIsInTheNewOne() async throws {
        var engine: Engine? = try await bench.engine()
        await bench.loseOne(try #require(engine))
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine?.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        var random = SeededGenerator(seed: 5)
        let noise = (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        for suffix in ["", "-wal"] { try writeFile(bench.folder.file("journal" + suffix), noise) }
        await bench.tick(try #require(engine))
        await bench.tick(try #require(engine))
        // Something to write brings it to light.
        try await engine?.perform(.comment(id: id, text: "still there"), author: "km")
        await bench.tick(try #require(engine))
        #expect(bench.heard.alarms.contains { $0.key.rule == "journal" && $0.text.contains("set aside") })
        #expect(namesInFolder(bench.folder.path).contains { $0.hasPrefix("journal.damaged") })
        engine = nil
        let second = try await bench.engine()
        let alarm = try #require(await second.alarms.first { $0.id == id })
        #expect(alarm.acknowledgement?.comment == "seen" && alarm.comments.map(\.text) == ["still there"])
        #expect(try Journal(reading: bench.folder.file("journal")).verify().isEmpty)
    }

    @Test func aJournalThatCouldNotBeReadAtTheStartIsReadLater() async throws {
        var engine: Engine? = try await bench.engine()
        await bench.loseOne(try #require(engine))
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine?.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        engine = nil
        bench.clock.advance(1)
        let lock = try JournalLock(bench.folder.file("journal"), isForReadersToo: true)
        try await lock.held()
        let second = try await bench.engine()
        #expect(await second.alarms.isEmpty)
        await bench.tick(second)
        await bench.tick(second)
        #expect(await second.alarms.map(\.key.rule) == ["journal"])
        let own = try #require(await second.alarms.first?.id)
        let (before, lines) = (await second.statistics(at: bench.clock.now), await second.events)
        lock.release()
        try await eventually("the alarms are back", within: .seconds(60)) {
            await bench.tick(second)
            return await second.alarms.contains { $0.id == id }
        }
        #expect(await second.alarms.first { $0.id == id }?.acknowledgement?.comment == "seen")
        #expect(own > id, "no number is given twice")
        // What the engine raised itself is in the journal as well by now, or not yet: it counts once.
        #expect(await second.statistics(at: bench.clock.now).new == before.new + 1)
        let all = await second.events
        #expect(all.map(\.at) == all.map(\.at).sorted())
        #expect(all.contains { $0.host == "vpn-1" } && lines.allSatisfy { line in all.count { $0 == line } == lines.count { $0 == line } })
        try await eventually("all is written", within: .seconds(60)) {
            await bench.tick(second)
            return try Journal(reading: bench.folder.file("journal")).steps(of: own).contains { $0.what == "returned" }
        }
        #expect(try Journal(reading: bench.folder.file("journal")).verify().isEmpty)
    }

    @Test func aStoreThatIsRemovedIsWrittenAgainAndToldForAMinute() async throws {
        let engine = try await bench.engine()
        await engine.keepStore()
        #expect(!bench.heard.alarms.contains { $0.key.rule == "store" })
        unlink(bench.folder.file("ring"))
        await engine.keepStore()
        let alarm = try #require(bench.heard.alarms.first { $0.key.rule == "store" })
        #expect(alarm.isLive && alarm.text.hasSuffix(": the store's file was removed and is written again"))
        #expect(access(bench.folder.file("ring"), F_OK) == 0)
        // A poll that finds nothing wrong does not take it back.
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 31)])), pause: .seconds(1))
        await engine.keepStore()
        #expect(bench.heard.alarms.contains { $0.key.rule == "store" && $0.isLive })
        bench.clock.advance(61)
        await engine.keepStore()
        #expect(!bench.heard.alarms.contains { $0.key.rule == "store" && $0.isLive })
    }

    @Test func aConfigurationThatCannotBeReadIsAnAlarmUntilAGoodOneIs() async throws {
        let engine = try await bench.engine()
        await engine.report(problem: "warte.toml:4:1: unknown key", of: "configuration")
        #expect(bench.heard.alarms.first?.text == "configuration: warte.toml:4:1: unknown key")
        await engine.report(problem: nil, of: "configuration")
        #expect(bench.heard.alarms.allSatisfy { !$0.isLive })
    }
}
