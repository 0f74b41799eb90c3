import Alarms
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// What is done to several alarms is one act, and who asked is told of each to which it was not done.
@Suite struct SeveralAlarmsTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func engine(_ hosts: [Host.ID]) async throws -> (Engine, [Int64]) {
        var settings = bench.settings()
        let all = hosts.map { Host(id: $0, area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1)) }
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: all)
        let engine = try await bench.engine(settings)
        bench.clock.advance(1)
        let at = bench.clock.now
        for host in hosts {
            let end = SessionEnd(
                at: at, host: host, kind: .vpn, session: "1", user: "u1", cause: .clientLost, confidence: .exact,
                evidence: "Inactivity timeout")
            let reading = Reading(samples: [Sample(.sessions, 40)], ends: [end])
            await engine.take(Report(target: host, at: at, took: .milliseconds(1), outcome: .success(reading)), pause: .seconds(1))
        }
        let alarms = await engine.alarms
        return (engine, try hosts.map { host in try #require(alarms.first { $0.key.host == host && $0.key.rule == "timeouts" }).id })
    }
    private func shelves(_ engine: Engine) async -> [String?] { await engine.alarms.sorted { $0.id < $1.id }.map { $0.shelf?.reason } }

    @Test func shelvedTogetherTheyAreTakenBackTogether() async throws {
        let (engine, ids) = try await engine(["vpn-1", "vpn-2", "vpn-3"])
        let shelve = Command.shelve(ids: ids, duration: .seconds(600), reason: "line")
        #expect(await bench.refusal(engine, shelve) == nil)
        #expect(await shelves(engine) == ["line", "line", "line"])
        #expect(await bench.refusal(engine, .undo) == nil)
        #expect(await shelves(engine) == [nil, nil, nil])
        #expect(await bench.refusal(engine, shelve) == nil)
        #expect(await bench.refusal(engine, .unshelve(ids: ids + ids)) == nil)
        #expect(await bench.refusal(engine, .comment(ids: ids, text: "known")) == nil)
        #expect(await engine.alarms.allSatisfy { $0.comments.last?.text == "known" && $0.shelf == nil })
        await engine.written()
        let audits = try Journal(reading: bench.folder.file("journal")).audits()
        #expect(audits.map(\.act).sorted() == ["comment", "shelve", "shelve", "undo", "unshelve"], "each is one act")
        #expect(audits.first { $0.act == "comment" }?.target == ids.map(String.init).joined(separator: " "))
    }

    @Test func ofTheFirstOnesItIsToldWhyNotAndOfTheOthersHowMany() async throws {
        let (engine, ids) = try await engine(["vpn-1", "vpn-2"])
        let unknown = (1000..<1250).map { Int64($0) }
        let refusal = await bench.refusal(engine, .comment(ids: [ids[0]] + unknown + [ids[1]], text: "known"))
        let told = unknown.prefix(10).map { "alarm \($0) is over or never was" }.joined(separator: "; ")
        #expect(refusal == "done for 2 of 252, not for the rest: \(told); and 240 others")
        #expect(await engine.alarms.allSatisfy { $0.comments.map(\.text) == ["known"] }, "the last piece is part of it")
        #expect(await bench.refusal(engine, .unshelve(ids: ids)) == "alarm \(ids[0]) is not shelved; alarm \(ids[1]) is not shelved")
        #expect(await bench.refusal(engine, .comment(ids: ids, text: " ")) == "a comment needs words")
        // Once, however many pieces.
        let many = await bench.refusal(engine, .comment(ids: ids + unknown, text: " "))
        #expect(many?.ranges(of: "a comment needs words").count == 1, "\(many ?? "done")")
        #expect(await bench.refusal(engine, .unshelve(ids: [])) == "no alarm is named")
        #expect(await bench.refusal(engine, .shelve(ids: [ids[0], 1000], duration: .seconds(90_000), reason: "x"))?.contains("; ") == true)
    }

    /// In pieces, between which others have their turn, it is one act all the same.
    @Test func aHundredAndMoreAreOneActToo() async throws {
        let (engine, ids) = try await engine(["vpn-1", "vpn-2"])
        let fill = (1000..<1000 + Int64(Engine.atOnce)).map { $0 }
        let refusal = await bench.refusal(engine, .shelve(ids: [ids[0]] + fill + [ids[1]], duration: .seconds(600), reason: "line"))
        #expect(refusal?.hasPrefix("done for 2 of \(fill.count + 2), not for the rest: alarm 1000 ") == true, "\(refusal ?? "done")")
        #expect(await bench.refusal(engine, .undo) == nil)
        #expect(await shelves(engine) == [nil, nil])
    }
}
