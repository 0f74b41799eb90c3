import Alarms
import Dispatch
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// What the audit has, and what it must not have.
@Suite struct AuditTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func audits(_ engine: Engine) async throws -> [Audit] {
        await engine.written()
        return try Journal(reading: bench.folder.file("journal")).audits()
    }

    @Test func nobodyBlindsItForOthersNorForWhatIsDone() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        for _ in 0..<700 { _ = await bench.refusal(engine, .unshelve(id: 999), by: "mallory") }
        for _ in 0..<700 { _ = await bench.refusal(engine, .reload, by: "km") }
        #expect(await bench.refusal(engine, .comment(id: id, text: "looking"), by: "mallory") == nil)
        #expect(await bench.refusal(engine, .comment(id: 999, text: "looking"), by: "eva") != nil)
        let audits = try await audits(engine)
        #expect(audits.count { $0.principal == "mallory" && $0.refused != nil } == 500)
        #expect(audits.count { $0.act == "reload" } == 700)
        #expect(audits.suffix(2).map(\.principal) == ["mallory", "eva"])
        func told() -> [String] { bench.heard.events.map(\.text).filter { $0.hasSuffix("are not in the audit") } }
        await bench.tick(engine)
        #expect(told() == ["too much at once: 200 more refusals of what mallory asked for are not in the audit"])
        for _ in 0..<50 { _ = await bench.refusal(engine, .unshelve(id: 999), by: "mallory") }
        await bench.tick(engine)
        #expect(told().count == 1, "once a minute")
        await engine.stop()
        #expect(told().count == 2, "and at the end")
    }

    /// Whoever has used up what is written of refusals has still done what was done of the next act.
    @Test func whatWasDoneInPartIsWrittenHoweverManyRefusalsWereBefore() async throws {
        let engine = try await bench.engine()
        await engine.wait(disk: .seconds(30), turn: .seconds(30))
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        for _ in 0..<501 { _ = await bench.refusal(engine, .unshelve(id: 999), by: "mallory") }
        let refusal = await bench.refusal(engine, .acknowledge(ids: [id, 999], comment: ""), by: "mallory")
        #expect(refusal?.hasPrefix("1 of 2") == true, "\(refusal ?? "")")
        #expect(await engine.alarms.first?.acknowledgement?.author == "mallory")
        let last = try #require(try await audits(engine).last)
        #expect(last.act == "acknowledge" && last.target == "\(id) 999" && last.refused?.text == refusal)
    }

    /// A name may be another's one day: the number is kept beside it, for what was done and what was refused.
    @Test func whoActsIsWrittenDownWholly() async throws {
        var settings = bench.settings()
        settings.mayReveal = true
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        let people = [Principal(uid: 1000, name: "km"), Principal(uid: 0, name: "root", role: "admin")]
        for one in people {
            #expect(await bench.refusal(engine, .comment(id: id, text: "looking"), by: one) == nil)
            #expect(await bench.refusal(engine, .unshelve(id: 999), by: one) != nil)
            await #expect(throws: CommandRefusal.self) { try await engine.reveal("u-0000", on: "vpn-1", reason: "ticket 5", author: one) }
        }
        #expect(try await audits(engine).map(\.principal) == people.flatMap { [$0, $0, $0] })
    }

    @Test func aPollThatWasAskedForIsNoLine() async throws {
        let engine = try await bench.engine()
        await engine.connect(Engine.Outlets(pollNow: { $0 == nil }))
        for _ in 0..<600 { #expect(await bench.refusal(engine, .pollNow(nil)) == nil) }
        #expect(await bench.refusal(engine, .pollNow("bob")) != nil)
        #expect(try await audits(engine).map(\.target) == ["…"])
    }

    @Test func whatIsTypedAndKnownToNobodyIsNotKept() async throws {
        var settings = bench.settings()
        settings.mayReveal = true
        let engine = try await bench.engine(settings)
        for user in ["alice", "u-alice", "u-7f3a"] {
            await #expect(throws: CommandRefusal.self) { try await engine.reveal(user, on: "vpn-1", reason: "ticket 5", author: "km") }
        }
        await #expect(throws: CommandRefusal.self) { try await engine.reveal("u-7f3a", on: "alice", reason: "ticket 5", author: "km") }
        #expect(await bench.refusal(engine, .endMaintenance(host: "alice")) != nil)
        let audits = try await audits(engine)
        #expect(!audits.contains { "\($0)".contains("alice") }, "\(audits)")
        #expect(
            audits.map(\.target) == ["… vpn-1", "… vpn-1", "u-7f3a vpn-1", "u-7f3a …", "…"])
    }

    @Test func hostsThatAreNamedByTheirAddressAreToldApart() async throws {
        var settings = bench.settings()
        let hosts = ["10.0.0.7", "10.0.0.8"].map { Host(id: $0, area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1)) }
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: hosts)
        let engine = try await bench.engine(settings)
        for host in hosts {
            #expect(await bench.refusal(engine, .startMaintenance(host: host.id, duration: .seconds(60), reason: "disk")) == nil)
        }
        #expect(try await audits(engine).map(\.target) == ["10.0.0.7", "10.0.0.8"])
    }

    /// Nobody is left to be told; what was being done and what is said of it is on disk all the same.
    @Test func whatIsAskedForUntilTheLastMomentIsWritten() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        await engine.stop()
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        async let refusal = bench.refusal(engine, .comment(id: id, text: "looking"))
        try await eventually("the act waits") { await engine.isActing }
        async let end: Void = engine.close()
        try await eventually("the end waits for it") { await engine.turns[""]?.isEmpty == false }
        #expect(await bench.refusal(engine, .comment(id: id, text: "late")) == "nothing was done: the engine ends")
        gate.signal()
        #expect(await refusal == nil)
        await end
        #expect(try Journal(reading: bench.folder.file("journal")).audits().map { $0.refused == nil } == [false, true])
    }

    /// An act of many goes in pieces, between which the end has its turn: it waits for the last one and for the act's row.
    @Test func anActOfManyIsWrittenToItsEnd() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        await engine.stop()
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        let ids = [id] + (1000..<2000).map { Int64($0) }
        async let refusal = bench.refusal(engine, .comment(ids: ids, text: "looking"))
        try await eventually("the act waits") { await engine.isActing }
        async let end: Void = engine.close()
        try await eventually("the end waits for it") { await engine.turns[""]?.isEmpty == false }
        gate.signal()
        await end
        #expect(try Journal(reading: bench.folder.file("journal")).audits().map(\.act) == ["comment"])
        #expect(await refusal?.hasPrefix("done for 1 of 1001") == true)
    }
}
