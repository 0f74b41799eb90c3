import Alarms
import Telemetry
import Testing

/// A host that answers and does not show what it should.
@Suite struct NoFiguresTests {
    private static let guests = Inventory.Gap(figure: .figureGuests(), reason: .proxmoxNoGuestRight())
    private static let sessions = Inventory.Gap(figure: .figureSessions(), reason: .proxmoxOwnTasksOnly())

    @Test func oneThatShowsNothingIsAnAlarmUntilItDoes() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.hosts["hv-1"]?.gaps = [Self.guests, Self.sessions]
        #expect(watch.run(1).map(\.what) == [], "a figure that is missing is nobody's alarm")
        watch.hosts["hv-1"]?.isBlind = true
        #expect(watch.run(1).map(\.what) == [.raised])
        let alarm = try #require(watch.alarm("no_figures"))
        #expect(alarm.severity == .warning)
        #expect(
            alarm.text
                == "it answers and shows nothing: no guests: no permission to see guests (PVEAuditor on / is missing) (and 1 more)")
        #expect(watch.run(10) == [])
        watch.hosts["hv-1"]?.isBlind = false
        watch.hosts["hv-1"]?.gaps = []
        #expect(watch.run(1).map(\.what) == [.returned])
    }

    @Test func whoWantsToHearOfAnyIsTold() {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "t")
        patch.warning = 1
        limits.site["no_figures"] = patch
        var watch = Watch(site(host("hv-1")), limits: limits)
        watch.hosts["hv-1"]?.gaps = [Self.sessions]
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(
            watch.alarm("no_figures")?.text
                == "it does not show all: no sessions: only one's own tasks are shown (PVEAuditor on / is missing)")
    }

    /// One token sees the same of all nodes: that is one alarm, and it names what the blind ones lack.
    @Test func aClusterIsOneAlarm() {
        func node(_ name: String) -> Host {
            Host(
                id: "pve/" + name, target: "pve", area: "Verwaltung", collector: "scripted", endpoint: "", interval: .seconds(5),
                deadline: .seconds(5))
        }
        var watch = Watch(site(node("a"), node("b"), node("c")))
        watch.hosts["pve/a"]?.gaps = [Self.sessions]
        for name in ["pve/b", "pve/c"] {
            watch.hosts[name]?.gaps = [Self.guests]
            watch.hosts[name]?.isBlind = true
        }
        watch.hosts["pve/c"]?.isBlind = false
        #expect(watch.run(1).isEmpty, "one of three is not all")
        watch.hosts["pve/c"]?.isBlind = true
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(
            watch.alarm("no_figures", "pve")?.text.hasSuffix("no guests: no permission to see guests (PVEAuditor on / is missing)") == true)
        // Of those that do not answer nobody knows what they would show.
        watch.hosts["pve/b"]?.failure = .raw("x")
        watch.hosts["pve/c"]?.failure = .raw("x")
        #expect(watch.run(1).map(\.what).contains(.returned))
    }
}
