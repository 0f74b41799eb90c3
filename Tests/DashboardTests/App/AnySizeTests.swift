import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Any size, any keys, any names: there is a picture, it has the size that was asked for, and nothing harmful is in it.
@Suite struct AnySizeTests {
    private static let screens = "12345".map { [Key.character($0)] } + [[.character("W"), .enter]]

    private func check(_ canvas: Canvas, _ width: Int, _ height: Int) {
        #expect(canvas.width == width && canvas.height == height)
    }

    /// All that is narrow, and both sides of every width and height where the picture changes its parts.
    @Test(arguments: [Charset.utf8, .ascii]) func everySizeOfEveryScreen(charset: Charset) {
        let widths =
            Array(stride(from: 0, through: 44, by: charset == .utf8 ? 1 : 4))
            + [59, 60, 63, 64, 69, 70, 75, 76, 80, 99, 100, 109, 110, 120, 169, 170, 189, 190, 300]
        let heights = [0, 1, 2, 3, 5, 7, 8, 9, 13, 14, 19, 20, 29, 30, 60, 100]
        for keys in Self.screens {
            var app = TownHall.troubled(charset: charset)
            for key in keys { app.press(key) }
            for width in widths { for height in heights { check(app.draw(width: width, height: height), width, height) } }
        }
    }

    @Test func everySizeOfEveryOverlay() {
        let openers: [[Key]] = [
            [.character("?")], [.character("H"), .character("v")], [.character("/"), .character("x")], [.character("!"), .character("a")],
            [.character("!"), .character("s"), .enter], [.character("A")], [.character("3"), .enter], [.character("e")],
            [.character(":"), .character("s"), .tab, .tab], [.character(":"), .paste("host "), .tab],
            [.character("f"), .character(" "), .character("o")],
            [.character("/"), .paste("foo:x 漢字")],
        ]
        for keys in openers {
            var app = TownHall.troubled()
            for key in keys { app.press(key) }
            for width in stride(from: 0, through: 130, by: 3) {
                for height in [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 20, 40] { check(app.draw(width: width, height: height), width, height) }
            }
        }
    }

    @Test func theLastRowOfTheScreenIsAlwaysThere() {
        // Below a screen's size the first line still counts the open alarms; in it the first row does.
        for (width, height) in [(20, 1), (39, 3), (40, 8), (80, 24), (300, 100)] {
            #expect(TownHall.troubled().draw(width: width, height: height).transcript.split(separator: "\n")[0].contains("3! 1~ 1<"))
        }
    }

