import Alarms
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What became of things since somebody looked.
@Suite struct SinceTests {
    /// Since when it is asked for, as the file has it; all that is known comes after.
    private func desk(since: Moment?) -> (desk: Desk, effects: [Effect]) {
        let desk = Desk(TownHall.app())
        desk.app.followLook(since: since)
        return (desk, arrive(desk))
    }
    @discardableResult private func arrive(_ desk: Desk) -> [Effect] {
        desk.tell(
            [
                .connection(.attached), .history(TownHall.history(isTroubled: true)), .update(.engine(TownHall.engine)),
                .update(.site(TownHall.site)),
            ] + TownHall.troubledHosts.map { .update(.host($0)) } + [.update(.alarms(TownHall.alarms)), .tick(TownHall.now)])
    }
    private func asked(_ effects: [Effect]) -> [Moment] {
        effects.compactMap { if case .askHistory(let since, _) = $0 { since } else { nil } }
    }
    private func kept(_ effects: [Effect]) -> [Moment] {
        effects.compactMap { if case .keepLook(let moment) = $0 { moment } else { nil } }
    }
    private func picture(_ desk: Desk, _ width: Int = 120, _ height: Int = 40) -> String {
        desk.app.draw(width: width, height: height).transcript
    }
    private func words(_ desk: Desk) -> String { desk.app.lookWords.first ?? "" }
    /// Raised, and over, so many seconds ago.
    private func closed(_ id: Int64, raised: Int64, over: Int64, by author: String? = nil) -> Alarm {
        Alarm(
            id: id, key: AlarmKey(rule: "cpu", host: "hv-2"), severity: .warning, phase: .normal, raisedAt: TownHall.ago(raised),
            changedAt: TownHall.ago(over), returnedAt: TownHall.ago(over), message: "CPU 84 %, limit 80 %",
            acknowledgement: author.map {
                Acknowledgement(author: $0, at: TownHall.ago(over + 1), comment: "seen", expires: TownHall.ago(-900))
            })
    }

