import Alarms
import Telemetry
import TestSupport
import Testing

/// One alarm and the clock, driven by hand.
struct Drive {
    var state = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
    var nextID: Int64 = 1
    var now = noon
    var policy = Policy()
    var log: [Transition] = []

    @discardableResult
    mutating func see(_ verdict: Verdict, after seconds: Int64 = 1) -> [Transition.What] {
        now = now + .seconds(seconds)
        let made = state.step(verdict, at: now, policy: policy, nextID: &nextID, description: { .init("CPU 91 %, limit 90") })
        log += made
        return made.map(\.what)
    }
    mutating func acknowledge(for duration: Duration = Policy.shift) throws {
        log += try state.acknowledge(by: "km", comment: "known", at: now, for: duration)
    }
    mutating func shelve(for seconds: Int64 = 3600) throws {
        log += try state.shelve(Shelf(author: "km", at: now, reason: "backup", until: now + .seconds(seconds)))
    }
    /// Brings a new alarm into a phase.
    static func into(_ phase: Phase) throws -> Drive {
        var drive = Drive()
        drive.policy.isLatching = phase == .latchedAcknowledged || phase == .latchedUnacknowledged
        if phase == .normal { return drive }
        drive.see(.bad(.warning))
        if phase == .acknowledged || phase == .latchedAcknowledged { try drive.acknowledge() }
        if phase != .unacknowledged && phase != .acknowledged { drive.see(.good) }
        #expect(drive.state.phase == phase)
        return drive
    }
}

/// The table of ISA-18.2 / IEC 62682, row by row.
@Suite struct StateTableTests {
    @Test func normalToUnacknowledged() {
        var drive = Drive()
        drive.policy.onDelay = .seconds(10)
        #expect(drive.see(.bad(.warning)) == [])
        #expect(drive.see(.bad(.warning), after: 9) == [])
        #expect(drive.state.phase == .normal)
        #expect(drive.see(.bad(.warning), after: 1) == [.raised])
        #expect(drive.state.phase == .unacknowledged)
        #expect(drive.state.alarm?.id == 1)
        #expect(drive.state.alarm?.count == 1)
        #expect(drive.state.alarm?.raisedAt == drive.now)
    }

    @Test func unacknowledgedToAcknowledged() throws {
        var drive = try Drive.into(.unacknowledged)
        try drive.acknowledge()
        #expect(drive.state.phase == .acknowledged)
        let held = try #require(drive.state.alarm?.acknowledgement)
        #expect(held == Acknowledgement(author: "km", at: drive.now, comment: "known", expires: drive.now + .seconds(28_800)))
        #expect(drive.log.last?.author == "km")
    }

    @Test func unacknowledgedToReturned() throws {
        var drive = try Drive.into(.unacknowledged)
        drive.policy.offDelay = .seconds(60)
        #expect(drive.see(.good) == [])
        #expect(drive.see(.good, after: 59) == [])
        #expect(drive.state.phase == .unacknowledged)
        #expect(drive.see(.good, after: 1) == [.returned])
        #expect(drive.state.phase == .returned)
        #expect(drive.state.alarm?.returnedAt == drive.now)
    }

    @Test func latchingStaysUntilReset() throws {
        var drive = try Drive.into(.latchedUnacknowledged)
        #expect(throws: ActProblem.self) { try drive.state.reset(by: "km", at: drive.now) }
        try drive.acknowledge()
        #expect(drive.state.phase == .latchedAcknowledged)
        #expect(try drive.state.reset(by: "km", at: drive.now).map(\.what) == [.reset])
        #expect(drive.state.phase == .normal)
    }

    @Test func theLastWordsOfAnEndAreInItsStep() throws {
        var drive = try Drive.into(.latchedUnacknowledged)
        try drive.acknowledge()
        let step = try drive.state.acknowledge(by: "km", comment: "disk replaced", at: drive.now, for: .seconds(60))
        #expect(step.map(\.what) == [.reset] && step.first?.comment.text == "disk replaced")
    }

    @Test func acknowledgedThenLatched() throws {
        let drive = try Drive.into(.latchedAcknowledged)
        #expect(drive.log.last?.what == .latched)
    }

    @Test func acknowledgedToNormalNotReturned() throws {
        var drive = try Drive.into(.acknowledged)
        #expect(drive.see(.good) == [.cleared])
        #expect(drive.state.phase == .normal)
    }

