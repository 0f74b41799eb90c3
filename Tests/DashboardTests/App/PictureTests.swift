import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What every screen looks like at the four sizes that are promised, in the states that matter.
@Suite struct PictureTests {
    static let sizes = [(45, 20), (80, 24), (120, 40), (200, 60)]

    private func check(_ app: App, _ name: String, sizes: [(Int, Int)] = PictureTests.sizes) throws {
        for (width, height) in sizes {
            try checkPicture(app.draw(width: width, height: height).transcript, "\(name)-\(width)x\(height).txt")
        }
    }

    @Test func beforeAnythingIsKnown() throws { try check(TownHall.app(), "start", sizes: [(45, 20), (80, 24)]) }

    @Test func knownSiteBeforeTheFirstPoll() throws {
        var app = TownHall.app()
        app.tell([.connection(.attached), .update(.engine(TownHall.engine)), .update(.site(TownHall.site)), .update(.alarms([]))])
        try check(app, "first-poll", sizes: [(80, 24)])
    }

    @Test func overviewAtRest() throws { try check(TownHall.healthy(), "overview-rest") }
    @Test func overviewInTrouble() throws { try check(TownHall.troubled(), "overview") }
    @Test func overviewInASCII() throws { try check(TownHall.troubled(charset: .ascii), "overview-ascii", sizes: [(80, 24), (120, 40)]) }

    @Test func hostInTrouble() throws {
        var app = TownHall.troubled()
        app.press(.character("W"))
        try check(app, "host")
    }
    @Test func hostInASCIIAndBraille() throws {
        var app = TownHall.troubled(charset: .ascii)
        app.press(.character("W"))
        try check(app, "host-ascii", sizes: [(120, 40)])
        var braille = TownHall.troubled(graphs: .braille)
        braille.press(.character("W"))
        try check(braille, "host-braille", sizes: [(120, 40)])
    }
    @Test func hostThatDoesNotAnswer() throws {
        var app = TownHall.troubled()
        app.press(.character("H"))
        app.type("vpn2")
        app.press(.enter)
        try check(app, "host-stale", sizes: [(45, 20), (80, 24), (120, 40)])
    }
    @Test func gatewayShowsSessionsAndEnds() throws {
        var app = TownHall.troubled()
        app.press(.character("H"))
        app.type("vpn-1")
        app.press(.enter)
        try check(app, "gateway", sizes: [(120, 40)])
        app.press(.right)
        try check(app, "gateway-ends", sizes: [(120, 40)])
    }

    @Test func alarmsWithDetail() throws {
        var app = TownHall.troubled()
        app.press(.character("3"))
        try check(app, "alarms")
        app.press(.enter)
        try check(app, "alarm-open", sizes: [(45, 20), (80, 24)])
    }
    @Test func noAlarms() throws {
        var app = TownHall.healthy()
        app.press(.character("3"))
        try check(app, "alarms-none", sizes: [(80, 24)])
    }

    @Test func sessionsAndTimeouts() throws {
        var app = TownHall.troubled()
        app.press(.character("4"))
        try check(app, "sessions", sizes: [(80, 24), (120, 40)])
        app.press(.character("5"))
        try check(app, "timeouts", sizes: [(45, 20), (80, 24), (120, 40)])
        app.press(.right, .character("."))
        try check(app, "timeouts-filtered", sizes: [(80, 24)])
    }

    @Test func lostEngine() throws {
        var app = TownHall.troubled()
        app.tell([.connection(.lost(reason: .raw("connection reset"), since: TownHall.now)), .tick(TownHall.now + .seconds(34))])
        try check(app, "lost-engine", sizes: [(45, 20), (80, 24)])
    }

    @Test func questions() throws {
        var app = TownHall.troubled()
        app.press(.character("!"), .character("a"))
        app.type("Müller schaut")
        try check(app, "ask-acknowledge", sizes: [(45, 20), (80, 24)])
        app.press(.escape, .character("A"))
        try check(app, "ask-all", sizes: [(80, 24)])
        app.press(.escape, .character("s"), .enter)
        try check(app, "ask-shelve", sizes: [(80, 24)])
        app.press(.escape, .character("H"))
        app.type("v")
        try check(app, "switcher", sizes: [(80, 24)])
        app.press(.escape, .character("?"))
        try check(app, "help", sizes: [(45, 20), (80, 24), (120, 40)])
    }

    @Test func heldPicture() throws {
        var app = TownHall.troubled()
        app.press(.character("z"))
        app.tell([.tick(TownHall.now + .seconds(30)), .update(.alarms([]))])
        try check(app, "paused", sizes: [(80, 24)])
    }

    @Test func smallerThanAScreen() throws {
        try check(TownHall.troubled(), "small", sizes: [(30, 1), (60, 1), (39, 12), (60, 7), (50, 8)])
    }
}
