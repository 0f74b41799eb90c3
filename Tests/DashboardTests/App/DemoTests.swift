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

    @Test func aRealOneDoesNot() { #expect(!TownHall.troubled().draw(width: 120, height: 40).transcript.contains("DEMO")) }
}
