import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What is not kept of a moment is said to be so, and never shown as none.
@Suite struct PastLimitsTests {
    private let keptSince = TownHall.ago(400_000)
    private func app(_ words: String, _ hosts: [HostState] = TownHall.healthyHosts, sessionsKeptSince: Moment? = nil) -> App {
        var app = TownHall.troubled()
        app.travel(to: words, hosts: PastHosts(hosts: hosts, keptSince: keptSince, sessionsKeptSince: sessionsKeptSince))
        return app
    }
    private func picture(_ app: App, _ keys: Key..., width: Int = 120, height: Int = 40) -> String {
        var app = app
        for key in keys { app.press(key) }
        return app.draw(width: width, height: height).transcript.split(separator: "\n").prefix { $0 != "-- roles" }.joined(separator: "\n")
    }
    private func row(_ start: String, of picture: String) -> Substring {
        picture.split(separator: "\n").first { $0.dropFirst().hasPrefix(start) } ?? ""
    }

    /// While no engine ran none was raised: that is no all-clear.
    @Test func withoutAnyHostThatIsKnownNoAlarmsAreNotKnown() {
        let app = app("3:00", [])
        for key in "13" as String {
            let picture = picture(app, .character(key))
            #expect(!picture.contains("no alarms") && picture.contains("not kept"), "\(picture)")
        }
        let small = picture(app, width: 39, height: 6)
        #expect(small.contains("alarms --") && !small.contains("0!"), "\(small)")
        #expect(picture(self.app("3:00"), .character("3")).contains("no alarms"))
    }

    @Test func endsOfMoreThanADayAgoAreNotKept() {
        let app = app("yesterday 8:10")
        let timeouts = picture(app, .character("5"))
        #expect(!timeouts.contains("none in 24 h") && !timeouts.contains("0 ends") && timeouts.contains("not kept"), "\(timeouts)")
        let causes = row("Client lost", of: timeouts)
        #expect(!causes.contains("0") && causes.contains("--"), "\(causes)")
        #expect(picture(app, .character("2")).contains("Ends --"))
    }

    @Test func endsOfAPartOfTheDayAreAtLeastThese() {
        let app = app("13:50")
        let timeouts = picture(app, .character("5"), .character("."))
        #expect(timeouts.contains("hv-1") && timeouts.contains("none since 23 Nov 14:05"), "\(timeouts)")
        #expect(row("Client lost", of: timeouts).contains("0+"))
    }

    /// While no engine ran nobody saw how sessions ended: each window that reaches there has at least these.
    @Test(arguments: [(120, ["+", "+", "+"]), (1200, ["", "+", "+"]), (7200, ["", "", "+"])] as [(Int64, [String])])
    func endsOfATimeWithoutAnEngineAreAtLeastThese(age: Int64, marks: [String]) {
        func marksNow(_ update: Update) -> [String] {
            var app = TownHall.troubled()
            app.tell([.update(update)])
            return row("Client lost", of: picture(app, .character("5"))).split(separator: " ").dropFirst(2).prefix(3).map {
                $0.hasSuffix("+") ? "+" : ""
            }
        }
        var engine = TownHall.engine
        engine.startedAt = TownHall.ago(age)
        #expect(marksNow(.engine(engine)) == marks)
        var app = TownHall.troubled()
        app.tell([.update(.engine(engine))])
        #expect(picture(app).contains(marks[0] == "+" ? "12+ of 23+ are timeouts" : "12 of 23 are timeouts"))
        #expect(marksNow(.events([HostEvent(at: TownHall.ago(age), host: "", .engineStarted("1"))])) == marks)
        #expect(marksNow(.engine(TownHall.engine)) == ["", "", ""])
    }

    @Test func endsOfAMomentWithoutAnEngineAreAtLeastThese() {
        let causes = row("Client lost", of: picture(app("13:50", []), .character("5")))
        #expect(causes.split(separator: " ").dropFirst(2).prefix(3).allSatisfy { $0.hasSuffix("+") }, "\(causes)")
        let known = row("Client lost", of: picture(app("13:50"), .character("5")))
        #expect(known.split(separator: " ").dropFirst(2).prefix(2).allSatisfy { !$0.hasSuffix("+") }, "\(known)")
    }

