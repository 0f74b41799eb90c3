import Alarms
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// A day of what is too much to be kept one by one.
@Suite struct CrowdTests {
    private let start = Moment(seconds: 1_795_521_600)
    private func handshake(_ number: Int, at: Moment) -> SessionEnd {
        SessionEnd(
            at: at, host: "vpn-1", kind: .vpn, session: "from \(number)", user: "", cause: .handshake, confidence: .exact,
            evidence: "TLS \(number)", isAttempt: true)
    }

    @Test func aHundredFailedHandshakesASecondForADayAreCounted() {
        var crowd = Crowd()
        var kept = 0
        var told: [HostEvent] = []
        var counted = 0
        for second in 0..<86_400 as Range<Int64> {
            let now = start + .seconds(second)
            kept += crowd.admit((0..<100).map { handshake($0, at: now) }, at: now).count
            let words = crowd.tell(at: now)
            told += words.lines
            counted += words.counts.reduce(0) { $0 + $1.count }
        }
        let end = crowd.tell(at: start + .seconds(86_460))
        counted += end.counts.reduce(0) { $0 + $1.count }
        #expect(kept <= 2000 + 86_400 / 2)
        #expect(kept + counted == 8_640_000)
        #expect(told.count <= 1440)
        #expect(told.last?.text.contains("more ends (handshake) are counted, not listed") == true)
        let (today, later) = (crowd.counted(at: start + .seconds(86_399)), crowd.counted(at: start + .seconds(3 * 86_400)))
        #expect(today == counted && later == 0)
    }

    @Test func allClientsOfAGatewayAtOnceAreKeptAndOtherCausesHaveTheirOwnRoom() {
        var crowd = Crowd()
        let all = crowd.admit((0..<2000).map { handshake($0, at: start) }, at: start)
        let more = crowd.admit([handshake(1, at: start)], at: start)
        #expect(all.count == 2000 && more.isEmpty)
        let lost = SessionEnd(
            at: start, host: "vpn-1", kind: .vpn, session: "1", user: "u-1", cause: .clientLost, confidence: .exact, evidence: "")
        let others = crowd.admit([lost], at: start)
        #expect(others == [lost])
    }

    @Test func whatAClockThatWasAheadCountedIsNotOfTheLastDay() {
        var crowd = Crowd()
        crowd.count([start, start + .seconds(2 * 86_400)])
        #expect(crowd.counted(at: start) == 1)
        #expect(crowd.counted(at: start + .seconds(2 * 86_400)) == 0, "what never happened then is forgotten")
    }

    /// A report is a little older than the tick before it: the time between is there once.
    @Test func anOlderReportMakesNoTimeTwice() {
        var allowance = Allowance(burst: 1000, perSecond: 1)
        for _ in 0..<1000 { _ = allowance.take(at: start) }
        var taken = 0
        for second in 1...100 {
            for late in [0, 900] where allowance.take(at: start + .seconds(Int64(second)) - .milliseconds(Int64(late))) { taken += 1 }
        }
        #expect((99...101).contains(taken))
    }

    /// A clock that is set back gives nothing and takes nothing.
    @Test func aClockSetBackIsNoIncome() {
        var allowance = Allowance(burst: 1, perSecond: 1)
        let taken = [0, -3600, -3600, -3599].map { allowance.take(at: start + .seconds($0)) }
        #expect(taken == [true, false, false, true])
    }

    @Test func aGatewayThatStreamsUniqueLinesIsBoundedAndSaysHowManyAreMissing() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        for _ in 0..<3 {
            let at = bench.clock.now
            let lines = (0..<10_000).map { HostEvent(at: at, host: "vpn-1", "line \($0)") }
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)], events: lines)), pause: .seconds(1))
            await engine.tick()
        }
        #expect(bench.heard.events.count < 600)
        #expect(bench.heard.events.contains { $0.text == "too much at once: 9500 more lines are left out" })
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.restore(at: bench.clock.now).events.contains { $0.text.contains("9500 more lines") })
    }

    /// What is counted and not yet said when the engine ends, or when its host is watched no longer, is on disk all the same.
    @Test(arguments: [true, false]) func whatWasLeftOutIsSaidBeforeTheEnd(isStop: Bool) async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        for _ in 0..<2 {
            let ends = (0..<2500).map { handshake($0, at: bench.clock.now) }
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)], ends: ends)), pause: .seconds(1))
            await bench.tick(engine)
        }
        if isStop {
            await engine.stop()
        } else {
            await engine.apply(Engine.Settings(site: Site(name: "Test", areas: [], hosts: [])))
        }
        // Whose host is watched no longer is written a moment later.
        try await eventually("all are on disk") {
            try Database(reading: bench.folder.file("journal"), busy: 1000).number("SELECT sum(count) FROM end_count") == 5000 - 2001
        }
    }

    @Test func endsInMemoryHaveABoundAndStatisticsCountThemAll() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        var count = 0
        for _ in 0..<10 {
            let now = bench.clock.now
            let ends = Cause.allCases.flatMap { cause in
                (0..<400).map { number in
                    SessionEnd(
                        at: now, host: "vpn-1", kind: .vpn, session: "from \(number)", user: "", cause: cause, confidence: .exact,
                        evidence: "", isAttempt: true)
                }
            }
            count += ends.count
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)], ends: ends)), pause: .seconds(1))
        }
        await bench.tick(engine)
        #expect(await engine.facts.ends.count <= [SessionEnd].most + [SessionEnd].most / 8)
        #expect(await engine.statistics(at: bench.clock.now).events >= count)
    }

    /// What is listed is bounded, what is lost is not: twice within the window, each client once.
    @Test func aGatewayThatLosesThreeThousandHasLostThreeThousand() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        func lose(_ users: Range<Int>) async {
            await engine.take(
                bench.report(Reading(samples: [Sample(.sessions, 0)], ends: users.map { bench.lost("user\($0)") })), pause: .seconds(1))
        }
        await lose(0..<3008)
        #expect(await engine.alarms.first { $0.key.rule == "timeouts" }?.text.hasPrefix("3008 clients lost") == true)
        await bench.tick(engine, seconds: 60)
        await lose(8..<4000)
        #expect(await engine.alarms.first { $0.key.rule == "timeouts" }?.text.hasPrefix("4000 clients lost") == true)
        // A flood of one address is one client.
        await engine.take(bench.report(Reading(ends: (0..<5000).map { _ in handshake(1, at: bench.clock.now) })), pause: .seconds(1))
        #expect(await engine.alarms.first { $0.key.rule == "timeouts" }?.text.contains("4001 clients") == true)
    }
}
