import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Hosts tell late, twice and from clocks of their own; what is kept is in order and of the past.
@Suite struct OrderTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func lost(_ user: String, ago seconds: Int64, on host: Host.ID = "vpn-1") -> SessionEnd {
        SessionEnd(
            at: bench.clock.now - .seconds(seconds), host: host, kind: .vpn, session: user, user: user, cause: .clientLost,
            confidence: .exact, evidence: "Inactivity timeout")
    }

    @Test func oneLateEndHidesNoLiveCluster() async throws {
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(ends: (0..<3).map { lost("u\($0)", ago: 0) })), pause: .seconds(1))
        #expect(bench.heard.alarms.first?.text == "3 clients lost at once")
        await engine.take(bench.report(Reading(ends: [lost("old", ago: 8000), lost("later", ago: 1)])), pause: .seconds(1))
        for _ in 0..<5 { await bench.tick(engine) }
        #expect(await engine.alarms.contains { $0.key.rule == "timeouts" && $0.isLive })
        let times = await engine.facts.ends.map(\.at)
        #expect(times == times.sorted() && times.count == 5)
    }

    @Test func nothingHappensLaterThanItIsToldAndItIsSaidOnce() async throws {
        let engine = try await bench.engine()
        for _ in 0..<3 {
            let event = HostEvent(at: bench.clock.now + .seconds(3600), host: "vpn-1", "from tomorrow")
            await engine.take(bench.report(Reading(ends: [lost("bob", ago: -3600)], events: [event])), pause: .seconds(1))
        }
        #expect(await engine.facts.ends.allSatisfy { $0.at <= bench.clock.now })
        #expect(await engine.events.allSatisfy { $0.at <= bench.clock.now })
        #expect(bench.heard.events.count { $0.text.hasPrefix("its clock is 3599 s ahead") } == 1)
        // So they go when their day is over.
        await bench.pass(engine, seconds: 86_402)
        #expect(await engine.facts.ends.isEmpty)
    }

    /// Much that is late is put in its place at once, and stands as if it had come one by one.
    @Test func manyLateOnesAreInOrder() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            func some(_ count: Int, _ kind: String) -> [SessionEnd] {
                (0..<count).map { lost("\(kind)\($0)", ago: Int64.random(in: 0...20, using: &random)) }
            }
            let (first, more) = (some(30, "a"), some(Int.random(in: 0...40, using: &random), "b"))
            var (all, counts) = ([SessionEnd](), EndCounts())
            all.insert(first, counted: &counts)
            all.insert(more, counted: &counts)
            var expected: [SessionEnd] = []
            for end in first + more { expected.insert(inOrder: end) }
            #expect(all == expected)
        }
    }

    /// A report that waits while a reload gives the host another address is the other one's.
    @Test func whatWasAskedBeforeAReloadIsNotTaken() async throws {
        var settings = bench.settings()
        func target(_ endpoint: String) -> Target { Target(id: "vpn-1", area: "A", collector: "openvpn", endpoint: endpoint) }
        settings.targets = [target("x")]
        let engine = try await bench.engine(settings)
        settings.targets = [target("y")]
        await engine.apply(settings)
        let session = Session(id: "1", kind: .vpn, user: "bob", address: "10.1.2.3", since: bench.clock.now)
        func sessions(asking target: Target) async -> Int? {
            let reading = Reading(samples: [Sample(.sessions, 1)], sessions: [session], about: "OpenVPN 2.6")
            await engine.take(bench.report(reading), of: target, pause: .seconds(1))
            return await engine.told.hosts.first?.sessions.count
        }
        #expect(await sessions(asking: target("x")) == 0)
        #expect(await sessions(asking: target("y")) == 1)
    }

    @Test func aClockThatIsSetBackLeavesNothingInTheFuture() async throws {
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(ends: [lost("bob", ago: 0)])), pause: .seconds(1))
        await bench.tick(engine, seconds: -7200)
        #expect(await engine.facts.ends.allSatisfy { $0.at <= bench.clock.now })
        await bench.pass(engine, seconds: 86_402)
        #expect(await engine.facts.ends.isEmpty)
    }

    /// An engine that has ended since; whom it saw lost.
    @discardableResult
    private func loseFive() async throws -> [String] {
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(ends: (0..<5).map { lost("u\($0)", ago: 0) })), pause: .seconds(1))
        await engine.stop()
        return await engine.facts.ends.map(\.user)
    }

    /// What the journal knows of the hour before seems to be of the future then: it waits for the clock.
    @Test(arguments: [100, 3600, 5 * 86_400] as [Int64])
    func aStartWithTheClockBehindLosesNoEnds(behind: Int64) async throws {
        let lost = try await loseFive()
        #expect(Set(lost).count == 5)
        bench.clock.advance(-behind)
        let engine = try await bench.engine()
        await bench.tick(engine)
        #expect(await engine.facts.ends.isEmpty)
        // Fronts that look on by then hear of them, too.
        let told = bench.heard.ends.count
        await bench.tick(engine, seconds: behind)
        #expect(await engine.facts.ends.map(\.user) == lost)
        #expect(bench.heard.ends.count == told + 5)
        await engine.take(bench.report(Reading(ends: [self.lost("late", ago: 0)])), pause: .seconds(1))
        #expect(await engine.facts.ends.count == 6)
        await bench.pass(engine, seconds: 86_402)
        #expect(await engine.facts.ends.isEmpty)
    }

    /// Time that goes on to them without a leap says that the clock was ahead when they were dated.
    @Test func whatAClockThatWasAheadDatedBeforeTheStartNeverComes() async throws {
        bench.clock.advance(2000)
        try await loseFive()
        bench.clock.advance(-2000)
        let engine = try await bench.engine()
        await bench.pass(engine, seconds: 2400)
        #expect(await engine.facts.ends.isEmpty)
    }

    /// A clock that was days ahead and is right again: what it dated never happened then, and is not told anew once its day is near.
    @Test func whatAClockThatWasDaysAheadDatedGoes() async throws {
        let engine = try await bench.engine()
        bench.clock.advance(3 * 86_400)
        await engine.tick()
        await engine.take(bench.report(Reading(ends: (0..<5).map { lost("u\($0)", ago: 0) })), pause: .seconds(1))
        bench.clock.advance(-3 * 86_400)
        await engine.tick()
        #expect(await engine.facts.ends.count == 5, "for seconds it may be this clock that is wrong")
        await bench.pass(engine, seconds: 3700)
        #expect(await engine.facts.ends.isEmpty)
        await engine.take(bench.report(Reading()), pause: .seconds(1))
        let standing = await engine.alarms.filter { $0.key.rule == "timeouts" }
        #expect(standing.allSatisfy { !$0.isLive }, "\(standing)")
    }

    @Test func aClockThatLeapsHoursForSecondsEmptiesNothing() async throws {
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(ends: [lost("bob", ago: 7200)])), pause: .seconds(1))
        await bench.tick(engine, seconds: 23 * 3600)
        await bench.tick(engine, seconds: -23 * 3600)
        #expect(await engine.facts.ends.count == 1)
    }

    /// Of a thousand gateways each has a few of each cause: the list is gone through once, and each loses as much as the others.
    @Test func manyKindsAreCutEvenlyAndCountedAtTheirOwnTime() {
        var ends: [SessionEnd] = []
        var counted = EndCounts()
        var gone: [Moment] = []
        for second in 0..<8 as Range<Int64> {
            for host in 0..<3_000 { gone += ends.insert([lost("u", ago: 100 - second, on: "gw-\(host)")], counted: &counted).map(\.at) }
        }
        #expect(ends.count <= 22_500 && ends.count >= 15_000 && ends.count + gone.count == 24_000)
        let left = Dictionary(grouping: ends, by: \.host).mapValues(\.count)
        #expect(left.count == 3_000 && left.values.allSatisfy { (5...8).contains($0) })
        #expect(Set(gone).isSubset(of: Set((95...100).map { bench.clock.now - .seconds($0) })))
        var recounted = EndCounts(of: ends)
        recounted.remove(ends)
        counted.remove(ends)
        #expect(recounted.isEmpty && counted.isEmpty)
    }

    /// A flood on one gateway must not push out what others lost.
    @Test func theBoundIsEachHostsOwn() {
        var ends: [SessionEnd] = []
        var counted = EndCounts()
        ends.insert((0..<10).map { lost("b\($0)", ago: 100, on: "vpn-2") }, counted: &counted)
        for second in 0..<100 { ends.insert((0..<100).map { lost("a\($0)", ago: 99 - Int64(second)) }, counted: &counted) }
        #expect(ends.count { $0.host == "vpn-2" } == 10)
        let flooded = ends.filter { $0.host == "vpn-1" }
        #expect((2_000...2_250).contains(flooded.count))
        #expect(flooded.last?.at == bench.clock.now)
        for host in 0..<40 { ends.insert((0..<1_000).map { lost("c\($0)", ago: 50, on: "gw-\(host)") }, counted: &counted) }
        #expect(ends.count <= 22_500)
        #expect(ends.count { $0.host == "vpn-2" } == 10)
        #expect(ends.map(\.at) == ends.map(\.at).sorted())
    }

    /// Nor may a flood of other ends push out what the same gateway lost, from whichever gateways it comes.
    @Test func whatWasLostStaysBesideAnyNumberOfOtherEnds() {
        var ends: [SessionEnd] = []
        var counted = EndCounts()
        ends.insert((0..<5).map { lost("b\($0)", ago: 100, on: "vpn-2") }, counted: &counted)
        for host in ["vpn-2", "vpn-1", "vpn-3"] {
            for cause in Cause.allCases where cause != .clientLost {
                ends.insert(
                    (0..<3_000).map { number in
                        SessionEnd(
                            at: bench.clock.now, host: host, kind: .vpn, session: "\(number)", user: "", cause: cause, confidence: .exact,
                            evidence: "")
                    }, counted: &counted)
            }
        }
        #expect(ends.count <= 22_500)
        #expect(ends.count { $0.cause == .clientLost } == 5)
    }

    @Test func linesStandInTheOrderInWhichThingsHappenedAlsoAfterARestart() async throws {
        var engine: Engine? = try await bench.engine()
        await bench.tick(try #require(engine), seconds: 100)
        await engine?.note("now")
        let late = HostEvent(at: bench.clock.now - .seconds(50), host: "vpn-1", "before")
        await engine?.take(bench.report(Reading(events: [late])), pause: .seconds(1))
        #expect(await engine?.events.map(\.text) == ["before", "now"])
        engine = nil
        #expect(await (try bench.engine()).events.map(\.text) == ["before", "now"])
        var lines = ""
        try Journal(reading: bench.folder.file("journal")).export(.csv, of: .events) { lines += $0 }
        #expect(lines.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",").last ?? "" } == ["before", "now"])
    }

    /// A failure is news by its kind and by what was asked; its words may be others each time.
    @Test func aFailureInOtherWordsIsNoNews() async throws {
        let engine = try await bench.engine()
        func fail(_ failure: CollectFailure) async {
            bench.clock.advance(1)
            await engine.take(Report(target: "vpn-1", at: bench.clock.now, took: .zero, outcome: .failure(failure)), pause: .seconds(1))
        }
        for seconds in [15, 20, 25, 30, 35] as [Int64] { await fail(.timedOut(asked: "vpn-1:7505", after: .seconds(seconds))) }
        for _ in 0..<5 {
            await fail(.unreachable(asked: "vpn-1:7505", reason: "connection refused"))
            await fail(.timedOut(asked: "vpn-1:7505", after: .seconds(40)))
        }
        let told = bench.heard.events.map(\.text).filter { $0.hasPrefix("poll failed") }
        #expect(told == ["poll failed: no answer within 15 s: vpn-1:7505", "poll failed: connection refused: vpn-1:7505"])
        #expect(bench.heard.hosts.last?.failure?.text == "no answer within 40 s: vpn-1:7505", "the host's state has the last words")
        await engine.take(bench.report(Reading()), pause: .seconds(1))
        await fail(.timedOut(asked: "vpn-1:7505", after: .seconds(15)))
        #expect(bench.heard.events.count { $0.text.hasPrefix("poll failed") } == 3)
    }

    @Test func aHostThatHadAnsweredIsKnownAfterARestart() async throws {
        var engine: Engine? = try await bench.engine()
        await engine?.take(bench.report(Reading(samples: [Sample(.sessions, 3)])), pause: .seconds(1))
        let answered = bench.clock.now
        engine = nil
        let second = try await bench.engine()
        #expect(await second.hosts["vpn-1"]?.state.answeredAt == answered)
        for _ in 0..<8 {
            bench.clock.advance(1)
            let failure = CollectFailure.unreachable(asked: "vpn-1:7505", reason: "connection refused")
            await second.take(Report(target: "vpn-1", at: bench.clock.now, took: .zero, outcome: .failure(failure)), pause: .seconds(1))
        }
        #expect(bench.heard.alarms.map(\.text) == ["no data: connection refused: vpn-1:7505"])
        #expect(await second.facts.hosts["vpn-1"]?.sessions == nil, "nobody knows who is on it")
    }
}
