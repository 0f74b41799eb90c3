import Alarms
import Telemetry
import TestSupport
import Testing

/// Hosts that left the configuration while no engine ran, or while one did.
@Suite struct LeftHostTests {
    private func crashed() -> Watch {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        for id in ["hv-1", "hv-2"] {
            watch.hosts[id]?.crashes = [GuestCrash(at: noon, guest: "g", name: "db", isAutostarted: true, evidence: "Stopped Crashed")]
        }
        watch.run(1)
        for id in ["hv-1", "hv-2"] { watch.hosts[id]?.crashes = [] }
        watch.run(1)
        return watch
    }

    private func restarted(_ watch: Watch, watching hosts: Host...) -> Watch {
        var next = Watch(Site(name: "Rathaus", areas: [Area(id: "Verwaltung")], hosts: hosts.isEmpty ? [host("hv-3")] : hosts))
        next.now = watch.now
        next.book.restore(from: watch.book.records, nextID: watch.book.nextID, maintenanceWindows: watch.book.maintenanceWindows)
        return next
    }

    @Test func takeTheirCrashesAlong() throws {
        var watch = crashed()
        try watch.acknowledge("guest_crashed", "hv-2")
        #expect(watch.book.alarms.map(\.phase) == [.latchedUnacknowledged, .latchedAcknowledged])
        let made = watch.book.configure(site: site(host("hv-3")), limits: ThresholdBook(), at: watch.now)
        #expect(made.map(\.what) == [.returned, .cleared])
        #expect(watch.book.alarms.map(\.phase) == [.returned], "nobody has looked at the first")
        try watch.acknowledge("guest_crashed", "hv-1")
        #expect(watch.book.alarms == [])
    }

    /// What is over and was seen by nobody waits in the list for somebody to look, whoever watches its host, and through restarts too.
    @Test func stayInTheListUntilSomebodyLooks() throws {
        var watch = crashed()
        _ = watch.book.configure(site: site(host("hv-3")), limits: ThresholdBook(), at: watch.now)
        #expect(watch.book.alarms.map(\.phase) == [.returned, .returned])
        var next = restarted(watch)
        #expect(next.book.alarms == watch.book.alarms)
        next.run(2)
        #expect(next.log.isEmpty && next.book.alarms == watch.book.alarms)
        try next.acknowledge("guest_crashed", "hv-1")
        #expect(next.book.alarms.map(\.key.host) == ["hv-2"])
    }

    /// There is nothing to be done about a host that nobody asks any more.
    @Test func areNothingToActUpon() throws {
        var watch = crashed()
        _ = watch.book.configure(site: site(host("hv-2")), limits: ThresholdBook(), at: watch.now)
        let nothing = Runbook(action: .watchedNoMore())
        #expect(watch.alarm("guest_crashed", "hv-1")?.runbook == nothing)
        #expect(watch.alarm("guest_crashed", "hv-2")?.runbook.consequence == .guestCrashedConsequence())
        var old = try #require(watch.alarm("guest_crashed", "hv-1"))
        old.runbook = Runbook()
        #expect(watch.book.withRunbook(old).runbook == nothing)
        #expect(watch.book.withRunbook(old, knowsSite: false).runbook.consequence == .guestCrashedConsequence())
        var next = restarted(watch)
        next.run(1)
        #expect(next.alarm("guest_crashed", "hv-1")?.runbook == nothing)
        _ = next.book.configure(site: site(host("hv-1")), limits: ThresholdBook(), at: next.now)
        #expect(next.alarm("guest_crashed", "hv-1")?.runbook.consequence == .guestCrashedConsequence())
    }

    /// Fronts are told of what comes back after an hour, though nothing happens to it.
    @Test func areNewsToFrontsOnceTheyAreBack() throws {
        var watch = crashed()
        _ = watch.book.configure(site: site(host("hv-3")), limits: ThresholdBook(), at: watch.now)
        let id = try #require(watch.alarm("guest_crashed")?.id)
        _ = try watch.book.shelve(id, author: "km", for: .seconds(4 * 3600), reason: "known", at: watch.now)
        var next = restarted(watch)
        next.run(2)
        #expect(next.book.alarms.map(\.key.host) == ["hv-2"], "a shelf ends by the clock, and that is another site's")
        let before = next.book.revision
        next.now = next.now + .seconds(3600)
        next.round([])
        #expect(next.log.isEmpty && next.book.alarms.count == 2 && next.book.revision > before)
    }

    @Test func areNobodysNewsAfterARestart() {
        var watch = crashed()
        watch.fail("hv-1", 20)
        #expect(watch.alarm("guest_crashed")?.flag == .suppressed)
        var next = restarted(watch)
        next.run(2)
        #expect(next.log.isEmpty && next.book.alarms.isEmpty)
        next.now = next.now + .seconds(3600)
        next.run(2)
        #expect(next.log.filter(\.isAnnounced) == [])
        #expect(next.book.alarms.allSatisfy { $0.phase == .returned && $0.flag == nil })
    }

    /// Whoever asks once with another configuration is not the site's engine, and neither is one that runs while the right one is being edited.
    @Test func areAsTheyWereWhereAnotherConfigurationWasAskedInBetween() throws {
        var watch = crashed()
        try watch.acknowledge("guest_crashed", "hv-2")
        var other = restarted(watch)
        other.run(20)
        #expect(other.log.isEmpty && other.book.alarms.isEmpty)
        #expect(other.book.records.map(\.alarm) == watch.book.records.map(\.alarm))
        var back = restarted(other, watching: host("hv-1"), host("hv-2"))
        #expect(back.book.alarms == watch.book.alarms)
        back.run(1)
        #expect(back.book.alarms.map(\.phase) == watch.book.alarms.map(\.phase))
        // The same where the configuration is read again instead.
        let made = other.book.configure(site: site(host("hv-1"), host("hv-2")), limits: ThresholdBook(), at: other.now)
        #expect(made.isEmpty && other.book.alarms == watch.book.alarms)
    }

    @Test func leaveTheirMaintenanceOnce() throws {
        var watch = crashed()
        _ = try watch.book.startMaintenance("hv-1", author: "km", until: watch.now + .seconds(3600), reason: "disks", at: watch.now)
        watch.run(1)
        var next = restarted(watch)
        next.run(3)
        next.now = next.now + .seconds(3600)
        next.round([])
        next.run(1)
        #expect(next.log.filter { $0.alarm.key.host == "hv-1" }.map(\.what) == [.returned, .maintenanceEnded])
        var again = restarted(next)
        again.run(3)
        #expect(again.log.isEmpty, "\(again.log.map(\.what))")
    }
}
