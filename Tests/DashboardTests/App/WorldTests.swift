import Alarms
import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

/// What is kept of what the engine tells, and what is believed of it.
@Suite struct WorldTests {
    private func end(_ seconds: Int64, _ cause: Cause = .clientLost) -> SessionEnd {
        SessionEnd(
            at: TownHall.ago(seconds), host: "vpn-1", kind: .vpn, session: "s", user: "u-1", cause: cause, confidence: .exact, evidence: "p"
        )
    }

    /// `logins = "no"`: what it once told grows old, and the host is there.
    @Test func whatAHostNoLongerTellsIsNoNumberOfIt() {
        var app = TownHall.app()
        let host = Host(id: "me", area: "Verwaltung", collector: "local", endpoint: "")
        var history = ScriptedHistory()
        history.set(.sessions, of: "me", 0, at: TownHall.ago(70))
        var state = HostState(id: "me", answeredAt: TownHall.ago(4), polledAt: TownHall.ago(4), nextPollAt: TownHall.ago(-1))
        app.tell([
            .connection(.attached), .history(history), .update(.site(Site(name: "s", areas: [], hosts: [host]))), .update(.host(state)),
            .update(.alarms([])), .tick(TownHall.now),
        ])
        #expect(!app.draw(width: 160, height: 40).transcript.contains("/// 0"))
        state.answeredAt = TownHall.ago(70)
        app.tell([.update(.host(state))])
        #expect(app.draw(width: 160, height: 40).transcript.contains("/// 0"), "of one that is silent it is what was known last")
    }

    @Test func anotherAttachBringsTheDayAnewAndDoublesNothing() {
        var app = TownHall.app()
        app.tell([.connection(.attached), .update(.ends([end(10), end(5)])), .update(.ends([end(1)]))])
        #expect(app.world.ends.count == 3)
        app.tell([.connection(.lost(reason: .raw("x"), since: TownHall.now)), .connection(.attached)])
        #expect(app.world.ends.count == 3)
        app.tell([.update(.ends([end(10), end(5), end(1)]))])
        #expect(app.world.ends.count == 3)
    }

    @Test func endsAreBoundedInNumberAndAge() {
        var app = TownHall.app()
        app.tell([.update(.ends((0..<60_000).map { end(Int64(60_000 - $0)) }))])
        #expect(app.world.ends.count == World.endsKept)
        #expect(app.world.ends.last == end(1))
        // A whole list is the engine's own last day.
        app.tell([.connection(.attached), .update(.ends([end(200_000), end(90_000), end(80_000)]))])
        #expect(app.world.ends.count == 3)
        app.tell([.update(.ends([end(1)]))])
        #expect(app.world.ends == [end(80_000), end(1)])
    }

    /// An hour that is all but empty says little; a gap in a known one changes nothing.
    @Test(arguments: [
        (known: 0.0..<300, gap: 0.0..<0, first: "13:55"), (known: 0.0..<3600, gap: 0.0..<0, first: "13:05"),
        (known: 0.0..<3600, gap: 500.0..<800, first: "13:05"),
    ])
    func graphsBeginWhereSomethingIsKnown(known: Range<Double>, gap: Range<Double>, first: String) {
        var history = ScriptedHistory()
        for host in ["hv-1", "hv-2", "vpn-1", "vpn-2"] {
            history.set(.cpu, of: host, 50, at: TownHall.now) { age in known.contains(age) && !gap.contains(age) ? 50 : nil }
        }
        var app = TownHall.healthy()
        app.tell([.history(history)])
        app.press(.character("2"))
        let axis = app.draw(width: 120, height: 40).transcript.split(separator: "\n").first { $0.contains("└") } ?? ""
        #expect(axis.contains("└\(first)"), "\(axis)")
    }

    @Test func eventsAreBounded() {
        var app = TownHall.app()
        app.tell([.update(.events((0..<900).map { HostEvent(at: TownHall.now, host: "h", "\($0)") }))])
        #expect(app.world.events.count == World.eventsKept)
        #expect(app.world.events.last?.text == "899")
    }

    @Test func aHostThatLeftTheSiteIsForgotten() {
        var app = TownHall.troubled()
        app.tell([.update(.site(Site(name: "s", areas: [], hosts: [TownHall.site.hosts[0]])))])
        #expect(Set(app.world.hosts.keys) == ["hv-1"])
    }

