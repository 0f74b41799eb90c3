import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What is told to whoever is not looking, and a picture that is held.
@Suite struct AnnouncementTests {
    private func line(_ app: Desk, _ row: Int = 0) -> String {
        String(app.app.draw(width: 120, height: 40).transcript.split(separator: "\n", omittingEmptySubsequences: false)[row])
    }
    private func picture(_ app: Desk) -> String { app.app.draw(width: 120, height: 40).transcript }

    @Test func aBellForWhatIsToldAndNotForWhatIsThere() {
        let app = Desk(TownHall.app())
        app.tell([.connection(.attached), .update(.site(TownHall.site))])
        #expect(app.tell([.update(.alarms([TownHall.alarms[0]]))]) == [.title("Warte Rathaus 1!")])
        #expect(app.tell([.update(.alarms([TownHall.alarms[0], TownHall.alarms[1]]))]) == [.title("Warte Rathaus 2!")])
        func told(bad: Int, critical: Int) -> DashboardEvent {
            .update(.interruption(.init(at: TownHall.now, bad: bad, critical: critical)))
        }
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
