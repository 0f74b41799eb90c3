import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// From one host to another: by letters, back and forth, and by areas that fold.
@Suite struct DestinationTests {
    private func desk(_ keys: String = "") -> Desk {
        let desk = Desk(TownHall.troubled())
        type(keys, desk)
        return desk
    }
    @discardableResult private func type(_ keys: String, _ desk: Desk) -> [Effect] {
        let others: [Character: Key] = ["⏎": .enter, "⎋": .escape, "↓": .down, "↑": .up]
        return desk.tell(keys.map { .key(others[$0] ?? .character($0)) })
    }
    private func picture(_ desk: Desk, _ width: Int = 120, _ height: Int = 40) -> String {
        desk.app.draw(width: width, height: height).transcript
    }

    // MARK: H

    private func found(_ letters: String) -> [Destination] {
        FoundDestination.all(holding: letters, in: TownHall.troubled().context.summary).map(\.place)
    }

    @Test func lettersFindHostsGuestsAreasAndCollectors() {
        #expect(found("vpn2") == [.host("vpn-2")] && found("").count == 4)
        #expect(found("desk-17") == [.guest(GuestIdentity(host: "hv-1", guest: TownHall.uuid(1)))])
        #expect(found("VERW").contains(.area("Verwaltung")) && found("verw").contains(.host("hv-2")))
        #expect(found("ß").contains(.area("Außenstellen")) && found("openvpn").contains(.collector("openvpn")))
        #expect(found("v").first == .host("vpn-1"), "what begins so, and hosts, come first")
        #expect(found("zzz").isEmpty && found(String(repeating: "v", count: 5000)).isEmpty && found("\u{1B}[2J").isEmpty)
    }
    @Test func ranks() {
        let fuzzy = Fuzzy("hv1")
        #expect(fuzzy.rank("HV1-a") == 0 && fuzzy.rank("xhv1") == 1 && fuzzy.rank("h-v-1") == 2 && fuzzy.rank("1vh") == nil)
        #expect(Fuzzy("ä").rank("ÄB") == 0 && Fuzzy("ä").rank("aÄ") == 1 && Fuzzy("漢").rank("x") == nil && Fuzzy("a").rank("") == nil)
    }
    @Test func whatIsFoundIsGoneTo() {
        let guest = desk("Hdesk-17⏎")
        #expect(guest.app.shown == .guest && guest.app.selection.guests == [GuestIdentity(host: "hv-1", guest: TownHall.uuid(1))])
        let area = desk("HVerwaltung")
        #expect(picture(area).contains("▸Verwaltung"), "\(picture(area))")
        type("⏎", area)
        #expect(area.app.shown == .overview && (area.app.screens[0] as? OverviewScreen)?.list.hosts == ["hv-1", "hv-2"])
        var odd = TownHall.troubled()
        odd.go(to: .area("Haus \"am\" See"))
        #expect(odd.filters[.overview] == "area:\"haus \"" && odd.focus.query.problem == nil)
        // A filter of the Host screen must not hide the guest that was asked for.
        let hidden = desk("W/print⏎Hdesk-17⏎")
        #expect(hidden.app.selection.guests.first?.guest == TownHall.uuid(1))
    }
    @Test func twentyThousandGuestsAreFewOnAScreen() {
        var app = TownHall.troubled()
        let guests = (0..<20_000).map {
            Guest(id: "\($0)", name: "desk-\($0)", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host)
        }
        app.tell([.update(.host(HostState(id: "hv-1", answeredAt: TownHall.now, polledAt: TownHall.now, guests: guests)))])
        let all = FoundDestination.all(holding: "desk", in: app.context.summary)
        #expect(all.count == FoundDestination.most)
        #expect(FoundDestination.all(holding: "desk-19999", in: app.context.summary).count == 1)
    }

    // MARK: The host before

    @Test func theLastHostIsOneKeyAway() {
        let desk = desk(";")
        #expect(picture(desk).contains("no other host was looked at yet"))
        type("W1", desk)
        type(";", desk)
        #expect(desk.app.shown == .host && desk.app.focus.host == "hv-1", "back to it from elsewhere")
        type("Hvpn-2⏎;", desk)
        #expect(desk.app.focus.host == "hv-1")
        type(";", desk)
        #expect(desk.app.focus.host == "vpn-2", "back and forth")
        type("..3", desk)
        let now = desk.app.focus.host
        type("1↓↓;", desk)
        #expect(desk.app.focus.host == now, "a cursor that passes by looks at none in full")
        desk.tell([.update(.site(Site(name: "", areas: [], hosts: TownHall.site.hosts.filter { $0.id == "vpn-1" })))])
        type("1", desk)
        type(";", desk)
        #expect(picture(desk).contains("is gone") || desk.app.focus.host == "vpn-1")
    }

    // MARK: Areas

