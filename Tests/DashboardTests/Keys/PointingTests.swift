import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// A mouse: what is seen can be pointed at, where it is seen, at every size.
@Suite struct PointingTests {
    @Test func tabsSwitchScreens() throws {
        for size in Desk.sizes {
            let desk = Desk.pointing("", size)
            for (digit, name) in zip("345213", ["Alarms", "Sessions", "Timeouts", "hv-1", "Rathaus", "Alarms"]) {
                let canvas = desk.look()
                let row = size.1 >= 30 ? size.1 - 2 : size.1 - 1
                let x = try #require(canvas.line(row).firstIndex(of: digit), "\(size) \(digit)")
                desk.point(.click, x, row)
                #expect(desk.look().text(0).contains(name), "\(size) \(digit): \(desk.look().text(0))")
            }
            // What is open stands at the right of the first row.
            desk.press(.character("1"))
            desk.look()
            desk.point(.click, size.0 - 3, 0)
            #expect(desk.look().text(0).contains("Alarms"), "\(size)")
        }
    }

    @Test func theKeyBarDoesWhatItSays() throws {
        let desk = Desk.pointing("3")
        try desk.click("a Ack")
        #expect(desk.look().transcript.contains("Acknowledge as anna"))
        // What lies below does nothing meanwhile.
        let before = desk.look()
        for y in 0..<24 where !(8..<17).contains(y) {
            for x in stride(from: 0, to: 80, by: 3) {
                for deed in [Mouse.Deed.click, .wheelUp, .wheelDown] {
                    desk.look()
                    desk.point(deed, x, y)
                }
            }
        }
        #expect(desk.look() == before)
        try desk.click("Esc leave it")
        #expect(!desk.look().transcript.contains("Acknowledge as anna"))
        try desk.click("a Ack")
        desk.type("seen")
        #expect(try desk.click("Enter acknowledge") == [.send(.acknowledge(ids: [41], comment: "seen"))])
        // Yes and no.
        desk.press(.character("A"))
        #expect(try desk.click("n no") == [])
        #expect(!desk.look().transcript.contains("y yes"))
        desk.press(.character("A"))
        guard case .send(.acknowledge(let ids, _))? = try desk.click("y yes").first else { return #expect(Bool(false), "nothing was sent") }
        #expect(ids.count > 1)
        // A field of several.
        desk.press(.character("s"))
        let (x, reason) = try #require(desk.look().place(of: "Reason"))
        let y = reason + 1
        desk.point(.click, x + 8, y)
        desk.type("3 h")
        #expect(desk.look().text(y).contains("3 h"))
    }

    @Test func everyVerbIsReachedByTheHelpOrThePalette() throws {
        let desk = Desk.pointing("3", (120, 60))
        try desk.click("? Help")
        #expect(desk.look().text(1).contains("Keys on Alarms"))
        try desk.click("put the selected alarm aside")
        #expect(desk.look().transcript.contains("Shelve as anna"))
        desk.press(.escape)
        try desk.click("? Help")
        try desk.click("Esc or ? closes")
        #expect(!desk.look().transcript.contains("Keys on Alarms"))
        // A list that is longer than the window is scrolled.
        let small = Desk.pointing("3?", (80, 14))
        let top = small.look()
        small.point(.wheelDown, 30, 5)
        #expect(small.look() != top)
        small.point(.wheelUp, 30, 5)
        #expect(small.look() == top)
        // The palette: a verb that needs a word waits for it.
        desk.press(.character(":"))
        desk.type("hos")
        try desk.click("screen Host")
        // Above the line, and not in the list that still shows beside it.
        let place = try #require((30..<59).reversed().lazy.compactMap { desk.look().place(of: "vpn-2", in: $0) }.first)
        desk.point(.click, place.x, place.y)
        #expect(desk.look().text(0).contains("vpn-2"))
        desk.press(.character(":"))
        desk.type("commen")
        try desk.click("comment on the selected alarm")
        #expect(desk.look().transcript.contains("no alarm is selected") || desk.look().transcript.contains("Comment as anna"))
        // The switcher.
        let other = Desk.pointing("Hvpn1")
        let found = try #require((8..<16).lazy.compactMap { other.look().place(of: "vpn-1 ", in: $0) }.first)
        other.point(.click, found.x, found.y)
        #expect(other.look().text(0).contains("vpn-1"))
    }

    /// News may come between the picture and the click: it is about what was seen.
    @Test func aClickIsAboutWhatWasPainted() throws {
        let desk = Desk.pointing("3", (120, 40))
        let (x, y) = try #require(desk.look().place(of: "address pool 81"))
        var new = TownHall.alarms[0]
        new = Alarm(
            id: 99, key: AlarmKey(rule: "cpu.wait", host: "hv-2"), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.ago(1),
            changedAt: TownHall.ago(1), message: "another one on top of all")
        _ = desk.app.take(.update(.alarms([new] + TownHall.alarms)))
        desk.point(.click, x, y)
        #expect(desk.app.cursorSelection.alarms == [38])
        #expect(desk.look().transcript.contains("another one on top"))
        // A key came, and what it brought was not painted: nobody can have pointed at it.
        _ = desk.look()
        desk.press(.character("1"))
        let before = desk.app.draw(width: 120, height: 40)
        desk.point(.click, x, y)
        #expect(desk.app.draw(width: 120, height: 40) == before && desk.app.shown == .overview)
    }

    @Test func theMouseCanBeOff() throws {
        let desk = Desk.pointing("3")
        #expect(desk.press(.character("m")) == [.useMouse(false)])
        #expect(desk.look().transcript.contains("mouse off"))
        desk.press(.escape)
        let before = desk.look()
        for x in 0..<80 {
            desk.point(.click, x, 23)
            desk.look()
        }
        #expect(desk.look() == before)
        desk.press(.character("3"))
        #expect(desk.press(.character("m")) == [.useMouse(true)])
        try desk.click("1 Overview", or: "mouse on")
    }

    /// The configuration says whether, until somebody does; over SSH it is off where nobody says anything.
    @Test func theConfigurationMayHaveTheMouseOnOrOff() {
        for isLocal in [true, false] {
            var settings = DisplaySettings()
            settings.mouseAtFirst = isLocal
            let desk = Desk(TownHall.app(settings))
            var status = TownHall.engine
            for (word, isOn) in [("", isLocal), ("on", true), ("off", false), ("auto", isLocal), ("off", false), ("on", true)] {
                let before = desk.app.settings.usesMouse
                status.mouse = word
                let effects = desk.tell([.update(.engine(status))])
                #expect(desk.app.settings.usesMouse == isOn, "\(word)")
                #expect(effects.contains(.useMouse(isOn)) == (before != isOn), "\(word)")
            }
            desk.press(.character("m"))
            status.mouse = "on"
            desk.tell([.update(.engine(status))])
            #expect(!desk.app.settings.usesMouse)
        }
    }

    @Test func aFilterThatIsTypedIsKeptByAClick() throws {
        let desk = Desk.pointing("4/", (120, 40))
        desk.type("vpn")
        let row = try #require(desk.look().rows.first { $0.name == "sessions" }).area.y + 2
        desk.point(.click, 10, row)
        let canvas = desk.look()
        #expect(canvas.text(0).contains("/vpn") && !canvas.text(39).contains("Esc clears"))
        #expect(canvas[0, row].role == .selected)
    }

    /// Any square, any number, whatever lies over the screen, at any size: a picture, and the cursor in it.
    @Test func aRandomHandAtTheMouse() {
        var generator = SeededGenerator(seed: 11)
        let keys: [Key] = [.up, .down, .left, .right, .enter, .escape, .tab, .paste("a\u{3}\u{1B}[<0;1;1M")]
        let letters = "12345e/x?zH!+<.:Aascf ".map { Key.character($0) }
        for size in Desk.sizes + [(20, 5), (39, 7), (41, 8)] {
            let desk = Desk.pointing("", size)
            for _ in 0..<500 {
                let chance = Int.random(in: 0..<100, using: &generator)
                if chance < 70 {
                    let deed = [Mouse.Deed.click, .click, .wheelUp, .wheelDown].randomElement(using: &generator) ?? .click
                    let x =
                        chance == 0 ? Int.random(in: .min ... .max, using: &generator) : Int.random(in: -2...size.0 + 2, using: &generator)
                    let y =
                        chance == 1 ? Int.random(in: .min ... .max, using: &generator) : Int.random(in: -2...size.1 + 2, using: &generator)
                    desk.point(deed, x, y)
                } else if chance < 95, let key = (keys + letters).randomElement(using: &generator) {
                    desk.press(key)
                } else if chance < 97 {
                    desk.tell([.update(.alarms(Array(TownHall.alarms.shuffled(using: &generator).prefix(chance % 7))))])
                }
                if chance % 3 > 0 { _ = desk.look() }
            }
        }
    }
}
