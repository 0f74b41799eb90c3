import Alarms
import Drawing
import Feed
import Telemetry
import Testing

@testable import Dashboard

/// Whatever was asked for is looked at, and nothing else: a filter elsewhere, other hosts and other guests of the same id change nothing.
@Suite struct FocusTests {
    private func type(_ keys: String, _ desk: Desk) {
        let others: [Character: Key] = ["⏎": .enter, "⎋": .escape, "↓": .down, "→": .right, "⇥": .tab]
        desk.tell(keys.map { .key(others[$0] ?? .character($0)) })
    }
    private func desk(_ keys: String, in app: App = TownHall.troubled()) -> Desk {
        let desk = Desk(app)
        type(keys, desk)
        return desk
    }
    private func picture(_ desk: Desk) -> String { desk.app.draw(width: 120, height: 40).transcript }

    // MARK: Behind a filter of Overview

    @Test(arguments: [
        ("/hv-1⏎:host vpn-2⏎", "vpn-2"), ("/vpn⏎W", "hv-1"), ("/hv-1⏎Hvpn-2⏎", "vpn-2"), ("Hvpn-2⏎1/hv-1⏎;", "vpn-2"),
        ("Hvpn-2⏎:keep x⏎1/hv-1⏎:view x⏎", "vpn-2"),
        // These are about the host that the cursor is on.
        ("/vpn⏎2", "vpn-1"), ("/vpn⏎:host⏎", "vpn-1"), ("/vpn⏎⇥", "vpn-1"), ("/vpn⏎⏎", "vpn-1"),
    ])
    func theHostThatWasAskedForIsShown(keys: String, host: String) {
        let desk = desk(keys)
        #expect(desk.app.shown == .host && desk.app.focus.host == host)
    }
    @Test func theGuestThatWasAskedForIsShown() {
        let guest = desk("/hv-2⏎Hold-mail⏎")
        #expect(guest.app.shown == .guest)
        #expect(guest.app.selection.guests == [GuestIdentity(host: "hv-1", guest: TownHall.uuid(6))])
        #expect(desk("/vpn⏎Hdesk-04⏎").app.selection.guests == [GuestIdentity(host: "hv-1", guest: TownHall.uuid(0))])
    }

    // MARK: Back to a guest

    private static let desk04 = [GuestIdentity(host: "hv-1", guest: TownHall.uuid(0))]

    @Test(arguments: ["Hvpn-1⏎⎋", "Hhv-2⏎⎋", "!!⎋", "3↓⎋", "1↓↓⎋"]) func aGuestStaysWhereItIs(keys: String) {
        let desk = desk("Hdesk-04⏎" + keys)
        #expect(desk.app.shown == .guest && desk.app.selection.guests == Self.desk04, "\(picture(desk))")
        #expect(desk.app.focus.host == "hv-1", "what is asked anew, and what 2 shows, is its host")
    }
    @Test func aGuestOfAnotherClusterIsNotTakenForIt() {
        let names = ["pve/a", "pve/b", "lab/a"]
        let hosts = names.map { Host(id: $0, target: String($0.prefix(3)), area: "", collector: "proxmox", endpoint: "https://pve") }
        func guest(_ name: String) -> Guest {
            Guest(id: "100", name: name, state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host)
        }
        func state(_ id: String, _ guests: [Guest]) -> DashboardEvent {
            .update(.host(HostState(id: id, answeredAt: TownHall.now, polledAt: TownHall.now, guests: guests)))
        }
        let desk = Desk(TownHall.app())
        desk.tell([.connection(.attached), .update(.site(Site(name: "T", areas: [], hosts: hosts)))])
        desk.tell([state("pve/a", [guest("mail")]), state("pve/b", []), state("lab/a", [guest("toy")])])
        type("Hmail⏎Hlab/a⏎⎋", desk)
        #expect(picture(desk).contains("pve/a › mail"))
        // It moves, and its node leaves.
        desk.tell([state("pve/a", []), state("pve/b", [guest("mail")])])
        #expect(picture(desk).contains("pve/b › mail"))
        desk.press(.control("r"))
        #expect(desk.app.focus.host == "pve/b")
        desk.tell([.update(.site(Site(name: "T", areas: [], hosts: hosts.filter { $0.id != "pve/a" })))])
        #expect(picture(desk).contains("pve/b › mail"))
        desk.tell([.update(.site(Site(name: "T", areas: [], hosts: hosts.filter { $0.id == "lab/a" })))])
        #expect(picture(desk).contains("not there any more") && !picture(desk).contains("toy"), "\(picture(desk))")
        // A screen that was kept knows it, too.
        let kept = self.desk("Hdesk-04⏎", in: GuestHall.app()).app.memory(of: .guest)
        #expect(ScreenMemory(encoded: kept.encoded) == kept)
        #expect(kept.guest == Self.desk04[0])
    }
}
