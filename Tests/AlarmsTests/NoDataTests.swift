import Alarms
import Telemetry
import TestSupport
import Testing

/// Silence is time that was watched, in the host's own intervals of 5 s.
@Suite struct NoDataTests {
    private let words = "connection refused: 10.1.0.9:7505"

    @Test func threeIntervalsAreAWarningAndSixCritical() {
        var watch = Watch(site(host("vpn-2")))
        watch.run(10)
        #expect(watch.fail("vpn-2", 2) == [])
        let raised = watch.fail("vpn-2", 1)
        #expect(raised.map(\.what) == [.raised])
        #expect(raised.first?.alarm.severity == .warning)
        #expect(raised.first?.alarm.text == "no data: connection refused: 10.1.0.9:7505")
        #expect(watch.fail("vpn-2", 2) == [])
        #expect(watch.fail("vpn-2", 1).map(\.what) == [.severityRaised])
        watch.answer("vpn-2")
        #expect(watch.run(1).map(\.what) == [.returned])
    }

    /// `warte status` polls at once: seven of them within three seconds say nothing about a host of one minute.
    @Test func pollsThatWereAskedForAreNoTime() {
        var watch = Watch(site(host("vpn-2", interval: .seconds(60))))
        watch.round()
        watch.hosts["vpn-2"]?.failure = .raw(words)
        for second in 1...178 {
            watch.now = after(Int64(second))
            for _ in 0..<(second < 4 ? 3 : 1) { #expect(watch.round(["vpn-2"]) == []) }
        }
        watch.now = after(180)
        #expect(watch.round([]).map(\.what) == [.raised], "the clock's tick is enough: a back-off makes polls rare")
    }

    @Test func aHostThatFailsIsJudgedBetweenItsPolls() {
        var watch = Watch(site(host("vpn-2"), host("vpn-3")))
        watch.round()
        watch.hosts["vpn-2"]?.failure = .raw(words)
        watch.now = after(5)
        #expect(watch.round(["vpn-2"]) == [])
        var seen: [Int64: [Transition.What]] = [:]
        for second in Int64(6)...60 {
            watch.now = after(second)
            let made = watch.round([]).map(\.what)
            if !made.isEmpty { seen[second] = made }
        }
        #expect(seen == [15: [.raised], 30: [.severityRaised]])
    }

    /// A laptop that slept, a process that was stopped, a clock that was set.
    @Test(arguments: [600, 30_000, -30_000, 40_000_000] as [Int64])
    func afterAGapSilenceBeginsAnew(_ gap: Int64) {
        var watch = Watch(site(host("vpn-1"), host("vpn-2")))
        watch.run(30)
        #expect(watch.fail("vpn-1", 2) == [])
        watch.now = watch.now + .seconds(gap)
        // It wakes, and no network is there yet.
        watch.hosts["vpn-2"]?.failure = .raw(words)
        #expect(watch.round() == [])
        #expect(watch.run(2) == [])
        #expect(watch.run(1).map(\.what) == [.raised, .raised])
    }

    /// An engine that is starved comes late again and again: that must not keep it quiet for ever.
    @Test func gapsAgainAndAgainAreNoSleep() {
        var watch = Watch(site(host("vpn-1", interval: .seconds(1))))
        watch.run(1)
        watch.hosts["vpn-1"]?.failure = .raw(words)
        for _ in 0..<4 {
            watch.now = watch.now + .seconds(11)
            watch.round()
            watch.now = watch.now + .seconds(1)
            watch.round()
        }
        #expect(watch.log.map(\.what) == [.raised])
    }

    @Test func aPauseOfOurOwnIsNotTheirSilence() {
        var watch = Watch(site(host("vpn-2")))
        watch.now = after(7200)
        #expect(watch.round() == [])
        var fresh = Watch(site(host("vpn-2")))
        fresh.hosts["vpn-2"] = HostFacts()
        #expect(fresh.round() == [])
    }

    @Test func neverAnsweredAndNotSinceTheStart() {
        for hasAnswered in [false, true] {
            var watch = Watch(site(host("vpn-2")))
            watch.hosts["vpn-2"] = HostFacts(polledAt: noon, failure: "wrong password", hasAnswered: hasAnswered)
            #expect(watch.run(3) == [])
            watch.run(1)
            #expect(watch.alarm("no_data", "vpn-2")?.text == (hasAnswered ? "no data: wrong password" : "no data yet: wrong password"))
        }
    }

    /// A restart knows a dead host for a moment only: until it answers it is what it was.
    @Test(arguments: [false, true])
    func aRestartLeavesWhatStands(_ isAcknowledged: Bool) throws {
        var watch = Watch(site(host("vpn-1"), host("vpn-2")))
        watch.run(5)
        watch.fail("vpn-1", 10)
        if isAcknowledged { try watch.acknowledge("no_data", "vpn-1") }
        let before = watch.book.alarms
        var second = Watch(watch.book.site)
        second.book.restore(from: watch.book.records, nextID: watch.book.nextID)
        second.now = watch.now
        second.hosts["vpn-1"] = HostFacts(hasAnswered: true)
        #expect(second.round() == [])
        second.hosts["vpn-1"] = HostFacts(polledAt: second.now, failure: .raw(words), hasAnswered: true)
        #expect(second.run(20) == [])
        #expect(second.book.alarms == before)
        second.answer("vpn-1")
        #expect(second.run(1).map(\.what) == [isAcknowledged ? .cleared : .returned])
    }

    /// What stands costs nothing until something changes.
    @Test func theTextStandsStill() {
        var watch = Watch(site(host("vpn-1")))
        watch.run(1)
        watch.fail("vpn-1", 10)
        let revision = watch.book.revision
        watch.run(200)
        #expect(watch.book.revision == revision)
    }
}
