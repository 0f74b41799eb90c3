import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What keys do: commands go out with the right ids, questions can be left, the cursor stays on its thing.
@Suite struct ActTests {
    private func line(_ app: Desk, _ row: Int = 0) -> String {
        String(app.app.draw(width: 120, height: 40).transcript.split(separator: "\n", omittingEmptySubsequences: false)[row])
    }
    private func picture(_ app: Desk) -> String { app.app.draw(width: 120, height: 40).transcript }

    @Test func acknowledgeWithAndWithoutComment() {
        let app = Desk(TownHall.troubled())
        app.press(.character("!"), .character("a"))
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [41], comment: ""))])
        app.press(.character("!"), .character("a"))
        app.type(" uplink down ")
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [42], comment: "uplink down"))])
        app.press(.character("a"))
        #expect(app.press(.escape) == [])
        #expect(app.press(.character("q")) == [.quit])
    }

    /// The engine may end with what was asked of it, and nobody knows then how far it came.
    @Test func whatWasAskedAndNotAnsweredIsSaid() {
        let app = Desk(TownHall.troubled())
        app.press(.character("!"), .character("a"))
        app.type("uplink down")
        app.press(.enter)
        app.tell([.tick(TownHall.now + .seconds(2))])
        #expect(picture(app).contains("waiting for the engine: acknowledge 1 alarm, \"uplink down\""))
        app.tell([.connection(.lost(reason: .raw("x"), since: TownHall.now)), .connection(.attached)])
        #expect(picture(app).contains("nobody knows whether it is done: acknowledge 1 alarm, \"uplink down\""))
        app.press(.character("!"), .character("a"), .enter)
        app.tell([.answer(.acknowledge(ids: [42], comment: ""), nil), .tick(TownHall.now + .seconds(5))])
        #expect(!picture(app).contains("waiting for the engine"))
        app.tell([.connection(.lost(reason: .raw("x"), since: TownHall.now)), .connection(.attached)])
        #expect(!picture(app).contains("nobody knows"))
    }

    @Test func withoutAnEngineAQuestionStaysAndKeepsItsWords() {
        let app = Desk(TownHall.troubled())
        app.press(.character("!"), .character("a"))
        app.type("uplink down")
        app.tell([.connection(.lost(reason: .raw("x"), since: TownHall.now))])
        #expect(app.press(.enter) == [])
        #expect(picture(app).contains("no engine is here") && picture(app).contains("uplink down"))
        app.tell([.connection(.attached)])
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [41], comment: "uplink down"))])
        app.tell([.connection(.lost(reason: .raw("x"), since: TownHall.now))])
        #expect(app.press(.character("R")) == [] && app.press(.character("u")) == [])
        #expect(picture(app).contains("not done, no engine is here: take back"))
    }

    @Test func whatEndsAnAlarmSaysSo() {
        let app = Desk(TownHall.troubled())
        let crash = Alarm(
            id: 99, key: AlarmKey(rule: "guest_crashed", host: "hv-2"), severity: .critical, phase: .latchedAcknowledged,
            raisedAt: TownHall.ago(5000), changedAt: TownHall.ago(4000), message: "guest db crashed",
            acknowledgement: Acknowledgement(author: "km", at: TownHall.ago(4000), comment: "", expires: TownHall.ago(-9000)))
        app.tell([.update(.alarms([crash]))])
        app.press(.character("3"), .character("a"))
        #expect(picture(app).contains("End it as anna") && !picture(app).contains("xtend"))
        let act = Command.acknowledge(ids: [99], comment: "")
        #expect(app.press(.enter) == [.send(act)])
        // The list without it may come first.
        app.tell([.update(.alarms([])), .answer(act, nil)])
        #expect(picture(app).contains("ended 1 alarm; u takes it back"))
        app.press(.character("u"))
        app.tell([.answer(.undo, nil)])
        #expect(picture(app).contains("taken back: ended 1 alarm"))
        app.press(.character("u"))
        app.tell([.answer(.undo, nil)])
        #expect(picture(app).contains("taken back: what anna did elsewhere"))
    }

    /// Somebody else did it while the question stood open: it would be undone, and nobody told.
    @Test func whatWasShelvedMeanwhileIsNotShelvedAnewUnseen() {
        for (keys, sends) in [
            ("s", Command.shelve(id: 41, duration: .seconds(3600), reason: "x")), ("a", .acknowledge(ids: [41], comment: "x")),
        ] {
            let app = Desk(TownHall.troubled())
            app.type("3" + keys + "x")
            var alarms = TownHall.alarms
            alarms[0].shelf = Shelf(author: "root", at: TownHall.now, reason: "elsewhere", until: TownHall.ago(-72_000))
            app.tell([.update(.alarms(alarms))])
            #expect(app.press(.enter) == [])
            #expect(picture(app).contains("not yet: root has shelved it meanwhile; once more does it"), "\(picture(app))")
            #expect(app.press(.enter) == [.send(sends)])
        }
        let app = Desk(TownHall.troubled())
        app.type("3sx")
        var alarms = TownHall.alarms
        alarms[0].isInMaintenance = true
        app.tell([.update(.alarms(alarms))])
        #expect(app.press(.enter) == [] && picture(app).contains("not yet: its host is in maintenance now"))
        // What it was asked about is no news.
        app.tell([.update(.alarms(alarms))])
        #expect(app.press(.enter).count == 1)
    }
    @Test func whatIsBackFromAnotherShelfIsAskedAboutAgain() {
        let app = Desk(TownHall.troubled())
        var alarms = TownHall.alarms
        alarms[0].shelf = alarms[5].shelf
        app.tell([.update(.alarms(alarms))])
        app.type("3gVGVS")
        alarms[0].shelf = Shelf(author: "root", at: TownHall.now, reason: "elsewhere", until: TownHall.ago(-72_000))
        app.tell([.update(.alarms(alarms))])
        #expect(app.press(.character("y")) == [] && picture(app).contains("not yet: root has shelved it meanwhile"))
        #expect(app.press(.character("y")).count == 2)
    }

    @Test func aFoldedAreaSaysThatItIsMany() {
        let app = Desk(TownHall.troubled())
        app.type("/hv")
        app.press(.enter)
        app.type("f")
        #expect(picture(app).contains("a filter shows each host by itself"), "\(picture(app))")
        app.press(.escape)
        #expect(picture(app).contains("hv-2") && !picture(app).contains("folded"), "nothing was folded meanwhile")
        app.type("f")
        for key in "acs" {
            app.press(.character(key))
            #expect(picture(app).contains("this row stands for 2 hosts; Enter shows them one by one"), "\(key)")
        }
    }

    private func crash(_ phase: Phase) -> Alarm {
        Alarm(
            id: 99, key: AlarmKey(rule: "guest_crashed", host: "hv-2"), severity: .critical, phase: phase, raisedAt: TownHall.ago(5000),
            changedAt: TownHall.ago(4000), message: "guest db crashed",
            acknowledgement: Acknowledgement(author: "km", at: TownHall.ago(4000), comment: "", expires: TownHall.ago(-9000)))
    }
    @Test func theLastWordsOfAnAlarmThatEndsAreSent() {
        let app = Desk(TownHall.troubled())
        app.tell([.update(.alarms([crash(.latchedAcknowledged)]))])
        app.press(.character("3"), .character(":"))
        app.type("acknowledge disk replaced")
        app.press(.enter)
        #expect(picture(app).contains("with the comment \"disk replaced\""), "\(picture(app))")
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [99], comment: "disk replaced"))])
    }
    /// To extend is not to end.
    @Test(arguments: [(Phase.acknowledged, Phase.latchedAcknowledged), (.latchedAcknowledged, .acknowledged)])
    func whatIsOverMeanwhileIsLookedAtFirst(before: Phase, after: Phase) {
        let app = Desk(TownHall.troubled())
        app.tell([.update(.alarms([crash(before)]))])
        app.press(.character("3"), .character("a"))
        app.tell([.update(.alarms([crash(after)]))])
        #expect(app.press(.enter) == [] && picture(app).contains("not yet: it is "), "\(picture(app))")
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [99], comment: ""))])
    }
    /// That a part was done is no refusal of it, and it can be taken back.
    @Test func whatWasDoneInPartIsNotCalledNotDone() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .character("A"))
        guard case .send(let act)? = app.press(.character("y")).first else { return #expect(Bool(false), "nothing was sent") }
        app.tell([.answer(act, CommandRefusal(.someAcknowledged(3, 5, .raw("no such alarm"))))])
        #expect(picture(app).contains("3 of 5 were acknowledged") && !picture(app).contains("not done"), "\(picture(app))")
        app.press(.character("u"))
        app.tell([.answer(.undo, nil)])
        #expect(picture(app).contains("taken back: acknowledged 3 of 5"), "\(picture(app))")
        app.press(.character("u"))
        app.tell([.answer(.undo, CommandRefusal(.someTakenBack(2, 3, .raw("x"))))])
        #expect(!picture(app).contains("not done"), "\(picture(app))")
    }

    /// The worst alarm of its host is another one.
    @Test func theNextAlarmIsTheOneThatIsActedOnBehindAFilterToo() {
        let app = Desk(TownHall.troubled())
        let second = Alarm(
            id: 99, key: AlarmKey(rule: "memory", host: "hv-1"), severity: .warning, phase: .unacknowledged, raisedAt: TownHall.ago(5000),
            changedAt: TownHall.ago(5000), message: "memory 91 %")
        app.tell([.update(.alarms(TownHall.alarms + [second]))])
        var acted: [Int64] = []
        for _ in 0..<5 {
            app.press(.character("/"))
            app.type("nothing has this")
            app.press(.enter, .character("!"), .character("a"))
            guard case .send(.acknowledge(let ids, _))? = app.press(.enter).first else { break }
            acted += ids
        }
        #expect(Set(acted) == [41, 42, 43, 99, 12], "\(acted)")
    }

    /// What is marked is what Enter opens, whatever came and went meanwhile.
    @Test func theHostSwitcherOpensWhatItMarks() {
        let app = Desk(TownHall.troubled())
        func marked() -> String {
            let canvas = app.app.draw(width: 120, height: 40)
            // The overview lies behind it.
            let rows = (0..<40).map { canvas.row($0).filter(\.isSelected).map { String($0.text.character) }.joined() }
            return rows.last { !$0.isEmpty } ?? ""
        }
        app.press(.character("H"), .down)
        #expect(marked().contains("hv-2"))
        func site(_ hosts: [Host]) -> Event { .update(.site(Site(name: "", areas: TownHall.site.areas, hosts: hosts))) }
        let hosts = TownHall.site.hosts
        app.tell([site(Array(hosts.suffix(1)) + hosts.dropLast())])
        #expect(marked().contains("hv-2"), "another place, the same host")
        app.tell([site(hosts.filter { $0.id != "hv-2" })])
        #expect(marked().contains("vpn-1"), "what took its place")
        app.press(.enter)
        #expect(line(app).contains("vpn-1"))
    }

    @Test func theQuestionKeepsItsAlarm() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .character("a"))
        // Another alarm comes to the top of the list while somebody types.
        let newer = Alarm(
            id: 99, key: AlarmKey(rule: "cpu", host: "hv-2"), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.ago(5000),
            changedAt: TownHall.ago(5000), message: "CPU 99 %")
        app.tell([.update(.alarms(TownHall.alarms + [newer]))])
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [41], comment: ""))])
    }

    @Test func theCursorStaysOnItsAlarm() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .down, .down)
        app.tell([.update(.alarms(TownHall.alarms.filter { $0.id != 41 }))])
        app.press(.character("a"))
        #expect(app.press(.enter) == [.send(.acknowledge(ids: [43], comment: ""))])
    }

    @Test func acknowledgeAllSaysHowManyAndAsks() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .character("A"))
        #expect(picture(app).contains("Acknowledge all 4 that are visible"))
        // The keys that move a cursor, one too many of them, are no answer.
        #expect(app.press(.enter, .character("j"), .character("J"), .character(" "), .down) == [])
        #expect(app.press(.character("n")) == [])
        app.press(.character("A"))
        #expect(app.press(.character("y")) == [.send(.acknowledge(ids: [41, 42, 43, 12], comment: ""))])
    }

    @Test func acknowledgeAllMeansWhatTheFilterLeaves() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"), .character("/"))
        app.type("VPN-1")
        app.press(.enter, .character("A"))
        #expect(app.press(.character("y")) == [.send(.acknowledge(ids: [42], comment: ""))])
        // Esc takes the filter off first.
        app.press(.escape, .character("A"))
        #expect(picture(app).contains("all 4"))
    }

    @Test func shelvingNeedsAReasonAndATime() {
        let app = Desk(TownHall.troubled())
        app.press(.character("!"), .character("s"))
        #expect(app.press(.enter) == [])
        #expect(picture(app).contains("a reason is needed"))
        app.type("new disk")
        app.press(.tab, .control("u"))
        app.type("soon")
        #expect(app.press(.enter) == [])
        #expect(picture(app).contains("write a time such as"))
        app.press(.control("u"))
        app.type("1h 30m")
        #expect(app.press(.enter) == [.send(.shelve(id: 41, duration: .seconds(5400), reason: "new disk"))])
        app.press(.character("!"), .character("s"))
        app.type("x")
        #expect(app.press(.enter) == [.send(.shelve(id: 42, duration: .seconds(3600), reason: "x"))])
    }

    @Test func aShelfIsAsLongAsTheConfigurationSaysWhereNobodySaysHowLong() {
        let app = Desk(TownHall.troubled())
        let engine = EngineStatus(
            version: "1", startedAt: TownHall.ago(1), viewers: 1, notice: nil, storePath: "", shelveDefault: .seconds(9000))
        app.app.tell([.update(.engine(engine))])
        app.press(.character("!"), .character("s"))
        #expect(picture(app).contains("2 h 30 min"))
        app.type("x")
        #expect(app.press(.enter) == [.send(.shelve(id: 41, duration: .seconds(9000), reason: "x"))])
    }

    @Test func unshelveAndComment() {
        let app = Desk(TownHall.troubled())
        app.press(.character("3"))
        #expect(app.press(.character("S")) == [])
        #expect(picture(app).contains("not shelved"))
        app.press(.character("G"))
        #expect(app.press(.character("S")) == [.send(.unshelve(id: 9))])
        app.press(.character("c"))
        #expect(app.press(.enter) == [])
        app.type("memory ordered")
        #expect(app.press(.enter) == [.send(.comment(id: 9, text: "memory ordered"))])
    }

    @Test func undoPollRedrawQuit() {
        let app = Desk(TownHall.troubled())
        #expect(app.press(.character("u")) == [.send(.undo)])
        #expect(app.press(.control("r")) == [.send(.pollNow(nil))])
        app.press(.character("W"))
        #expect(app.press(.control("r")) == [.send(.pollNow("hv-1"))])
        #expect(app.press(.control("l")) == [.redrawAll])
        app.press(.character("H"))
        #expect(app.press(.control("c")) == [])
        #expect(app.press(.control("c")) == [.quit])
    }

    @Test func answersAreSaid() {
        let app = Desk(TownHall.troubled())
        app.tell([.answer(.undo, CommandRefusal("nothing to undo"))])
        #expect(picture(app).contains("not done: nothing to undo"))
        app.tell([.answer(.acknowledge(ids: [1, 2], comment: ""), nil)])
        #expect(picture(app).contains("acknowledged 2 alarms"))
        app.tell([.tick(TownHall.now + .seconds(11))])
        #expect(!picture(app).contains("acknowledged 2 alarms"))
    }

    @Test func hostsByOneKey() {
        let app = Desk(TownHall.troubled())
        app.press(.character("W"))
        #expect(line(app).contains("hv-1"))
        app.press(.character("."))
        #expect(line(app).contains("hv-2"))
        app.press(.character(","), .character(","))
        #expect(line(app).contains("vpn-2"))
        app.press(.escape)
        #expect(!line(app).contains("vpn-2"))
        app.press(.enter)
        #expect(line(app).contains("vpn-2"))
    }

    @Test func aKeyWithoutMeaningHereDoesNothing() {
        let app = Desk(TownHall.troubled())
        app.press(.character("4"))
        let before = picture(app)
        app.press(.character("%"), .alt("a"), .function(7))
        #expect(picture(app) == before)
        app.press(.character("+"))
        #expect(picture(app).contains("+ does nothing on Sessions; ? lists what works here"))
    }

    @Test func theHelpListsWhatWorksHereAndNothingElse() {
        let app = Desk(TownHall.troubled())
        app.press(.character("4"), .character("?"))
        #expect(!picture(app).contains("graphs over a longer time"))
        app.press(.character("?"), .character("2"), .character("?"))
        #expect(picture(app).contains("graphs over a longer time"))
    }

    @Test func aBellForWhatIsToldAndNotForWhatIsThere() {
        let app = Desk(TownHall.app())
        app.tell([.connection(.attached), .update(.site(TownHall.site))])
        #expect(app.tell([.update(.alarms([TownHall.alarms[0]]))]) == [.title("Warte Rathaus 1!")])
        #expect(app.tell([.update(.alarms([TownHall.alarms[0], TownHall.alarms[1]]))]) == [.title("Warte Rathaus 2!")])
        func told(bad: Int, critical: Int) -> Event { .update(.interruption(.init(at: TownHall.now, bad: bad, critical: critical))) }
        #expect(app.tell([told(bad: 1, critical: 1)]) == [.bell])
        #expect(app.tell([told(bad: 1, critical: 0)]).isEmpty, "not for a warning")
    }

    @Test func aNotificationCountsAndNamesRulesAndNothingElse() {
        let app = Desk(TownHall.app())
        var engine = TownHall.engine
        engine.osc = 777
        app.tell([.connection(.attached), .update(.engine(engine)), .update(.site(TownHall.site)), .update(.alarms([]))])
        func words(bad: Int, critical: Int, over: Int, _ rules: [String]) -> [Effect] {
            app.tell([
                .update(
                    .interruption(
                        .init(
                            at: TownHall.now, bad: bad, critical: critical, over: over,
                            symptoms: rules.map { .init(rule: $0, count: 1) })))
            ])
        }
        #expect(words(bad: 1, critical: 1, over: 0, ["cpu"]) == [.bell, .notification("Warte: 1 new critical alarm: cpu", osc: 777)])
        #expect(
            words(bad: 9, critical: 1, over: 2, ["cpu", "memory"])
                == [.bell, .notification("Warte: 9 new alarms, 1 critical: cpu, memory; 2 alarms over", osc: 777)])
        #expect(words(bad: 2, critical: 0, over: 0, ["cpu"]) == [.notification("Warte: 2 new warnings: cpu", osc: 777)])
        #expect(words(bad: 0, critical: 0, over: 1, ["cpu"]) == [.notification("Warte: 1 alarm over: cpu", osc: 777)])
    }

    @Test func aHeldPictureStandsStillAndCatchesUp() {
        let app = Desk(TownHall.troubled())
        app.press(.character("z"))
        app.tell([.update(.alarms([])), .tick(TownHall.now + .seconds(20))])
        #expect(line(app).contains("PAUSED at 14:05:07"))
        #expect(line(app).contains("0! 0~ 0<"))
        #expect(picture(app).contains("CPU wait 12.4 %"))
        app.press(.character("z"))
        #expect(line(app).contains("live"))
        #expect(!picture(app).contains("CPU wait 12.4 %"))
    }
}