    @Test func severityRiseUnacknowledges() throws {
        var drive = try Drive.into(.acknowledged)
        #expect(drive.see(.bad(.critical)) == [.severityRaised])
        #expect(drive.state.phase == .unacknowledged)
        #expect(drive.state.alarm?.acknowledgement == nil)
        #expect(drive.state.alarm?.id == 1)
        #expect(drive.state.alarm?.severity == .critical)
    }

    @Test func severityFallKeepsTheAcknowledgement() throws {
        var drive = Drive()
        drive.see(.bad(.critical))
        try drive.acknowledge()
        #expect(drive.see(.bad(.warning)) == [.severityLowered])
        #expect(drive.state.phase == .acknowledged)
    }

    @Test func expiryUnacknowledges() throws {
        var drive = try Drive.into(.acknowledged)
        #expect(drive.see(.bad(.warning), after: 28_799) == [])
        #expect(drive.see(.bad(.warning), after: 1) == [.acknowledgementExpired])
        #expect(drive.state.phase == .unacknowledged)
        #expect(drive.state.alarm?.id == 1)
    }

    @Test func acknowledgingAgainExtends() throws {
        var drive = try Drive.into(.acknowledged)
        drive.see(.bad(.warning), after: 28_000)
        try drive.acknowledge()
        #expect(drive.see(.bad(.warning), after: 28_799) == [])
        #expect(drive.state.phase == .acknowledged)
    }

    @Test func returnedToNormalByAcknowledging() throws {
        var drive = try Drive.into(.returned)
        try drive.acknowledge()
        #expect(drive.state.phase == .normal)
    }

    @Test func returnedAndTrueAgainIsANewOccurrence() throws {
        var drive = try Drive.into(.returned)
        #expect(drive.see(.bad(.warning)) == [.raised])
        let alarm = try #require(drive.state.alarm)
        #expect(alarm.phase == .unacknowledged)
        #expect(alarm.id == 2)
        #expect(alarm.count == 2)
        #expect(alarm.unseen == 1)
    }

    @Test func aNewOccurrenceAfterNormalHasNothingUnseen() throws {
        var drive = try Drive.into(.returned)
        try drive.acknowledge()
        drive.see(.bad(.warning))
        #expect(drive.state.alarm?.unseen == 0)
        #expect(drive.state.alarm?.acknowledgement == nil)
    }

    /// What one of the three flags does, and how it is lifted.
    static let flags: [(on: @Sendable (inout Drive) throws -> Void, off: @Sendable (inout Drive) -> [Transition])] = [
        ({ try $0.shelve(for: 86_400) }, { $0.state.unshelve(at: $0.now, by: "km") }),
        ({ _ = $0.state.suppress(by: "no data", at: $0.now) }, { $0.state.suppress(by: nil, at: $0.now) }),
        (
            { _ = $0.state.setInMaintenance(true, at: $0.now, by: "km", reason: "new disks") },
            { $0.state.setInMaintenance(false, at: $0.now, by: "km", reason: "") }
        ),
    ]

    /// They lie over the phase: what would have become of the alarm without them becomes of it.
    @Test(arguments: 0..<3, Phase.allCases.filter { $0 != .normal })
    func aFlagChangesNothingOfWhatLiesUnderIt(_ flag: Int, _ phase: Phase) throws {
        for seen in [Verdict.bad(.warning), .good, .unknown] {
            var drive = try Drive.into(phase)
            var free = drive
            try Self.flags[flag].on(&drive)
            #expect(drive.state.alarm?.flag == Flag(rawValue: flag + 1))
            drive.see(seen)
            free.see(seen)
            let made = Self.flags[flag].off(&drive)
            // What latches is an event: the next one is told at once, whatever was shelved before.
            if flag == 0, case .bad = seen, phase == .latchedUnacknowledged || phase == .latchedAcknowledged {
                #expect(made.isEmpty && drive.state == free.state)
                continue
            }
            // What is over and was seen is gone: there is nothing left to tell.
            #expect(made.count == (phase == .acknowledged && seen == .good && flag > 0 ? 0 : 1))
            #expect(drive.state.phase == free.state.phase, "\(phase) and then \(seen)")
            #expect(drive.state.alarm?.acknowledgement == free.state.alarm?.acknowledgement)
            #expect((made.first?.isAnnounced ?? false) == [.unacknowledged, .latchedUnacknowledged].contains(drive.state.phase))
        }
    }

