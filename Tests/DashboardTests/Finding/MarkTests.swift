import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// Many are marked by what they are, and acted on at once.
@Suite struct MarkTests {
    private func desk(_ keys: String) -> Desk {
        let desk = Desk(TownHall.troubled())
        type(keys, desk)
        return desk
    }
    @discardableResult private func type(_ keys: String, _ desk: Desk) -> [Effect] {
        desk.tell(keys.map { .key($0 == "→" ? .right : $0 == "⏎" ? .enter : $0 == "⎋" ? .escape : .character($0)) })
    }
    private func picture(_ desk: Desk) -> String { desk.app.draw(width: 120, height: 40).transcript }
    private func marked(_ desk: Desk) -> [Int64] { desk.app.marks.alarms(in: [41, 42, 43, 38, 12, 9]) }

    @Test func spaceMarksAndGoesOn() {
        let desk = desk("3  ")
        #expect(marked(desk) == [41, 42] && desk.app.cursorSelection.alarms == [43])
        #expect(desk.app.selection.alarms == [41, 42])
        #expect(picture(desk).split(separator: "\n").first?.contains("2 marked") == true)
        #expect(picture(desk).contains("\n*!!"), "\(picture(desk))")
        type("k ", desk)
        #expect(marked(desk) == [41], "twice is not at all")
        type("U", desk)
        #expect(desk.app.marks.isEmpty && !picture(desk).contains("marked"))
    }
    /// On a phone the worst host has a card, and a mark on it takes the place of the cursor's letter.
    @Test func aMarkedHostShowsTheCursorOnItsCard() {
        let desk = desk("1 ")
        func corner() -> Cell { desk.app.draw(width: 45, height: 20)[0, 1] }
        #expect(corner().text == "*" && corner().role == .notice)
        type("k", desk)
        #expect(corner().text == "*" && corner().role == .selected)
    }
    @Test func aRangeInEitherDirection() {
        #expect(marked(desk("3 jjV")) == [41, 42, 43, 38])
        #expect(marked(desk("3G kkkV")) == [43, 38, 12, 9])
        #expect(marked(desk("3V")) == [41], "of one where nothing is marked")
        #expect(desk("1 jV").app.marks.hosts(in: ["hv-1", "hv-2", "vpn-1", "vpn-2"]) == ["hv-1", "hv-2", "vpn-1"])
    }
    @Test func hostsAndAlarmsStayApart() {
        let desk = desk("1jjj ")
        #expect(desk.app.cursorSelection.hosts == ["vpn-2"], "the last host: not on to the alarms")
        type("→ ", desk)
        #expect(desk.app.marks.all == [.host("vpn-2"), .alarm(41)])
        #expect(type("2V5 ", desk).isEmpty && picture(desk).contains("does nothing on Timeouts"))
        type("2", desk)
        type(" ", desk)
        #expect(picture(desk).contains("nothing here can be marked"))
    }

    @Test func whatWentAwayIsMarkedNoMore() {
        let desk = desk("3   ")
        desk.tell([.update(.alarms(TownHall.alarms.filter { $0.id != 42 }))])
        #expect(marked(desk) == [41, 43])
        // Another list, another order, another filter: the same things.
        type(">I/vpn⏎", desk)
        #expect(marked(desk) == [41, 43] && picture(desk).contains("2 marked"))
        let hosts = self.desk("1  ")
        hosts.tell([.update(.site(Site(name: "", areas: [], hosts: TownHall.site.hosts.reversed().filter { $0.id != "hv-1" })))])
        #expect(hosts.app.marks.all == [.host("hv-2")])
        var engine = TownHall.engine
        engine.id = EngineID("another")
        desk.tell([.update(.engine(engine))])
        #expect(desk.app.marks.isEmpty, "its alarms only have the same numbers")
    }

