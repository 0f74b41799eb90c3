import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Gateways that tell how many people are there, and not who: their sessions count as others do.
@Suite struct UnlistedTests {
    /// The second gateway is an appliance of 48 tunnels.
    private func desk(listed: Int = 0, unlisted: Int = 48, limit: Int? = 60) -> Desk {
        let desk = Desk(TownHall.healthy())
        var appliance = TownHall.healthyHosts[3]
        appliance.sessions = TownHall.sessions(listed, .vpn)
        appliance.unlisted = UnlistedSessions(unlisted, .vpn)
        appliance.sessionLimit = limit
        var history = TownHall.history(isTroubled: false)
        history.set(.sessions, of: "vpn-2", Double(listed + unlisted), at: TownHall.ago(4))
        desk.tell([.history(history), .update(.host(appliance))])
        return desk
    }
    private func picture(_ desk: Desk, _ width: Int, _ height: Int) -> String {
        desk.app.draw(width: width, height: height).transcript
    }
    /// What of it is no role.
    private func rows(_ desk: Desk, _ width: Int, _ height: Int) -> [Substring] {
        Array(picture(desk, width, height).split(separator: "\n").prefix { $0 != "-- roles" })
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40), (200, 60)]) func theyAreAmongAll(width: Int, height: Int) throws {
        let desk = desk()
        let overview = rows(desk, width, height)
        #expect(overview.contains { $0.contains("145 of 180") }, "\(overview.joined(separator: "\n"))")
        // The area's own line, where there is one.
        if width >= 60 { #expect(overview.contains { $0.contains("Außenstellen") && $0.contains("VPN 145") }) }
        desk.press(.character("4"))
        #expect(rows(desk, width, height).contains { $0.contains("145 of 180") })
    }

    /// What a gateway carries is known where nobody is on it.
    @Test func anEmptyGatewayIsAmongAll() {
        let empty = Desk(TownHall.app())
        var hosts = TownHall.healthyHosts
        (hosts[3].sessions, hosts[3].sessionLimit, hosts[3].unlisted) = ([], 10, UnlistedSessions(0, .vpn))
        empty.tell([.connection(.attached), .update(.site(TownHall.site)), .history(ScriptedHistory())] + hosts.map { .update(.host($0)) })
        #expect(rows(empty, 120, 40).contains { $0.contains("97 of 130") }, "\(rows(empty, 120, 40).joined(separator: "\n"))")
        #expect(!rows(empty, 120, 40).contains { $0.contains("no list") })
        let free = desk(unlisted: 0, limit: nil)
        free.press(.character("4"))
        #expect(!rows(free, 120, 40).contains { $0.contains("vpn-2") }, "nobody is on it, and nothing to be measured against")
    }
    /// A hypervisor that only might have consoles is no pool of desktops.
    @Test func aSortThatWasNeverSeenIsNoRow() {
        let desk = Desk(TownHall.app())
        var hosts = TownHall.healthyHosts
        for index in 0..<2 {
            (hosts[index].sessions, hosts[index].sessionLimit, hosts[index].unlisted) = ([], nil, UnlistedSessions(0, .console))
        }
        desk.tell([.connection(.attached), .update(.site(TownHall.site)), .history(ScriptedHistory())] + hosts.map { .update(.host($0)) })
        #expect(!rows(desk, 120, 40).contains { $0.contains("VDI") })
        hosts[0].sessionLimit = 50
        desk.tell([.update(.host(hosts[0]))])
        #expect(
            rows(desk, 120, 40).contains { $0.contains("VDI") && $0.contains("0 of 50") }, "\(rows(desk, 120, 40).joined(separator: "\n"))")
    }
    /// What fits on a gateway that does not answer is nothing that the others are measured against.
    @Test func aLimitIsOfThoseThatAnswer() {
        let text = rows(Desk(TownHall.troubled()), 120, 40).joined(separator: "\n")
        #expect(text.contains("97 of 120") && text.contains("without vpn-2") && !text.contains("240"), "\(text)")
    }

    @Test func thatNoListOfThemIsToldIsSaid() {
        let desk = desk()
        desk.press(.character("4"))
        #expect(rows(desk, 120, 40).contains { $0.contains("vpn-2") && $0.contains("48/60") && $0.contains("VPN 48, no list") })
        #expect(rows(desk, 120, 40).contains { $0.contains("VPN 145") && $0.contains("48 not listed") })
        // Only that host: nobody stands in the list, and it says why.
        for _ in 0..<4 { desk.press(.character(".")) }
        #expect(rows(desk, 120, 40).contains { $0.contains("48 by their number alone: no list of them is told") })
        desk.press(.character("2"))
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            let host = rows(desk, width, height)
            #expect(host.contains { $0.contains("Sessions VPN 48, no list") }, "\(host.joined(separator: "\n"))")
            #expect(host.contains { $0.contains("48/60") })
            #expect(host.contains { $0.contains("48 by their number alone") })
        }
    }

    @Test func moreThanAreListedCountBesideThem() {
        let desk = desk(listed: 12, unlisted: 8, limit: nil)
        #expect(rows(desk, 120, 40).contains { $0.contains("97 of 120") && $0.contains("20 without a limit") })
        desk.press(.character("4"))
        #expect(rows(desk, 120, 40).contains { $0.contains("vpn-2") && $0.contains("VPN 20, 8 not listed") })
        // Who looks for a name looks among those that have one.
        desk.press(.character("/"))
        desk.type("u-1000")
        desk.press(.enter)
        #expect(!rows(desk, 120, 40).contains { $0.contains("All kinds") && $0.contains("not listed") })
    }

    /// Which kind they are is known.
    @Test func theyCanBeAskedForByTheirKind() {
        for (filter, isThere) in [("kind:vpn", true), ("!kind:console", true), ("kind:console", false), ("user:u-1", false)] {
            let desk = desk()
            desk.press(.character("4"), .character("/"))
            desk.type(filter)
            desk.press(.enter)
            #expect(rows(desk, 120, 40).contains { $0.contains("All kinds") && $0.contains("48 not listed") } == isThere, "\(filter)")
            desk.press(.character("H"))
            desk.type("vpn-2")
            desk.press(.enter, .character("/"))
            desk.type(filter)
            desk.press(.enter)
            let host = rows(desk, 120, 40)
            #expect(host.contains { $0.contains("Sessions VPN 48, no list") } == isThere, "\(filter): \(host.joined(separator: "\n"))")
        }
    }
}
