import Alarms
import Telemetry
import TestSupport
import Testing

@Suite struct GuestCrashTests {
    private func crash(_ name: String, starts: Bool = true) -> GuestCrash {
        GuestCrash(
            at: noon, guest: "id-\(name)", name: name, isAutostarted: starts, evidence: "event 'lifecycle' for \(name): Stopped Crashed")
    }
    /// One poll that tells of crashes, and the clock's tick after it.
    private func poll(_ watch: inout Watch, _ crashes: [GuestCrash]) -> [Transition.What] {
        watch.hosts["hv-1"]?.crashes = crashes
        let made = watch.run(1).map(\.what)
        watch.hosts["hv-1"]?.crashes = []
        watch.now = watch.now + .seconds(1)
        return made + watch.round([]).map(\.what)
    }

    @Test func itStaysUntilSomebodyHasDoneWithIt() throws {
        var watch = Watch(site(host("hv-1")))
        #expect(poll(&watch, [crash("db")]) == [.raised, .latched])
        let alarm = try #require(watch.alarm("guest_crashed"))
        #expect(alarm.text == "guest db crashed" && alarm.severity == .critical)
        #expect(alarm.evidence == ["event 'lifecycle' for db: Stopped Crashed"])
        #expect(watch.run(1000) == [], "a guest that runs again looks as if nothing was")
        try watch.acknowledge("guest_crashed")
        #expect(watch.alarm("guest_crashed")?.phase == .latchedAcknowledged)
        #expect(poll(&watch, [crash("web"), crash("mail", starts: false)]) == [.raised, .latched], "the next is another one")
        #expect(watch.alarm("guest_crashed")?.text == "2 guests crashed: mail, web")
        try watch.acknowledge("guest_crashed")
        try watch.acknowledge("guest_crashed")
        #expect(watch.book.alarms == [])
        _ = try watch.book.undo(author: "km", at: watch.now)
        #expect(watch.alarm("guest_crashed")?.phase == .latchedAcknowledged)
    }

    @Test func guestsThatDoNotStartWithTheirHostAreAWarningOrNothing() {
        var watch = Watch(site(host("hv-1")))
        #expect(poll(&watch, [crash("lab", starts: false)]) == [.raised, .latched])
        #expect(watch.alarm("guest_crashed")?.severity == .warning)
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:3")
        patch.warning = 2
        // It is there for one poll only.
        patch.onDelay = .seconds(60)
        limits.site["guest_crashed"] = patch
        var quiet = Watch(site(host("hv-1")), limits: limits)
        #expect(poll(&quiet, [crash("lab", starts: false)]) == [])
        #expect(poll(&quiet, [crash("db"), crash("lab", starts: false)]) == [.raised, .latched])
        #expect(quiet.alarm("guest_crashed")?.text == "guest db crashed")
        #expect(quiet.alarm("guest_crashed")?.severity == .critical)
    }

    /// An off-delay would keep the first one's condition up, and hide the next behind it.
    @Test func anOffDelayHidesNothing() {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:3")
        patch.offDelay = .seconds(300)
        limits.site["guest_crashed"] = patch
        var watch = Watch(site(host("hv-1")), limits: limits)
        #expect(poll(&watch, [crash("db")]) == [.raised, .latched])
        #expect(poll(&watch, [crash("web")]) == [.raised, .latched])
        #expect(watch.alarm("guest_crashed")?.text == "guest web crashed; guest db crashed")
    }

    /// It stands for both.
    @Test func aLesserOneTakesNothingBackOfOneThatNobodyHasSeen() throws {
        var watch = Watch(site(host("hv-1")))
        #expect(poll(&watch, [crash("db")]) == [.raised, .latched])
        #expect(poll(&watch, [crash("lab", starts: false)]) == [.raised, .latched])
        #expect(watch.alarm("guest_crashed")?.severity == .critical)
        #expect(watch.alarm("guest_crashed")?.text == "guest lab crashed; guest db crashed")
        try watch.acknowledge("guest_crashed")
        #expect(poll(&watch, [crash("lab", starts: false)]) == [.raised, .latched])
        #expect(watch.alarm("guest_crashed")?.severity == .warning, "somebody has seen the other")
        // Two polls without a tick between them: one occurrence.
        var close = Watch(site(host("hv-1")))
        close.hosts["hv-1"]?.crashes = [crash("db")]
        close.run(1)
        close.hosts["hv-1"]?.crashes = [crash("lab", starts: false)]
        #expect(close.run(1) == [])
        #expect(close.alarm("guest_crashed")?.severity == .critical)
    }

    @Test func whatSomebodyElseHasResetStaysSo() throws {
        var watch = Watch(site(host("hv-1")))
        #expect(poll(&watch, [crash("db")]) == [.raised, .latched])
        try watch.acknowledge("guest_crashed")
        let id = try #require(watch.alarm("guest_crashed")?.id)
        _ = try watch.book.acknowledge([id], author: "eva", at: watch.now + .seconds(1))
        #expect(watch.book.alarms == [])
        #expect(throws: ActProblem.isChanged) { try watch.book.undo(author: "km", at: watch.now + .seconds(2)) }
        #expect(watch.book.alarms == [])
    }

    /// Nobody could ever be told of the next one, so nobody waits for a word about the last.
    @Test(arguments: [false, true]) func aRuleThatIsSwitchedOffLeavesNothingLatched(isAcknowledged: Bool) throws {
        var watch = Watch(site(host("hv-1")))
        #expect(poll(&watch, [crash("db")]) == [.raised, .latched])
        if isAcknowledged { try watch.acknowledge("guest_crashed") }
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:3")
        patch.isEnabled = false
        limits.site["guest_crashed"] = patch
        _ = watch.book.configure(site: site(host("hv-1")), limits: limits, at: watch.now)
        #expect(watch.run(1).map(\.what) == [isAcknowledged ? .cleared : .returned])
        #expect(watch.alarm("guest_crashed")?.phase == (isAcknowledged ? nil : .returned))
        #expect(watch.run(3) == [])
    }

    @Test func aCrashedHostLeavesItStanding() {
        var watch = Watch(site(host("hv-1")))
        watch.hosts["hv-1"]?.crashes = [crash("db")]
        watch.run(1)
        watch.fail("hv-1", 20)
        #expect(watch.log.filter { $0.alarm.key.rule == "guest_crashed" }.map(\.what) == [.raised, .suppressed])
    }
}
