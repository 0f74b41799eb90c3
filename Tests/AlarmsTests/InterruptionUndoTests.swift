import Telemetry
import Testing

@testable import Alarms

/// What an act hid comes back with its undoing, and what was told before is not told again.
@Suite struct InterruptionUndoTests {
    private var desk = Desk()

    @Test mutating func whatBecameWorseJustBeforeIsToldAfterIt() throws {
        desk.become(.warning)
        desk.pass(60)
        desk.become(.critical)
        desk.pass(1)
        try desk.acknowledge()
        desk.pass(5)
        #expect(desk.told == ["3: new cpu hv-1"])
        desk.act { $0.undoAcknowledgement(before: nil, by: "km", at: $1) }
        desk.pass(60)
        #expect(desk.told == ["3: new cpu hv-1", "69: worse cpu hv-1"])
    }

    @Test mutating func aCrashThatNobodyHasHeardOfIsToldAfterIt() throws {
        desk.become(.critical, "guest_crashed", latches: true)
        desk.become(nil, "guest_crashed", latches: true)
        desk.pass(1)
        try desk.acknowledge("guest_crashed")
        desk.pass(5)
        #expect(desk.told.isEmpty)
        desk.act("guest_crashed") { $0.undoAcknowledgement(before: nil, by: "km", at: $1) }
        desk.pass(60)
        #expect(desk.told == ["9: new guest_crashed hv-1"])
    }

    @Test(arguments: [false, true]) func whatWasToldIsNotToldAgain(isExtended: Bool) throws {
        var desk = Desk()
        desk.become(.critical)
        desk.become(.critical, "guest_crashed", latches: true)
        desk.become(nil, "guest_crashed", latches: true)
        desk.pass(60)
        for rule in ["cpu", "guest_crashed"] {
            try desk.acknowledge(rule)
            if isExtended, rule == "cpu" { try desk.acknowledge(rule) }
            desk.pass(8)
            desk.act(rule) { $0.undoAcknowledgement(before: nil, by: "km", at: $1) }
        }
        desk.pass(600)
        #expect(desk.told == ["3: new cpu hv-1", "3: new guest_crashed hv-1"])
    }

    @Test(arguments: [Severity.warning, .critical]) func aShelfThatIsTakenBackIsNone(now: Severity) throws {
        var desk = Desk()
        desk.become(.warning)
        desk.pass(60)
        let shelf = Shelf(author: "km", at: desk.now, reason: "the wrong one", until: desk.now + .seconds(3600))
        try desk.act { state, _ in try state.shelve(shelf) }
        desk.become(now)
        desk.pass(10)
        desk.act { $0.undoShelf(shelf, before: nil, by: "km", at: $1) }
        desk.pass(600)
        #expect(desk.told == ["3: new cpu hv-1"] + (now == .critical ? ["73: worse cpu hv-1"] : []))
    }

    /// It is over, somebody had looked, and had not after all: so the end of it is told as of any other.
    @Test mutating func theEndIsToldOfWhatNobodyHasSeenAfterAll() throws {
        desk.become(.critical)
        desk.pass(60)
        desk.become(nil)
        try desk.acknowledge()
        desk.pass(5)
        desk.act { $0.undoAcknowledgement(before: nil, by: "km", at: $1) }
        desk.pass(900)
        #expect(desk.told.map { $0.split(separator: " ")[1] } == ["new", "over"], "\(desk.told)")
    }
}