    @Test func whatIsNewOverAndTakenByOthersIsCountedOnce() throws {
        let (desk, effects) = desk(since: TownHall.ago(500))
        #expect(asked(effects) == [TownHall.ago(500)] && kept(effects) == [], "asked once, and what was kept stays")
        // What is over, what was over before, and one that stands in both answers.
        desk.tell([.alarmHistory(.success([closed(30, raised: 900, over: 300), closed(29, raised: 2000, over: 501), TownHall.alarms[0]]))])
        #expect(
            words(desk) == "since 13:56: 4 new, 1 over, 1 acknowledged by km, hv-1 CPU wait peak 11.7 %")
        #expect(picture(desk).contains("since 13:56: 4 new, 1 over, 1 acknowledged by km  v"))
        #expect(picture(desk, 200, 60).contains("acknowledged by km, hv-1 CPU wait peak 11.7 %  v"))
        try checkPicture(picture(desk), "since-overview-120x40.txt")
        // One ends while it is looked at, another comes.
        var alarms = TownHall.alarms
        alarms.remove(at: 2)
        alarms.append(closed(50, raised: 10, over: 5))
        alarms[alarms.count - 1].phase = .unacknowledged
        alarms[alarms.count - 1].returnedAt = nil
        desk.tell([.update(.alarms(alarms)), .tick(TownHall.now + .seconds(1))])
        #expect(words(desk).contains("5 new, 2 over"), "\(words(desk))")
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40)]) func theCardNamesThem(width: Int, height: Int) throws {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.tell([.resized(width: width, height: height), .alarmHistory(.success([closed(30, raised: 900, over: 300, by: "jo")]))])
        desk.press(.character("v"))
        try checkPicture(picture(desk, width, height), "since-\(width)x\(height).txt")
        let all = (0..<40).map { _ in
            defer { desk.press(.down) }
            return picture(desk, width, height)
        }.joined()
        for words in ["CPU wait 12.4", "11 clients", "CPU 84 %", "jo", "Highest since then", "vpn-2"] {
            #expect(all.contains(words), "\(words) at \(width)x\(height)")
        }
        desk.press(.escape)
        #expect(desk.app.overlay == nil && desk.app.looking.look?.since == TownHall.ago(500), "to leave marks nothing")
    }

    @Test func onceMoreMarksWhatWasShownAsSeen() {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.tell([.alarmHistory(.success([closed(30, raised: 900, over: 300)]))])
        desk.press(.character("v"))
        let opened = TownHall.now
        // It comes while the card is open, and is not on it.
        var late = closed(60, raised: -20, over: -20)
        (late.phase, late.returnedAt) = (.unacknowledged, nil)
        desk.tell([.tick(TownHall.now + .seconds(30)), .update(.alarms(TownHall.alarms + [late]))])
        let effects = desk.press(.character("v"))
        #expect(kept(effects) == [opened] && asked(effects) == [opened])
        desk.tell([.alarmHistory(.success([]))])
        #expect(words(desk).contains("1 new") && !words(desk).contains("over"), "\(words(desk))")
    }

    /// In a window that is too low for one row of it.
    @Test(arguments: [(20, 2, false), (20, 3, false), (20, 4, true), (39, 7, true), (80, 8, true)])
    func whatNobodySawIsNotMarkedAsSeen(width: Int, height: Int, isSeen: Bool) {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.tell([.alarmHistory(.success([])), .resized(width: width, height: height)])
        desk.press(.character("v"))
        #expect(picture(desk, width, height).contains("Mark") == isSeen, "\(picture(desk, width, height))")
        #expect(kept(desk.press(.character("v"))).isEmpty != isSeen)
        #expect((desk.app.overlay == nil) == isSeen)
    }

    /// Three hundred rows of one rule hide what else became of things, as in the list of alarms.
    @Test func aFloodIsARowForEachRule() {
        let (desk, _) = desk(since: TownHall.ago(500))
        let flood = (0..<300).map { number in
            Alarm(
                id: Int64(1000 + number), key: AlarmKey(rule: "no_data", host: "gw-\(number)"),
                severity: number == 7 ? .critical : .warning,
                phase: .unacknowledged, raisedAt: TownHall.ago(100), changedAt: TownHall.ago(100), message: "no data for 74 s")
        }
        let twice = (0..<6).map { closed(2000 + $0, raised: 400 - $0, over: 300) }
        let others = (0..<3).map { Host(id: "new-\($0)", area: "town", collector: "openvpn", endpoint: "10.1.0.\($0):7505") }
        desk.tell([
            .update(.site(Site(name: "x", areas: TownHall.site.areas, hosts: TownHall.site.hosts + others))),
            .update(.alarms(TownHall.alarms + flood)), .alarmHistory(.success(twice)), .tick(TownHall.now),
        ])
        desk.press(.character("v"))
        let text = picture(desk, 120, 40)
        #expect(text.contains(#/!! +14:03 +300 hosts +no data: gw-299, gw-298, gw-297 and 297 more/#), "\(text)")
        #expect(text.contains(#/14:00 +hv-2 +CPU, 6 times/#) && text.contains("Over: 6"), "\(text)")
        #expect(text.contains("11 clients") && text.contains("Highest since then"), "\(text)")
        #expect(text.contains("nothing measured of 3 other hosts") && !text.contains("new-1"), "\(text)")
    }

    /// The clock on the screen goes by seconds, and what it is about does not.
    @Test func whatCameWithinTheLastSecondIsSeenToo() {
        let (desk, _) = desk(since: TownHall.ago(500))
        var alarms = TownHall.alarms
        let last = Moment(milliseconds: TownHall.now.milliseconds + 700)
        alarms[0].raisedAt = last
        desk.tell([.alarmHistory(.success([])), .update(.alarms(alarms))])
        desk.press(.character("v"))
        #expect(kept(desk.press(.character("v"))) == [last])
    }

    /// Nobody has looked before; or by a clock that was ahead, or by what wrote no time at all.
    @Test(arguments: [nil, TownHall.now + .seconds(3600), Moment(milliseconds: -1), Moment(milliseconds: .min)])
    func theFirstLookBeginsNow(since: Moment?) {
        let (desk, effects) = desk(since: since)
        #expect(kept(effects).count == 1 && asked(effects).count == 1)
        desk.tell([.alarmHistory(.success([]))])
        #expect(words(desk).isEmpty || words(desk).contains("peak"), "\(words(desk))")
        desk.press(.character("v"))
        #expect(picture(desk).contains("no alarm came, went or was acknowledged"))
    }

    @Test func whoComesBackIsToldOnce() {
        let (desk, _) = desk(since: TownHall.ago(50_000))
        #expect(!picture(desk, 80, 24).contains("v shows it"))
        desk.tell([.alarmHistory(.success([closed(30, raised: 900, over: 300)]))])
        #expect(picture(desk, 80, 24).contains("since you looked (00:11): 6 new, 2 over, 1 acknowledged by km"), "\(picture(desk, 80, 24))")
        desk.tell([.tick(TownHall.now + .seconds(31)), .connection(.lost(reason: "gone", since: TownHall.now))])
        #expect(asked(arrive(desk)).count == 1, "what ended meanwhile is asked for again")
        desk.tell([.alarmHistory(.success([closed(30, raised: 900, over: 300)]))])
        #expect(!picture(desk, 80, 24).contains("since you looked"))
    }

    /// As at every start but the first: the view that was left comes back with the first news of the hosts.
    @Test func whatEndedIsAskedForWhereTheLastViewComesBack() {
        let before = Desk(TownHall.troubled())
        before.press(.character("3"))
        let desk = Desk(TownHall.app())
        desk.app.followLook(since: TownHall.ago(500))
        let isTaken = desk.app.restore(view: before.app.lastView)
        #expect(isTaken && asked(arrive(desk)) == [TownHall.ago(500)])
        #expect(desk.app.shown == .alarms)
    }

    /// What was marked as seen would not be what happened.
    @Test func aCardThatIsOpenTakesWhatIsToldLate() {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.press(.character("v"))
        #expect(picture(desk).contains("what ended meanwhile has not been told yet"))
        desk.tell([.alarmHistory(.success([closed(30, raised: 900, over: 300)]))])
        #expect(picture(desk).contains("Over: 1") && !picture(desk).contains("told yet"))
    }

    @Test func whatTheEngineCannotSayIsSaid() {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.press(.character("v"))
        #expect(picture(desk).contains("what ended meanwhile has not been told yet"))
        desk.press(.escape)
        desk.tell([.alarmHistory(.failure(CommandRefusal("the journal cannot be read just now")))])
        desk.press(.character("v"))
        #expect(picture(desk).contains("what ended meanwhile is not known: the journal cannot be read just now"))
    }

    @Test func moreThanAnAnswerHoldsIsSaid() {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.tell([.alarmHistory(.success((0..<1000).map { closed(1000 + $0, raised: 400, over: 300) }))])
        #expect(words(desk).contains("1004+ new, 1000+ over"), "\(words(desk))")
    }

    /// Another engine's alarms have the same numbers.
    @Test func anotherEnginesAlarmsAreNotTheFormerOnes() {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.tell([.alarmHistory(.success([closed(30, raised: 900, over: 300)]))])
        var engine = TownHall.engine
        engine.id = EngineID("0123456789ab")
        let effects = desk.tell([.update(.engine(engine)), .update(.site(TownHall.site)), .update(.alarms([]))])
        #expect(asked(effects).count == 1)
        desk.tell([.alarmHistory(.success([]))])
        #expect(!words(desk).contains("over"), "\(words(desk))")
    }

    @Test func nothingOfItIsSaidOfThePast() {
        let (desk, _) = desk(since: TownHall.ago(500))
        desk.tell([.alarmHistory(.success([]))])
        desk.app.travel(to: "-10m", hosts: PastHosts(hosts: TownHall.healthyHosts, keptSince: TownHall.ago(90_000)))
        #expect(words(desk).isEmpty)
        desk.press(.character("v"))
        #expect(desk.app.overlay == nil && picture(desk).contains("this is about now: Z goes there"))
    }

    /// Where nobody follows it, as before the front says so, there is none.
    @Test func whereItIsNotFollowedTheKeySaysSo() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("v"))
        #expect(picture(desk).contains("the engine has not told yet what happened"))
    }
}