    /// The numbers of a held picture are those of the engine that was there then.
    @Test func marksOfAHeldPictureAreNotOfAnotherEngine() {
        let desk = desk("3z")
        var engine = TownHall.engine
        engine.id = EngineID("another")
        desk.tell([.update(.engine(engine)), .update(.site(TownHall.site)), .update(.alarms(TownHall.alarms))])
        type("  ", desk)
        #expect(marked(desk) == [41, 42])
        type("z", desk)
        #expect(desk.app.marks.isEmpty)
        // Its own engine's stay.
        let same = self.desk("3z  z")
        #expect(marked(same) == [41, 42])
    }
    /// Whoever sees another one under the cursor must be asked.
    @Test func oneThatIsMarkedElsewhereIsAskedAboutBeforeItIsUnshelved() {
        let desk = desk("3G g")
        #expect(marked(desk) == [9] && desk.app.cursorSelection.alarms == [41])
        #expect(type("S", desk).isEmpty && picture(desk).contains("Take it back from the shelf as anna?"), "\(picture(desk))")
        #expect(picture(desk).contains("memory 91 %"), "it is named")
        #expect(type("y", desk) == [.send(.unshelve(id: 9))])
    }
    @Test func acknowledgeManyWithAComment() {
        let desk = desk("3V    a")
        #expect(marked(desk) == [42, 43, 38])
        #expect(picture(desk).contains("Acknowledge 2 alarms as anna"), "\(picture(desk))")
        #expect(picture(desk).contains("1 more is marked and acknowledged: nothing is done about it"))
        #expect(type("known⏎", desk) == [.send(.acknowledge(ids: [42, 43], comment: "known"))])
        #expect(marked(desk) == [38])
        #expect(self.desk("3jjj a").app.overlay != nil, "one is asked about as ever")
    }
    @Test func whyNothingIsDoneAboutTheOthersIsTrue() {
        let desk = desk("3gVGVa")
        #expect(picture(desk).contains("nothing is done about 2 more: 1 acknowledged, 1 shelved"), "\(picture(desk))")
        type("⎋U", desk)
        var alarms = TownHall.alarms
        for index in [3, 5] { alarms[index].isInMaintenance = true }
        desk.tell([.update(.alarms(alarms))])
        type("gVGVa", desk)
        #expect(picture(desk).contains("2 more are marked and in maintenance: nothing is done about them"), "\(picture(desk))")
        // Only these: nothing to ask.
        let others = self.desk("3jjj Ga")
        #expect(picture(others).contains("km has it"), "one is asked about as ever")
        type("⎋G a", others)
        #expect(
            others.app.overlay == nil && picture(others).contains("none of them is to be acknowledged: 1 acknowledged, 1 shelved"),
            "\(picture(others))")
        alarms[3].isInMaintenance = false
        alarms[3].shelf = alarms[5].shelf
        alarms[5].isInMaintenance = false
        others.tell([.update(.alarms(alarms))])
        type("a", others)
        #expect(picture(others).contains("all of them are shelved"), "\(picture(others))")
    }
    @Test func shelveCommentAndUnshelveMany() {
        let desk = desk("3  s")
        #expect(picture(desk).contains("Shelve 2 alarms as anna"))
        let sent = type("x⏎", desk)
        #expect(sent == [.send(.shelve(ids: [41, 42], duration: .seconds(3600), reason: "x"))])
        #expect(desk.app.marks.isEmpty)
        #expect(type("3g  c", desk).isEmpty && picture(desk).contains("Comment on 2 alarms as anna"))
        #expect(type("y⏎", desk) == [.send(.comment(ids: [41, 42], text: "y"))])
        var alarms = TownHall.alarms
        alarms[0].shelf = alarms[5].shelf
        desk.tell([.update(.alarms(alarms))])
        type("3gVGV", desk)
        type("S", desk)
        #expect(
            picture(desk).contains("Take 2 alarms back from the shelf as anna?")
                && picture(desk).contains("4 more are marked and not shelved"))
        #expect(type("⏎ j", desk).isEmpty)
        guard case .send(.unshelve(let ids))? = type("y", desk).first else { return #expect(Bool(false), "nothing was sent") }
        #expect(Set(ids) == [41, 9])
    }
    @Test func maintenanceOfMany() {
        let desk = desk("1  o")
        #expect(picture(desk).contains("Maintenance of 2 hosts as anna"))
        #expect(type("x⏎", desk).count == 2 && desk.app.marks.isEmpty)
    }

    @Test func whoIsRefusedIsTold() {
        let desk = desk("3   s")
        guard case .send(let act)? = type("x⏎", desk).first else { return #expect(Bool(false), "nothing was sent") }
        let ids = act.alarms
        #expect(ids.count == 3)
        desk.tell([.answer(act, CommandRefusal(.someDone(2, 3, .ofAlarm(Int(ids[1]), .isShelved()))))])
        #expect(
            picture(desk).contains(
                "done for 2 of 3, not for the rest: vpn-1 11 clients lost in 4 min: it is shelved; unshelve it first"),
            "\(picture(desk))")
        type("u", desk)
        desk.tell([.answer(.undo, nil)])
        #expect(picture(desk).contains("taken back: shelved 2 of 3"), "\(picture(desk))")
        desk.tell([.answer(act, nil)])
        #expect(picture(desk).contains("shelved 3 alarms for 1 h; u takes it back"), "\(picture(desk))")
        let others = self.desk("1  o")
        let asked = type("x⏎", others).compactMap { if case .send(let command) = $0 { command } else { nil } }
        others.tell(asked.map { .answer($0, CommandRefusal("no")) })
        #expect(picture(others).contains("none of 2 done: hv-1: no; and 1 more"))
    }

    @Test func aFoldIsMarkedAsAWhole() {
        let desk = Desk(AlarmStatisticsTests.flooded())
        type("3", desk)
        guard
            let row = (0..<20).first(where: { _ in
                desk.press(.down)
                return desk.app.cursorSelection.fold != nil
            })
        else { return #expect(Bool(false), "no fold") }
        _ = row
        let count = desk.app.cursorSelection.alarms.count
        type(" s", desk)
        #expect(count > 1 && picture(desk).contains("Shelve \(count) alarms as anna"), "\(picture(desk))")
    }
}