    /// The acknowledgement keeps its own time.
    @Test(arguments: 0..<3)
    func anAcknowledgementEndsUnderAFlagToo(_ flag: Int) throws {
        var drive = try Drive.into(.acknowledged)
        try Self.flags[flag].on(&drive)
        #expect(drive.see(.bad(.warning), after: 28_799) == [])
        #expect(drive.see(.bad(.warning), after: 1) == [.acknowledgementExpired])
        #expect(drive.log.last?.isAnnounced == false)
        #expect(Self.flags[flag].off(&drive).map(\.isAnnounced) == [true])
        #expect(drive.state.phase == .unacknowledged)
    }

    @Test func theShelfEndsByItsTime() throws {
        var drive = try Drive.into(.unacknowledged)
        try drive.shelve(for: 60)
        #expect(drive.see(.bad(.warning), after: 59) == [])
        #expect(drive.see(.bad(.warning), after: 1) == [.unshelved])
        #expect(drive.log.last?.isAnnounced == true)
        #expect(drive.state.alarm?.comments.map(\.text) == ["shelved: backup"])
    }

    /// Nobody was told of it, so nobody has to look at it; what was there before it still is.
    @Test(arguments: 0..<3, [Phase.normal, .acknowledged, .returned])
    func whatComesAndGoesUnderAFlagIsGone(_ flag: Int, _ before: Phase) throws {
        guard flag > 0 || before != .normal else { return }
        var drive = try Drive.into(before)
        drive.see(.good)
        if flag == 0, before == .acknowledged { return }
        try Self.flags[flag].on(&drive)
        #expect(drive.see(.bad(.warning)) == [.raised])
        #expect(drive.log.last?.isAnnounced == false)
        drive.see(.good)
        #expect(drive.state.phase == .returned)
        _ = Self.flags[flag].off(&drive)
        #expect(drive.state.phase == (before == .returned ? .returned : .normal))
    }

    @Test func threeFlagsLieOverEachOtherAndTheStrongestShows() throws {
        var drive = try Drive.into(.acknowledged)
        try drive.shelve()
        #expect(drive.state.alarm?.flag == .shelved)
        _ = drive.state.suppress(by: "no data", at: drive.now)
        #expect(drive.state.alarm?.flag == .suppressed)
        _ = drive.state.setInMaintenance(true, at: drive.now, by: "km", reason: "new disks")
        #expect(drive.state.alarm?.flag == .inMaintenance)
        _ = drive.state.suppress(by: nil, at: drive.now)
        _ = drive.state.setInMaintenance(false, at: drive.now, by: "km", reason: "")
        #expect(drive.state.alarm?.flag == .shelved)
        _ = drive.state.unshelve(at: drive.now, by: "km")
        #expect(drive.state.phase == .acknowledged)
    }

    @Test func aFlaggedAlarmIsNotAcknowledged() throws {
        var drive = try Drive.into(.unacknowledged)
        try drive.shelve()
        #expect(throws: ActProblem(.isShelved())) { try drive.acknowledge() }
    }

    @Test func whoAcknowledgesALatchedOneAgainHasDoneWithIt() throws {
        var drive = try Drive.into(.latchedAcknowledged)
        try drive.acknowledge()
        #expect(drive.log.last?.what == .reset)
        #expect(drive.state.phase == .normal)
    }

    @Test func onceItIsOverItSaysWhatItCameTo() {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        watch.run(1, [("hv-1", .memory, 93.5)])
        watch.run(1, [("hv-1", .memory, 91)])
        #expect(watch.alarm("memory")?.text.contains("91") == true)
        let over = watch.run(20, [("hv-1", .memory, 7)])
        #expect(over.map(\.what) == [.returned])
        #expect(over.first?.alarm.text.contains("93.5") == true, "not 7")
        #expect(watch.alarm("memory")?.text.contains("93.5") == true)
    }

    @Test func unknownMovesNothing() throws {
        for phase in Phase.allCases {
            var drive = try Drive.into(phase)
            for _ in 0..<50 { #expect(drive.see(.unknown, after: 60).allSatisfy { $0 == .reannounced }) }
            #expect(drive.state.phase == phase)
        }
    }

    @Test func announcedAgainWhileNobodyLooks() throws {
        var drive = Drive()
        drive.see(.bad(.critical))
        #expect(drive.see(.bad(.critical), after: 3599) == [])
        #expect(drive.see(.bad(.critical), after: 1) == [.reannounced])
        try drive.acknowledge()
        #expect(drive.see(.bad(.critical), after: 3600) == [])
    }
}
