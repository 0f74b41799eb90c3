import Alarms
import Journal
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// An engine that watches others than the one before it: what belongs to hosts that it does not watch is as it was afterwards.
@Suite struct OtherConfigurationTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func others(_ hosts: Host.ID...) -> Engine.Settings {
        var settings = bench.settings()
        let all = hosts.map { Host(id: $0, area: "A", collector: "cluster", endpoint: "x", interval: .seconds(1)) }
        settings.site = Site(name: "Other", areas: [Area(id: "A")], hosts: all)
        return settings
    }

    /// It was raised, and its engine killed before anybody was called.
    @Test func whatNobodyWasToldIsToldOnceItsHostIsWatchedAgain() async throws {
        var engine: Engine! = try await bench.engine()
        await engine.note(.engineStarted("1"))
        await bench.loseOne(engine)
        let id = try #require(await engine.alarms.first { $0.key.rule == "timeouts" }).id
        engine = nil
        bench.clock.advance(2)
        let next = try await bench.engine(others("hv-9"))
        let told = Mutex<[Interruption]>([])
        await next.connect(Engine.Outlets(tell: { call in told.withLock { $0.append(call) } }))
        await next.note(.engineStarted("1"))
        for _ in 0..<10 { await bench.tick(next) }
        #expect(told.withLock { $0 } == [], "hosts that are not watched are nobody's news")
        await next.apply(bench.settings())
        for _ in 0..<10 { await bench.tick(next) }
        #expect(told.withLock { $0.flatMap { $0.items.map(\.alarm.id) } } == [id])
    }
}
