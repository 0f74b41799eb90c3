import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Through the past and back: what is asked, what is shown meanwhile, and what cannot be done there.
@Suite struct TravelTests {
    private let desk = Desk(TownHall.troubled())
    private func line(_ y: Int = 0, width: Int = 120, height: Int = 40) -> String {
        desk.app.draw(width: width, height: height).row(y).map { String($0.text.character) }.joined()
    }
    private var last: String { line(39) }
    private func questions(_ effects: [Effect]) -> [PastQuestion] {
        effects.compactMap { if case .askPast(let question) = $0 { question } else { nil } }
    }
    /// A quiet quarter before.
    private var then: PastHosts { PastHosts(hosts: TownHall.healthyHosts, keptSince: TownHall.ago(90_000)) }

    /// All answers, one after the other; what is asked last is left open where one is missing.
    private func answer(_ effects: [Effect], _ hosts: PastHosts? = nil) {
        var open = questions(effects)
        while let question = open.popLast() {
            switch question {
            case .alarms(let at): open += questions(desk.tell([.pastAlarms(at: at, .success([TownHall.alarms[4]]))]))
            case .hosts(_, let at): open += questions(desk.tell([.past(at: at, .success(hosts ?? then))]))
            }
        }
    }
    private func go(_ words: String) -> [Effect] {
        desk.press(.character("b"))
        desk.type(words)
        return desk.press(.enter)
    }

    @Test func oneQuestionAtATimeAndAllOfItAtOnce() {
        let asked = questions(desk.press(.character("T")))
        // The graphs show an hour: a step is a minute.
        let at = TownHall.now - .seconds(60)
        #expect(asked == [.alarms(at: at)])
        #expect(line().contains("going to 14:04:07") && line(2).contains("hv-1") == line(2).contains("hv-1"))
        #expect(desk.app.draw(width: 120, height: 40).transcript.contains("no data for 74 s"), "what is live is shown until all is there")
        let more = questions(desk.tell([.pastAlarms(at: at, .success([]))]))
        #expect(more == [.hosts(["hv-1", "hv-2", "vpn-1", "vpn-2"], at: at)])
        #expect(desk.tell([.past(at: at, .success(then))]).isEmpty)
        #expect(line().contains("14:04:07, 60 s ago") || line().contains("14:04:07, 1 min ago"), "\(line())")
        let picture = desk.app.draw(width: 120, height: 40).transcript
        #expect(!picture.contains("no data for 74 s") && picture.contains("no alarms"))
        desk.press(.character("Z"))
        #expect(line().contains("live") && desk.app.draw(width: 120, height: 40).transcript.contains("no data for 74 s"))
    }

    @Test func anAnswerToAnOlderQuestionIsDropped() {
        let first = TownHall.now - .seconds(60)
        desk.press(.character("T"))
        // Nothing more is asked while one is on its way.
        #expect(questions(desk.press(.character("T"), .character("T"))).isEmpty)
        let next = questions(desk.tell([.pastAlarms(at: first, .success(TownHall.alarms))]))
        #expect(next == [.alarms(at: first - .seconds(120))])
        // An answer that nobody waits for changes nothing.
        #expect(desk.tell([.past(at: first, .success(then)), .pastAlarms(at: first, .success([]))]).isEmpty)
        #expect(line().contains("going to 14:02:07"))
        answer(next.map { .askPast($0) })
        #expect(line().contains("14:02:07, 3 min ago"))
        desk.press(.character("Z"))
        desk.tell([.past(at: first, .success(then))])
        #expect(line().contains("live"))
    }

