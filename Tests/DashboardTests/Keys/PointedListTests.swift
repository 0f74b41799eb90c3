import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// Lists under a mouse: rows, heads, tabs and the wheel, at every size.
@Suite struct PointedListTests {
    static let screens: [(keys: String, title: String)] = [
        ("1", "overview"), ("2", "host"), ("3", "alarms"), ("4", "sessions"), ("5", "timeouts"), ("2\r", "guest"),
    ]

    /// The row that is clicked is the selected one and stays where it is; once more opens it as Enter does.
    @Test func aRowIsSelectedWhereItIs() throws {
        var clicked = 0
        for size in Desk.sizes {
            for (keys, title) in Self.screens {
                let start = Desk.pointing(keys, size)
                for list in start.look().rows where !type(of: start.app.screens[start.app.shown.place]).choices.contains(list.name) {
                    for y in list.area.y..<min(list.area.maxY, list.area.y + list.count - list.first) {
                        let desk = Desk.pointing(keys, size)
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
        let desk = Desk.pointing("", (120, 40))
        try desk.click("vpn-1 ")
        #expect(desk.app.shown == .overview)
        try desk.click("vpn-1 ")
        #expect(desk.app.shown == .host && desk.look().text(0).contains("vpn-1"))
        desk.press(.character("1"))
        try desk.click("address pool 81")
        try desk.click("address pool 81")
        #expect(desk.app.shown == .alarms && desk.look().transcript.contains("known, pool grows Thu"))
        let host = Desk.pointing("2", (120, 40))
        try host.click("desk-17")
        try host.click("desk-17")
        #expect(host.app.shown == .guest && host.look().text(0).contains("desk-17"))
    }

    @Test func aTabOfAListShowsIt() throws {
        let desk = Desk.pointing("2", (120, 40))
        try desk.click("Sessions VDI 46")
        #expect(desk.look().transcript.contains("User") && desk.app.screens[1].selection(in: desk.app.context).sessions.count == 1)
        try desk.click("Ends ")
        #expect(desk.look().transcript.contains("none in 24 h"))
        try desk.click("Guests ")
        #expect(desk.look().transcript.contains("Wait %"))
    }

    /// Between the hosts stand the names of their areas, on which no cursor can be.
    @Test(arguments: [1, 3, 5, 8]) func theWheelGoesPastTheNamesOfAreas(each: Int) throws {
        let desk = Desk.pointing("", (80, 24))
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
        for size in Desk.sizes {
            let desk = Desk.pointing("4", size)
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
        let desk = Desk.pointing("5", (80, 24))
        let before = desk.look()
        for y in 2..<6 {
            desk.point(.wheelDown, 10, y)
            desk.look()
        }
        #expect(desk.look().text(1) == before.text(1))
        let text = Desk.pointing("3\r", (80, 12))
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
            for size in Desk.sizes.dropFirst() {
                let desk = Desk.pointing(keys, size)
                let top = try #require(desk.look().rows.first { $0.name == list }).area.y - 1
                for word in words {
                    let x = try #require(desk.look().place(of: head, in: top)?.x, "\(keys) \(size)")
                    desk.point(.click, x, top)
                    #expect(desk.look().text(top).contains(word), "\(keys) \(size): \(desk.look().text(top))")
                }
            }
        }
        // The number beside a bar is the same thing.
        let desk = Desk.pointing("1", (120, 40))
        let top = try #require(desk.look().rows.first { $0.name == "hosts" }).area.y - 1
        let x = try #require(desk.look().place(of: "%", in: top)?.x)
        desk.point(.click, x, top)
        #expect(desk.look().text(top).contains("CPU▼"))
    }

    @Test func aChoiceIsMadeAndTakenBack() throws {
        let desk = Desk.pointing("5", (120, 40))
        try desk.click("No idea", or: "Handshake")
        #expect(desk.look().transcript.contains("Handshake, all hosts"))
        try desk.click("No idea", or: "Handshake")
        #expect(desk.look().transcript.contains("All causes, all hosts"))
        let sessions = Desk.pointing("4", (120, 40))
        try sessions.click("/// 12")
        #expect(sessions.look().transcript.contains("All kinds, vpn-2"))
    }
}
