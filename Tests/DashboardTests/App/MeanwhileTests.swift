import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Acts on what is not any longer what it was when somebody began to ask for them.
@Suite struct MeanwhileTests {
    private func picture(_ app: Desk) -> String { app.app.draw(width: 120, height: 40).transcript }

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
        guard case .send(.unshelve(let ids))? = app.press(.character("y")).first else { return #expect(Bool(false), "nothing was sent") }
        #expect(ids.count == 2)
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
        #expect(picture(app).contains("3 of 5 acknowledged") && !picture(app).contains("not done"), "\(picture(app))")
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
}
