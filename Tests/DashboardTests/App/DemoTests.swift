import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What is made up says so on every screen, at every size, whatever is open and held.
@Suite struct DemoTests {
    private func app(_ keys: [Key] = []) -> App {
        var app = TownHall.troubled()
        app.settings.isDemo = true
        var engine = TownHall.engine
        engine.demo = DemoClock(begin: TownHall.now, beganAt: 0, speed: 10)
        for key in keys { app.press(key) }
        _ = app.take(.update(.engine(engine)))
        return app
    }
    private func firstRow(_ app: App, _ width: Int, _ height: Int) -> Substring {
        app.draw(width: width, height: height).transcript.split(separator: "\n", omittingEmptySubsequences: false)[0]
    }

    @Test func everyScreenSaysSo() {
        let openers: [[Key]] = [
            [], [.character("?")], [.character("H"), .character("v")], [.character("z")], [.character("/"), .character("x")],
            [.character("e")],
        ]
        for screen in "12345" {
            for keys in openers {
                let app = app([.character(screen)] + keys)
                for (width, height) in [(40, 8), (45, 20), (60, 12), (80, 24), (120, 40), (200, 60), (400, 120)] {
                    let row = firstRow(app, width, height)
                    #expect(row.contains("DEMO 14:05, 10x") && row.contains("3! 1~ 1<") && !row.contains("live"), "\(row)")
                }
                for (width, height) in [(20, 5), (39, 20), (100, 7)] { #expect(firstRow(app, width, height).contains("DEMO")) }
            }
        }
    }

    @Test func itSaysSoBeforeItsEngineDoes() {
        var app = App(now: TownHall.now, settings: DisplaySettings())
        app.settings.isDemo = true
        // The machine's own time is none of the demo's.
        #expect(firstRow(app, 120, 40).contains("DEMO") && !firstRow(app, 120, 40).contains(":"))
        #expect(firstRow(app, 30, 5).hasPrefix("DEMO"))
    }

    /// What time it is there nobody knows until then, and the machine's is none of its.
    @Test func untilItsEngineSpeaksNobodyGoesBack() {
        var settings = DisplaySettings()
        settings.isDemo = true
        let desk = Desk(App(now: TownHall.now - .seconds(86_400 * 3), settings: settings))
        desk.tell([.connection(.attached), .update(.site(TownHall.site))])
        func last() -> String { desk.app.draw(width: 120, height: 40).row(39).map { String($0.text.character) }.joined() }
        for typed in ["T", ":go 13:50\r", "b13:50\r"] {
            for key in typed { desk.press(key == "\r" ? .enter : .character(key)) }
            #expect(!firstRow(desk.app, 120, 40).contains("going to"))
            #expect(last().contains("the demo has not said yet what time it is"), "\(typed): \(last())")
            desk.press(.escape)
        }
        var engine = TownHall.engine
        engine.demo = DemoClock(begin: TownHall.now, beganAt: 0, speed: 10)
        desk.tell([.tick(TownHall.now), .update(.engine(engine))])
        desk.press(.character("T"))
        #expect(firstRow(desk.app, 120, 40).contains("going to 13:04:57"), "\(firstRow(desk.app, 120, 40))")
    }

    /// How far back one is stands in the first row at every size, and that it is made up as long as there is room.
    @Test(arguments: [(900, "13:50:07, 15 min ago"), (110_000, "23 Nov 07:31, 30 h ago")]) func inItsPastItSaysHowFarBack(
        seconds: Int64, time: String
    ) {
        for asked in [true, false] {
            let desk = Desk(app())
            let at = TownHall.now - .seconds(seconds)
            desk.type(":go -\(seconds)s")
            desk.press(.enter)
            if !asked {
                desk.tell([
                    .pastAlarms(at: at, .success([])),
                    .past(at: at, .success(PastHosts(hosts: TownHall.healthyHosts, keptSince: TownHall.ago(200_000)))),
                ])
            }
            for (width, height) in [(40, 8), (45, 20), (60, 12), (80, 24), (120, 40)] {
                let row = firstRow(desk.app, width, height)
                if asked {
                    #expect(row.contains("going to " + time.prefix { $0 != "," }), "\(row)")
                } else {
                    #expect(row.contains(time.drop { $0 != "," }.dropFirst(2)), "\(row)")
                    #expect(width < 60 || row.contains(time) || row.contains("Mon 23 Nov 07:31:47, 30 h ago"), "\(row)")
                }
                #expect(row.contains("3! 1~ 1<") && row.contains("now"), "\(row)")
                #expect(width < 45 || seconds > 900 || row.contains("DEMO"), "\(row)")
            }
        }
    }

    /// A picture that is held says so as well, made up or not.
    @Test(arguments: [true, false]) func aHeldPictureSaysSoAtEverySize(isDemo: Bool) {
        let desk = Desk(isDemo ? app() : TownHall.troubled())
        desk.press(.character("z"))
        for (width, height) in [(40, 8), (45, 20), (60, 12), (80, 24), (120, 40)] {
            let row = firstRow(desk.app, width, height)
            #expect(row.contains("PAUSED") && row.contains("DEMO 14:05, 10x") == isDemo && row.contains("3! 1~ 1<"), "\(row)")
            #expect(width < 45 || row.contains("PAUSED 14:05") || row.contains("PAUSED at 14:05:07"), "\(row)")
        }
    }

    /// Its day is any day, and what lies behind it is of the last one by its own clock.
    @Test func aDayThatIsFarFromTodayHasItsEnds() {
        let ends = (1...20).map { hour in
            SessionEnd(
                at: TownHall.now - .seconds(3600 * hour), host: "vpn-1", kind: .vpn, session: "\(hour)", user: "u-\(hour)",
                cause: .loggedOut,
                confidence: .exact, evidence: "")
        }
        for days in [-400, -4, 4, 400] as [Int64] {
            var world = World(now: TownHall.now + .seconds(86_400 * days))
            var engine = TownHall.engine
            engine.demo = DemoClock(begin: TownHall.now, beganAt: 0, speed: 10)
            // In the order in which an engine tells it.
            world.apply(.ends(ends.reversed()))
            world.now = TownHall.now
            world.apply(.engine(engine))
            world.apply(.ends([ends[0]]))
            #expect(world.ends.count == 21)
        }
    }

    /// Ten seconds of who looks are a hundred of its own.
    @Test func whatIsSaidStandsAsLongAsItIsRead() {
        let desk = Desk(app([.character("!")]))
        func picture() -> String { desk.app.draw(width: 120, height: 40).transcript }
        func act(at seconds: Int64) {
            desk.tell([.tick(TownHall.now + .seconds(seconds))])
            desk.press(.character("a"), .enter)
            desk.tell([.answer(.acknowledge(ids: [41], comment: ""), nil)])
        }
        act(at: 0)
        desk.tell([.tick(TownHall.now + .seconds(99))])
        #expect(picture().contains("acknowledged 1 alarm; u takes it back (10 s)"))
        desk.press(.character("u"))
        desk.tell([.answer(.undo, nil)])
        #expect(picture().contains("taken back: acknowledged 1 alarm"))
        desk.tell([.tick(TownHall.now + .seconds(198))])
        #expect(picture().contains("taken back"))
        desk.tell([.tick(TownHall.now + .seconds(200))])
        #expect(!picture().contains("taken back"))
    }

    @Test func aRealOneDoesNot() { #expect(!TownHall.troubled().draw(width: 120, height: 40).transcript.contains("DEMO")) }
}
