import Alarms
import Dispatch
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// A host that is forgotten is out of the file before anybody is told so; where that cannot be, it is not forgotten.
@Suite struct ForgetTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    /// A cluster of two of which one is missing.
    private func engine() async throws -> Engine {
        var settings = bench.settings()
        let cluster = Host(id: "pve", area: "A", collector: "cluster", endpoint: "x", interval: .seconds(1))
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: [cluster])
        let engine = try await bench.engine(settings)
        await answer(engine, ["a", "b"])
        await answer(engine, ["a"])
        await engine.written()
        return engine
    }
    private func answer(_ engine: Engine, _ nodes: [String]) async {
        bench.clock.advance(1)
        let figures = HostFigures(samples: [Sample(.cpu, 20)])
        let reading = Reading(hosts: nodes.map { HostReading(node: $0, outcome: .success(figures)) })
        let report = Report(target: "pve", at: bench.clock.now, took: .milliseconds(1), outcome: .success(reading))
        await engine.take(report, pause: .seconds(1))
    }
    private func names(_ engine: Engine) async -> [Host.ID] { await engine.told.hosts.map(\.id) }
    private func missing(_ engine: Engine) async -> Alarm? { await engine.alarms.first { $0.key.rule == "host_missing" } }
    private func kept() throws -> [Host.ID: Bool] {
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.verify() == [])
        return Dictionary(uniqueKeysWithValues: journal.restore(at: bench.clock.now).hosts.map { ($0.id, $0.missingSince != nil) })
    }

    @Test func whatCannotBeWrittenIsNotForgotten() async throws {
        let engine = try await engine()
        await engine.wait(disk: .milliseconds(50), turn: .seconds(30))
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        let refusal = await bench.refusal(engine, .forget(host: "pve/b"))
        gate.signal()
        #expect(
            refusal?.hasPrefix("the disk did not answer") == true, "\(refusal ?? "")")
        await engine.written()
        #expect(await names(engine) == ["pve/a", "pve/b"])
        #expect(await missing(engine)?.phase == .unacknowledged)
        #expect(try kept() == ["pve/a": false, "pve/b": true])
        await engine.wait(disk: .seconds(30), turn: .seconds(30))
        #expect(await bench.refusal(engine, .forget(host: "pve/b")) == nil)
        // Without waiting for what else is written.
        #expect(try kept() == ["pve/a": false])
        #expect(await names(engine) == ["pve/a"])
        #expect(await missing(engine) == nil)
    }

    /// Who has the name later is watched.
    @Test func itsMaintenanceEndsWithIt() async throws {
        let engine = try await engine()
        await engine.wait(disk: .seconds(30), turn: .seconds(30))
        #expect(await bench.refusal(engine, .startMaintenance(host: "pve/b", duration: .seconds(7200), reason: "new disks")) == nil)
        #expect(await bench.refusal(engine, .startMaintenance(host: "pve", duration: .seconds(600), reason: "new switch")) == nil)
        #expect(await bench.refusal(engine, .forget(host: "pve/b")) == nil)
        await engine.written()
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.verify() == [])
        let open = journal.restore(at: bench.clock.now).maintenanceWindows.filter { $0.isActive(at: bench.clock.now) }
        // That of all nodes is not the node's own.
        #expect(open.map(\.host) == ["pve"])
        #expect(await bench.refusal(engine, .endMaintenance(host: "pve")) == nil)
        await answer(engine, ["a", "b"])
        #expect(await engine.told.hosts.map(\.maintenance) == [nil, nil])
    }

    @Test func whoComesBackMeanwhileStays() async throws {
        let engine = try await engine()
        await engine.wait(disk: .seconds(30), turn: .seconds(30))
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        async let asked = bench.refusal(engine, .forget(host: "pve/b"))
        do {
            try await eventually("the act waits") { await engine.isActing }
        } catch {
            gate.signal()
            throw error
        }
        await answer(engine, ["a", "b"])
        gate.signal()
        #expect(await asked == "pve/b is named by pve: only a host that is missing can be forgotten")
        await engine.written()
        #expect(await names(engine) == ["pve/a", "pve/b"])
        let alarm = try #require(await missing(engine))
        #expect(alarm.phase == .returned && alarm.acknowledgement == nil)
        #expect(try kept() == ["pve/a": false, "pve/b": false])
        let found = try Journal(reading: bench.folder.file("journal")).restore(at: bench.clock.now).records.first {
            $0.alarm.id == alarm.id
        }
        #expect(found?.alarm.isWritten(as: alarm) == true)
    }
}
