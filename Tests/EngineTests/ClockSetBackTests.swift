import Alarms
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Whoever reads a journal in which lines of two times stand between each other finds the reason in it.
@Suite struct ClockSetBackTests {
    @Test func itIsSaidOnce() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        // A clock that is put right by seconds, and a machine that slept, are none.
        for step: Int64 in [1, -7200, 1, -3, 86_400, 1] { await bench.tick(engine, seconds: step) }
        let said = bench.heard.all.flatMap { update -> [Message] in if case .events(let list) = update { list.map(\.message) } else { [] } }
        #expect(said.filter { $0.id == Message.clockSetBack.id } == [.clockSetBack(.seconds(7200))])
        #expect(
            Message.clockSetBack(.seconds(7200)).text == "the clock was set back by 2 h: that time comes a second time")
    }

    /// A poll comes before the second in which the engine looks at the clock.
    @Test(arguments: [3600, 120] as [Int64])
    func whatWasAcknowledgedWhileTheClockWasAheadIsNoNewAlarm(_ ahead: Int64) async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        await bench.tick(engine, seconds: ahead)
        await bench.loseOne(engine)
        await bench.tick(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine.perform(.acknowledge(ids: [id], comment: ""), author: "km")
        bench.clock.advance(-ahead)
        let asked = bench.clock.now
        for _ in 0..<5 {
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)])), pause: .seconds(1))
            await bench.tick(engine)
        }
        let alarms = await engine.alarms.filter { $0.key.rule == "timeouts" }
        #expect(alarms.map(\.id) == [id] && alarms.map(\.phase) == [.acknowledged])
        #expect(try #require(alarms.first).raisedAt <= asked + .seconds(2))
        let history = await engine.history(since: asked - .seconds(3600), limit: 10)
        #expect(history.map(\.id) == [id], "it stands, whatever its date")
    }

    @Test func aHostStaysInMaintenance() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(3600), reason: "new disk"), author: "km")
        for step: Int64 in [1, 2 * 86_400, 1, 1, -2 * 86_400, 1] { await bench.tick(engine, seconds: step) }
        #expect(bench.heard.hosts.last?.maintenance?.reason == "new disk")
        await bench.loseOne(engine)
        #expect(await engine.alarms.allSatisfy { $0.flag == .inMaintenance })
    }
}
