import Telemetry
import TestSupport
import Testing

@testable import Alarms

/// Nothing that somebody should hear of is lost on the way, and nothing is told that somebody has seen.
@Suite struct InterruptionLossTests {
    private var desk = Desk()

    /// The condition of a crash is gone with the next round; what has crashed has not come back for that.
    @Test mutating func whatLatchesIsToldEachTime() {
        for _ in 0..<2 {
            desk.become(.critical, "guest_crashed", latches: true)
            desk.pass(1)
            desk.become(nil, "guest_crashed", latches: true)
            desk.pass(60)
        }
        #expect(desk.told == ["3: new guest_crashed hv-1", "64: new guest_crashed hv-1"])
    }

    /// The second guest's crash neither takes the first one's place nor hides under its shelf.
    @Test mutating func anotherOneOfWhatLatchesIsAnEventOfItsOwn() throws {
        desk.become(.warning, "guest_crashed", latches: true, words: "guest desk-1 crashed")
        desk.become(nil, "guest_crashed", latches: true)
        try desk.act("guest_crashed") {
            try $0.shelve(Shelf(author: "km", at: $1, reason: "known", until: $1 + .seconds(3600)))
        }
        desk.become(.warning, "guest_crashed", latches: true, words: "guest desk-2 crashed")
        desk.become(nil, "guest_crashed", latches: true)
        let alarm = try #require(desk.states[Desk.key("guest_crashed")]?.alarm)
        #expect(alarm.text == "guest desk-2 crashed; guest desk-1 crashed")
        #expect(alarm.shelf == nil && alarm.phase == .latchedUnacknowledged)
        desk.pass(5)
        #expect(desk.told == ["3: new guest_crashed hv-1"])
    }

    @Test mutating func whatLatchedDuringAMaintenanceIsToldAfterIt() {
        desk.act("guest_crashed") { $0.setInMaintenance(true, at: $1, by: "km", reason: "") }
        desk.become(.critical, "guest_crashed", latches: true)
        desk.become(nil, "guest_crashed", latches: true)
        desk.pass(60)
        #expect(desk.told.isEmpty)
        desk.act("guest_crashed") { $0.setInMaintenance(false, at: $1, by: "km", reason: "") }
        desk.pass(5)
        #expect(desk.told == ["63: new guest_crashed hv-1"])
    }

    @Test mutating func whoHasAcknowledgedItKnowsHowBadItIs() throws {
        for rule in ["no_data", "cpu"] {
            desk.become(.warning, rule)
            desk.pass(5)
            desk.become(.critical, rule)
            desk.pass(2)
            try desk.acknowledge(rule)
            desk.pass(900)
        }
        #expect(desk.told.allSatisfy { !$0.contains("worse") }, "\(desk.told)")
        #expect(desk.told.count == 2)
    }

    @Test mutating func whatChattersAndIsAcknowledgedIsNotSaidAgain() throws {
        for _ in 0..<3 {
            desk.become(nil)
            desk.pass(10)
            desk.become(.warning)
            desk.pass(10)
        }
        try desk.acknowledge()
        desk.pass(2000)
        #expect(desk.told.allSatisfy { !$0.contains("still") }, "\(desk.told)")
    }

    @Test mutating func anAcknowledgementThatIsTakenBackIsNone() throws {
        desk.become(.critical)
        desk.pass(1)
        try desk.acknowledge()
        desk.pass(5)
        #expect(desk.told.isEmpty)
        desk.act { $0.undoAcknowledgement(before: nil, by: "km", at: $1) }
        desk.pass(5)
        #expect(desk.told == ["9: new cpu hv-1"])
    }

    /// It gathers for some seconds before it tells: one that is killed then has told nobody.
    @Test mutating func whatAKilledEngineMayNotHaveToldIsTold() {
        desk.become(.warning, "memory")
        desk.pass(600)
        desk.become(.critical)
        let records = desk.states.values.compactMap { state in state.alarm.map { AlarmRecord(alarm: $0) } }
        for untold in [nil, desk.now - .seconds(10)] {
            var next = Interruptions()
            next.restore(records, at: desk.now + .seconds(60), untoldSince: untold)
            var told: [String] = []
            for second in 60..<400 { told += next.due(at: desk.now + .seconds(Int64(second)))?.items.map(\.alarm.key.rule) ?? [] }
            #expect(told == (untold == nil ? [] : ["cpu"]))
        }
    }

    /// Somebody has seen eight lost clients; that they are three thousand now nobody has.
    @Test func farMoreThanWasAcknowledgedIsToldAtOnce() throws {
        var desk = Desk()
        desk.become(.critical, "timeouts", "vpn-1")
        desk.pass(10)
        try desk.acknowledge("timeouts", "vpn-1")
        desk.pass(60)
        desk.act("timeouts", "vpn-1") { state, now in
            state.seenCount = 8
            return state.outgrow(by: 3000, at: now)
        }
        desk.pass(10)
        #expect(desk.told == ["3: new timeouts vpn-1", "73: worse timeouts vpn-1"])
    }
}
