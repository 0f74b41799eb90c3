import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Acts go to what the visible cursor is on, and it stays on its thing while lists change under it.
@Suite struct CursorTests {
    private func picture(_ desk: Desk, _ width: Int = 120, _ height: Int = 40) -> String {
        desk.app.draw(width: width, height: height).transcript
    }

    // MARK: Maintenance

    @Test func maintenanceIsAboutTheHostOfTheAlarmUnderTheCursor() {
        let desk = Desk(TownHall.troubled())
        // The host cursor is on hv-1, the visible one on the second alarm, which is vpn-1's.
        desk.press(.right, .down, .character("o"))
        #expect(picture(desk).contains("vpn-1") && picture(desk).contains("Maintenance as anna"))
        desk.type("new uplink")
        #expect(
            desk.press(.enter) == [.send(.startMaintenance(host: "vpn-1", duration: .seconds(7200), reason: "new uplink"))])
    }

    @Test func returnToServiceAsksAndOnlyAYesDoesIt() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("O"))
        #expect(picture(desk).contains("hv-1 is not in maintenance"))
        for place in [0, 2] {
            var state = TownHall.troubledHosts[place]
            state.maintenance = MaintenanceWindow(
                host: state.id, from: TownHall.ago(60), until: TownHall.ago(-600), author: "km", reason: "disk")
            desk.tell([.update(.host(state))])
        }
        desk.press(.right, .down)
        #expect(desk.press(.character("O")) == [])
        #expect(picture(desk).contains("Back in service as anna?"))
        #expect(desk.press(.enter, .character("j")) == [])
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "vpn-1"))])
        desk.press(.left, .character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "hv-1"))])
    }

    /// What is said of a guest is said of its target, and so may a maintenance be.
    @Test func aTargetIsInMaintenanceWithAllOfItsHosts() {
        let desk = Desk(TownHall.troubled())
        let hosts = ["a", "b"].map { Host(id: "pve/\($0)", target: "pve", area: "Verwaltung", collector: "cluster", endpoint: "") }
        let crash = Alarm(
            id: 8, key: AlarmKey(rule: "guest_crashed", host: "pve"), severity: .critical, phase: .unacknowledged,
            raisedAt: TownHall.ago(60), changedAt: TownHall.ago(60), message: "guest db crashed")
        desk.tell([.update(.site(Site(name: "Rathaus", areas: TownHall.site.areas, hosts: hosts))), .update(.alarms([crash]))])
        desk.press(.right, .character("o"))
        desk.type("update")
        #expect(desk.press(.enter) == [.send(.startMaintenance(host: "pve", duration: .seconds(7200), reason: "update"))])
        desk.press(.character("O"))
        #expect(picture(desk).contains("pve is not in maintenance"))
        let window = MaintenanceWindow(host: "pve", from: TownHall.ago(60), until: TownHall.ago(-600), author: "km", reason: "update")
        for host in hosts { desk.tell([.update(.host(HostState(id: host.id, maintenance: window)))]) }
        desk.press(.character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "pve"))])
        desk.press(.left, .character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "pve"))])
    }

    @Test func onlyAHostThatIsMissingIsForgottenAndOnlyAYesDoesIt() {
        let desk = Desk(TownHall.troubled())
        #expect(desk.press(.character("F")) == [])
        #expect(picture(desk).contains("hv-1 is not missing"))
        var state = TownHall.troubledHosts[0]
        (state.failure, state.hint) = ("missing: pve answers and no longer names it", .missing)
        desk.tell([.update(.host(state))])
        #expect(desk.press(.character("F")) == [])
        #expect(picture(desk).contains("Forget as anna?") && picture(desk).contains("gone for good"))
        #expect(desk.press(.enter, .character("j"), .character("n")) == [])
        #expect(desk.press(.character("F"), .character("y")) == [.send(.forget(host: "hv-1"))])
        desk.tell([.answer(.forget(host: "hv-1"), nil)])
        #expect(picture(desk).contains("hv-1 is forgotten"))
        // It is gone before anybody says yes: the engine has the last word.
        desk.tell([.answer(.forget(host: "hv-1"), CommandRefusal("there is no host hv-1"))])
        #expect(picture(desk).contains("not done: there is no host hv-1"))
    }

    @Test func anAlarmOfTheSiteIsOfNoHost() {
        let desk = Desk(TownHall.troubled())
        let site = Alarm(
            id: 7, key: AlarmKey(rule: "journal", host: ""), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.ago(900),
            changedAt: TownHall.ago(900), message: "the journal cannot be written")
        desk.tell([.update(.alarms(TownHall.alarms + [site]))])
        desk.press(.right, .character("o"))
        #expect(picture(desk).contains("no host is selected"))
    }

    /// A filter may take the host that was looked at: then the cursor is on the first that is left, and so is what keys do.
    @Test func aHostThatTheFilterHidesIsNotActedOn() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("/"))
        desk.type("vpn")
        desk.press(.enter, .left, .character("o"))
        desk.type("x")
        #expect(desk.press(.enter) == [.send(.startMaintenance(host: "vpn-1", duration: .seconds(7200), reason: "x"))])
        desk.press(.enter)
        #expect(picture(desk).split(separator: "\n").first?.contains("vpn-1") == true)
    }

    // MARK: What is pasted

    @Test func pastedTextIsNoCommand() {
        let desk = Desk(TownHall.troubled())
        for screen in "12345" {
            desk.press(.character(screen))
            #expect(desk.press(.paste("Aso!a\ny\nq\u{3}")) == [])
            #expect(picture(desk).contains("what is pasted is text and no keys"))
        }
        // Nor an answer to a question of yes or no, nor does its line end submit.
        desk.press(.character("3"), .character("A"))
        #expect(desk.press(.paste("y\n")) == [])
        desk.press(.escape, .character("c"))
        #expect(desk.press(.paste("the first line\r\nand\tthis\u{1B}[A\n")) == [])
        #expect(desk.press(.enter) == [.send(.comment(id: 41, text: "the first line and this[A"))])
    }

    @Test func whatIsPastedIsBounded() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("3"), .character("c"))
        desk.press(.paste(String(repeating: "x", count: 5000)))
        guard case .send(.comment(_, let text))? = desk.press(.enter).first else { return #expect(Bool(false), "no comment") }
        #expect(text.count == 200)
        var field = TextField(capacity: 10)
        _ = field.handle(.paste("a" + String(repeating: "\u{301}", count: 10_000)))
        #expect(field.text.utf8.count <= 82)
    }

    // MARK: Identity

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
        #expect(picture(desk).contains("eva acknowledged it 14:03") && picture(desk).contains("open again since 14:04"))
        #expect(!picture(desk).contains("nobody yet"))
        again.acknowledgement = Acknowledgement(author: "km", at: TownHall.ago(10), comment: "", expires: TownHall.ago(-9000))
        again.phase = .acknowledged
        again.changedAt = TownHall.ago(10)
        desk.tell([.update(.alarms([again]))])
        #expect(picture(desk).contains("14:04:37  somebody should look"), "the step before the last is not lost")
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

    // MARK: What is scrolled

    @Test func oneUpAfterTheEndOfADetailIsSeen() {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: 80, height: 14)])
        desk.press(.character("!"), .enter, .enter, .character("G"))
        let bottom = picture(desk, 80, 14)
        desk.press(.character("G"), .pageDown, .down, .up)
        #expect(picture(desk, 80, 14) != bottom)
        desk.press(.down)
        #expect(picture(desk, 80, 14) == bottom)
        desk.press(.escape, .character("?"), .character("G"))
        let help = picture(desk, 80, 14)
        #expect(help.contains("never measured"), "\(help)")
        desk.press(.character("G"), .up)
        #expect(picture(desk, 80, 14) != help)
    }

    /// No sentence of it is cut, and where rows are missing the title says which ones are seen and how to get to the others.
    @Test(arguments: [(45, 20), (80, 24), (120, 40), (120, 12)]) func theHelpIsWhole(_ width: Int, _ height: Int) throws {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: width, height: height)])
        desk.press(.character("?"))
        var seen: Set<String> = []
        var rows: [String] = []
        for _ in 0..<100 {
            rows = picture(desk, width, height).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(!rows.prefix(height).contains { $0.contains("…") })
            seen.formUnion(rows.prefix(height - 1).dropFirst(2))
            desk.press(.down)
        }
        let all = seen.joined(separator: "\n")
        for words in ["screen Overview", "close a question", "never measured"] { #expect(all.contains(words)) }
        let scrolls = seen.count > height - 3
        #expect(rows[1].contains(scrolls ? " of " : "Esc or ? closes") && (!scrolls || rows[1].contains("Up")), "\(rows[1])")
    }

    @Test func fullScreenEndsWithTheScreen() {
        for screen in "1245" {
            let desk = Desk(TownHall.troubled())
            desk.press(.character(screen))
            let before = picture(desk)
            desk.press(.character("e"))
            #expect(picture(desk) != before)
            desk.press(.character("3"), .character(screen))
            #expect(picture(desk) == before, "screen \(screen)")
        }
    }

    // MARK: What is said

    @Test(arguments: [(45, 20), (80, 24), (120, 40)]) func aFilterThatIsKeptIsMarked(_ width: Int, _ height: Int) {
        for screen in "12345" {
            let desk = Desk(TownHall.troubled())
            desk.press(.character(screen), .character("/"))
            desk.type("vp")
            desk.press(.enter)
            #expect(picture(desk, width, height).split(separator: "\n").first?.contains("/vp") == true, "screen \(screen)")
        }
    }

    @Test func noKeyOfTheHelpIsSilent() {
        let desk = Desk(TownHall.troubled())
        func says(_ key: Key, _ words: String) {
            desk.press(key)
            #expect(picture(desk).contains(words), "\(key)")
        }
        says(.character("R"), "R does nothing on Overview")
        says(.character("n"), "no filter is set; / sets one")
        says(.character("N"), "no filter is set; / sets one")
        desk.press(.character("W"))
        says(.enter, "a guest has no page of its own")
        desk.press(.right)
        says(.enter, "a session has no page of its own")
        desk.press(.right)
        says(.enter, "a session end has no page of its own")
    }
}