    /// With an interval of 5 s: 12 s old is believed, 13 s is not.
    @Test(arguments: [(12, false), (13, true)]) func staleAfterTwoMissedPolls(age: Int64, isStale: Bool) {
        var app = TownHall.app()
        var history = ScriptedHistory()
        history.set(.cpu, of: "hv-1", 44, at: TownHall.ago(age))
        app.tell([
            .connection(.attached), .history(history), .update(.site(TownHall.site)),
            .update(.host(HostState(id: "hv-1", answeredAt: TownHall.ago(age), polledAt: TownHall.ago(age)))), .tick(TownHall.now),
        ])
        let picture = app.draw(width: 120, height: 40).transcript
        #expect(picture.contains("stale \(age) s") == isStale)
        #expect(picture.contains("/44") == isStale)
    }

    /// A heartbeat says that all is as before, and since when.
    @Test func aHeartbeatKeepsTheLists() throws {
        var app = TownHall.troubled()
        let before = try #require(app.world.hosts["hv-1"])
        let beat = Heartbeat(host: "hv-1", polledAt: TownHall.now, failure: .raw("refused"), hint: .noPermission)
        app.tell([.update(.heartbeats([beat]))])
        let after = try #require(app.world.hosts["hv-1"])
        #expect(after.heartbeat == beat)
        #expect(!before.guests.isEmpty && after.guests == before.guests && after.sessions == before.sessions)
    }

    /// Alarm 17 of another engine is another alarm: nobody shall act on the one that he saw before.
    @Test func anotherEngineBringsAnotherWorld() {
        var app = TownHall.troubled()
        var status = TownHall.engine
        status.id = EngineID("aaaaaaaaaaaa")
        app.tell([.update(.engine(status))])
        #expect(app.engine == status.id)
        #expect(app.world.hosts.isEmpty && app.world.alarms.isEmpty && !app.world.knowsAlarms && app.world.ends.isEmpty)
        #expect(!app.draw(width: 120, height: 40).transcript.contains("hv-1"))
        app.tell([.update(.site(TownHall.site)), .update(.host(TownHall.healthyHosts[0]))])
        status.viewers = 9
        app.tell([.update(.engine(status))])
        #expect(app.world.hosts.count == 1, "the same engine's")
    }

