import Drawing
import Feed
import Telemetry
import Testing

@testable import Dashboard

/// In which guest somebody sits: two clusters may have guests of the same id.
@Suite struct GuestNameTests {
    @Test(arguments: [true, false]) func eachHostHasItsOwn(isReversed: Bool) {
        let names = ["pve/a": "mail", "lab/a": "toy"]
        let ids = isReversed ? ["lab/a", "pve/a"] : ["pve/a", "lab/a"]
        let hosts = ids.map { Host(id: $0, target: String($0.prefix(3)), area: "", collector: "proxmox", endpoint: "https://pve") }
        let desk = Desk(TownHall.app())
        desk.tell([.connection(.attached), .update(.site(Site(name: "T", areas: [], hosts: hosts)))])
        for id in ids {
            let guest = Guest(id: "100", name: names[id] ?? "", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host)
            let session = Session(id: "s", kind: .console, user: "u-\(id.prefix(3))", guest: "100", since: TownHall.ago(60))
            desk.tell([
                .update(
                    .host(HostState(id: id, answeredAt: TownHall.now, polledAt: TownHall.now, guests: [guest], sessions: [session])))
            ])
        }
        desk.press(.character("4"))
        let rows = desk.app.draw(width: 160, height: 40).transcript.split(separator: "\n")
        for (id, name) in names {
            #expect(
                rows.contains { $0.contains("u-\(id.prefix(3))") && $0.contains(id) && $0.contains(name) },
                "\(rows.joined(separator: "\n"))")
        }
        // Sorted by it, too: mail before toy.
        for _ in 0..<10 where (desk.app.screens[ScreenName.sessions.place] as? SessionsScreen)?.sorting.column != .guest {
            desk.press(.character(">"))
        }
        #expect((desk.app.screens[ScreenName.sessions.place] as? SessionsScreen)?.sessions.map(\.host) == ["pve/a", "lab/a"])
    }
}
