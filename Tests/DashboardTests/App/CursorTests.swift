import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What is drawn, as text.
func picture(_ desk: Desk, _ width: Int = 120, _ height: Int = 40) -> String {
    desk.app.draw(width: width, height: height).transcript
}

/// Acts go to what the visible cursor is on, and it stays on its thing while lists change under it.
@Suite struct CursorTests {
    private static func session(_ id: String, _ user: String) -> Session {
        Session(id: id, kind: .vpn, user: user, since: TownHall.ago(60))
    }

    /// Whose name is asked for.
    private func asked(_ desk: Desk) -> String? {
        desk.press(.character("R"))
        desk.type("why")
        guard case .reveal(let user, _, _)? = desk.press(.enter).first else { return nil }
        return user
    }

    private func revealing() -> Desk {
        let desk = Desk(TownHall.troubled())
        var engine = TownHall.engine
        engine.mayReveal = true
        desk.tell([.update(.engine(engine))])
        return desk
    }

    @Test(arguments: [Key.character("4"), .character("2")]) func theCursorStaysOnItsSession(screen: Key) {
        let desk = revealing()
        func sits(_ ids: String...) {
            desk.tell(
                ["hv-1", "hv-2", "vpn-2"].map { .update(.host(HostState(id: $0, answeredAt: TownHall.now, polledAt: TownHall.now))) })
            desk.tell([
                .update(
                    .host(
                        HostState(
                            id: "vpn-1", answeredAt: TownHall.now, polledAt: TownHall.now,
                            sessions: ids.map { Self.session($0, "u-" + $0) })))
            ])
        }
        sits("a", "b", "c", "d")
        desk.press(.character("H"))
        desk.type("vpn-1")
        desk.press(.enter, screen)
        #expect(asked(desk) == "u-a")
        // Also where nobody has moved it yet.
        sits("z", "a", "b", "c", "d")
        #expect(asked(desk) == "u-a")
        desk.press(.down, .down)
        sits("b", "y", "x", "c", "d")
        #expect(asked(desk) == "u-c")
        // Its session is over: what took its place.
        sits("b", "y", "x", "d")
        #expect(asked(desk) == "u-d")
        sits("b")
        #expect(asked(desk) == "u-b")
    }

    private static func end(_ seconds: Int64, _ user: String) -> SessionEnd {
        SessionEnd(
            at: TownHall.ago(seconds), host: "vpn-1", kind: .vpn, session: "s" + user, user: user, cause: .clientLost, confidence: .exact,
            evidence: "p")
    }

    @Test(arguments: [false, true]) func theCursorStaysOnItsEnd(ofOneHost: Bool) {
        let desk = revealing()
        desk.tell([.connection(.attached), .update(.ends((1...9).reversed().map { Self.end(Int64($0), "u-\($0)") }))])
        if ofOneHost {
            desk.press(.character("H"))
            desk.type("vpn-1")
            desk.press(.enter, .right)
        } else {
            desk.press(.character("5"))
        }
        desk.press(.down, .down)
        #expect(asked(desk) == "u-3")
        desk.tell([.update(.ends([Self.end(0, "u-new")]))])
        #expect(asked(desk) == "u-3")
        // The first row shows the newest: there the cursor stays on top.
        desk.press(.character("g"))
        #expect(asked(desk) == "u-new")
        desk.tell([.update(.ends([Self.end(0, "u-newer")]))])
        #expect(asked(desk) == "u-newer")
    }

    @Test func whereAnAlarmIsGoneTheCursorIsOnWhatTookItsPlace() {
        for screen in "13" {
            let desk = Desk(TownHall.troubled())
            desk.press(.character(screen), .right, .down, .down)
            desk.press(.character("c"))
            #expect(picture(desk).contains("vpn-2"))
            desk.press(.escape)
            desk.tell([.update(.alarms(TownHall.alarms.filter { $0.id != 43 }))])
            desk.press(.character("c"))
            desk.type("x")
            #expect(desk.press(.enter) == [.send(.comment(id: 38, text: "x"))], "screen \(screen)")
        }
    }

    /// Somebody had seen it, and it is open all the same: why.
    @Test func anAlarmThatIsOpenAgainSaysWhoHadIt() {
        let desk = Desk(TownHall.troubled())
        var again = TownHall.alarms[0]
        again.announcedAt = TownHall.ago(30)
        again.changedAt = TownHall.ago(30)
        again.comments = [Comment(author: "eva", at: TownHall.ago(90), message: .remarkAcknowledged("known"))]
        desk.tell([.update(.alarms([again]))])
        desk.press(.character("3"), .enter)
        #expect(picture(desk).contains("eva acknowledged it 14:03") && picture(desk).contains("open again (last told 14:04"))
        #expect(!picture(desk).contains("nobody yet"))
        again.acknowledgement = Acknowledgement(author: "km", at: TownHall.ago(10), comment: "", expires: TownHall.ago(-9000))
        again.phase = .acknowledged
        again.changedAt = TownHall.ago(10)
        desk.tell([.update(.alarms([again]))])
        #expect(picture(desk).contains("14:04:37  announced again"), "the step before the last is not lost")
    }

    /// Another alarm must not stand where somebody reads and acts.
    @Test func aDetailClosesWhenItsAlarmIsGone() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("3"), .down, .enter)
        #expect(picture(desk).contains("critical, open, since"))
        desk.tell([.update(.alarms(TownHall.alarms.filter { $0.id != 42 }))])
        #expect(picture(desk).contains("What is wrong"))
    }

    @Test func theAlarmUnderTheCursorIsOpenedWhateverTheOtherScreenHides() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("3"), .character("/"))
        desk.type("hv-2")
        desk.press(.enter, .character("1"), .right, .enter)
        #expect(picture(desk).contains("CPU wait 12.4 %") && picture(desk).contains("critical, open"))
    }

    @Test func theSwitcherGoesToTheHostThatIsSeen() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("H"), .down, .down)
        // vpn-1 is under the cursor when hv-1 leaves the site.
        desk.tell([.update(.site(Site(name: "s", areas: TownHall.site.areas, hosts: Array(TownHall.site.hosts.dropFirst()))))])
        desk.press(.enter)
        #expect(picture(desk).split(separator: "\n").first?.contains("vpn-1") == true)
    }

    /// Whoever walks through the hosts at night sees each once, in the order in which they stand.
    @Test func theNextHostIsTheOneBelowOnEveryScreen() {
        func host(_ id: Host.ID, _ area: String) -> Host { Host(id: id, area: area, collector: "local", endpoint: "") }
        let site = Site(
            name: "s", areas: [Area(id: "A"), Area(id: "B")], hosts: [host("a1", "A"), host("b1", "B"), host("a2", "A"), host("b2", "B")])
        func walk(_ keys: String, _ steps: Int) -> [Host.ID?] {
            var app = TownHall.app()
            app.tell([.connection(.attached), .update(.engine(TownHall.engine)), .update(.site(site))])
            for letter in keys { _ = app.handle(.key(letter == "⏎" ? .enter : .character(letter))) }
            return (0..<steps).map { _ in
                app.type(".")
                return app.focus.host
            }
        }
        #expect(walk("1", 4) == ["a2", "b1", "b2", "a1"])
        #expect(walk("2", 4) == ["a2", "b1", "b2", "a1"])
        #expect(walk("/b⏎2", 3).allSatisfy { $0?.hasPrefix("b") == true })
        // One that was jumped to from elsewhere stands among all.
        #expect(walk("/b⏎2Ha1⏎", 2) == ["a2", "b1"])
    }
}
