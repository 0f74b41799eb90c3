import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What keeps a list of alarms readable: figures, floods, countdowns, counters.
@Suite struct AlarmStatisticsTests {
    private func picture(_ app: App, _ width: Int = 120, _ height: Int = 40) -> String {
        app.draw(width: width, height: height).transcript
    }
    private static func alarm(
        _ id: Int64, _ rule: String, _ host: String, _ phase: Phase = .unacknowledged, _ severity: Severity = .warning, count: Int = 1,
        suppressedBy: Message? = nil, isInMaintenance: Bool = false, isChattering: Bool = false, suppresses: Int = 0,
        author: String? = nil, context: [Message] = []
    ) -> Alarm {
        Alarm(
            id: id, key: AlarmKey(rule: rule, host: host), severity: severity, phase: phase, raisedAt: TownHall.ago(300 - id),
            changedAt: TownHall.ago(300 - id), message: "\(rule) is bad",
            acknowledgement: author.map {
                Acknowledgement(author: $0, at: TownHall.ago(480), comment: "", expires: TownHall.ago(-28_320))
            }, suppressedBy: suppressedBy, isInMaintenance: isInMaintenance, count: count, isChattering: isChattering,
            suppresses: suppresses, context: context)
    }
    /// Twelve alarms in ten minutes on four hosts after one that does not answer.
    static func flooded() -> App {
        var app = TownHall.troubled()
        let hosts = TownHall.site.hosts.map(\.id)
        let first = alarm(1, "no_data", "vpn-2", .unacknowledged, .critical, suppresses: 40)
        var list = [first]
        for index in 0..<12 { list.append(alarm(Int64(10 + index), index < 8 ? "cpu" : "memory", hosts[index % 4])) }
        list.append(alarm(60, "sessions", "vpn-2", suppressedBy: "no data from vpn-2"))
        list.append(alarm(61, "sessions", "vpn-1", isInMaintenance: true))
        let flood = Flood(
            since: TownHall.ago(290), first: first.key, symptoms: [.init(rule: "cpu", count: 8), .init(rule: "memory", count: 4)], hosts: 4)
        app.tell([
            .update(.alarms(list)),
            .update(
                .statistics(
                    AlarmStatistics(
                        new: 13, open: 13, standing: 2, stale: 1, chattering: 1, suppressed: 1, inMaintenance: 1, warnings: 12,
                        criticals: 1,
                        events: 87, flood: flood))),
        ])
        return app
    }

    @Test func aFloodIsACardWithItsCauseAndCountedSymptoms() throws {
        var app = AlarmStatisticsTests.flooded()
        try checkPicture(picture(app), "flood-overview-120x40.txt")
        app.press(.character("3"))
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            try checkPicture(picture(app, width, height), "flood-\(width)x\(height).txt")
        }
        app.tell([.update(.statistics(AlarmStatistics(new: 4)))])
        #expect(!picture(app).contains("FLOOD"))
    }

    @Test func figuresStandBesideWhatIsGood() {
        var app = AlarmStatisticsTests.flooded()
        app.press(.character("3"))
        #expect(picture(app).contains("13 new in 10 min · longest unseen 4 min · 2 standing · 1 stale · 1 chattering"))
        #expect(!picture(app, 160, 40).contains("24 h:"), "of 13 a share says nothing")
        app.tell([.update(.statistics(AlarmStatistics(new: 1, warnings: 17, criticals: 3)))])
        #expect(picture(app, 160, 40).contains("24 h: 20 alarms, 15 % critical (25 is bearable)"))
        app = AlarmStatisticsTests.flooded()
        app.press(.character("3"))
        #expect(picture(app).contains("1 suppressed · 1 in maintenance"))
    }

    /// The countdown is what must be read: whoever has it gives way.
    @Test(arguments: ["km", "anna", "a-very-long-user-name-from-somewhere"]) func theCountdownIsNeverCut(author: String) {
        var app = TownHall.healthy()
        app.tell([.update(.alarms([AlarmStatisticsTests.alarm(1, "cpu", "hv-1", .acknowledged, author: author)]))])
        app.press(.character("3"))
        for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60)] {
            #expect(picture(app, width, height).split(separator: "\n").prefix(8).contains { $0.contains("7 h 52 min") }, "\(width)")
        }
    }

    @Test func anAcknowledgementIsExtended() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("3"), .down, .down, .down, .character("a"))
        let asked = picture(desk.app)
        #expect(asked.contains("Extend as anna") && asked.contains("km has it"))
        #expect(desk.press(.enter) == [.send(.acknowledge(ids: [38], comment: ""))])
    }

    @Test func whatTakesNoAcknowledgementSaysWhy() {
        let desk = Desk(AlarmStatisticsTests.flooded())
        desk.press(.character("3"), .character("G"), .character("a"))
        #expect(picture(desk.app).contains("its host is in maintenance"))
        desk.press(.up, .character("a"))
        #expect(picture(desk.app).contains("it follows from another alarm"))
    }

    @Test func chatteringIsACounter() {
        var app = TownHall.healthy()
        app.tell([.update(.alarms([AlarmStatisticsTests.alarm(1, "cpu", "hv-1", count: 7, isChattering: true)]))])
        app.press(.character("3"))
        #expect(picture(app).contains("chatters, 7 times"))
    }

    /// The gauges that the lines beside an alarm name are on other hosts.
    @Test func theDetailDrawsTheGaugesThatAreNamed() {
        var app = TownHall.troubled()
        app.press(.character("!"), .character("!"), .character("3"), .enter)
        let graphs = picture(app).split(separator: "\n").filter { $0.contains("min ") && $0.contains("max ") }
        #expect(graphs.contains { $0.contains("hv-1  Wait, %") } && graphs.contains { $0.contains("vpn-1  Sessions") })
    }

    @Test func gaugesTurnWhereTheEngineSaysSo() {
        var app = TownHall.healthy()
        func limits(_ pair: HostThresholds.Pair?) {
            app.tell([.update(.limits([HostThresholds(host: "hv-1", limits: pair.map { ["cpu": $0] } ?? [:])]))])
        }
        app.press(.character("H"))
        app.press(.character("h"), .enter)
        #expect(picture(app).contains("limit 80 / 90"))
        limits(.init(warning: 40, critical: 60.5))
        #expect(picture(app).contains("limit 40 / 60.5"))
        limits(nil)
        #expect(!picture(app).contains("limit "), "a rule that is off has no limits")
    }

    @Test func graphsFollowTheConfiguration() {
        var app = TownHall.troubled()
        app.press(.character("W"))
        let blocks = picture(app)
        var engine = TownHall.engine
        engine.graphs = "braille"
        app.tell([.update(.engine(engine))])
        #expect(picture(app) != blocks && picture(app).contains("⣿"))
        engine.graphs = ""
        app.tell([.update(.engine(engine))])
        #expect(picture(app) == blocks)
        var plain = TownHall.troubled(charset: .ascii)
        engine.graphs = "braille"
        plain.press(.character("W"))
        plain.tell([.update(.engine(engine))])
        #expect(!picture(plain).contains("⣿"))
    }
}
