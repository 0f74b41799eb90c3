import Dashboard
import Drawing
import Feed
import Telemetry
import Testing

/// Numbers that change a little with every answer move no row.
@Suite struct SteadyOrderTests {
    private func picture(_ waits: [Double], _ screen: Character, _ width: Int, _ height: Int) -> [Substring] {
        var history = ScriptedHistory()
        let guests = waits.indices.map {
            Guest(id: TownHall.uuid($0), name: "guest-\($0)", state: .running, vCPUs: 1, memoryMaximum: 1e9, memoryView: .host)
        }
        for (index, wait) in waits.enumerated() {
            history.set(.guestWait, of: "hv-1", guest: TownHall.uuid(index), wait, at: TownHall.now)
            history.set(.guestCPU, of: "hv-1", guest: TownHall.uuid(index), 1, at: TownHall.now)
        }
        var app = TownHall.app()
        app.tell([
            .connection(.attached), .history(history), .update(.site(TownHall.site)),
            .update(.host(HostState(id: "hv-1", answeredAt: TownHall.now, polledAt: TownHall.now, guests: guests))), .tick(TownHall.now),
        ])
        app.press(.character(screen))
        let text = app.draw(width: width, height: height).transcript
        return text.split(separator: "\n").compactMap { line in
            guard let range = line.firstRange(of: "guest-"), !line.contains("worst") else { return nil }
            return line[range.lowerBound...].prefix(7)
        }
    }

    @Test(arguments: [(Character("2"), 80, 24), ("1", 200, 60)])
    func idleGuestsKeepTheirOrder(screen: Character, width: Int, height: Int) {
        let order = picture([0.2, 0.1, 30.4, 0.3], screen, width, height)
        #expect(order == ["guest-2", "guest-0", "guest-1", "guest-3"])
        #expect(picture([0.1, 0.4, 30.1, 0.2], screen, width, height) == order)
        #expect(picture([0.1, 4, 30.1, 0.2], screen, width, height) == ["guest-2", "guest-1", "guest-0", "guest-3"])
    }

    /// Two names that begin alike are two on a screen that is wide enough, and on one that is not.
    @Test func longNamesAreToldApart() {
        let names = ["01", "02"].map { "a-very-long-hypervisor-name-" + $0 }
        var app = TownHall.app()
        app.tell([
            .connection(.attached),
            .update(.site(Site(name: "s", areas: [], hosts: names.map { Host(id: $0, area: "x", collector: "local", endpoint: "") }))),
            .tick(TownHall.now),
        ])
        #expect(names.allSatisfy { app.draw(width: 140, height: 40).transcript.contains($0) })
        for width in [45, 80, 120] {
            let text = app.draw(width: width, height: 24).transcript
            #expect(text.contains("e-01") && text.contains("e-02"), "\(text)")
        }
    }
}
