import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// In a flood the list of alarms is a row for each rule that followed; nothing is hidden without a count.
@Suite struct FoldTests {
    private func picture(_ app: App, _ width: Int = 120, _ height: Int = 40) -> String { app.draw(width: width, height: height).transcript }
    private static func alarm(
        _ id: Int64, _ rule: String, _ host: String, _ phase: Phase = .unacknowledged, _ severity: Severity = .warning, ago: Int64 = 200
    ) -> Alarm {
        Alarm(
            id: id, key: AlarmKey(rule: rule, host: host), severity: severity, phase: phase, raisedAt: TownHall.ago(ago - id),
            changedAt: TownHall.ago(ago - id), message: "\(rule) of \(host)", runbook: Runbook(action: "what to do about \(rule)"))
    }

    /// A pool that ran out, then 14 hosts without data (three critical, two acknowledged, one over) and two with a high CPU; an alarm of
    /// this morning stands beside them.
    private func flooded() -> App {
        var app = TownHall.troubled()
        let first = Self.alarm(1, "sessions", "vpn-1", .unacknowledged, .critical)
        var list = [first, Self.alarm(2, "cpu", "old", ago: 20_000)]
        for index in 0..<14 {
            let phase: Phase = index < 2 ? .acknowledged : index == 13 ? .returned : .unacknowledged
            list.append(Self.alarm(Int64(10 + index), "no_data", "gw-\(10 + index)", phase, (5..<8).contains(index) ? .critical : .warning))
        }
        list += [Self.alarm(30, "cpu", "hv-1"), Self.alarm(31, "cpu", "hv-2"), Self.alarm(32, "memory", "hv-2")]
        let flood = Flood(
            since: TownHall.ago(150), first: first.key,
            symptoms: [
                .init(rule: "no_data", count: 14), .init(rule: "cpu", count: 2), .init(rule: "memory", count: 1),
                .init(rule: "sessions", count: 1),
            ],
            hosts: 17)
        app.tell([.update(.alarms(list)), .update(.statistics(AlarmStatistics(new: 18, open: 16, flood: flood)))])
        app.press(.character("3"))
        return app
    }

