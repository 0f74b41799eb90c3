import Collecting
import Telemetry
import TestSupport
import Testing

@Suite struct PollerTests {
    let clock = ManualClock()
    let turns = Turns()

    func host(_ id: String = "hv-1", interval: Duration = .seconds(10), deadline: Duration = .seconds(3)) -> Target {
        Target(id: id, area: "", collector: "scripted", endpoint: "scripted://\(id)", interval: interval, deadline: deadline)
    }
    func poller(_ host: Target, _ collector: ScriptedCollector) -> TargetPoller<ManualClock> {
        TargetPoller(
            target: host, collector: collector, clock: clock, wallClock: { Moment(seconds: 1) }, deliver: { [turns] in turns.add($0) })
    }
    /// Waits until `condition` holds; time stands still meanwhile.
    func until(_ condition: () -> Bool) async {
        let end = ContinuousClock.now + .seconds(20)
        while !condition(), ContinuousClock.now < end { await Task.yield() }
        #expect(condition())
    }

    @Test func pollsOnItsBeatAndReportsEveryTurn() async {
        let collector = ScriptedCollector { _ in .reading }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .seconds(4)) }
        await until { clock.nextDue == .seconds(4) }
        clock.advance(by: .seconds(4))
        for turn in 1...3 {
            await until { turns.count == turn && clock.nextDue == .seconds(4 + 10 * turn) }
            clock.advance(by: .seconds(10))
        }
        running.cancel()
        await running.value
        #expect(turns.outcomes.prefix(3) == ["ok", "ok", "ok"])
        #expect(collector.closed == 1)
    }

    /// All of it is searched for names by the one that all hosts' reports go through.
    @Test func aFailureIsShortWhateverAHostSaid() async {
        let long = String(repeating: "e\u{301} ", count: 100_000)
        let failures: [CollectFailure] = [
            .unreadable(asked: long, place: .raw(long), got: .raw(long)), .unreachable(asked: long, reason: .raw(long)), .busy(asked: long),
            .refused(asked: long, reason: .raw(long), hint: .closed), .timedOut(asked: long, after: .seconds(1)),
        ]
        let collector = ScriptedCollector { .failure(failures[($0 - 1) % failures.count]) }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .zero) }
        for turn in 1...failures.count {
            await until { turns.count == turn && clock.nextDue != nil }
            clock.advance(by: .seconds(3600))
        }
        running.cancel()
        await running.value
        for (turn, failure) in zip(turns.all, failures) {
            guard case .failure(let told) = turn.report.outcome else { continue }
            #expect("\(told)".utf8.count < 4_500)
            #expect(told.trouble.kind == failure.trouble.kind && told.hint == failure.hint)
        }
    }

    @Test func aNodesFailureIsAsShort() async {
        let long = String(repeating: "x", count: 100_000)
        let collector = ScriptedCollector { _ in .nodes([HostReading(node: "a", outcome: .failure(.busy(asked: long)))]) }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .zero) }
        await until { turns.count == 1 }
        running.cancel()
        await running.value
        guard case .success(let reading)? = turns.all.first?.report.outcome, case .failure(let failure)? = reading.hosts.first?.outcome
        else {
            Issue.record("no failure of a node")
            return
        }
        #expect(failure.text.utf8.count < 1_500)
    }

    @Test func aSlowPollSkipsTurnsAndNeverQueuesThem() async {
        let collector = ScriptedCollector { $0 == 1 ? .hang : .reading }
        let running = Task { [poller = poller(host(deadline: .seconds(60)), collector)] in await poller.run(after: .zero) }
        await until { collector.polls == 1 }
        clock.advance(by: .seconds(35))
        collector.letGo()
        // 35 s late: the turns at 10, 20 and 30 s are gone, the next is at 40 s.
        await until { turns.count == 1 && clock.nextDue == .seconds(40) }
        #expect(collector.polls == 1)
        running.cancel()
    }

    @Test func whoWaitsInLineIsAskedOnItsBeatAndWhatItKnowsAllTheSameIsReported() async {
        let event = HostEvent(at: Moment(seconds: 1), host: "hv-1", "its last word")
        let collector = ScriptedCollector(aside: Aside(events: [event], isInLine: true)) { _ in .failure(.busy(asked: "x")) }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .zero) }
        for turn in 1...4 {
            await until { turns.count == turn && clock.nextDue == .seconds(10 * turn) }
            clock.advance(by: .seconds(10))
        }
        #expect(turns.all.allSatisfy { $0.report.aside.events == [event] })
        running.cancel()
        await running.value
    }

    @Test func aCollectorThatHangsIsReportedAtItsDeadlineAndNotAskedAgainBeforeItComesBack() async {
        let collector = ScriptedCollector { $0 == 1 ? .hang : .reading }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .zero) }
        await until { collector.polls == 1 && clock.nextDue == .seconds(3) }
        clock.advance(by: .seconds(3))
        await until { turns.count == 1 }
        #expect(turns.outcomes == ["no answer within 3 s: scripted://hv-1"])
        await until { clock.sleepers == 1 }
        clock.advance(by: .seconds(60))
        await until { turns.count == 2 }
        #expect(collector.polls == 1)
        collector.letGo()
        // Until its answer has come back, which takes as long as it takes, turns go by.
        for turn in 3...1000 where turns.outcomes.last != "ok" {
            await until { clock.sleepers == 1 }
            clock.advance(by: .seconds(60))
            await until { turns.count == turn }
        }
        #expect(turns.outcomes.last == "ok" && collector.polls == 2)
        running.cancel()
    }

    /// Its collector has told it and will not do so again.
    @Test(arguments: [true, false]) func whatAnAnswerToldThatCameTooLateIsToldByTheNextTurns(_ answers: Bool) async {
        let event = HostEvent(at: Moment(seconds: 1), host: "hv-1", "guest web stopped")
        let end = SessionEnd(
            at: Moment(seconds: 1), host: "hv-1", kind: .console, session: "web/1", user: "", cause: .error, confidence: .inferred,
            because: .raw("web is gone"))
        let crash = GuestCrash(at: Moment(seconds: 1), guest: "web", name: "web", isAutostarted: true, evidence: .raw("web is gone"))
        let late = Reading(HostFigures(crashes: [crash]), ends: [end], events: [event])
        let collector = ScriptedCollector {
            switch $0 {
            case 1: .late(late)
            case 2...3: answers ? .reading : .failure(.busy(asked: "x"))
            default: .reading
            }
        }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .zero) }
        await until { collector.polls == 1 && clock.nextDue == .seconds(3) }
        clock.advance(by: .seconds(3))
        await until { turns.count == 1 }
        collector.letGo()
        for turn in 2...1000 where collector.polls < 5 {
            await until { clock.sleepers == 1 }
            clock.advance(by: .seconds(60))
            await until { turns.count == turn }
        }
        let readings = turns.all.compactMap { try? $0.report.outcome.get() }
        let asides = turns.all.map(\.report.aside)
        #expect(readings.flatMap(\.ends) + asides.flatMap(\.ends) == [end])
        #expect(readings.flatMap(\.events) + asides.flatMap(\.events) == [event])
        #expect(asides.flatMap { $0.crashes.values.joined() } == [crash])
        running.cancel()
    }

    @Test func failuresBackOffToHalfAMinuteAndPollNowEndsThePause() async {
        let poller = poller(
            host(interval: .seconds(1)), ScriptedCollector { _ in .failure(.unreachable(asked: "x", reason: "connection refused")) })
        let running = Task { await poller.run(after: .zero) }
        for turn in 1...8 {
            await until { turns.count == turn && clock.sleepers == 1 }
            clock.advance(by: .seconds(40))
        }
        let pauses = turns.all.map { $0.pause.inSeconds }
        for (pause, expected) in zip(pauses, [1.0, 2, 4, 8, 16, 30, 30, 30]) { #expect(pause >= expected && pause <= expected * 1.1) }
        await until { turns.count == 9 && clock.sleepers == 1 }
        poller.pollNow()
        await until { turns.count == 10 }
        running.cancel()
    }

    @Test func aCallWhileAPollIsOutIsAnsweredByThatPoll() async {
        let collector = ScriptedCollector { $0 == 1 ? .hang : .reading }
        let poller = poller(host(), collector)
        let running = Task { await poller.run(after: .zero) }
        await until { collector.polls == 1 }
        for _ in 0..<50 { poller.pollNow() }
        collector.letGo()
        await until { turns.count == 1 && clock.nextDue == .seconds(10) }
        #expect(collector.polls == 1)
        poller.pollNow()
        await until { turns.count == 2 }
        running.cancel()
    }

    @Test func deadHostsDelayNoOther() async {
        let dead = (0..<500).map { _ in ScriptedCollector { _ in .hang } }
        let alive = (0..<500).map { _ in ScriptedCollector { _ in .reading } }
        let all = Poller(clock: clock, wallClock: { Moment(seconds: 1) }, deliver: { [turns] in turns.add($0) })
        let collectors = zip(dead, alive).flatMap { [$0, $1] }
        all.watch(collectors.enumerated().map { index, collector in (host("h\(index)"), { collector }) })
        await until { clock.sleepers == 1000 || clock.sleepers > 990 }
        // Whoever was late to sleep is due later.
        for _ in 0..<120 where !alive.allSatisfy({ $0.polls >= 2 }) {
            clock.advance(by: .seconds(1))
            for _ in 0..<100 { await Task.yield() }
        }
        await until { alive.allSatisfy { $0.polls >= 2 } }
        #expect(dead.allSatisfy { $0.polls == 1 })
        for collector in dead { collector.letGo() }
        await all.stop(patience: .seconds(1))
    }

    @Test func pollsThatComeCloseTogetherBeginTogetherAndAllOfThemAreSpread() async {
        let collector = ScriptedCollector { _ in .reading }
        let all = Poller(clock: clock, wallClock: { Moment(seconds: 1) }, deliver: { [turns] in turns.add($0) })
        all.watch((0..<40).map { (host("h\($0)", interval: .seconds(1), deadline: .seconds(1)), { collector }) })
        for group in 1...12 {
            let due = Duration.milliseconds(100 * group)
            await until { turns.count == 4 * group && clock.nextDue == due }
            clock.advance(by: .milliseconds(100))
        }
        await all.stop()
    }

    @Test func aNewConfigurationKeepsTheBeatOfHostsThatStayedTheSame() async {
        let first = ScriptedCollector { _ in .reading }
        let second = ScriptedCollector { _ in .reading }
        let all = Poller(clock: clock, wallClock: { Moment(seconds: 1) }, deliver: { [turns] in turns.add($0) })
        all.watch([(host("a"), { first }), (host("b"), { second })])
        await until { first.polls == 1 }
        let third = ScriptedCollector { _ in .reading }
        all.watch([(host("a"), { third }), (host("c"), { third })])
        await until { second.closed == 1 && third.polls == 1 }
        #expect(first.closed == 0)
        #expect(all.pollNow("b") == false)
        all.pollNow("a")
        await until { first.polls == 2 }
        await all.stop()
        #expect(first.closed == 1)
    }

    /// What the old one has heard is told before it is let go, and the new one knows whom it comes after.
    @Test func whatWasHeardBetweenPollsIsToldBeforeAnotherComes() async {
        let event = HostEvent(at: Moment(seconds: 1), host: "a", "its last word")
        let first = ScriptedCollector(aside: Aside(events: [event])) { _ in .reading }
        let all = Poller(clock: clock, wallClock: { Moment(seconds: 1) }, deliver: { [turns] in turns.add($0) })
        all.watch([(host("a"), { first }), (host("b"), { ScriptedCollector { _ in .reading } })])
        await until { turns.count == 1 }
        let changed = host("a", interval: .seconds(5))
        await all.release(allBut: [changed, host("b")])
        #expect(turns.all.last?.report.isLast == true && turns.all.last?.report.aside.events == [event])
        #expect(turns.all.last?.target == host("a") && first.closed == 1)
        let second = ScriptedCollector { _ in .reading }
        var past = HeardBefore()
        past.over = ["7"]
        all.watch([(changed, { second }), (host("b"), { second })], pasts: ["a": past])
        await until { second.polls == 1 }
        #expect(second.takenUp?.past == past && second.takenUp?.predecessor as? ScriptedCollector === first)
        await all.stop()
    }

    /// An answer that comes after its deadline is none, but what it tells has happened.
    @Test func whatALateAnswerTellsIsNotLost() async {
        let event = HostEvent(at: Moment(seconds: 1), host: "hv-1", "late")
        let collector = ScriptedCollector { $0 == 1 ? .happened([event]) : $0 == 2 ? .reading : .happened([event]) }
        let running = Task { [poller = poller(host(), collector)] in await poller.run(after: .zero) }
        await until { collector.polls == 1 && clock.nextDue == .seconds(3) }
        clock.advance(by: .seconds(3))
        await until { turns.count == 1 && clock.sleepers == 1 }
        collector.letGo()
        for turn in 2...1000 where turns.outcomes.last != "ok" {
            clock.advance(by: .seconds(60))
            await until { turns.count == turn && clock.sleepers == 1 }
        }
        #expect(turns.all.flatMap(\.report.aside.events) == [event])
        // While the last one is out nobody wants another.
        clock.advance(by: .seconds(60))
        await until { collector.polls == 3 }
        running.cancel()
        collector.letGo()
        await running.value
        #expect(turns.all.last?.report.isLast == true && turns.all.last?.report.aside.events == [event])
        #expect(collector.closed == 1)
    }
}
