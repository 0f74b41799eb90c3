import Alarms
import JSON
import Telemetry
import TestSupport
import Testing

@testable import Notify

struct DocumentTests {
    private func text(_ interruption: Interruption) -> String {
        String(decoding: InterruptionDocument.of(interruption, site: "Test").bytes, as: UTF8.self)
    }

    @Test func oneAlarmIsATransitionAndNamesNoOperatorAndQuotesNoEvidence() {
        let text = text(Samples.call(1...1))
        #expect(
            text.hasPrefix(
                #"{"kind":"transition","site":"Test","what":"raised","at":"2027-01-15T08:00:01.000Z","announced":true,"news":"new""#))
        #expect(text.contains(#""rule":"cpu","host":"hv-1","entity":"","severity":"critical","phase":"unacknowledged""#))
        #expect(text.contains(#""count":1,"critical":1,"over":0,"cause":{"id":1,"#))
        #expect(!text.contains("anna") && !text.contains("raw line"))
    }

    @Test func severalAreASummaryWithTheCauseAndTheFirstOfEachRule() {
        let over = Interruption.Item(.over, Transition(alarm: Samples.alarm(90, rule: "memory"), what: .returned, at: Samples.start))
        let late = Interruption.Item(
            .new, Transition(alarm: Samples.alarm(99, rule: "timeouts"), what: .raised, at: Samples.start + .seconds(9000)))
        let call = Interruption(at: Samples.start, items: [over] + Samples.call(1...5000).items + [late])
        let document = InterruptionDocument.of(call, site: "Test")
        #expect(document["kind"]?.string == "summary")
        #expect(document["count"]?.bytes == Array("5002".utf8) && document["announced"]?.bytes == Array("5001".utf8))
        #expect(document["over"]?.bytes == Array("1".utf8))
        #expect(document["cause"]?["id"]?.bytes == Array("1".utf8), "the first that is wrong, not what is over")
        #expect(document["rules"]?.items?.compactMap { $0["rule"]?.string } == ["cpu", "timeouts", "memory"])
        #expect(document["rules"]?.items?.compactMap { $0["news"]?.string } == ["new", "new", "over"])
        let spelledOut = document["transitions"]?.items ?? []
        #expect(spelledOut.count == InterruptionDocument.longest)
        #expect(spelledOut.first?["news"]?.string == "over" && spelledOut.last?["alarm"]?["rule"]?.string == "timeouts")
    }

    /// What people read in it is in their language; what programs read is not.
    @Test func whatIsToldIsInTheLanguageOfTheConfiguration() throws {
        let german = try #require(German.wording)
        let message = Message.aboveLimit(.cpuWait, Quantity(12.4, "%"), nil, nil, Quantity(10, "%"), nil)
        var alarm = Samples.alarm(1, runbook: Runbook(timeToAct: .actToday()))
        alarm.message = message
        let step = Transition(alarm: alarm, what: .raised, at: Samples.start)
        let call = Interruption(at: Samples.start, items: [.init(.new, step)])
        let document = InterruptionDocument.of(call, site: "Test", german)
        #expect(document["alarm"]?["text"]?.string == "CPU-Wartezeit 12,4 %, Grenze 10 %")
        #expect(document["alarm"]?["time_to_act"]?.string == "heute" && document["alarm"]?["severity"]?.string == "critical")
        #expect(InterruptionDocument.of(call, site: "Test")["alarm"]?["text"]?.string == "CPU wait 12.4 %, limit 10 %")
        let alert = AlertLedger(site: "Test", wording: german).alerts(for: [alarm], at: Samples.start).first
        #expect(alert?.annotations["summary"] == "CPU-Wartezeit 12,4 %, Grenze 10 %")
        #expect(alert?.labels == AlertLedger(site: "Test").labels(of: alarm))
    }

    /// A program reads the field's word; journals and links know older ones.
    @Test func maintenanceIsCalledSo() {
        var alarm = Samples.alarm(1)
        alarm.isInMaintenance = true
        let step = Transition(alarm: alarm, what: .inMaintenance, at: Samples.start)
        let document = InterruptionDocument.of(Interruption(at: Samples.start, items: [.init(.new, step)]), site: "Test")
        #expect(document["what"]?.string == "inMaintenance" && document["alarm"]?["flag"]?.string == "in_maintenance")
        #expect(Transition.What.allCases.filter { $0.word != $0.rawValue } == [.inMaintenance, .maintenanceEnded])
    }

    @Test func ofTwoCallsInOneTheLaterWordAboutAnAlarmCounts() {
        let joined = Samples.call(1...3).joined(with: Samples.call(2...2, .over))
        #expect(joined.items.map(\.news) == [.new, .new, .over] && joined.summary.over == 1)
    }
}