    @Test func eachRuleIsARowWithItsCounts() throws {
        var app = flooded()
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            try checkPicture(picture(app, width, height), "fold-\(width)x\(height).txt")
        }
        let all = picture(app)
        #expect(all.contains("no data  14 hosts  3!! 8! 2~ 1<"))
        #expect(all.contains("CPU  2 hosts") && !all.contains("cpu of hv-1"))
        #expect(all.contains("memory of hv-2") && all.contains("cpu of old"), "one alone, and one from before, stand for themselves")
        app.press(.down)
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            try checkPicture(picture(app, width, height), "fold-selected-\(width)x\(height).txt")
        }
    }

    @Test(arguments: [(45, 20), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)])
    func criticalAndAcknowledgedOnesAreNeverHiddenWithoutACount(_ width: Int, _ height: Int) {
        #expect(
            picture(flooded(), width, height).contains("14  3!! 8! 2~ 1<")
                || picture(flooded(), width, height).contains("14 hosts  3!! 8! 2~ 1<"))
    }

    /// In a low window the card gives way to the rows: acts are about the one under the cursor.
    @Test(arguments: 8...24) func theCursorIsSeenInALowWindow(height: Int) {
        var app = flooded()
        app.press(.down, .down)
        #expect(picture(app, 80, height).contains("▸"))
    }

    @Test func enterUnfoldsAndEscapeFoldsAgain() {
        var app = flooded()
        app.press(.down, .enter)
        var text = picture(app)
        #expect(text.contains("no_data of gw-15") && !text.contains("no data  14 hosts") && text.contains("CPU  2 hosts"))
        app.press(.enter)
        #expect(picture(app).contains("critical, open, since"), "then Enter opens the alarm itself")
        app.press(.escape)
        #expect(picture(app).contains("no_data of gw-16"))
        app.press(.escape)
        text = picture(app)
        #expect(text.contains("no data  14 hosts"))
        app.press(.escape)
        #expect(picture(app).contains("Hosts"), "and then it leaves the screen")
    }

    @Test func aFilterShowsThemOneByOne() {
        var app = flooded()
        app.press(.character("/"))
        app.type("gw-1")
        app.press(.enter)
        #expect(picture(app).contains("no_data of gw-19") && !picture(app).contains("14 hosts"))
    }

    @Test func allVisibleMeansTheFoldedOnesToo() {
        let desk = Desk(flooded())
        desk.press(.character("A"))
        #expect(picture(desk.app).contains("Acknowledge all 17 that are visible"))
        guard case .send(.acknowledge(let ids, _))? = desk.press(.character("y")).first else {
            return #expect(Bool(false), "nothing was sent")
        }
        #expect(Set(ids) == Set([1, 2] + (12...23) + (30...32)))
    }

    @Test func theRowIsAcknowledgedAsAWholeAndSaysHowMany() {
        let desk = Desk(flooded())
        desk.press(.down, .character("a"))
        #expect(picture(desk.app).contains("Acknowledge all 12 of \"no data\" as anna?"))
        #expect(desk.press(.character("n")) == [])
        desk.press(.character("a"))
        guard case .send(.acknowledge(let ids, _))? = desk.press(.character("y")).first else {
            return #expect(Bool(false), "nothing was sent")
        }
        #expect(Set(ids) == Set(12...23))
        for key in "csS" {
            #expect(desk.press(.character(key)) == [])
            #expect(picture(desk.app).contains("this row stands for 14 alarms; Enter shows them one by one"))
        }
    }

    /// A range is of the rows as they are shown: what of a fold begins between another's is in its own row.
    @Test func aRangeIsOfWhatIsShown() {
        var list = [Self.alarm(1, "sessions", "vpn-1", .unacknowledged, .critical)]
        for index in 0..<12 {
            list += [Self.alarm(Int64(10 + 2 * index), "memory", "gw-\(index)"), Self.alarm(Int64(11 + 2 * index), "cpu", "gw-\(index)")]
        }
        let flood = Flood(
            since: TownHall.ago(150), first: list[0].key, symptoms: ["memory", "cpu"].map { .init(rule: $0, count: 12) }, hosts: 13)
        let desk = Desk(TownHall.troubled())
        desk.tell([.update(.alarms(list)), .update(.statistics(AlarmStatistics(new: 25, open: 25, flood: flood)))])
        func marked(_ keys: String) -> String {
            desk.type("U" + keys)
            return String(picture(desk.app).split(separator: "\n").first ?? "")
        }
        #expect(marked("3GV").contains("12 marked"), "\(picture(desk.app))")
        #expect(marked("g V").contains("13 marked"))
        #expect(marked("gjVkV").contains("13 marked"))
        #expect(marked("G kV").contains("24 marked"))
        // What was marked last stands in a fold meanwhile: all of that row.
        desk.tell([.update(.statistics(AlarmStatistics(new: 25, open: 25)))])
        _ = marked("gjjj ")
        desk.tell([.update(.statistics(AlarmStatistics(new: 25, open: 25, flood: flood)))])
        desk.type("gV")
        #expect(picture(desk.app).split(separator: "\n").first?.contains("13 marked") == true, "\(picture(desk.app))")
    }

    @Test func aFoldSaysHowManyOfItAreMarked() {
        let desk = Desk(flooded())
        let flood = desk.app.world.statistics
        desk.tell([.update(.statistics(AlarmStatistics()))])
        desk.type("3j ")
        desk.tell([.update(.statistics(flood ?? AlarmStatistics()))])
        desk.type("g")
        let row = picture(desk.app).split(separator: "\n").first { $0.contains("no data  14 hosts") } ?? ""
        #expect(row.hasPrefix("*") && row.contains("1 of 14 marked"), "\(picture(desk.app))")
        desk.type("Uj ")
        let all = picture(desk.app).split(separator: "\n").first { $0.contains("no data  14 hosts") } ?? ""
        #expect(all.hasPrefix("*") && all.contains("Enter opens them"))
    }

    @Test func whatIsWrittenBehindTheCommandIsTheCommentOfAllOfThem() {
        let desk = Desk(flooded())
        desk.press(.down, .character(":"))
        desk.type("acknowledge power cut")
        desk.press(.enter)
        #expect(picture(desk.app).contains("with the comment \"power cut\""), "\(picture(desk.app))")
        guard case .send(.acknowledge(let ids, let comment))? = desk.press(.character("y")).first else {
            return #expect(Bool(false), "nothing was sent")
        }
        #expect(Set(ids) == Set(12...23) && comment == "power cut")
    }

    @Test func theNextAlarmIsShownItselfBehindAFilterToo() {
        let desk = Desk(flooded())
        desk.press(.character("!"), .character("/"))
        desk.type("nothing has this")
        desk.press(.enter, .character("!"))
        #expect(picture(desk.app).contains("no_data of gw-16"))
        desk.press(.character("a"))
        #expect(desk.press(.enter) == [.send(.acknowledge(ids: [15], comment: ""))])
    }

    @Test func theNextAlarmAndTheNextHostAreShownThemselves() {
        var app = flooded()
        app.press(.character("!"))
        app.press(.character("!"))
        #expect(picture(app).contains("no_data of gw-16"))
        var other = flooded()
        other.press(.character("."))
        other.press(.character("."))
        #expect(picture(other).contains("of gw-1"))
    }

    /// A detail that somebody reads is not taken away, and it is still acknowledged alone.
    @Test func aFloodThatBeginsLeavesAnOpenDetail() {
        let desk = Desk(flooded())
        let flood = desk.app.world.statistics
        desk.tell([.update(.statistics(AlarmStatistics()))])
        desk.press(.down, .enter)
        #expect(picture(desk.app).contains("no_data of gw-15"))
        desk.tell([.update(.statistics(flood ?? AlarmStatistics()))])
        #expect(picture(desk.app).contains("no_data of gw-15") && picture(desk.app).contains("critical, open, since"))
        desk.press(.character("a"))
        #expect(desk.press(.enter) == [.send(.acknowledge(ids: [15], comment: ""))])
    }

    @Test func theOverviewOpensTheAlarmItself() {
        var app = flooded()
        app.press(.character("1"))
        app.press(.right, .down, .enter)
        #expect(picture(app).contains("no_data of gw-1") && picture(app).contains("open, since"))
    }

    /// Whatever comes and goes: every alarm is in exactly one row, or counted in one.
    @Test func nothingIsLostInRows() {
        var app = flooded()
        for rules in [[], ["no_data"], ["no_data", "cpu"], ["cpu", "memory", "sessions"]] {
            var statistics = app.world.statistics ?? AlarmStatistics()
            statistics.flood?.symptoms = rules.map { .init(rule: $0, count: 3) }
            app.tell([.update(.statistics(statistics))])
            app.press(.character("A"))
            #expect(picture(app).contains("Acknowledge all 17 that are visible"))
            app.press(.escape)
        }
    }
}
