import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct MaintenanceTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    @Test func aHostInMaintenanceIsQuietUntilItsTimeIsOverAndARestartKeepsIt() async throws {
        var engine: Engine? = try await bench.engine()
        try await engine?.perform(.startMaintenance(host: "vpn-1", duration: .seconds(600), reason: "new disk"), author: "km")
        await bench.loseOne(try #require(engine))
        #expect(bench.heard.alarms.isEmpty, "an end inside of a maintenance does not count")
        engine = nil
        let second = try await bench.engine()
        await bench.loseOne(second, "carol")
        #expect(await second.alarms.allSatisfy { $0.flag == .inMaintenance })
        await bench.tick(second, seconds: 700)
        #expect(bench.heard.events.contains { $0.host == "vpn-1" && $0.text == "out of maintenance: its time is over" })
        await bench.loseOne(second, "dave")
        #expect(await second.alarms.contains { $0.flag == nil && $0.key.rule == "timeouts" })
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.restore(at: bench.clock.now).maintenanceWindows.map(\.reason) == ["new disk"])
        #expect(journal.restore(at: bench.clock.now).maintenanceWindows.map(\.author) == ["km"])
    }

    @Test func frontsSeeTheHostItselfInMaintenanceAndBack() async throws {
        var settings = bench.settings()
        let now = bench.clock.now
        settings.maintenance = [
            MaintenanceWindow(
                host: "vpn-1", from: now + .seconds(9000), until: now + .seconds(9600), author: "configuration", reason: "kernel")
        ]
        var engine: Engine? = try await bench.engine(settings)
        try await engine?.perform(.startMaintenance(host: "vpn-1", duration: .seconds(600), reason: "new disk"), author: "km")
        let maintenance = try #require(bench.heard.hosts.last?.maintenance)
        #expect(maintenance.until == bench.clock.now + .seconds(600) && maintenance.author == "km" && maintenance.reason == "new disk")
        await bench.loseOne(try #require(engine))
        #expect(bench.heard.hosts.last?.maintenance == maintenance, "a poll does not lose it")
        engine = nil
        let second = try await bench.engine(settings)
        for update in await second.snapshot({ _ in }) { bench.heard.add(update) }
        #expect(bench.heard.hosts.last?.maintenance == maintenance, "a restart does not lose it")
        try await second.perform(.endMaintenance(host: "vpn-1"), author: "km")
        #expect(bench.heard.hosts.last?.maintenance == nil)
        await bench.tick(second, seconds: 9100)
        #expect(bench.heard.hosts.last?.maintenance?.reason == "kernel")
        let told = bench.heard.hosts.count
        await bench.tick(second)
        #expect(bench.heard.hosts.count == told, "it is said once")
        await bench.tick(second, seconds: 600)
        #expect(bench.heard.hosts.last?.maintenance == nil)
    }

    @Test func aHostThatLeavesTheConfigurationIsInMaintenanceStillWhenItComesBack() async throws {
        let engine = try await bench.engine()
        try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(3600), reason: "new disk"), author: "km")
        var settings = bench.settings()
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: [])
        await engine.apply(settings)
        await bench.tick(engine, seconds: 60)
        await bench.tick(engine)
        let said = bench.heard.events.filter { $0.host == "vpn-1" }.map(\.text)
        #expect(said.last == "no longer watched; should it come back, its maintenance goes on for another 59 min", "\(said)")
        #expect(said.count == 2, "once, and nothing is over: \(said)")
        await engine.apply(bench.settings())
        await bench.tick(engine)
        #expect(bench.heard.hosts.last?.maintenance?.reason == "new disk")
        await bench.tick(engine, seconds: 3600)
        #expect(bench.heard.events.last { $0.host == "vpn-1" }?.text == "out of maintenance: its time is over")
    }

    @Test func itEndsBeforeItsTimeAndIsRefusedInWords() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(7200), reason: "new disk"), author: "km")
        #expect(bench.heard.alarms.first?.flag == .inMaintenance)
        await bench.tick(engine)
        try await engine.perform(.endMaintenance(host: "vpn-1"), author: "km")
        #expect(bench.heard.alarms.first?.flag == nil)
        #expect(bench.heard.alarms.first?.phase == .unacknowledged)
        for (command, words) in [
            (Command.endMaintenance(host: "vpn-1"), "vpn-1 is not in maintenance"),
            (.startMaintenance(host: "nobody", duration: .seconds(60), reason: "x"), "there is no host nobody"),
            (.startMaintenance(host: "vpn-1", duration: .seconds(60), reason: " "), "a maintenance needs a reason"),
        ] {
            await #expect { try await engine.perform(command, author: "km") } throws: { ($0 as? CommandRefusal)?.text == words }
        }
    }

    @Test func theConfigurationsWindowBeginsAndEndsByItselfOnce() async throws {
        var settings = bench.settings()
        let now = bench.clock.now
        settings.maintenance = [
            MaintenanceWindow(
                host: "vpn-1", from: now + .seconds(60), until: now + .seconds(660), author: "configuration", reason: "kernel")
        ]
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        await bench.tick(engine)
        #expect(bench.heard.alarms.first?.flag == nil)
        await bench.tick(engine, seconds: 70)
        #expect(bench.heard.alarms.first?.flag == .inMaintenance)
        #expect(bench.heard.events.contains { $0.text == "in maintenance for 10 min by configuration: kernel" })
        // Who ends it does not see it begin again.
        try await engine.perform(.endMaintenance(host: "vpn-1"), author: "km")
        for _ in 0..<5 { await bench.tick(engine) }
        #expect(bench.heard.alarms.first?.flag == nil)
        #expect(bench.heard.events.count { $0.text.contains("in maintenance for") } == 1)
        await bench.tick(engine, seconds: 700)
        #expect(bench.heard.events.count { $0.text.contains("in maintenance for") } == 1)
    }

    @Test func aLongerWindowOfAPersonIsNotShortenedAndADroppedOneEnds() async throws {
        var settings = bench.settings()
        let now = bench.clock.now
        settings.maintenance = [
            MaintenanceWindow(host: "vpn-1", from: now, until: now + .seconds(600), author: "configuration", reason: "kernel")
        ]
        let engine = try await bench.engine(settings)
        await bench.tick(engine)
        #expect(await engine.book.openMaintenanceWindows(at: bench.clock.now).map(\.reason) == ["kernel"])
        await engine.apply(bench.settings())
        #expect(await engine.book.openMaintenanceWindows(at: bench.clock.now).isEmpty)
        try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(7200), reason: "new disk"), author: "km")
        await engine.apply(settings)
        await bench.tick(engine)
        #expect(await engine.book.openMaintenanceWindows(at: bench.clock.now).map(\.reason) == ["new disk"])
    }
}
