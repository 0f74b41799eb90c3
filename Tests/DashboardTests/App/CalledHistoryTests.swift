import Drawing
import Feed
import MetricStore
import Telemetry
import Testing

@testable import Dashboard

/// A front that cannot map the store: it shows what it has, and asks for what it shows.
@Suite struct CalledHistoryTests {
    private let key = SeriesKey(host: "hv-1", metric: .cpu)
    private let now = TownHall.now

    /// Answers all questions from a history, as an engine does; gives back how many there were.
    @discardableResult
    private func answer(_ called: CalledHistory, from history: some History) -> (keys: Int, spans: Int) {
        let questions = called.questions()
        called.take(questions.keys.map(history.latest), for: questions.keys)
        for span in questions.spans { called.take(history.span(span.key, from: span.from, to: span.to, columns: span.columns), for: span) }
        for (host, first) in questions.series {
            called.take(Array(history.series(of: host).dropFirst(first).prefix(CalledHistory.seriesAtOnce)), of: host)
        }
        return (questions.keys.count + questions.series.count, questions.spans.count)
    }

    @Test func itNeverWaitsAndAsksOnce() {
        let called = CalledHistory()
        #expect(called.questions() == CalledHistory.Questions())
        #expect(called.latest(key) == nil)
        #expect(called.latest(key) == nil)
        #expect(called.questions().keys == [key])
        // On its way: nobody asks again.
        #expect(called.latest(key) == nil)
        #expect(called.questions().keys == [])
        called.take([Point(at: now, value: 44)], for: [key])
        #expect(called.latest(key) == Point(at: now, value: 44))
        #expect(called.questions().keys == [], "until its host is polled again")
        called.hear(.heartbeats([Heartbeat(host: "hv-2")]))
        #expect(called.latest(key)?.value == 44)
        #expect(called.questions().keys == [])
        called.hear(.heartbeats([Heartbeat(host: "hv-1")]))
        #expect(called.latest(key)?.value == 44, "what is known is shown meanwhile")
        #expect(called.questions().keys == [key])
    }

    @Test func whatWasPolledWhileTheQuestionWasOnItsWayIsAskedAgain() {
        let called = CalledHistory()
        _ = called.latest(key)
        _ = called.questions()
        called.hear(.heartbeats([Heartbeat(host: "hv-1")]))
        called.take([nil], for: [key])
        _ = called.latest(key)
        #expect(called.questions().keys == [key])
    }

    /// Whichever host of a cluster was polled, its guests' numbers are the target's.
    @Test func guestsOfAClusterAreAskedForAfterAPollOfAnyOfItsHosts() {
        let cluster = Host(id: "c", area: "A", collector: "x", endpoint: "x")
        let key = SeriesKey(host: "c", entity: .guest("g"), metric: .guestCPU)
        let called = CalledHistory()
        called.hear(.site(Site(name: "s", areas: [Area(id: "A")], hosts: [cluster.node("n1"), cluster.node("n2")])))
        called.take([Point(at: now, value: 44)], for: [key])
        _ = called.latest(key)
        #expect(called.questions().keys == [])
        called.hear(.heartbeats([Heartbeat(host: "c/n2")]))
        _ = called.latest(key)
        #expect(called.questions().keys == [key])
    }

    /// However many rows there are, and though the first of them grow old again meanwhile: the last one is asked for, too.
    @Test func everyRowHasItsTurn() {
        let called = CalledHistory()
        let keys = (0..<2000).map { SeriesKey(host: "h\($0)", metric: .cpu) }
        var asked: Set<SeriesKey> = []
        for _ in 0..<8 {
            for key in keys { _ = called.latest(key) }
            let next = called.questions().keys
            #expect(next.count == CalledHistory.mostKeys)
            asked.formUnion(next)
            called.take(next.map { _ in Point(at: now, value: 1) }, for: next)
            called.hear(.heartbeats(keys.map { Heartbeat(host: $0.host) }))
        }
        #expect(asked.count == keys.count)
    }

    /// What does not fit into a call would end the link, and be asked for again.
    @Test func theLongestNamesFitIntoACall() {
        let called = CalledHistory()
        let name = String(repeating: "n", count: 1000)
        for number in 0..<250 { _ = called.latest(SeriesKey(host: "\(number)" + name, metric: .cpu)) }
        let bytes = called.questions().keys.map(\.host.utf8.count).reduce(0, +)
        #expect(bytes > CalledHistory.mostNames / 2 && bytes <= CalledHistory.mostNames)
    }

    @Test func whatIsNotShownIsNotAsked() {
        let called = CalledHistory()
        let keys = (0..<2000).map { SeriesKey(host: "h\($0)", metric: .cpu) }
        for key in keys { _ = called.latest(key) }
        let first = called.questions().keys
        #expect(first == Array(keys.prefix(CalledHistory.mostKeys)))
        called.take(first.map { _ in nil }, for: first)
        // The next picture shows something else.
        _ = called.latest(key)
        #expect(called.questions().keys == [key])
    }