    /// The front keeps the newest lines alone: of its own time the engine needs none that say it ran.
    @Test(arguments: [(90_000, ""), (1000, "+")] as [(Int64, String)]) func whatAnEngineSawItselfIsWhole(startedBefore: Int64, mark: String)
    {
        var app = TownHall.troubled()
        var engine = TownHall.engine
        engine.startedAt = TownHall.ago(startedBefore)
        let lines = (0..<World.eventsKept).map { HostEvent(at: TownHall.ago(Int64(500 - $0)), host: "hv-1", "guest desk-17 started") }
        app.tell([.update(.engine(engine)), .update(.events(lines))])
        app.travel(to: "13:50", hosts: PastHosts(hosts: TownHall.healthyHosts, keptSince: keptSince))
        let causes = row("Client lost", of: picture(app, .character("5")))
        #expect(causes.split(separator: " ").dropFirst(2).first?.hasSuffix("+") == (mark == "+"), "\(causes)")
    }

    @Test func whatIsLeftOfSessionsIsNoCount() {
        var hosts = TownHall.healthyHosts
        hosts[0].sessions = []
        hosts[2].sessions = Array(hosts[2].sessions.prefix(3))
        let app = app("13:50", hosts, sessionsKeptSince: TownHall.ago(60))
        let overview = picture(app)
        #expect(!overview.contains("15 of 240") && !overview.contains("VPN 3") && overview.contains("not kept"), "\(overview)")
        let narrow = picture(app, width: 80, height: 24)
        #expect(narrow.contains("sessions: not kept") && !narrow.contains("VPN 3"), "\(narrow)")
        #expect(picture(app, .character("4"), .character("."), .character("."), .character(".")).contains("3+"))
        let empty = picture(app, .character("4"), .character("."))
        #expect(empty.contains("All kinds, hv-1") && !empty.contains("none") && empty.contains("not kept"), "\(empty)")
        let host = picture(app, .character("2"), .right)
        #expect(host.contains("Sessions not kept") && !host.contains("no sessions"), "\(host)")
        #expect(picture(app, width: 39, height: 6).contains("-- sessions"))
    }

    /// No row is left there for what else says so.
    @Test func theMomentIsSeenOnTheSmallestScreens() {
        for (width, height) in [(39, 12), (20, 3), (12, 1)] {
            #expect(picture(app("13:50"), width: width, height: height).hasPrefix("PAST 13:50"))
        }
        #expect(picture(app("yesterday 8:10"), width: 39, height: 12).hasPrefix("PAST 23 Nov 08:10"))
        #expect(row("", of: "\n" + picture(app("13:50"), .character("?"), width: 39, height: 12)).contains("PAST"))
    }

    @Test func anySizeOfThePastIsDrawn() {
        var app = app("13:50")
        for key in "12345" as String {
            app.press(.character(key))
            for width in 0...44 { for height in 0...10 { #expect(app.draw(width: width, height: height).height == height) } }
        }
    }

    /// A demo shows its day beside its speed.
    @Test func theDateIsThatOfTheMoment() {
        func line(_ words: String) -> Substring {
            var app = TownHall.troubled()
            app.settings.isDemo = true
            var engine = TownHall.engine
            engine.demo = DemoClock(begin: TownHall.now, beganAt: 0, speed: 10)
            app.tell([.update(.engine(engine))])
            app.travel(to: words, hosts: PastHosts(hosts: TownHall.healthyHosts, keptSince: keptSince))
            return picture(app).split(separator: "\n")[0]
        }
        #expect(line("13:50").contains("13:50:00, 15 min ago") && line("13:50").contains("Tue 24 Nov"), "\(line("13:50"))")
        let yesterday = line("yesterday 8:10")
        #expect(yesterday.contains("23 Nov") && !yesterday.contains("24 Nov"), "\(yesterday)")
    }
}
