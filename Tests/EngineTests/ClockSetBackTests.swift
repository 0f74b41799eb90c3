import Alarms
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

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
        let history = try await engine.history(since: asked - .seconds(3600), limit: 10)
        #expect(history.map(\.id) == [id], "it stands, whatever its date")
    }

    /// The acts of now, and what stands without any, are found at the time of now.
    @Test(arguments: [3600, 20 * 3600] as [Int64]) func thePastAfterItHasWhatStands(_ ahead: Int64) async throws {
        let bench = try EngineBench()
        var settings = bench.settings()
        for rule in ["memory", "cpu"] {
            var patch = ThresholdsPatch(origin: "test")
            patch.onDelay = .zero
            settings.limits.site[rule] = patch
        }
        let engine = try await bench.engine(settings)
        func poll() async {
            await engine.take(bench.report(Reading(samples: [Sample(.memory, 99), Sample(.cpu, 100)])), pause: .seconds(1))
            await bench.tick(engine)
        }
        await bench.tick(engine, seconds: ahead)
        for _ in 0..<400 where await engine.alarms.count < 2 { await poll() }
        #expect(await engine.alarms.map(\.key.rule).sorted() == ["cpu", "memory"])
        let talked = try #require(await engine.alarms.first { $0.key.rule == "cpu" }?.id)
        try await engine.perform(.comment(id: talked, text: "who?"), author: "km")
        bench.clock.advance(-ahead)
        await poll()
        let id = try #require(await engine.alarms.first { $0.key.rule == "memory" }?.id)
        try await engine.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        await engine.written()
        bench.clock.advance(5)
        let asked = bench.clock.now
        for _ in 0..<2 {
            let past = try await engine.alarms(at: asked, limit: 10)
            #expect(past.map(\.key.rule).sorted() == ["cpu", "memory"])
            #expect(past.first { $0.id == id }?.acknowledgement?.comment == "seen")
            // An hour later, too, when the wrong clock's time has come and gone.
            for _ in 0..<70 {
                bench.clock.advance(ahead / 60)
                await poll()
            }
            await engine.written()
        }
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.verify() == [])
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