    private func hosts(_ desk: Desk) -> [Host.ID] { (desk.app.screens[0] as? OverviewScreen)?.list.hosts ?? [] }

    @Test func anAreaFoldsAndHidesNoTrouble() {
        let desk = desk("↓f")
        #expect(hosts(desk) == ["hv-1", "vpn-1", "vpn-2"])
        #expect(picture(desk).contains("▸Verwaltung  folded · 1 open alarm · virtualized · 2 hosts · VDI 77"), "\(picture(desk))")
        type("↓", desk)
        #expect(desk.app.cursorSelection.hosts == ["vpn-1"])
        type("f", desk)
        #expect(picture(desk).contains("folded · 2 open alarms · 1 without data"))
        type("/vpn⏎", desk)
        #expect(hosts(desk) == ["vpn-1", "vpn-2"], "who looks for letters sees what holds them")
        type("⎋⏎", desk)
        #expect(desk.app.shown == .overview && hosts(desk).count == 3, "Enter opens the area")
        type("f↑f", desk)
        #expect(hosts(desk) == ["hv-1", "hv-2", "vpn-1"])
    }
    @Test func aFoldedAreaCountsAnAlarmOfItsTargetOnce() {
        let hosts = ["pve/a", "pve/b"].map { Host(id: $0, target: "pve", area: "A", collector: "proxmox", endpoint: "https://pve") }
        let desk = Desk(TownHall.app())
        desk.tell([.connection(.attached), .update(.site(Site(name: "T", areas: [Area(id: "A")], hosts: hosts)))])
        desk.tell(hosts.map { .update(.host(HostState(id: $0.id, answeredAt: TownHall.now, polledAt: TownHall.now))) })
        let alarm = Alarm(
            id: 1, key: AlarmKey(rule: "storage", host: "pve"), severity: .warning, phase: .unacknowledged, raisedAt: TownHall.now,
            changedAt: TownHall.now, message: "storage full")
        desk.tell([.update(.alarms([alarm])), .tick(TownHall.now)])
        type("f", desk)
        #expect(picture(desk).contains("folded · 1 open alarm ·"), "\(picture(desk))")
    }
    @Test func actsOnAFoldedAreaAreAboutAllOfIt() {
        let desk = desk("fo")
        #expect(picture(desk).contains("Maintenance of 2 hosts as anna"))
        type("⎋a", desk)
        #expect(picture(desk).contains("this row stands for 2 hosts"))
        type(" ", desk)
        #expect(desk.app.marks.hosts(in: ["hv-1", "hv-2", "vpn-1"]) == ["hv-1", "hv-2"])
    }
    @Test func foldsAreRemembered() throws {
        let desk = desk("f")
        let memory = try #require(ScreenMemory(encoded: desk.app.memory(of: .overview).encoded))
        var other = TownHall.troubled()
        other.recall(memory)
        #expect(other.draw(width: 120, height: 40) == desk.app.draw(width: 120, height: 40))
    }
    @Test func pictures() throws {
        let desk = desk("↓f")
        for (width, height) in [(45, 20), (80, 24)] { try checkPicture(picture(desk, width, height), "folded-\(width)x\(height).txt") }
        try checkPicture(picture(self.desk("Hdes"), 80, 24), "places-80x24.txt")
    }

    /// To go to an area is to go to no other one that only holds its letters.
    @Test func anAreaIsGoneToByItsWholeName() {
        let desk = Desk(TownHall.app())
        let areas = ["IT", "Security-IT", "Haus am See", "Haus am Seeufer"]
        let hosts = areas.enumerated().map { Host(id: "h\($0.offset)", area: $0.element, collector: "libvirt", endpoint: "") }
        desk.tell([.connection(.attached), .update(.site(Site(name: "T", areas: areas.map { Area(id: $0) }, hosts: hosts)))])
        for (area, host) in [("IT", "h0"), ("Haus am See", "h2")] {
            desk.app.go(to: .area(area))
            desk.tell([.tick(TownHall.now)])
            #expect(self.hosts(desk) == [host])
        }
        desk.app.filters[.overview] = "area:it"
        desk.tell([.tick(TownHall.now)])
        #expect(self.hosts(desk) == ["h0", "h1"], "who types letters means them")
    }
    @Test func aFoldSaysWhichOfItsHostsAreMarkedAndNoMore() {
        let desk = desk(" ↑f")
        #expect(picture(desk).contains("folded · 1 marked ·"), "\(picture(desk))")
        let other = self.desk("f")
        var state = TownHall.troubledHosts[0]
        state.maintenance = MaintenanceWindow(
            host: state.id, from: TownHall.ago(60), until: TownHall.ago(-600), author: "km", reason: "disk")
        other.tell([.update(.host(state))])
        type("O", other)
        #expect(picture(other).contains("1 more is not in maintenance: nothing is done about it"), "\(picture(other))")
    }
}