    /// A part that is drawn and shown before the rest must not be touched by it: somebody would see it change back and forth.
    @Test func theRowsThatComeFirstAreAsTheyWillBe() {
        var generator = SeededGenerator(seed: 9)
        let keys: [Key] = [.up, .down, .down, .left, .right, .enter, .escape] + "112345e/x?zH!+<.".map { Key.character($0) }
        var app = TownHall.troubled()
        var ahead = 0
        for _ in 0..<2_000 {
            app.press(keys.randomElement(using: &generator) ?? .down)
            let (width, height) = [(80, 24), (120, 40), (170, 60), (45, 10)].randomElement(using: &generator) ?? (80, 24)
            var sketch = app.sketch(width: width, height: height)
            let first = sketch
            app.finish(&sketch)
            #expect(sketch.canvas == app.draw(width: width, height: height))
            for y in first.rowsOfCursor { #expect(first.canvas.row(y) == sketch.canvas.row(y)) }
            // The bar of the cursor is among them.
            if first.canvas.cells.contains(where: \.isSelected) { ahead += 1 }
        }
        #expect(ahead > 100)
    }

    @Test func hostileNames() {
        let names = [
            "\u{1B}[2J\u{1B}]0;owned\u{07}", "a\nb\rc\td", "\u{202E}txet\u{2066}", "漢字かな交じり文漢字かな",
            "e\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}x",
            String(repeating: "A", count: 4000), String(repeating: "\u{0301}", count: 4000), "👩‍👩‍👧‍👦🏳️‍🌈", "\u{0}\u{9B}31m", "", " ",
            String(repeating: "漢", count: 4000), "%s%n", "١٢٣", "\u{200B}\u{FEFF}",
        ]
        for name in names {
            var app = hostile(name)
            for key in Self.screens.flatMap({ $0 }) + [
                .character("W"), .character("?"), .escape, .character("!"), .enter, .character("a"), .escape, .character("4"),
                .character("R"), .escape, .character("2"), .character("o"), .escape, .character("H"),
            ] {
                app.press(key)
                if key == .character("4") { app.tell([.revealed(user: name, name: name)]) }
                for (width, height) in [(30, 4), (45, 20), (80, 24), (120, 40), (200, 60)] {
                    let canvas = app.draw(width: width, height: height)
                    check(canvas, width, height)
                    let isHarmless = canvas.cells.allSatisfy { cell in
                        cell.text.scalars.allSatisfy {
                            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !(0x202A...0x202E).contains($0.value)
                        }
                    }
                    #expect(isHarmless, "\(width)x\(height) after \(key)")
                }
            }
            // The title goes to the terminal by another way: it must be as harmless.
            for case .title(let title) in app.tell([.update(.alarms([])), .update(.alarms(TownHall.alarms))]) {
                #expect(title.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
                #expect(title.count < 200)
            }
        }
    }

    /// Everything that has a name is called the same.
    private func hostile(_ name: String) -> App {
        let guest = Guest(id: name, name: name, state: .running, vCPUs: 1, memoryMaximum: .infinity, memoryView: .host, console: name)
        let session = Session(id: name, kind: .desktop, user: name, address: name, guest: name, since: TownHall.now)
        let host = Host(id: name, area: name, collector: name, endpoint: name, sessionLimit: 0)
        var history = ScriptedHistory()
        history.set(.cpu, of: name, .nan, at: TownHall.now)
        history.set(.cpuWait, of: name, .infinity, at: TownHall.now) { _ in .infinity }
        history.set(.memory, of: name, -5, at: TownHall.now) { _ in .nan }
        history.set(.sessions, of: name, 1e300, at: TownHall.now) { _ in 1e300 }
        history.set(.memoryTotal, of: name, 1e300, at: TownHall.now)
        history.set(.memoryAvailable, of: name, -1e300, at: TownHall.now)
        history.set(.guestWait, of: name, guest: name, 1e18, at: TownHall.now)
        history.set(.guestMemoryUsed, of: name, guest: name, 1e300, at: TownHall.now)
        let alarm = Alarm(
            id: 1, key: AlarmKey(rule: name, host: name), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.now,
            changedAt: TownHall.now, message: .raw(name), evidence: [.raw(name)],
            comments: [Comment(author: name, at: TownHall.now, text: name)],
            runbook: Runbook(consequence: .raw(name), action: .raw(name), timeToAct: .raw(name), link: name),
            context: [.poolFull(.raw(name), Quantity(1), 1, HostArgument(name)), .raw(name)])
        func another(_ id: Int64, _ rule: String) -> Alarm {
            Alarm(
                id: id, key: AlarmKey(rule: rule, host: name + "\(id)"), severity: .warning, phase: .unacknowledged,
                raisedAt: TownHall.now, changedAt: TownHall.now, message: .raw(name))
        }
        let maintenance = MaintenanceWindow(host: name, from: TownHall.now, until: Moment(milliseconds: .max), author: name, reason: name)
        let flood = Flood(since: TownHall.now, first: alarm.key, symptoms: [Flood.Symptom(rule: name, count: .max)], hosts: .max)
        let end = SessionEnd(
            at: TownHall.now, host: name, kind: .vpn, session: name, user: name, cause: .clientLost, confidence: .exact, evidence: name)
        var app = App(now: TownHall.now, settings: DisplaySettings(user: name))
        app.tell([
            .connection(.attached), .history(history), .update(.site(Site(name: name, areas: [Area(id: name, kind: name)], hosts: [host]))),
            .update(
                .engine(
                    EngineStatus(
                        version: name, startedAt: TownHall.now, viewers: 2, notice: .raw(name), storePath: name, graphs: name,
                        mayReveal: true))),
            .update(
                .host(
                    HostState(
                        id: name, inventory: Inventory(product: name), answeredAt: TownHall.now, polledAt: TownHall.now,
                        failure: .raw(name),
                        guests: [guest],
                        sessions: [session], maintenance: maintenance))),
            .update(.alarms([alarm, another(2, name), another(3, name)])), .update(.ends([end])),
            .update(.events([HostEvent(at: TownHall.now, host: name, .raw(name))])),
            .update(.statistics(AlarmStatistics(new: .max, flood: flood))),
            .update(.limits([HostThresholds(host: name, limits: ["cpu": .init(warning: .nan, critical: -.infinity)])])),
            .tick(TownHall.now),
        ])
        return app
    }
}