    /// There, elsewhere and back: what the first journey asked tells nothing of the alarms, nor of hosts it did not ask for.
    @Test(arguments: [true, false]) func whoComesBackToAMomentAsksAllOfItAgain(isByKeys: Bool) {
        let asked = questions(isByKeys ? desk.press(.character("T")) : go("13:50"))
        guard case .alarms(let at)? = asked.first else { return #expect(Bool(false), "\(asked)") }
        desk.tell([.pastAlarms(at: at, .success([TownHall.alarms[4]]))])
        if isByKeys {
            desk.press(.character("T"), .character("t"))
        } else {
            _ = go("13:40") + go("13:50")
        }
        let again = desk.tell([.past(at: at, .success(then))])
        #expect(questions(again) == [.alarms(at: at)])
        #expect(line().contains("going to"), "\(line())")
        answer(again)
        #expect(line().contains(" ago") && desk.app.draw(width: 120, height: 40).transcript.contains("14 clients lost"))
    }

    @Test(arguments: [
        ("13:50", "13:50:00"), ("13:50:30", "13:50:30"), ("-20m", "13:45:07"), ("-1h30m", "12:35:07"), ("today 8:10", "08:10:00"),
        ("yesterday 8:10", "Mon 23 Nov 08:10:00"), ("Sun 8:10", "Sun 22 Nov 08:10:00"), ("sunday 8:10", "Sun 22 Nov 08:10:00"),
        ("20 Nov 8:10", "Fri 20 Nov 08:10:00"), ("20.11. 8:10", "Fri 20 Nov 08:10:00"), ("2026-11-20 8:10", "Fri 20 Nov 08:10:00"),
        ("29.2.2024 8:10", "Thu 29 Feb 08:10:00"), ("24 Dec 8:10", "Wed 24 Dec 08:10:00"), ("23:00", "Mon 23 Nov 23:00:00"),
        ("tue 23:59", "Tue 17 Nov 23:59:00"), ("tue 14:05", "14:05:00"),
        ("29 Feb 8:10", "Thu 29 Feb 08:10:00"),
    ])
    func aTimeIsWrittenAsPeopleSayIt(words: String, time: String) {
        answer(go(words))
        #expect(line().contains(time + ", "), "\(line())")
    }

    @Test(arguments: [
        ("soon", "write 14:02, -20m or yesterday 8:10"), ("25:10", "is no time"), ("-20x", "write -20m"),
        ("yesterday", "a time is missing"),
        ("someday 8:10", "write yesterday 8:10"), ("today 23:00", "yet to come"), ("24 nov 23:00", "yet to come"),
        ("30.2. 8:10", "is no day"), ("8.10", "is no time"),
    ])
    func whatIsNoTimeStaysAndSaysWhatToWrite(words: String, answer: String) {
        #expect(go(words).isEmpty)
        #expect(last.contains(answer) && last.contains(words), "\(last)")
        desk.press(.escape)
        desk.type(":go \(words)")
        desk.press(.enter)
        #expect(last.contains(answer), "\(last)")
    }

    @Test func nothingCanBeDoneThere() {
        answer(go("13:50"))
        desk.press(.character("3"))
        for (width, height) in [(120, 40), (80, 24)] {
            let picture = desk.app.draw(width: width, height: height).transcript
            #expect(picture.contains("Z Live") && picture.contains("nobody yet") && !picture.contains("acknowledges"), "\(picture)")
        }
        for key in ["a", "A", "s", "S", "u", "c", "o", "O", "F", " ", "V"] as [Character] {
            desk.press(.character("1"))
            #expect(desk.press(.character(key)).isEmpty)
            #expect(last.contains("nothing can be done at 13:50:00") || last.contains("does nothing on"), "\(key): \(last)")
        }
        desk.type(":acknowledge")
        #expect(desk.press(.enter).isEmpty && last.contains("nothing can be done"))
        #expect(desk.press(.control("r")).isEmpty && last.contains("Z goes there"))
        desk.press(.character("z"))
        #expect(last.contains("Z is live again") && !line().contains("PAUSED"))
    }

    @Test func newAlarmsStillAnnounceThemselves() {
        answer(go("13:50"))
        let told = Interruption.Summary(at: TownHall.now, bad: 1, critical: 1, symptoms: [.init(rule: "no_data", count: 1)])
        #expect(desk.tell([.update(.interruption(told))]).contains(.bell))
        #expect(last.contains("now: new critical alarm") || last.contains("now: 1 new critical alarm"), "\(last)")
        #expect(line().contains("now 3! 1~ 1<"), "\(line())")
    }

    /// The last word is what was done wrong: what comes by itself waits until that was read.
    @Test func whatWasTypedIsAnsweredFirst() {
        answer(go("13:50"))
        desk.type(":go 31 Feb 8:00")
        desk.press(.enter)
        let told = Interruption.Summary(at: TownHall.now, bad: 1, critical: 1, symptoms: [.init(rule: "no_data", count: 1)])
        desk.tell([.update(.interruption(told)), .tick(TownHall.now + .seconds(5))])
        #expect(last.contains("is no day"), "\(last)")
        desk.tell([.tick(TownHall.now + .seconds(10))])
        #expect(last.contains("now: 1 new critical alarm"), "\(last)")
        desk.tell([.tick(TownHall.now + .seconds(39))])
        #expect(last.contains("now: 1 new critical alarm"), "\(last)")
        desk.tell([.tick(TownHall.now + .seconds(40))])
        #expect(!last.contains("now: "), "\(last)")

        // Who has pressed a key has seen it.
        desk.type(":go 31 Feb 8:00")
        desk.press(.enter)
        desk.tell([.update(.interruption(told))])
        desk.press(.character("1"))
        desk.tell([.tick(TownHall.now + .seconds(41))])
        #expect(last.contains("now: 1 new critical alarm"), "\(last)")
        // Nobody who is back is told of it.
        desk.type(":go 31 Feb 8:00")
        desk.press(.enter)
        desk.tell([.update(.interruption(told))])
        desk.press(.character("Z"))
        desk.tell([.tick(TownHall.now + .seconds(42))])
        #expect(!last.contains("now: "), "\(last)")
    }

    /// Other than of alarms of now, whatever it begins with: a command of one's own may be called so.
    @Test func whatWaitsForAnotherReasonIsToldToWhoeverIsBack() {
        answer(go("13:50"))
        desk.type(":go 31 Feb 8:00")
        desk.press(.enter)
        desk.tell([.ran(name: "now", "copied", isGood: true)])
        desk.press(.character("Z"))
        desk.tell([.tick(TownHall.now + .seconds(11))])
        #expect(last.contains("now: copied"), "\(last)")
    }

    /// A program that ends well somewhere does not hide why something was not done.
    @Test func whatIsDoneDoesNotHideWhatIsNot() {
        desk.tell([.trouble("the journal cannot be read"), .ran(name: "console", "", isGood: true)])
        #expect(last.contains("the journal cannot be read"), "\(last)")
        desk.tell([.tick(TownHall.now + .seconds(10))])
        #expect(last.contains("console"), "\(last)")
        desk.tell([
            .answer(.comment(id: 1, text: "x"), CommandRefusal("it is over")), .answer(.comment(id: 2, text: "x"), nil),
        ])
        #expect(last.contains("not done: it is over"), "\(last)")
    }

    @Test func whatIsNotKeptSaysSo() {
        answer(go("13:50"), PastHosts(hosts: Array(TownHall.healthyHosts.prefix(3)), keptSince: TownHall.ago(90_000)))
        #expect(line(1).contains("how vpn-2 was is not kept"))
        #expect(desk.app.draw(width: 120, height: 40).transcript.contains("not kept"))
        answer(go("yesterday 8:10"), PastHosts(keptSince: TownHall.ago(3000)))
        #expect(line(1).contains("is kept since 13:15:07 only"), "\(line(1))")
        #expect(line(1, width: 45, height: 20).contains("how hosts were"))
    }

    @Test func aLostEngineKeepsTheMoment() {
        answer(go("13:50"))
        desk.tell([.connection(.lost(reason: "connection reset", since: TownHall.now))])
        #expect(line().contains("13:50:00, ") && line(1).contains("NO ENGINE"))
        // On the way it is asked again of the engine that comes.
        desk.press(.character("T"))
        #expect(questions(desk.tell([.connection(.attached)])) == [.alarms(at: TownHall.now - .seconds(967))])
    }

    /// Held, on the way into the past, and back: neither is left, whether there is an engine or not.
    @Test(arguments: [true, false]) func whoHeldThePictureAndTravelsComesBackToNow(isLost: Bool) {
        desk.press(.character("z"))
        #expect(line().contains("PAUSED"))
        desk.press(.character("T"))
        if isLost { desk.tell([.connection(.lost(reason: "connection reset", since: TownHall.now))]) }
        desk.press(.character("Z"))
        #expect(!line().contains("PAUSED") && !line().contains("going to"), "\(line())")
        #expect(isLost || line().contains("live"))
        desk.press(.character("z"))
        #expect(line().contains("PAUSED"), "it can be held again")
    }

    /// No list is no all-clear where nothing of then is kept.
    @Test func noAlarmsBeforeAnythingWasKeptIsNotKnown() {
        desk.press(.character("3"))
        let asked = questions(go("yesterday 8:10"))
        guard case .alarms(let at)? = asked.first else { return #expect(Bool(false), "\(asked)") }
        desk.tell([.pastAlarms(at: at, .success([])), .past(at: at, .success(PastHosts(keptSince: TownHall.ago(3000))))])
        let picture = desk.app.draw(width: 120, height: 40).transcript
        #expect(line().contains("ago") && !picture.contains("no alarms") && picture.contains("not kept"), "\(picture)")
        #expect(!line(1).contains("numbers and alarms"), "\(line(1))")
    }

    /// The clocks were changed on 25 Oct: a time of before is what they showed then.
    @Test func aTimeIsWhatClocksShowedThen() {
        desk.app.offsetThen = { $0 < Moment(seconds: 1_792_890_000) ? 7200 : 3600 }
        let asked = questions(go("20 Oct 8:10"))
        // 06:10 UTC.
        let at = Moment(seconds: 1_792_476_600)
        #expect(asked == [.alarms(at: at)])
        #expect(line().contains("going to 20 Oct 08:10"), "\(line())")
        answer([.askPast(.alarms(at: at))])
        #expect(line().contains("Tue 20 Oct 08:10:00, "), "\(line())")
        desk.press(.character("T"))
        #expect(line().contains("going to 20 Oct 08:09"), "\(line())")
        desk.press(.character("1"))
        #expect(desk.app.draw(width: 120, height: 40).transcript.contains("08:10"), "graphs end there")
        desk.press(.character("Z"))
        #expect(questions(go("25 Oct 2:30")) == [.alarms(at: Moment(seconds: 1_792_891_800))], "the later one of two")
    }

    /// The counts beside the time of then are of now only as long as the engine tells them.
    @Test(arguments: [120, 80, 45]) func anEngineThatIsSilentMeanwhileIsSaidToBe(width: Int) {
        answer(go("13:50"))
        #expect(!line(width: width).contains("silent"))
        desk.tell([.silence(.seconds(46))])
        #expect(line(width: width).contains("silent") && line(width: width).contains("13:50"), "\(line(width: width))")
        #expect(!line(width: width).contains("now"))
        desk.press(.character("Z"), .character("z"))
        #expect(line(width: width).contains("silent"), "\(line(width: width))")
    }

    @Test func aRefusalLeavesOneWhereOneWas() {
        answer(go("13:50"))
        let asked = questions(desk.press(.character("t")))
        guard case .alarms(let at)? = asked.first else { return #expect(Bool(false), "\(asked)") }
        desk.tell([.pastAlarms(at: at, .failure(CommandRefusal("the journal cannot be read")))])
        #expect(line().contains("13:50:00, ") && last.contains("the journal cannot be read"))
    }

    @Test func afterTheLastStepItIsLive() {
        answer(desk.press(.character("T")))
        #expect(line().contains(" ago"))
        desk.press(.character("t"))
        #expect(line().contains("live"))
        desk.press(.character("t"))
        #expect(last.contains("this is live"))
    }

    /// Every screen at the four sizes, a quarter of an hour ago.
    @Test func pictures() throws {
        answer(go("13:50"), PastHosts(hosts: Array(TownHall.healthyHosts.prefix(3)), keptSince: TownHall.ago(90_000)))
        for (name, key) in [("overview", "1"), ("host", "2"), ("alarms", "3"), ("sessions", "4"), ("timeouts", "5")]
            as [(String, Character)]
        {
            desk.press(.character(key))
            for (width, height) in PictureTests.sizes {
                desk.tell([.resized(width: width, height: height)])
                try checkPicture(desk.app.draw(width: width, height: height).transcript, "past-\(name)-\(width)x\(height).txt")
            }
        }
        desk.press(.character("2"), .enter)
        for (width, height) in PictureTests.sizes {
            desk.tell([.resized(width: width, height: height)])
            try checkPicture(desk.app.draw(width: width, height: height).transcript, "past-guest-\(width)x\(height).txt")
        }
        try checkPicture(desk.app.draw(width: 39, height: 12).transcript, "past-small-39x12.txt")
    }
}
