import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Where not all hosts are seen, their number is.
@Suite struct ManyHostsTests {
    private func app(hosts: Int, alarms: Int) -> App {
        var app = TownHall.app()
        let all = (0..<hosts).map { Host(id: "gate-\($0)", area: "town", collector: "openvpn", endpoint: "10.1.0.\($0):7505") }
        let raised = (0..<alarms).map {
            Alarm(
                id: Int64($0), key: AlarmKey(rule: "cpu.wait", host: "gate-\($0 % hosts)", entity: .guest("\($0)")), severity: .critical,
                phase: .unacknowledged, raisedAt: TownHall.ago(60), changedAt: TownHall.ago(60), message: .raw("CPU wait \($0)"))
        }
        app.tell([
            .connection(.attached), .history(ScriptedHistory()), .update(.engine(TownHall.engine)),
            .update(.site(Site(name: "x", areas: [Area(id: "town", kind: "")], hosts: all))),
        ])
        app.tell(all.map { .update(.host(HostState(id: $0.id, answeredAt: TownHall.ago(2), polledAt: TownHall.ago(2)))) })
        app.tell([.update(.alarms(raised)), .update(.ends([])), .update(.events([])), .tick(TownHall.now)])
        return app
    }
    private func rows(_ app: App, _ width: Int, _ height: Int) -> [Substring] {
        Array(app.draw(width: width, height: height).transcript.split(separator: "\n").prefix { $0 != "-- roles" })
    }

    @Test(arguments: [(80, 24), (80, 16), (120, 40), (45, 20)], [1, 12, 40]) func noneIsLeftOutWithoutACount(size: (Int, Int), hosts: Int)
        throws
    {
        let rows = rows(app(hosts: hosts, alarms: 12), size.0, size.1)
        let heading = try #require(rows.first { $0.hasPrefix("─Hosts") || $0.hasPrefix("─Other hosts") || $0.contains("gate-") })
        let seen = Set(
            (0..<hosts).filter { number in
                rows.contains { $0.dropFirst().hasPrefix("gate-\(number) ") || $0.dropFirst().hasPrefix("gate-\(number)─") }
            })
        if heading.contains("osts") {
            #expect(heading.contains(" \(hosts - seen.count) more ") == (seen.count < hosts), "\(rows.joined(separator: "\n"))")
        }
        if size.0 >= 60 {
            #expect(heading.contains("Hosts") && seen.count >= min(hosts, size.1 >= 24 ? 5 : 1), "\(rows.joined(separator: "\n"))")
        }
    }
}
