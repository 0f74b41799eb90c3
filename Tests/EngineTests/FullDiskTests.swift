import Alarms
import Feed
import Glibc
import Journal
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Store and journal share one disk, and it is full: the engine goes on, says so, and forgets nothing.
@Suite(.enabled(if: geteuid() == 0, "mounting a small disk needs root")) struct FullDiskTests {
    let bench: EngineBench
    let disk: SmallDisk
    init() throws {
        bench = try EngineBench()
        disk = try SmallDisk(over: bench.folder.path, size: "8m")
    }
    private var ownRules: Set<String> { Set(bench.heard.alarms.filter(\.isLive).map(\.key.rule)).intersection(["journal", "store"]) }

    /// There was no room even for its first number: its limits are judged all the same.
    @Test func aHostWithoutRoomInTheStoreIsJudged() async throws {
        let engine = try await bench.engine()
        try disk.fill()
        // What the file has places for is others'.
        let wide = Reading(samples: (0..<70).map { Sample(.guestCPU, of: .guest("\($0)"), 50) })
        await engine.take(bench.report(wide), pause: .seconds(1))
        for _ in 0..<130 { await engine.take(bench.report(Reading(samples: [Sample(.memory, 99)])), pause: .seconds(1)) }
        let key = SeriesKey(host: "vpn-1", metric: .memory)
        #expect(try StoreReader(path: bench.folder.file("ring")).latest(key) == nil)
        #expect(bench.heard.alarms.contains { $0.key == AlarmKey(rule: "memory", host: "vpn-1") && $0.severity == .critical })
        #expect(ownRules.contains("store"))
    }

    @Test func whatTheJournalCannotTakeIsRefusedAndAnAlarmUntilThereIsRoom() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        try disk.fill()
        // The last page of the write-ahead log still takes some.
        var said: [String] = []
        func isFull() async -> Bool {
            let text = "still there, \(said.count) " + String(repeating: "x", count: 400)
            guard await bench.refusal(engine, .comment(id: id, text: text)) == nil else { return true }
            said.append(text)
            await bench.tick(engine)
            return false
        }
        while await !isFull() { try #require(said.count < 90, "the disk is full") }
        let asBefore = await engine.alarms.first { $0.id == id }
        let refusal = try #require(await bench.refusal(engine, .acknowledge(ids: [id], comment: "not now")))
        #expect(refusal.hasPrefix("the disk is full"), "\(refusal)")
        #expect(await bench.refusal(engine, .startMaintenance(host: "vpn-1", duration: .seconds(60), reason: "not now")) != nil)
        #expect(await engine.alarms.first { $0.id == id } == asBefore)
        #expect(bench.heard.hosts.last?.maintenance == nil)
        await bench.tick(engine)
        await bench.tick(engine)
        let own = try #require(bench.heard.alarms.first { $0.key.rule == "journal" })
        #expect(own.text.contains("the disk is full") && own.key.host.isEmpty, "\(own.text)")

        // The rest goes on: new alarms, numbers.
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 31)], ends: [bench.lost("carol")])), pause: .seconds(1))
        let reader = try StoreReader(path: bench.folder.file("ring"))
        let key = SeriesKey(host: "vpn-1", metric: .sessions)
        #expect(reader.latest(key)?.value == 31)
        #expect(bench.heard.alarms.contains { $0.key.rule == "journal" && $0.isLive })

        disk.free()
        try await eventually("the alarm is over", within: .seconds(60)) {
            await bench.tick(engine)
            return ownRules.isEmpty
        }
        try await engine.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        let journal = try Journal(reading: bench.folder.file("journal"))
        let steps = journal.steps(of: id)
        #expect(steps.filter { $0.what == "acknowledged" }.map(\.comment) == ["seen"])
        #expect(steps.filter { $0.what == "commented" }.map(\.comment.text) == said)
        #expect(journal.steps(of: own.id).contains { $0.what == "raised" })
        #expect(journal.verify().isEmpty)
        // The next engine has them, too.
        let next = try Journal(path: bench.folder.file("journal")).restore(at: bench.clock.now)
        let alarm = try #require(next.records.map(\.alarm).first { $0.id == id })
        #expect(alarm.comments.map(\.text) == said)
    }

    @Test func whatTheStoreHasNoRoomForIsAnAlarmThatStaysWhileOtherHostsAreFine() async throws {
        var settings = bench.settings()
        let second = Host(id: "hv-1", area: "A", collector: "libvirt", endpoint: "x", interval: .seconds(1))
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: [EngineBench.gateway, second])
        let engine = try await bench.engine(settings)
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)])), pause: .seconds(1))
        try disk.fill()
        // More series than the file has places for yet.
        let wide = Reading(samples: (0..<70).map { Sample(.guestCPU, of: .guest("\($0)"), 50) })
        func poll() async {
            let report = bench.report(wide)
            await engine.take(Report(target: "hv-1", at: report.at, took: report.took, outcome: report.outcome), pause: .seconds(1))
        }
        for sessions in 1...5 {
            await poll()
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, Double(sessions))])), pause: .seconds(1))
            #expect(ownRules.contains("store"), "it neither comes and goes nor is it over")
        }
        let own = try #require(bench.heard.alarms.first { $0.key.rule == "store" })
        #expect(own.text.contains("no space left on the disk") && own.text.contains(bench.folder.file("ring")) && own.count == 1)
        // Whoever looks at a series of which nothing was ever written is not killed for it (a hole of a full tmpfs).
        let reader = try StoreReader(path: bench.folder.file("ring"))
        let now = bench.clock.now
        let key = SeriesKey(host: "vpn-1", metric: .sessions)
        for days in [1, 14, 400] as [Int64] {
            #expect(reader.span(key, from: now - .seconds(days * 86_400), to: now + .seconds(1), columns: 50).contains { $0 != nil })
        }
        #expect(reader.latest(key)?.value == 5)

        disk.free()
        bench.clock.advance(10)
        await poll()
        #expect(!ownRules.contains("store"))
        reader.refresh()
        #expect(reader.series(of: "hv-1").count == 70)
    }

    /// Two hundred hosts without room would else ask the disk a thousand times a second.
    @Test func theStoreAsksForRoomOnceInTenSecondsAlone() throws {
        let writer = try StoreWriter(path: bench.folder.file("ring"))
        let wide = (0..<70).map { Sample(.guestCPU, of: .guest("\($0)"), 50) }
        func append(_ after: Int64) throws {
            try writer.append(wide, host: "hv-1", at: bench.clock.now + .seconds(after), interval: .seconds(1))
        }
        try append(0)
        try disk.fill()
        let more = (70..<200).map { Sample(.guestCPU, of: .guest("\($0)"), 50) }
        func appendMore(_ after: Int64) throws {
            try writer.append(more, host: "hv-1", at: bench.clock.now + .seconds(after), interval: .seconds(1))
        }
        #expect(throws: StoreProblem.self) { try appendMore(1) }
        disk.free()
        for second in 2...10 as ClosedRange<Int64> { #expect(throws: StoreProblem.self) { try appendMore(second) } }
        try appendMore(11)
        #expect(writer.series(of: "hv-1").count == 200)
    }

    @Test func aStoreThatCannotBeMadeSaysWhy() throws {
        try disk.fill()
        #expect(throws: StoreProblem.diskFull(path: bench.folder.file("ring"))) { _ = try StoreWriter(path: bench.folder.file("ring")) }
        disk.free()
        _ = try StoreWriter(path: bench.folder.file("ring"))
    }
}
