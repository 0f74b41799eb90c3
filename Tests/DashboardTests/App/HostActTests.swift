import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Maintenance and forgetting: of the host under the cursor, and after a yes alone.
@Suite struct HostActTests {
    @Test func maintenanceIsAboutTheHostOfTheAlarmUnderTheCursor() {
        let desk = Desk(TownHall.troubled())
        // The host cursor is on hv-1, the visible one on the second alarm, which is vpn-1's.
        desk.press(.right, .down, .character("o"))
        #expect(picture(desk).contains("vpn-1") && picture(desk).contains("Maintenance as anna"))
        desk.type("new uplink")
        #expect(
            desk.press(.enter) == [.send(.startMaintenance(host: "vpn-1", duration: .seconds(7200), reason: "new uplink"))])
    }

    /// Another one's window would be replaced, or ended.
    @Test func aWindowThatBeganMeanwhileIsSaidFirst() {
        let desk = Desk(TownHall.troubled())
        func begin(_ author: String) {
            var state = TownHall.troubledHosts[0]
            state.maintenance = MaintenanceWindow(
                host: "hv-1", from: TownHall.ago(60), until: TownHall.ago(-90_000), author: author, reason: "disk")
            desk.tell([.update(.host(state))])
        }
        desk.type("ox")
        begin("root")
        #expect(desk.press(.enter) == [])
        #expect(picture(desk).contains("not yet: root has put hv-1 into maintenance meanwhile; once more does it"), "\(picture(desk))")
        #expect(desk.press(.enter) == [.send(.startMaintenance(host: "hv-1", duration: .seconds(7200), reason: "x"))])
        desk.press(.character("O"))
        begin("km")
        #expect(desk.press(.character("y")) == [] && picture(desk).contains("not yet: km has put hv-1 into maintenance meanwhile"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "hv-1"))])
    }

    @Test func returnToServiceAsksAndOnlyAYesDoesIt() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("O"))
        #expect(picture(desk).contains("hv-1 is not in maintenance"))
        for place in [0, 2] {
            var state = TownHall.troubledHosts[place]
            state.maintenance = MaintenanceWindow(
                host: state.id, from: TownHall.ago(60), until: TownHall.ago(-600), author: "km", reason: "disk")
            desk.tell([.update(.host(state))])
        }
        desk.press(.right, .down)
        #expect(desk.press(.character("O")) == [])
        #expect(picture(desk).contains("End the maintenance as anna?"))
        #expect(desk.press(.enter, .character("j")) == [])
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "vpn-1"))])
        desk.press(.left, .character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "hv-1"))])
    }

    /// The window is the target's: what was marked is its hosts.
    @Test func whatIsOutOfMaintenanceIsMarkedNoMore() {
        let desk = Desk(TownHall.troubled())
        let hosts = ["a", "b"].map { Host(id: "pve/\($0)", target: "pve", area: "Verwaltung", collector: "cluster", endpoint: "") }
        desk.tell([.update(.site(Site(name: "Rathaus", areas: TownHall.site.areas, hosts: hosts))), .update(.alarms([]))])
        let window = MaintenanceWindow(host: "pve", from: TownHall.ago(60), until: TownHall.ago(-600), author: "km", reason: "update")
        for host in hosts { desk.tell([.update(.host(HostState(id: host.id, maintenance: window)))]) }
        desk.press(.character(" "), .character(" "), .character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "pve"))])
        desk.press(.character("U"))
        #expect(picture(desk).contains("nothing is marked"))
    }

    /// What is said of a guest is said of its target, and so may a maintenance be.
    @Test func aTargetIsInMaintenanceWithAllOfItsHosts() {
        let desk = Desk(TownHall.troubled())
        let hosts = ["a", "b"].map { Host(id: "pve/\($0)", target: "pve", area: "Verwaltung", collector: "cluster", endpoint: "") }
        let crash = Alarm(
            id: 8, key: AlarmKey(rule: "guest_crashed", host: "pve"), severity: .critical, phase: .unacknowledged,
            raisedAt: TownHall.ago(60), changedAt: TownHall.ago(60), message: "guest db crashed")
        desk.tell([.update(.site(Site(name: "Rathaus", areas: TownHall.site.areas, hosts: hosts))), .update(.alarms([crash]))])
        desk.press(.right, .character("o"))
        desk.type("update")
        #expect(desk.press(.enter) == [.send(.startMaintenance(host: "pve", duration: .seconds(7200), reason: "update"))])
        desk.press(.character("O"))
        #expect(picture(desk).contains("pve is not in maintenance"))
        let window = MaintenanceWindow(host: "pve", from: TownHall.ago(60), until: TownHall.ago(-600), author: "km", reason: "update")
        for host in hosts { desk.tell([.update(.host(HostState(id: host.id, maintenance: window)))]) }
        desk.press(.character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "pve"))])
        desk.press(.left, .character("O"))
        #expect(desk.press(.character("y")) == [.send(.endMaintenance(host: "pve"))])
    }

    @Test func onlyAHostThatIsMissingIsForgottenAndOnlyAYesDoesIt() {
        let desk = Desk(TownHall.troubled())
        #expect(desk.press(.character("F")) == [])
        #expect(picture(desk).contains("hv-1 is not missing"))
        var state = TownHall.troubledHosts[0]
        (state.failure, state.hint) = ("missing: pve answers and no longer names it", .missing)
        desk.tell([.update(.host(state))])
        #expect(desk.press(.character("F")) == [])
        #expect(picture(desk).contains("Forget as anna?") && picture(desk).contains("gone for good"))
        #expect(desk.press(.enter, .character("j"), .character("n")) == [])
        #expect(desk.press(.character("F"), .character("y")) == [.send(.forget(host: "hv-1"))])
        desk.tell([.answer(.forget(host: "hv-1"), nil)])
        #expect(picture(desk).contains("hv-1 is forgotten"))
        // It is gone before anybody says yes: the engine has the last word.
        desk.tell([.answer(.forget(host: "hv-1"), CommandRefusal("there is no host hv-1"))])
        #expect(picture(desk).contains("not done: there is no host hv-1"))
    }

    @Test func anAlarmOfTheSiteIsOfNoHost() {
        let desk = Desk(TownHall.troubled())
        let site = Alarm(
            id: 7, key: AlarmKey(rule: "journal", host: ""), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.ago(900),
            changedAt: TownHall.ago(900), message: "the journal cannot be written")
        desk.tell([.update(.alarms(TownHall.alarms + [site]))])
        desk.press(.right, .character("o"))
        #expect(picture(desk).contains("no host is selected"))
    }

    /// A filter may take the host that was looked at: then the cursor is on the first that is left, and so is what keys do.
    @Test func aHostThatTheFilterHidesIsNotActedOn() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("/"))
        desk.type("vpn")
        desk.press(.enter, .left, .character("o"))
        desk.type("x")
        #expect(desk.press(.enter) == [.send(.startMaintenance(host: "vpn-1", duration: .seconds(7200), reason: "x"))])
        desk.press(.enter)
        #expect(picture(desk).split(separator: "\n").first?.contains("vpn-1") == true)
    }
}