    @Test func aGraphMovesOnWithoutBeingAskedForEachTime() {
        let called = CalledHistory()
        func span(_ end: Moment) -> [Column?] { called.span(key, from: end - .seconds(600), to: end, columns: 60) }
        #expect(span(now) == Array(repeating: nil, count: 60))
        let columns = (0..<60).map { Column(minimum: 0, mean: Double($0), maximum: 99) }
        let asked = called.questions().spans
        #expect(asked == [SeriesSpan(key, from: now - .seconds(600), to: now, columns: 60)])
        called.take(columns, for: asked[0])
        #expect(span(now) == columns)
        #expect(span(now + .seconds(2)).compactMap { $0?.mean } == columns.map(\.mean))
        #expect(called.questions().spans == [])
        // A column further: what is known moves, and the new one is asked for.
        let moved = span(now + .seconds(10))
        #expect(moved.prefix(59).map { $0?.mean } == columns.dropFirst().map(\.mean))
        #expect(moved[59] == nil)
        #expect(called.questions().spans.map(\.to) == [now + .seconds(10)])
    }

    /// A window of another width is drawn from what is there until its own is.
    @Test func anotherWidthShowsWhatIsKnown() {
        let called = CalledHistory()
        _ = called.span(key, from: now - .seconds(600), to: now, columns: 60)
        let asked = called.questions().spans
        called.take((0..<60).map { Column(minimum: 0, mean: Double($0), maximum: 99) }, for: asked[0])
        let narrow = called.span(key, from: now - .seconds(600), to: now, columns: 20)
        let means: [Double?] = (0..<20).map { Double($0 * 3 + 1) }
        #expect(narrow.map { $0?.mean } == means)
        #expect(called.questions().spans.map(\.columns) == [20], "it is a picture of its own")
        _ = called.span(key, from: now - .seconds(600), to: now, columns: 200)
        #expect(called.questions().spans.map(\.columns) == [200])
    }

    @Test func whatAHostHasIsAskedForPieceByPieceAndNowAndThenAgain() {
        let called = CalledHistory()
        var history = ScriptedHistory()
        for number in 0..<1200 { history.set(.cpu, of: "hv-1", entity: Entity(kind: "pool", id: "\(number)"), 1, at: now) }
        #expect(called.series(of: "hv-1") == [])
        var rounds = 0
        while answer(called, from: history).keys > 0 { rounds += 1 }
        #expect(rounds == 3)
        #expect(called.series(of: "hv-1") == history.series(of: "hv-1"))
        #expect(called.questions().series == [:])
        for _ in 0..<CalledHistory.listHolds { called.hear(.heartbeats([Heartbeat(host: "hv-1")])) }
        #expect(called.series(of: "hv-1").count == 1200)
        #expect(called.questions().series == ["hv-1": 0])
    }

    @Test func afterTheLinkIsGoneItShowsWhatItHasAndAsksAnew() {
        let called = CalledHistory()
        called.take([Point(at: now, value: 44)], for: [key])
        called.hear(.heartbeats([Heartbeat(host: "hv-1")]))
        _ = called.latest(key)
        _ = called.questions()
        called.forgetQuestions()
        #expect(called.latest(key)?.value == 44)
        #expect(called.questions().keys == [key])
        called.forgetAll()
        #expect(called.latest(key) == nil)
    }

    /// The pictures are the same as with the store, once all is answered; and there is an end to the questions.
    @Test(arguments: ["1", "2", "3", "4", "5"]) func pictureByPictureItBecomesTheSame(screen: String) {
        let history = TownHall.history(isTroubled: true)
        var mapped = TownHall.troubled()
        let called = CalledHistory()
        var app = TownHall.troubled()
        app.tell([.history(called)])
        for character in screen {
            _ = mapped.press(.character(character))
            _ = app.press(.character(character))
        }
        #expect(settle(&app, called, from: history) > 0)
        #expect(app.draw(width: 120, height: 40).transcript == mapped.draw(width: 120, height: 40).transcript)
    }

    /// Draws and answers until nothing is asked any more; gives back how often.
    private func settle(_ app: inout App, _ called: CalledHistory, from history: some History) -> Int {
        for rounds in 0..<50 {
            _ = app.draw(width: 120, height: 40)
            let (keys, spans) = answer(called, from: history)
            if keys + spans == 0 { return rounds }
            app.tell([.historyNews(of: Set(TownHall.site.hosts.map(\.id)), ofPast: true)])
        }
        Issue.record("there is no end to the questions")
        return 50
    }

    /// Of hosts that report while others are asked for.
    @Test func whoReportsWhileAQuestionIsOnItsWayIsAskedForAfterIt() {
        let history = TownHall.history(isTroubled: true)
        let called = CalledHistory()
        var app = TownHall.troubled()
        app.tell([.history(called)])
        _ = settle(&app, called, from: history)
        func report(_ host: Host.ID) {
            guard var state = app.world.hosts[host] else { return }
            state.answeredAt = now
            let update = Update.host(state)
            called.hear(update)
            app.tell([.update(update)])
            _ = app.draw(width: 120, height: 40)
        }
        let (first, second) = (TownHall.site.hosts[0].id, TownHall.site.hosts[1].id)
        report(first)
        let asked = called.questions()
        #expect(Set(asked.keys.map(\.host)).contains(first))
        report(second)
        #expect(called.questions().keys.isEmpty, "one call at a time")
        called.take(asked.keys.map(history.latest), for: asked.keys)
        app.tell([.historyNews(of: Set(asked.keys.map(\.host)), ofPast: false)])
        _ = app.draw(width: 120, height: 40)
        #expect(called.questions().keys.contains { $0.host == second })
    }

