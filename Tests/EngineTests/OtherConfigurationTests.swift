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

    @Test func itsSessionsAndItsMaintenanceStay() async throws {
        var settings = bench.settings()
        let now = bench.clock.now
        settings.maintenance = [
            MaintenanceWindow(
                host: "vpn-1", from: now, until: now + .seconds(7200), author: MaintenanceWindow.configured, reason: "kernel")
        ]
        var engine: Engine! = try await bench.engine(settings)
        await bench.tick(engine)
        let session = Session(id: "1", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now)
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 1)], sessions: [session])), pause: .seconds(1))
        await engine.stop()
        await engine.close()
        engine = nil

        engine = try await bench.engine(others("gw"))
        await bench.tick(engine)
        // A cluster names its nodes, another host comes, and names are another matter.
        let nodes = ["a", "b"].map { HostReading(node: $0, outcome: .success(HostFigures(samples: [Sample(.sessions, 0)]))) }
        await engine.take(
            Report(target: "gw", at: bench.clock.now, took: .zero, outcome: .success(Reading(hosts: nodes))), pause: .seconds(1))
        var more = others("gw", "hv-9")
        more.names = .plain
        await engine.apply(more)
        await bench.tick(engine)
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.sessions(since: Moment(seconds: 0)).map(\.ended) == [nil])
        await engine.stop()
        await engine.close()
        engine = nil

        let back = try await bench.engine(settings)
        await bench.tick(back)
        #expect(await back.book.openMaintenanceWindows(at: bench.clock.now).map(\.reason) == ["kernel"])
    }
}
