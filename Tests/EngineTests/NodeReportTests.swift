import Alarms
import Feed
import Journal
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What becomes of a report that tells of several nodes.
@Suite struct NodeReportTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func engine(beside others: [Host.ID] = []) async throws -> Engine {
        var settings = bench.settings()
        let hosts = (["pve"] + others).map { Host(id: $0, area: "A", collector: "cluster", endpoint: "x", interval: .seconds(1)) }
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: hosts)
        return try await bench.engine(settings)
    }
    private func take(_ engine: Engine, _ reading: Reading, from target: Target.ID = "pve") async {
        bench.clock.advance(1)
        let report = Report(target: target, at: bench.clock.now, took: .milliseconds(1), outcome: .success(reading))
        await engine.take(report, pause: .seconds(1))
    }
    private func node(_ name: String, guests: [String] = [], cpu: Double = 20) -> HostReading {
        var figures = HostFigures(samples: [Sample(.cpu, cpu)])
        for id in guests {
            figures.guests.append(Guest(id: id, name: id, state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .guest))
            figures.samples.append(Sample(.guestCPU, of: .guest(id), 1))
        }
        return HostReading(node: name, outcome: .success(figures))
    }
    private func down(_ name: String) -> HostReading { HostReading(node: name, outcome: .failure(.busy(asked: name))) }
    private func guests(_ engine: Engine) async -> Set<String> { Set(await engine.store.series(of: "pve").compactMap(\.key.entity.guest)) }

    /// A cluster whose nodes come and go every second: what is said of it has a bound, and how they are at the end is right.
    @Test(arguments: [false, true]) func aClusterThatFlapsIsBounded(isDown: Bool) async throws {
        let engine = try await engine()
        let names = (0..<400).map { "node-\($0)" }
        let all = Reading(hosts: names.map { node($0) })
        let few = Reading(hosts: [node(names[0])] + (isDown ? names.dropFirst().map(down) : []))
        await take(engine, all)
        for _ in 0..<25 {
            await take(engine, few)
            await engine.tick()
            await take(engine, all)
            await engine.tick()
        }
        let lines = bench.heard.events
        #expect(lines.count < 1200, "\(lines.count)")
        bench.clock.advance(60)
        await engine.tick()
        let left = bench.heard.events.filter { $0.host == "pve" && $0.text.contains("more lines are left out") }
        #expect((1...3).contains(left.count), "\(left)")
        // Three times each, and then it is one that stands.
        #expect(await engine.book.records.map(\.alarm).allSatisfy { $0.count <= 4 })
        for _ in 0..<40 {
            bench.clock.advance(1)
            await take(engine, all)
        }
        #expect(await engine.told.hosts.allSatisfy { $0.failure == nil })
        #expect(await engine.alarms.allSatisfy { !$0.isLive })
        for _ in 0..<12 {
            bench.clock.advance(6)
            await take(engine, few)
            await engine.tick()
        }
        #expect(await engine.told.hosts.count { $0.failure != nil } == names.count - 1)
        let live = await engine.alarms.filter(\.isLive).map(\.id)
        #expect(live.count == names.count - 1)
        // What people did is always said, however much was.
        let before = bench.heard.events.count
        try await engine.perform(.acknowledge(ids: live, comment: "seen"), author: "km")
        #expect(bench.heard.events.dropFirst(before).count { $0.text.contains("seen") } == live.count)
    }

    /// A quorum that is lost and back at every poll, as its cluster tells it.
    @Test func whatIsSaidInTheSameWordsAgainAndAgainIsCounted() async throws {
        let engine = try await engine()
        for turn in 0..<200 {
            let event = HostEvent(at: bench.clock.now, host: "pve/a", turn % 2 == 0 ? .isMissing("x") : .answersAgain(1), isKnown: true)
            await take(engine, Reading(hosts: [node("a")], events: [event]))
            await engine.tick()
        }
        bench.clock.advance(60)
        await engine.tick()
        let told = bench.heard.events.filter { $0.host == "pve/a" }
        let said = told.filter { !$0.text.contains("left out") }
        #expect((20...30).contains(said.count), "\(said.count)")
        let counted = told.compactMap { $0.text.firstMatch(of: #/(\d+) more line/#).flatMap { Int($0.1) } }
        #expect(said.count + counted.reduce(0, +) == 200)
    }

    @Test func whatIsToldOfANodeThatIsNotAdmittedIsNobodys() async throws {
        let engine = try await engine(beside: ["pve/a"])
        await take(engine, Reading(hosts: [node("", cpu: 30)]), from: "pve/a")
        func end(_ host: Host.ID) -> SessionEnd {
            SessionEnd(
                at: bench.clock.now, host: host, kind: .vpn, session: "1", user: "alice", cause: .clientLost, confidence: .exact,
                evidence: "")
        }
        let long = String(repeating: "x", count: Roster.longestName + 1)
        let reading = Reading(
            hosts: [node("a", cpu: 70), node("b"), node(long)], ends: [end("pve/a"), end("pve/b"), end("pve/" + long)],
            events: [HostEvent(at: bench.clock.now, host: "pve/a", .raw("from elsewhere"))])
        for _ in 0..<3 { await take(engine, reading) }
        #expect(await engine.told.hosts.map(\.id) == ["pve/b", "pve/a"])
        #expect(await engine.store.latest(SeriesKey(host: "pve/a", metric: .cpu))?.value == 30)
        #expect(await engine.store.latest(SeriesKey(host: "pve/b", metric: .cpu))?.value == 20)
        #expect(await engine.store.series(of: "pve/" + long).isEmpty)
        #expect(Set(await engine.facts.ends.map(\.host)) == ["pve/b"])
        #expect(!bench.heard.events.contains { $0.text == "from elsewhere" })
        // That one is not watched is said, and not at every poll.
        let told = bench.heard.events.map(\.text).filter { $0.contains("not watched") }
        #expect(told == ["pve names 1 host that is not watched: there are too many, or the name is too long"])
    }

    /// After a restart nobody knows the guests of a node that is down: they are not gone.
    @Test func guestsOfANodeThatIsDownKeepTheirHistory() async throws {
        var engine: Engine! = try await engine()
        await take(engine, Reading(hosts: [node("a", guests: ["on-a"]), node("b", guests: ["on-b"])]))
        await engine.stop()
        engine = nil
        engine = try await self.engine()
        for _ in 0..<60 {
            await take(engine, Reading(hosts: [node("a", guests: ["on-a"]), down("b")]))
            bench.clock.advance(3600)
        }
        let many = (0..<150).map { "new-\($0)" }
        await take(engine, Reading(hosts: [node("a", guests: ["on-a"] + many), down("b")]))
        #expect(await guests(engine).isSuperset(of: ["on-a", "on-b"]))
        // Once it has answered without it, it is gone.
        for _ in 0..<60 {
            await take(engine, Reading(hosts: [node("a"), node("b")]))
            bench.clock.advance(3600)
        }
        await take(engine, Reading(hosts: [node("a", guests: (0..<150).map { "newer-\($0)" }), node("b")]))
        #expect(await guests(engine).isDisjoint(with: ["on-a", "on-b"]))
    }

    @Test func aClockThatIsAheadIsToldOnceAndOfAHostThatAnswers() async throws {
        let engine = try await engine()
        await take(engine, Reading(hosts: [node("a"), node("b")]))
        func ahead() -> [HostEvent] { bench.heard.events.filter { $0.message.id == Message.clockAhead.id } }
        for hosts in [[down("a"), node("b")], [node("a"), down("b")], [node("a"), node("b")]] {
            let line = HostEvent(at: bench.clock.now + .seconds(60), host: "pve/b", .raw("x"))
            await take(engine, Reading(hosts: hosts, events: [line]))
        }
        #expect(ahead().map(\.host) == ["pve/b"])
        await take(engine, Reading(hosts: [node("a"), node("b")]))
        await take(
            engine,
            Reading(hosts: [node("a"), node("b")], events: [HostEvent(at: bench.clock.now + .seconds(60), host: "pve/b", .raw("x"))]))
        #expect(ahead().count == 2, "it was right between")
    }

    @Test func aNodeThatComesIsToldAloneAndOthersAsTheyAre() async throws {
        let engine = try await engine(beside: ["hv-1", "hv-2"])
        await take(engine, Reading(hosts: [node("a")]))
        let before = bench.heard.all.count
        await take(engine, Reading(hosts: [node("a"), node("b")]))
        let states = bench.heard.all.dropFirst(before).compactMap { if case .host(let state) = $0 { state.id } else { nil } }
        #expect(Set(states).isSubset(of: ["pve/a", "pve/b"]) && states.contains("pve/b"), "\(states)")
    }
}
