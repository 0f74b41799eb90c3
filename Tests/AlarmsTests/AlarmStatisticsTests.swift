import Telemetry
import TestSupport
import Testing

@testable import Alarms

@Suite struct AlarmStatisticsTests {
    @Test func hostDownSuppressesWhatFollowsAndCountsIt() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 92), ("hv-1", .cpuWait, 50), ("hv-2", .memory, 92)])
        let made = watch.fail("hv-1", 3)
        #expect(made.map(\.what) == [.raised, .suppressed, .suppressed])
        #expect(made[0].isAnnounced)
        #expect(watch.alarm("memory")?.suppressedBy?.text == "no data")
        #expect(watch.alarm("no_data")?.suppresses == 2)
        #expect(watch.alarm("memory", "hv-2")?.suppressedBy == nil)
        watch.answer("hv-1")
        let back = watch.run(1, [("hv-1", .memory, 92), ("hv-1", .cpuWait, 50)])
        #expect(Set(back.map(\.what)) == [.returned, .unsuppressed])
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
    }

    @Test func threeActivationsInTenMinutesChatter() throws {
        var watch = Watch(site(host("vpn-1")))
        watch.run(1)
        for turn in 1...4 {
            watch.fail("vpn-1", 3)
            #expect(watch.alarm("no_data", "vpn-1")?.isChattering == (turn > 2))
            #expect(watch.log.last?.isAnnounced == (turn < 3), "one row with a counter, announced no more")
            watch.answer("vpn-1")
            watch.run(turn > 2 ? 13 : 1)
        }
        #expect(watch.book.alarms.count == 1)
        #expect(watch.alarm("no_data", "vpn-1")?.count == 4)
        #expect(watch.book.statistics(at: watch.now).chattering == 1)
        watch.run(130)
        #expect(watch.alarm("no_data", "vpn-1")?.isChattering == false)
    }

    /// One that comes and goes all the time is one that stands, until it has been gone for a minute.
    @Test func whatChattersStandsUntilItHasBeenGoneForAMinute() {
        var watch = Watch(site(host("vpn-1")))
        watch.run(1)
        for _ in 0..<12 {
            watch.fail("vpn-1", 3)
            watch.answer("vpn-1")
            watch.run(2)
        }
        #expect(watch.alarm("no_data", "vpn-1")?.count == 3)
        #expect(watch.alarm("no_data", "vpn-1")?.isLive == true)
        #expect(watch.log.count { $0.what == .raised || $0.what == .returned } == 5, "\(watch.log.map(\.what))")
        watch.run(9)
        #expect(watch.alarm("no_data", "vpn-1")?.isLive == true)
        watch.run(3)
        #expect(watch.alarm("no_data", "vpn-1")?.isLive == false)
    }

    /// So many hosts fail at once.
    private func fail(_ count: Int, of all: Int) -> Watch {
        var watch = Watch(Site(name: "Rathaus", areas: [], hosts: (0..<all).map { host("hv-\($0)") }))
        watch.run(1)
        for id in (0..<count).map({ "hv-\($0)" }) {
            watch.hosts[id]?.failure = "no route to host"
        }
        watch.run(3)
        return watch
    }

    @Test func aboveTenInTenMinutesIsAFlood() throws {
        #expect(fail(10, of: 20).book.flood == nil)
        var watch = fail(11, of: 20)
        let flood = try #require(watch.book.flood)
        #expect(flood.symptoms == [Flood.Symptom(rule: "no_data", count: 11)])
        #expect(flood.hosts == 11)
        #expect(flood.first == AlarmKey(rule: "no_data", host: "hv-0"))
        #expect(flood.since == watch.now)
        watch.run(119)
        #expect(watch.book.flood?.since == flood.since)
        watch.run(2)
        #expect(watch.book.flood == nil, "none in the last ten minutes")
    }

    /// What is of Warte itself is on none of them, and what is of a whole cluster on no more than its nodes.
    @Test func theSiteIsNoHostOfAFlood() throws {
        func node(_ name: String) -> Host { Host(id: "pve", area: "", collector: "scripted", endpoint: "").node(name) }
        var watch = Watch(Site(name: "Rathaus", areas: [], hosts: [node("a"), node("b")] + (0..<11).map { host("hv-\($0)") }))
        watch.run(1)
        watch.problems["configuration"] = "warte.toml:3: this cannot be read"
        watch.hosts["pve/a"]?.crashes = [GuestCrash(at: noon, guest: "g", name: "db", isAutostarted: true, evidence: "")]
        for id in (0..<10).map({ "hv-\($0)" }) + ["pve/b"] { watch.hosts[id]?.failure = "no route to host" }
        watch.run(3)
        #expect(watch.alarm("configuration", "") != nil && watch.alarm("guest_crashed", "pve") != nil)
        #expect(watch.book.flood?.symptoms.reduce(0) { $0 + $1.count } == 13)
        #expect(watch.book.flood?.hosts == 11)
    }

    /// What is over by then is the cause of nothing that stands in the list.
    @Test func aFloodBeganWithWhatStillStands() throws {
        var watch = Watch(Site(name: "Rathaus", areas: [], hosts: (0..<20).map { host("hv-\($0)") }))
        watch.run(1)
        watch.fail("hv-19", 3)
        watch.answer("hv-19")
        watch.run(1)
        try watch.acknowledge("no_data", "hv-19")
        let before = watch.now
        for id in (0..<11).map({ "hv-\($0)" }) { watch.hosts[id]?.failure = "no route to host" }
        watch.run(3)
        #expect(watch.book.flood?.first == AlarmKey(rule: "no_data", host: "hv-0"))
        let since = try #require(watch.book.flood?.since)
        #expect(since > before)
        var next = Watch(watch.book.site)
        next.hosts = watch.hosts
        next.book.restore(from: watch.book.records, activations: watch.book.activations)
        next.now = watch.now + .seconds(60)
        next.round([])
        #expect(next.book.flood?.since == since, "it is no younger for a restart")
    }

    /// It counts for the worst that it came to.
    @Test func anAlarmThatGetsWorseIsCountedAsThat() {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        watch.run(30, [("hv-1", .memory, 99)])
        let numbers = watch.book.statistics(at: watch.now)
        #expect((numbers.warnings, numbers.criticals) == (0, 1))
    }

    /// Nobody was told of it when it began; now it is in the list as new.
    @Test func whatBeganUnderAFlagIsNewOnceThatIsOver() throws {
        var watch = Watch(site(host("hv-1")))
        _ = try watch.book.startMaintenance("hv-1", author: "km", until: watch.now + .seconds(7200), reason: "disk", at: watch.now)
        watch.run(30, [("hv-1", .memory, 92)])
        #expect(watch.alarm("memory")?.isInMaintenance == true && watch.book.statistics(at: watch.now).new == 0)
        _ = try watch.book.endMaintenance("hv-1", author: "km", at: watch.now)
        #expect(watch.alarm("memory")?.flag == nil && watch.book.statistics(at: watch.now).new == 1)
        watch.run(200, [("hv-1", .memory, 92)])
        #expect(watch.book.statistics(at: watch.now).new == 0 && watch.book.statistics(at: watch.now).warnings == 1)
    }

    @Test func aFloodEndsBelowFive() {
        var watch = fail(11, of: 20)
        watch.run(100)
        for id in ["hv-15", "hv-16", "hv-17", "hv-18", "hv-19"] {
            watch.hosts[id]?.failure = "no route to host"
        }
        watch.run(25)
        #expect(watch.book.flood != nil, "five are not below five")
        watch.run(100)
        #expect(watch.book.flood == nil)
    }

    @Test func theLineOfNumbers() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2"), host("hv-3"), host("hv-4")))
        watch.run(30, [("hv-1", .memory, 92), ("hv-2", .memory, 99), ("hv-3", .memory, 92), ("hv-4", .memory, 92)])
        let shelved = try #require(watch.alarm("memory", "hv-3")?.id)
        _ = try watch.book.shelve(shelved, author: "km", for: .seconds(24 * 3600), reason: "backup", at: watch.now)
        try watch.acknowledge("memory", "hv-4")
        var numbers = watch.book.statistics(at: watch.now)
        #expect(numbers.new == 4)
        #expect(numbers.open == 3)
        #expect(numbers.shelved == 1)
        #expect(numbers.warnings == 3)
        #expect(numbers.criticals == 1)
        #expect(numbers.standing == 0)
        #expect(numbers.criticalShare == nil, "of four it says nothing")
        #expect(AlarmStatistics(warnings: 17, criticals: 3, events: 900).criticalShare == 15)
        let raised = try #require(watch.alarm("memory", "hv-1")?.raisedAt)
        #expect(numbers.longestUnacknowledged == watch.now - raised)
        numbers = watch.book.statistics(at: watch.now + .seconds(8 * 3600))
        #expect(numbers.standing == 3)
        #expect(numbers.chronic == 0)
        numbers = watch.book.statistics(at: watch.now + .seconds(72 * 3600))
        #expect((numbers.stale, numbers.chronic, numbers.new, numbers.warnings) == (3, 3, 0, 0))
    }
}
