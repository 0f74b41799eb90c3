import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import Testing

/// Who waits for a CPU, over all hosts: what is shown as of now is of now.
@Suite struct WaitingTests {
    private func rows(_ desk: Desk) -> [Substring] {
        Array(desk.app.draw(width: 200, height: 60).transcript.split(separator: "\n").prefix { $0 != "-- roles" })
    }

    @Test func whatIsOldIsHatched() {
        let desk = Desk(TownHall.troubled())
        #expect(rows(desk).contains { $0.contains("desk-04") && $0.contains(" 31.2 ") })
        desk.tell([.connection(.lost(reason: .raw("gone"), since: TownHall.now)), .tick(TownHall.now + .seconds(300))])
        #expect(rows(desk).contains { $0.contains("desk-04") && $0.contains("/31.2 ") }, "\(rows(desk).joined(separator: "\n"))")
    }
    /// A host that is silent stands behind the others: its numbers are of another time.
    @Test func whoIsSilentIsNotTheWorst() throws {
        var history = TownHall.history(isTroubled: true)
        let other = TownHall.uuid(4)
        history.set(.guestWait, of: "hv-2", guest: other, 2, at: TownHall.now + .seconds(300))
        let desk = Desk(TownHall.troubled())
        var second = TownHall.healthyHosts[1]
        second.guests = [Guest(id: other, name: "lone", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host)]
        second.answeredAt = TownHall.now + .seconds(300)
        desk.tell([.history(history), .tick(TownHall.now + .seconds(300)), .update(.host(second))])
        let all = rows(desk)
        let lone = try #require(all.firstIndex { $0.contains("lone") })
        #expect(lone < all.firstIndex { $0.contains("desk-04") } ?? 0, "\(all.joined(separator: "\n"))")
    }
    @Test func whereNothingIsMeasuredNobodySaysThatNoneWaits() {
        let desk = Desk(TownHall.app())
        let gateways = TownHall.site.hosts.filter { $0.collector == "openvpn" }
        desk.tell([.connection(.attached), .update(.site(Site(name: "T", areas: [], hosts: gateways)))])
        desk.tell(TownHall.healthyHosts.suffix(2).map { .update(.host($0)) })
        desk.tell([.tick(TownHall.now)])
        #expect(rows(desk).contains { $0.contains("no guest's wait is known") }, "\(rows(desk).joined(separator: "\n"))")
        #expect(!rows(desk).contains { $0.contains("no guest waits") })
        var idle = TownHall.history(isTroubled: true)
        for number in 0..<5 { idle.set(.guestWait, of: "hv-1", guest: TownHall.uuid(number), 0, at: TownHall.ago(4)) }
        let all = Desk(TownHall.app())
        all.tell([.connection(.attached), .history(idle), .update(.site(TownHall.site))])
        all.tell(TownHall.healthyHosts.map { .update(.host($0)) } + [.tick(TownHall.now)])
        #expect(rows(all).contains { $0.contains("no guest waits for a CPU") }, "\(rows(all).joined(separator: "\n"))")
    }
}
