import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// One name for a minute, for a reason, where it is allowed; and hosts in maintenance.
@Suite struct RevealTests {
    private func desk(mayReveal: Bool = true) -> Desk {
        let desk = Desk(TownHall.troubled())
        var engine = TownHall.engine
        engine.mayReveal = mayReveal
        desk.tell([.update(.engine(engine))])
        return desk
    }
    private func picture(_ desk: Desk, _ width: Int = 120, _ height: Int = 40) -> String {
        desk.app.draw(width: width, height: height).transcript
    }
    private var first: Session { TownHall.sessions(46, .desktop)[0] }

    @Test func aNameIsAskedForWithAReasonAndShownForAMinute() {
        let desk = desk()
        desk.press(.character("4"), .character("R"))
        #expect(picture(desk).contains("\(first.user) on hv-1"))
        #expect(desk.press(.enter) == [])
        #expect(picture(desk).contains("a name is only told for a reason"))
        desk.type("calls the desk")
        #expect(desk.press(.enter) == [.reveal(user: first.user, host: "hv-1", reason: "calls the desk")])
        desk.tell([.revealed(user: first.user, name: "Erika Muster")])
        for (width, height) in [(45, 20), (80, 24), (120, 40), (200, 60)] {
            #expect(picture(desk, width, height).contains("Erika Muster"), "\(width)x\(height)")
        }
        desk.tell([.tick(TownHall.now + .seconds(8))])
        #expect(picture(desk).contains("\(first.user) is Erika Muster, for 52 s more"))
        desk.tell([.tick(TownHall.now + .seconds(59))])
        #expect(picture(desk).contains("Erika"))
        desk.tell([.tick(TownHall.now + .seconds(60))])
        #expect(!picture(desk).contains("Erika"))
    }

    @Test func aHeldPictureDoesNotHoldTheName() {
        let desk = desk()
        desk.press(.character("4"), .character("z"))
        desk.tell([.revealed(user: first.user, name: "Erika Muster")])
        #expect(picture(desk).contains("Erika"))
        desk.tell([.tick(TownHall.now + .seconds(61))])
        #expect(!picture(desk).contains("Erika"))
    }

    @Test func theNameGoesWithEscAClockThatIsSetBackOrAConfigurationThatForbidsIt() {
        let desk = desk()
        for end in [DashboardEvent.key(.escape), .tick(TownHall.ago(5)), .update(.engine(TownHall.engine))] {
            desk.tell([.tick(TownHall.now), .key(.character("4")), .revealed(user: first.user, name: "Erika Muster")])
            #expect(picture(desk).contains("Erika"))
            desk.tell([end])
            #expect(!picture(desk).contains("Erika"))
        }
    }

    @Test func refusedInWords() {
        let forbidden = desk(mayReveal: false)
        forbidden.press(.character("4"), .character("R"))
        #expect(picture(forbidden).contains("names stay hidden here"))
        #expect(forbidden.press(.enter) == [])
        let desk = desk()
        desk.tell([.notReveal(first.user)])
        #expect(picture(desk).contains("not told: no name of today is known"))
        // A screen without sessions has no such key.
        desk.press(.character("3"), .character("R"))
        #expect(!picture(desk).contains("Show the name"))
    }

    @Test func theHostScreenAsksForTheSelectedPerson() {
        let desk = desk()
        desk.press(.character("H"))
        desk.type("vpn-1")
        desk.press(.enter, .down, .character("R"))
        desk.type("x")
        let second = TownHall.sessions(97, .vpn)[1]
        #expect(desk.press(.enter).contains { if case .reveal(second.user, "vpn-1", "x") = $0 { true } else { false } })
        desk.press(.right, .character("R"))
        desk.type("y")
        let newest = TownHall.ends.last
        #expect(desk.press(.enter) == [.reveal(user: newest?.user ?? "", host: "vpn-1", reason: "y")])
    }

    @Test func aHostIsTakenIntoMaintenanceWithAReasonAndATime() {
        let desk = desk()
        desk.press(.character("W"), .character("o"))
        #expect(desk.press(.enter) == [])
        #expect(picture(desk).contains("a reason is needed"))
        desk.type("new disks")
        #expect(desk.press(.enter) == [.send(.startMaintenance(host: "hv-1", duration: .seconds(7200), reason: "new disks"))])
        var state = TownHall.troubledHosts[0]
        state.maintenance = MaintenanceWindow(
            host: "hv-1", from: TownHall.now, until: TownHall.ago(-7200), author: "anna", reason: "new disks")
        desk.tell([.update(.host(state))])
        #expect(desk.press(.character("O"), .character("y")) == [.send(.endMaintenance(host: "hv-1"))])
        desk.tell([.answer(.endMaintenance(host: "hv-1"), CommandRefusal("hv-1 is not in maintenance"))])
        #expect(picture(desk).contains("not done: hv-1 is not in maintenance"))
    }
}

extension DashboardEvent {
    fileprivate static func notReveal(_ user: String) -> DashboardEvent {
        .notRevealed(user: user, CommandRefusal("no name of today is known for \(user)"))
    }
}