    /// A guest of a cluster crashed: the alarm is its target's, and is seen on the rows of its hosts.
    @Test func anAlarmOfATargetIsOnItsHosts() {
        let cluster = Host(id: "c", area: TownHall.site.areas[0].id, collector: "x", endpoint: "x")
        let site = Site(name: "s", areas: TownHall.site.areas, hosts: [cluster.node("n1"), cluster.node("n2"), TownHall.site.hosts[0]])
        let alarm = Alarm(
            id: 900, key: AlarmKey(rule: "guest_crashed", host: "c", entity: .guest("g")), severity: .critical, phase: .unacknowledged,
            raisedAt: TownHall.now, changedAt: TownHall.now, message: .raw("guest g crashed"))
        var app = TownHall.app()
        app.tell([.connection(.attached), .update(.engine(TownHall.engine)), .update(.site(site)), .update(.alarms([alarm]))])
        let lines = app.draw(width: 120, height: 40).transcript.split(separator: "\n")
        for node in ["c/n1", "c/n2"] { #expect(lines.contains { $0.contains(node) && $0.contains("!! guest g") }, "\(node)") }
        app.type("!2")
        #expect(app.draw(width: 80, height: 24).transcript.split(separator: "\n").first?.contains("c/n1") == true)
    }

    /// Nobody says to have seen what he was not shown: what becomes critical, or another's, while the question stands is told, and asked again.
    @Test func whatChangesUnderAQuestionIsToldFirst() {
        var alarm = TownHall.alarms[0]
        alarm.severity = .warning
        // A picture that stands still hides it all the more.
        for (isTaken, keys) in [(false, "3ax"), (true, "3ax"), (false, "3zax"), (true, "3zax")] {
            var app = TownHall.app()
            app.tell([.connection(.attached), .update(.engine(TownHall.engine)), .update(.site(TownHall.site)), .update(.alarms([alarm]))])
            app.type(keys)
            var other = alarm
            if isTaken {
                other.phase = .acknowledged
                other.acknowledgement = Acknowledgement(author: "eva", at: TownHall.now, comment: "mine", expires: TownHall.ago(-3600))
            } else {
                other.severity = .critical
            }
            app.tell([.update(.alarms([other]))])
            #expect(app.press(.enter).isEmpty)
            let picture = app.draw(width: 80, height: 24).transcript
            #expect(picture.contains(isTaken ? "not yet: eva has acknowledged it" : "not yet: it is critical now"), "\(picture)")
            #expect(app.press(.enter) == [.send(.acknowledge(ids: [alarm.id], comment: "x"))])
        }
    }

    /// A question that was open meanwhile is about the former one's alarm; what was typed is not lost.
    @Test func aQuestionIsForTheEngineThatWasAsked() {
        var app = TownHall.troubled()
        var status = TownHall.engine
        status.id = EngineID("aaaaaaaaaaaa")
        app.tell([.update(.engine(status))])
        app.tell([.update(.site(TownHall.site)), .update(.alarms(TownHall.alarms))])
        #expect(app.type("3ax").isEmpty)
        #expect(app.draw(width: 80, height: 24).transcript.contains("acknowledge"))
        status.id = EngineID("bbbbbbbbbbbb")
        app.tell([.update(.engine(status)), .update(.site(TownHall.site)), .update(.alarms(TownHall.alarms))])
        #expect(app.press(.enter).isEmpty)
        let picture = app.draw(width: 80, height: 24).transcript
        #expect(picture.contains("another engine") && picture.contains("x"))
        _ = app.press(.escape)
        #expect(app.type("ay").isEmpty)
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [TownHall.alarms[0].id], comment: "y"))])
    }

    @Test func sortsOfSessionsAreNeverAdded() {
        // 97 in the tunnel and 77 at desktops are not 174 anywhere.
        for key in "12345" {
            var app = TownHall.troubled()
            app.press(.character(key))
            for (width, height) in [(30, 1), (39, 7), (45, 20), (80, 24), (120, 40), (200, 60)] {
                let picture = app.draw(width: width, height: height).transcript
                #expect(!picture.contains("174") && !picture.contains("186"), "\(key) \(width)x\(height)")
            }
        }
    }

    @Test func aConsoleAndALoginInOneGuestAreOneDesktop() {
        var app = TownHall.app()
        let sessions = [
            Session(id: "1", kind: .console, user: "", guest: "g"), Session(id: "2", kind: .desktop, user: "u-1", guest: "g"),
            Session(id: "3", kind: .desktop, user: "u-2", guest: "h"),
        ]
        app.tell([
            .connection(.attached), .update(.site(TownHall.site)),
            .update(.host(HostState(id: "hv-1", answeredAt: TownHall.now, polledAt: TownHall.now, sessions: sessions))),
        ])
        #expect(app.draw(width: 80, height: 24).transcript.contains(" VDI 2   "))
    }

    @Test func onlyTimeoutsCountAsTimeouts() {
        var app = TownHall.app()
        app.tell([.connection(.attached), .update(.site(TownHall.site)), .update(.ends(Cause.allCases.map { end(30, $0) }))])
        #expect(app.draw(width: 80, height: 24).transcript.contains("Timeouts 10 min: 3 of 10"))
        app.tell([.tick(TownHall.now + .seconds(700))])
        #expect(app.draw(width: 80, height: 24).transcript.contains("Timeouts 10 min: 0 of 0"))
    }

    /// Attached is not heard: an engine that was stopped is not live.
    @Test func anEngineThatIsSilentIsSaidToBe() {
        var app = TownHall.troubled()
        func first(_ width: Int, _ height: Int) -> String {
            String(app.draw(width: width, height: height).transcript.split(separator: "\n").first ?? "")
        }
        #expect(first(120, 40).contains("live"))
        app.tell([.silence(.seconds(12))])
        #expect(first(120, 40).contains("engine silent for 12 s") && !first(120, 40).contains("live"))
        #expect(first(80, 24).contains("engine silent for 12 s") && first(39, 7).contains("engine silent"))
        for screen in "12345" {
            app.tell([.key(.character(screen))])
            #expect(first(45, 20).contains("silent"), "\(screen): \(first(45, 20))")
        }
        app.tell([.key(.character("1"))])
        app.tell([.silence(nil)])
        #expect(first(120, 40).contains("live"))
        app.tell([.silence(.seconds(12)), .connection(.attached)])
        #expect(first(120, 40).contains("live"))
    }

    @Test func aClockThatStepsBackHarmsNothing() {
        var app = TownHall.troubled()
        app.tell([.tick(TownHall.ago(100_000)), .tick(Moment(milliseconds: 0)), .tick(TownHall.now)])
        #expect(app.draw(width: 120, height: 40).transcript.contains("14:05:07"))
    }
}
