import Telemetry
import TestSupport
import Testing

@testable import Alarms

/// Names that are no longer to be kept: whatever holds words that somebody typed has others afterwards.
@Suite struct RewordingTests {
    private func pass(_ text: String) -> String { text.replacing("alice", with: "u-1") }
    private let all: (Message) -> Bool = { _ in true }
    private let typed = Message.several([.raw("alice"), .nameTold("alice", "km", "ask alice")])
    /// As a rule has it: an answer that nobody could read.
    private let said = Message.noDataYet(CollectFailure.unreadable(asked: "/x", place: .raw("1"), got: .raw("alice")).message)

    /// Every field of it is filled, with the name wherever a text may be.
    private func alarm() -> Alarm {
        var alarm = Alarm(
            id: 7, key: AlarmKey(rule: "timeouts", host: "vpn-1"), severity: .critical, phase: .acknowledged, raisedAt: noon,
            changedAt: noon, returnedAt: noon, message: said, evidence: ["[alice] lost"],
            acknowledgement: Acknowledgement(author: "km", at: noon, comment: "called alice", expires: after(600)),
            comments: [Comment(author: "km", at: noon, text: "alice again")],
            shelf: Shelf(author: "km", at: noon, reason: "alice travels", until: after(600)),
            suppressedBy: .silence("alice's fault", "eva"), runbook: Runbook(consequence: "x", action: "x", timeToAct: "x", link: "x"),
            context: [said], announcedAt: noon)
        alarm.engine = EngineID("00000000000a")
        return alarm
    }

    @Test func noFieldOfAnAlarmKeepsThem() {
        let alarm = alarm()
        #expect(emptyFields(of: alarm) == [], "a field that this test does not know: fill it")
        #expect(places(of: "alice", in: alarm).count >= 7)
        let step = Transition(alarm: alarm, what: .commented, at: noon, author: "km", comment: typed)
        #expect(emptyFields(of: step) == [])
        #expect(places(of: "alice", in: step.rewording(keeping: all, pass)) == [])
        #expect(alarm.rewording(keeping: all, pass).suppressedBy == .silenceElsewhere(), "of a silence nobody knows whom it names")
        #expect(alarm.rewording(keeping: all) { $0 }.comments == alarm.comments)
    }

    /// A guest or a machine may bear a name that somebody has too, and an address that the configuration names is nobody's.
    @Test(arguments: [
        Message.guestCrashed("alice"), .noDataYet(CollectFailure.busy(asked: "alice:7505").message),
        .noDataYet(CollectFailure.unreachable(asked: "alice:7505", reason: .raw("alice: Name or service not known")).message),
    ])
    func whatWarteSaysItselfStays(_ message: Message) {
        var alarm = alarm()
        (alarm.message, alarm.context) = (message, [message])
        let reworded = alarm.rewording(keeping: all, pass)
        #expect(reworded.message == message && reworded.context == [message])
    }

    /// Whom nobody knows any more nobody could find in it; a guest's crash names nobody.
    @Test(arguments: ["timeouts", "site_timeouts", "guest_crashed"]) func evidenceThatMayNotStayGoes(rule: String) {
        let alarm = Alarm(
            id: 7, key: AlarmKey(rule: rule, host: "vpn-1"), severity: .critical, phase: .unacknowledged, raisedAt: noon, changedAt: noon,
            message: typed, evidence: ["carla lost", "[alice] lost"])
        let isOfEnds = rule != "guest_crashed"
        let isKept: (Message) -> Bool = { $0 == "[alice] lost" }
        #expect(alarm.keepsEvidence(isKept) != isOfEnds)
        #expect(alarm.keepsEvidence(all))
        let left = alarm.rewording(keeping: isKept, pass).evidence
        #expect(left == (isOfEnds ? ["[u-1] lost"] : ["carla lost", "[u-1] lost"]))
    }

    @Test func noFieldOfABookKeepsThem() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2"), host("vpn-1")))
        let values: [(Host.ID, Metric, Double)] = [("hv-1", .memory, 92), ("hv-2", .memory, 99)]
        watch.run(30, values)
        let own = MaintenanceWindow(host: "vpn-1", from: watch.now, until: watch.now + .seconds(600), author: "km", reason: "alice's disk")
        let configured = MaintenanceWindow(host: "hv-2", from: watch.now, until: watch.now, author: "configuration", reason: "alice's")
        watch.book.restore(from: [AlarmRecord(alarm: alarm(), activations: [noon])], maintenanceWindows: [own, configured])
        _ = watch.book.silence([AlarmKey(rule: "cpu", host: "hv-1"): .silence("alice", "eva")], at: watch.now)
        let ids = watch.book.alarms.filter { $0.key.rule == "memory" }.map(\.id)
        for comment in ["known to alice", "still alice"] {
            _ = try watch.book.acknowledge([ids[0]], author: "km", comment: comment, at: watch.now)
        }
        for reason in ["alice asks", "alice asks again"] {
            _ = try watch.book.shelve(ids[1], author: "eva", reason: reason, at: watch.now)
        }
        for index in watch.book.states.indices {
            watch.book.states[index].worst = AlarmState.Description(said, evidence: ["alice"], context: [said])
        }
        var told = Interruptions()
        told.take(watch.log + [Transition(alarm: alarm(), what: .raised, at: watch.now, comment: typed)], at: watch.now)
        for key in told.known.keys {
            told.known[key]?.news = (Interruption.Item(.new, Transition(alarm: alarm(), what: .raised, at: noon)), .urgent, noon)
        }
        #expect(!places(of: "alice", in: told).isEmpty)
        let before = Set(places(of: "alice", in: watch.book).map { $0.split(separator: ".").first ?? "" })
        #expect(before == ["states", "silences", "maintenanceWindows", "lastActs"])

        watch.book.reword(keepingWindowsOf: "configuration", keeping: all, pass)
        told.reword(keeping: all, pass)
        #expect(places(of: "alice", in: told) == [])
        let left = places(of: "alice", in: watch.book)
        #expect(left.count == 1 && left.first?.hasSuffix("reason") == true, "the configuration's own stays: \(left)")
        #expect(watch.book.maintenanceWindows.contains(configured))
        // What was done is known again, and taken back to what was before.
        #expect(try watch.book.undo(author: "km", at: watch.now).map(\.alarm.acknowledgement?.comment) == ["known to u-1"])
        #expect(try watch.book.undo(author: "eva", at: watch.now).map(\.alarm.shelf?.reason) == ["u-1 asks"])
        #expect(places(of: "alice", in: watch.book).count == 1)
    }
}
