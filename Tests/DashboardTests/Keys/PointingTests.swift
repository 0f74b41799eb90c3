import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// A mouse: what is seen can be pointed at, where it is seen, at every size.
@Suite struct PointingTests {
    static let sizes = [(45, 20), (80, 24), (120, 40), (200, 60)]
    static let screens: [(keys: String, title: String)] = [
        ("1", "overview"), ("2", "host"), ("3", "alarms"), ("4", "sessions"), ("5", "timeouts"), ("2\r", "guest"),
    ]

    /// Somebody in front of a window of that size.
    private func desk(_ keys: String = "", _ size: (Int, Int) = (80, 24)) -> Desk {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: size.0, height: size.1)])
        for key in keys { desk.press(key == "\r" ? .enter : .character(key)) }
        return desk
    }

    // MARK: Screens and keys

    @Test func tabsSwitchScreens() throws {
        for size in Self.sizes {
            let desk = desk("", size)
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
        let desk = desk("3")
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
        let desk = desk("3", (120, 60))
        try desk.click("? Help")
        #expect(desk.look().text(1).contains("Keys on Alarms"))
        try desk.click("put the selected alarm aside")
        #expect(desk.look().transcript.contains("Shelve as anna"))
        desk.press(.escape)
        try desk.click("? Help")
        try desk.click("Esc or ? closes")
        #expect(!desk.look().transcript.contains("Keys on Alarms"))
        // A list that is longer than the window is scrolled.
        let small = self.desk("3?", (80, 14))
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
        let other = self.desk("Hvpn1")
        let found = try #require((8..<16).lazy.compactMap { other.look().place(of: "vpn-1 ", in: $0) }.first)
        other.point(.click, found.x, found.y)
        #expect(other.look().text(0).contains("vpn-1"))
    }

    // MARK: Lists

    /// The row that is clicked is the selected one and stays where it is; once more opens it as Enter does.
    @Test func aRowIsSelectedWhereItIs() throws {
        var clicked = 0
        for size in Self.sizes {
            for (keys, title) in Self.screens {
                let start = desk(keys, size)
                for list in start.look().rows where !type(of: start.app.screens[start.app.shown.place]).choices.contains(list.name) {
                    for y in list.area.y..<min(list.area.maxY, list.area.y + list.count - list.first) {
                        let desk = desk(keys, size)
                        let before = desk.look()
                        desk.point(.click, list.area.x + 3, y)
                        let canvas = desk.look()
                        let what = "\(title) \(size) \(list.name) row \(y)"
                        // A heading has no cursor, and a card is one thing.
                        if before[list.area.x + 1, y].role == .title { continue }
                        guard list.name != "worst" else {
                            #expect(canvas[list.area.x, list.area.y].role == .selected || desk.app.shown == .host, "\(what)")
                            continue
                        }
                        clicked += 1
                        if desk.app.shown != start.app.shown || canvas.rows.map(\.name) != before.rows.map(\.name) { continue }
                        #expect(canvas[list.area.x, y].role == .selected, "\(what)\n\(canvas.transcript)")
                        #expect(canvas.rows.first { $0.name == list.name }?.first == list.first, "\(what) has moved")
                        #expect(
                            before.text(y).dropFirst(list.area.x + 2).prefix(8) == canvas.text(y).dropFirst(list.area.x + 2).prefix(8),
                            "\(what)")
                        // On the one that was selected it was Enter already.
                        if before[list.area.x, y].role == .selected { continue }
                        desk.point(.click, list.area.x + 3, y)
                        let opened = desk.look()
                        #expect(opened != canvas, "\(what): the second click did nothing")
                    }
                }
            }
        }
        #expect(clicked > 200)
    }

    @Test func enterOnASelectedRowOpensIt() throws {
        let desk = desk("", (120, 40))
        try desk.click("vpn-1 ")
        #expect(desk.app.shown == .overview)
        try desk.click("vpn-1 ")
        #expect(desk.app.shown == .host && desk.look().text(0).contains("vpn-1"))
        desk.press(.character("1"))
        try desk.click("address pool 81")
        try desk.click("address pool 81")
        #expect(desk.app.shown == .alarms && desk.look().transcript.contains("known, pool grows Thu"))
        let host = self.desk("2", (120, 40))
        try host.click("desk-17")
        try host.click("desk-17")
        #expect(host.app.shown == .guest && host.look().text(0).contains("desk-17"))
    }

    @Test func aTabOfAListShowsIt() throws {
        let desk = desk("2", (120, 40))
        try desk.click("Sessions VDI 46")
        #expect(desk.look().transcript.contains("User") && desk.app.screens[1].selection(in: desk.app.context).sessions.count == 1)
        try desk.click("Ends ")
        #expect(desk.look().transcript.contains("none in 24 h"))
        try desk.click("Guests ")
        #expect(desk.look().transcript.contains("Wait %"))
    }

    /// Between the hosts stand the names of their areas, on which no cursor can be.
    @Test(arguments: [1, 3, 5, 8]) func theWheelGoesPastTheNamesOfAreas(each: Int) throws {
        let desk = desk("", (80, 24))
        let areas = (1...12).map { Area(id: "area-\($0)") }
        let hosts = areas.flatMap { area in
            (1...each).map { Host(id: "\(area.id)-\($0)", area: area.id, collector: "local", endpoint: "") }
        }
        desk.tell([.update(.alarms([])), .update(.site(Site(name: "s", areas: areas, hosts: hosts)))])
        desk.tell(
            hosts.map { .update(.host(HostState(id: $0.id, answeredAt: TownHall.ago(1), polledAt: TownHall.ago(1)))) })
        func list() throws -> (name: String, first: Int, count: Int, selected: Int?, area: Rect) {
            try #require(desk.look().rows.first { $0.name == "hosts" })
        }
        let start = try list()
        #expect(start.first == 0 && start.count > start.area.height)
        for _ in 0..<100 {
            desk.point(.wheelDown, 20, start.area.y)
            desk.look()
        }
        #expect(try list().first == start.count - start.area.height)
        for _ in 0..<100 {
            desk.point(.wheelUp, 20, start.area.y)
            desk.look()
        }
        #expect(try list().first <= 1, "the name of the first area may be above")
        // Whoever points at a name moves nothing.
        let before = desk.look()
        let name = try #require((0..<24).first { before.text($0).contains("area-2") && !before.text($0).contains("area-2-") })
        desk.point(.click, 20, name)
        #expect(desk.look() == before)
    }

    @Test func theWheelScrollsWhatIsUnderIt() throws {
        for size in Self.sizes {
            let desk = desk("4", size)
            func list(_ canvas: Canvas) throws -> (name: String, first: Int, count: Int, selected: Int?, area: Rect) {
                try #require(canvas.rows.first { $0.name == "sessions" })
            }
            let start = try list(desk.look())
            #expect(start.first == 0)
            desk.point(.wheelDown, 20, start.area.y + 1)
            #expect(try list(desk.look()).first == 3, "\(size)")
            // The cursor is never out of sight.
            for _ in 0..<200 {
                desk.point(.wheelDown, 20, start.area.y)
                let now = try list(desk.look())
                let selected = try #require(now.selected)
                #expect((now.first..<now.first + now.area.height).contains(selected), "\(size)")
            }
            #expect(try list(desk.look()).first == start.count - start.area.height)
            // Over the heading, too.
            for _ in 0..<200 {
                desk.point(.wheelUp, 3, start.area.y - 1)
                desk.look()
            }
            #expect(try list(desk.look()).first == 0, "\(size)")
            // A key brings the cursor back to the middle.
            desk.press(.end, .up)
            #expect(try list(desk.look()).first == start.count - start.area.height)
        }
        // What only stands for a choice is not chosen by it, and a text is scrolled.
        let desk = desk("5", (80, 24))
        let before = desk.look()
        for y in 2..<6 {
            desk.point(.wheelDown, 10, y)
            desk.look()
        }
        #expect(desk.look().text(1) == before.text(1))
        let text = self.desk("3\r", (80, 12))
        let top = text.look()
        text.point(.wheelDown, 10, 5)
        #expect(text.look() != top)
        text.point(.wheelUp, 10, 5)
        #expect(text.look() == top)
    }

    @Test func aHeadSorts() throws {
        for (keys, list, head, words) in [
            ("1", "hosts", "Wait", ["Wait▼", "Wait▲"]), ("2", "guests", "CPU %", ["CPU %▼", "CPU %▲"]),
            ("3", "alarms", "Host", ["Host▲", "Host▼"]),
            ("4", "sessions", "Kind", ["Kind▲", "Kind▼"]), ("5", "ends", "Cause", ["Cause▲", "Cause▼"]),
        ] {
            for size in Self.sizes.dropFirst() {
                let desk = desk(keys, size)
                let top = try #require(desk.look().rows.first { $0.name == list }).area.y - 1
                for word in words {
                    let x = try #require(desk.look().place(of: head, in: top)?.x, "\(keys) \(size)")
                    desk.point(.click, x, top)
                    #expect(desk.look().text(top).contains(word), "\(keys) \(size): \(desk.look().text(top))")
                }
            }
        }
        // The number beside a bar is the same thing.
        let desk = desk("1", (120, 40))
        let top = try #require(desk.look().rows.first { $0.name == "hosts" }).area.y - 1
        let x = try #require(desk.look().place(of: "%", in: top)?.x)
        desk.point(.click, x, top)
        #expect(desk.look().text(top).contains("CPU▼"))
    }

    @Test func aChoiceIsMadeAndTakenBack() throws {
        let desk = desk("5", (120, 40))
        try desk.click("No idea", or: "Handshake")
        #expect(desk.look().transcript.contains("Handshake, all hosts"))
        try desk.click("No idea", or: "Handshake")
        #expect(desk.look().transcript.contains("All causes, all hosts"))
        let sessions = self.desk("4", (120, 40))
        try sessions.click("/// 12")
        #expect(sessions.look().transcript.contains("All kinds, vpn-2"))
    }

    // MARK: What is not there

    /// News may come between the picture and the click: it is about what was seen.
    @Test func aClickIsAboutWhatWasPainted() throws {
        let desk = desk("3", (120, 40))
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
        let desk = desk("3")
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
        let desk = desk("4/", (120, 40))
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
        for size in Self.sizes + [(20, 5), (39, 7), (41, 8)] {
            let desk = desk("", size)
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

extension Desk {
    /// The picture as it is painted now, told as the front does it.
    @discardableResult fileprivate func look() -> Canvas {
        let area = app.size
        let canvas = app.draw(width: area.width, height: area.height)
        app.drawn(canvas)
        return canvas
    }
    @discardableResult fileprivate func point(_ deed: Mouse.Deed, _ x: Int, _ y: Int) -> [Effect] {
        press(.mouse(Mouse(deed, x: x, y: y)))
    }
    /// On what is written there.
    @discardableResult fileprivate func click(_ words: String, or others: String? = nil) throws -> [Effect] {
        let canvas = look()
        let (x, y) = try #require(
            canvas.place(of: words) ?? others.flatMap { canvas.place(of: $0) }, "\(words) is not to be seen:\n\(canvas.transcript)")
        return point(.click, x, y)
    }
}

extension Canvas {
    fileprivate func line(_ y: Int) -> [Character] { (0..<width).map { self[$0, y].text.character } }
    fileprivate func text(_ y: Int) -> String { String(line(y)) }
    fileprivate func place(of words: String, in row: Int? = nil) -> (x: Int, y: Int)? {
        let wanted = Array(words)
        for y in row.map({ $0..<$0 + 1 }) ?? 0..<height {
            let line = line(y)
            for x in 0..<max(0, width - wanted.count + 1) where Array(line[x..<x + wanted.count]) == wanted { return (x, y) }
        }
        return nil
    }
    /// Of the lists that are seen.
    fileprivate var rows: [(name: String, first: Int, count: Int, selected: Int?, area: Rect)] {
        spots.compactMap {
            guard case .rows(let name, let first, let count, let selected) = $0.thing else { return nil }
            return (name, first, count, selected, $0.area)
        }
    }
}
