import Alarms
import Telemetry
import TestSupport
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

    @Test func ownProblems() {
        var watch = Watch(site(host("hv-1")))
        watch.problems["journal"] = "the disk is full"
        watch.run(1)
        #expect(watch.book.alarms.map(\.text) == ["journal: the disk is full"])
        watch.problems = [:]
        #expect(watch.run(1).map(\.what) == [.returned])
    }

    /// After a restart nobody has tried to write yet.
    @Test func anOwnProblemOfWhichNothingIsKnownStands() throws {
        var watch = Watch(site(host("hv-1")))
        watch.problems["store"] = "the disk is full"
        watch.run(1)
        var second = Watch(watch.book.site)
        second.untested = ["store"]
        second.book.restore(from: watch.book.records, nextID: watch.book.nextID)
        second.now = watch.now
        #expect(second.run(10) == [])
        second.untested = []
        #expect(second.run(1).map(\.what) == [.returned])
    }
}