    /// The next poll's numbers.
    private struct Later: History {
        let base: ScriptedHistory
        func latest(_ key: SeriesKey) -> Point? { base.latest(key).map { Point(at: $0.at + .seconds(5), value: $0.value + 1) } }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
            base.span(key, from: start, to: end, columns: columns)
        }
    }

    @Test func whatAHeldPictureShowedIsNotAskedForAnew() {
        let called = CalledHistory()
        called.take([Point(at: now, value: 44)], for: [key])
        let held = FrozenHistory(base: called, end: now)
        called.hear(.heartbeats([Heartbeat(host: "hv-1")]))
        called.take([Point(at: now + .seconds(5), value: 45)], for: [key])
        #expect(held.latest(key) == Point(at: now, value: 44))
        #expect(called.questions() == CalledHistory.Questions())
    }

    @Test(arguments: ["1", "2", "3"]) func aPictureThatIsHeldStaysAsItWas(screen: Character) {
        let history = TownHall.history(isTroubled: true)
        let called = CalledHistory()
        var app = TownHall.troubled()
        app.tell([.history(called)])
        _ = app.press(.character(screen))
        _ = settle(&app, called, from: history)
        _ = app.press(.character("z"))
        // A graph that ends after now is asked for up to now.
        _ = settle(&app, called, from: history)
        // The first line says how late it is.
        func picture() -> [Substring] { Array(app.draw(width: 120, height: 40).transcript.split(separator: "\n").dropFirst()) }
        let held = picture()
        for beat in TownHall.site.hosts { called.hear(.heartbeats([Heartbeat(host: beat.id)])) }
        app.tell([.tick(now + .seconds(5)), .historyNews(of: Set(TownHall.site.hosts.map(\.id)), ofPast: false)])
        _ = settle(&app, called, from: Later(base: history))
        #expect(picture() == held)
    }

    /// A number from before the moment, and one from after it that hides it.
    private struct Rare: History {
        let points: [Point]
        func latest(_ key: SeriesKey) -> Point? { points.last }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
            let step = Double(end.milliseconds - start.milliseconds) / Double(columns)
            var found = [Column?](repeating: nil, count: columns)
            for point in points {
                let place = (Double(point.at.milliseconds - start.milliseconds) / step).rounded(.down)
                guard place >= 0, place < Double(columns) else { continue }
                found[Int(place)] = Column(minimum: point.value, mean: point.value, maximum: point.value)
            }
            return found
        }
    }

    /// Also beside the graphs of now, which are as long and as wide.
    @Test(arguments: [30, 90, 700, 7200, 200_000] as [Int64]) func theLastNumberBeforeAMomentIsFoundAndThenAtRest(age: Int64) {
        let called = CalledHistory()
        let past = FrozenHistory(base: called, end: now)
        let rare = Rare(points: [Point(at: now - .seconds(age), value: 7), Point(at: now + .seconds(3000), value: 8)])
        var found: Point?
        for _ in 0..<30 {
            found = past.latest(key)
            for (history, end) in [(called, now + .seconds(3000)), (past, now)] as [(any History, Moment)] {
                for (length, columns) in [(86_400, 48), (3600, 1), (50_000, 55)] as [(Int64, Int)] {
                    _ = history.span(key, from: end - .seconds(length), to: end, columns: columns)
                }
            }
            for columns in [54, 90] { _ = past.span(key, from: now - .seconds(3600), to: now, columns: columns) }
            let asked = answer(called, from: rare)
            if asked.keys + asked.spans > 0 { continue }
            let late = found.map { ($0.at - (now - .seconds(age))).inSeconds } ?? -1
            #expect(found?.value == 7 && late > -1 && late <= 10, "\(late)")
            return
        }
        Issue.record("there is no end to the questions")
    }

    @Test(arguments: ["1", "2", "4"]) func ofAMomentOfThePastItBecomesTheSame(screen: Character) {
        let history = TownHall.history(isTroubled: true)
        let called = CalledHistory()
        var (mapped, app) = (TownHall.troubled(), TownHall.troubled())
        app.tell([.history(called)])
        let hosts = PastHosts(hosts: TownHall.healthyHosts, keptSince: TownHall.ago(90_000))
        // The graph of a day has not moved by half a column where it is less than 15 min ago.
        mapped.travel(to: "13:20", hosts: hosts)
        app.travel(to: "13:20", hosts: hosts)
        _ = (mapped.press(.character(screen)), app.press(.character(screen)))
        #expect(settle(&app, called, from: history) > 0)
        #expect(app.draw(width: 120, height: 40).transcript == mapped.draw(width: 120, height: 40).transcript)
    }
}
