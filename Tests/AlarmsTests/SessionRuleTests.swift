import Alarms
import Telemetry
import Testing

@Suite struct SessionRuleTests {
    private func gateway(_ sessions: Int, limit: Int? = 120) -> Watch {
        var watch = Watch(site(host("vpn-1", limit: limit)))
        watch.hosts["vpn-1"]?.sessions = sessions
        return watch
    }

    @Test func theTextNamesTheCeiling() {
        var watch = gateway(97)
        #expect(watch.run(6) == [])
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(watch.alarm("sessions", "vpn-1")?.text == "pool 80 % (97 of 120)")
        watch.hosts["vpn-1"]?.sessionLimitName = "seats"
        watch.hosts["vpn-1"]?.sessions = 118
        watch.run(7)
        #expect(watch.alarm("sessions", "vpn-1")?.severity == .critical)
        #expect(watch.alarm("sessions", "vpn-1")?.text == "seats 98 % (118 of 120)")
    }

    @Test func theSmallerCeilingCounts() {
        var watch = gateway(97)
        watch.hosts["vpn-1"]?.sessionLimit = 100
        watch.run(7)
        #expect(watch.alarm("sessions", "vpn-1")?.text == "pool 97 % (97 of 100)")
    }

    @Test func withoutACeilingThereIsNothingToSay() {
        for limit in [nil, 0, -3] {
            var watch = gateway(97, limit: limit)
            #expect(watch.run(50) == [])
        }
    }

    @Test func noDataCountsMissedPollsInTheFailuresOwnWords() {
        var watch = Watch(site(host("vpn-2")))
        watch.run(10)
        #expect(watch.fail("vpn-2", 2) == [])
        let raised = watch.fail("vpn-2", 1)
        #expect(raised.map(\.what) == [.raised])
        #expect(raised.first?.alarm.severity == .warning)
        #expect(raised.first?.alarm.text == "no data for 15 s: connection refused: 10.1.0.9:7505")
        #expect(watch.fail("vpn-2", 3).map(\.what) == [.severityRaised])
        watch.answer("vpn-2")
        #expect(watch.run(1).map(\.what) == [.returned])
    }

    @Test func aBackOffMissesByTime() {
        var watch = Watch(site(host("vpn-2")))
        watch.hosts["vpn-2"]?.failure = "no route to host"
        watch.hosts["vpn-2"]?.missedPolls = 2
        watch.now = after(60)
        #expect(watch.round().first?.alarm.severity == .critical)
        #expect(watch.alarm("no_data", "vpn-2")?.text == "no data for 60 s: no route to host")
    }

    @Test func aPauseOfOurOwnIsNotTheirSilence() {
        var watch = Watch(site(host("vpn-2")))
        watch.now = after(7200)
        #expect(watch.round() == [])
        var fresh = Watch(site(host("vpn-2")))
        fresh.hosts["vpn-2"] = HostFacts()
        #expect(fresh.round() == [])
    }

    @Test func neverAnswered() {
        var watch = Watch(site(host("vpn-2")))
        watch.hosts["vpn-2"] = HostFacts(polledAt: noon, failure: "wrong password", missedPolls: 3)
        #expect(watch.round().first?.alarm.text == "no data yet: wrong password")
    }

    @Test func ownProblems() {
        var watch = Watch(site(host("hv-1")))
        watch.problems["journal"] = "the disk is full"
        watch.run(1)
        #expect(watch.book.alarms.map(\.text) == ["journal: the disk is full"])
        watch.problems = [:]
        #expect(watch.run(1).map(\.what) == [.returned])
    }
}
