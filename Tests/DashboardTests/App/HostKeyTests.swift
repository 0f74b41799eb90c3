import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// From host to host, and what a key means where one is.
@Suite struct HostKeyTests {
    private func line(_ app: Desk, _ row: Int = 0) -> String {
        String(app.app.draw(width: 120, height: 40).transcript.split(separator: "\n", omittingEmptySubsequences: false)[row])
    }
    private func picture(_ app: Desk) -> String { app.app.draw(width: 120, height: 40).transcript }

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
        func site(_ hosts: [Host]) -> DashboardEvent { .update(.site(Site(name: "", areas: TownHall.site.areas, hosts: hosts))) }
        let hosts = TownHall.site.hosts
        app.tell([site(Array(hosts.suffix(1)) + hosts.dropLast())])
        #expect(marked().contains("hv-2"), "another place, the same host")
        app.tell([site(hosts.filter { $0.id != "hv-2" })])
        #expect(marked().contains("vpn-1"), "what took its place")
        app.press(.enter)
        #expect(line(app).contains("vpn-1"))
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
}
