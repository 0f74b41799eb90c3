import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

/// What the Host screen says of guests that do not run, do not answer, or are measured from outside.
@Suite struct GuestTableTests {
    private static let gibibyte = 1_073_741_824.0

    private func lines(_ guests: [(String, Guest.State, Guest.MemoryView, memory: Double?, cpu: Double)], keys: [Key] = []) -> [Substring] {
        var history = ScriptedHistory()
        let list = guests.enumerated().map { index, guest in
            Guest(
                id: TownHall.uuid(index), name: guest.0, state: guest.1, vCPUs: 2, memoryMaximum: 8 * Self.gibibyte, memoryView: guest.2)
        }
        for (index, guest) in guests.enumerated() {
            history.set(.guestCPU, of: "hv-1", guest: TownHall.uuid(index), guest.cpu, at: TownHall.now)
            if let memory = guest.memory {
                history.set(.guestMemoryUsed, of: "hv-1", guest: TownHall.uuid(index), memory * Self.gibibyte, at: TownHall.now)
            }
        }
        var app = TownHall.app()
        app.tell([
            .connection(.attached), .update(.site(TownHall.site)), .history(history),
            .update(
                .host(
                    HostState(
                        id: "hv-1", answeredAt: TownHall.now, polledAt: TownHall.now, nextPollAt: TownHall.now, guests: list,
                        sessions: []))),
        ])
        app.press(.character("2"))
        for key in keys { app.press(key) }
        return app.draw(width: 160, height: 40).transcript.split(separator: "\n")
    }

    @Test(arguments: [[Key](), [.character(">")], [.character("<")], [.character("<"), .character("r")]])
    func whatDoesNotRunStandsLast(_ keys: [Key]) throws {
        let lines = lines(
            [
                ("busy", .running, .guest, 4, 5), ("once-busy", .off, .guest, 7, 99), ("crashed-busy", .crashed, .guest, 7, 98),
                ("idle", .running, .guest, 1, 1),
            ], keys: keys)
        func place(_ name: String) throws -> Int {
            try #require(lines.firstIndex { $0.contains(name) && $0.contains("─") == false }, "\(name)")
        }
        #expect(try max(place("busy "), place("idle")) < min(place("once-busy"), place("crashed-busy")), "\(lines)")
    }

    @Test func aPausedGuestHoldsItsMemoryAndIsNotOff() throws {
        let lines = lines([("desk", .running, .guest, 4, 5), ("rest", .paused, .guest, 3, 0), ("gone", .off, .guest, 2, 0)])
        let row = try #require(lines.first { $0.contains("rest") && $0.contains("paused") })
        #expect(row.contains("3.0 of 8.0 GiB"), "\(row)")
        #expect(lines.contains { $0.contains("1 run, 1 paused, 1 off") }, "\(lines)")
    }

    @Test func whatTheHostHoldsIsNoShareOfWhatTheGuestMayHave() throws {
        let lines = lines([("desk", .running, .host, 8.3, 5)])
        let row = try #require(lines.first { $0.contains("desk") && $0.contains("running") })
        #expect(row.contains("8.3 GiB held") && !row.contains(" of "), "\(row)")
    }

    @Test func aGuestThatDoesNotAnswerHasOldNumbers() throws {
        let lines = lines([("desk", .hung, .guest, 4, 0), ("other", .running, .guest, 4, 0)])
        let row = try #require(lines.first { $0.contains("desk") && $0.contains("hung") })
        #expect(row.contains("/4.0 of 8.0 GiB"), "\(row)")
        #expect(lines.contains { $0.contains("2 run, 0 off") })
    }
}

/// Sessions against what fits: only those on hosts that have a limit.
@Suite struct SessionTotalsTests {
    /// Gateways, pools of desktops and their consoles, and machines that people log in to.
    @Test(arguments: [("1", 160), ("4", 160), ("1", 100)], [Session.Kind.vpn, .desktop, .console, .login])
    func sessionsWithoutALimitAreMeasuredAgainstNone(_ look: (screen: Character, width: Int), _ kind: Session.Kind) throws {
        var app = TownHall.app()
        func state(_ id: String, _ count: Int, limit: Int?) -> HostState {
            HostState(
                id: id, answeredAt: TownHall.now, polledAt: TownHall.now, nextPollAt: TownHall.now,
                sessions: TownHall.sessions(count, kind), sessionLimit: limit)
        }
        app.tell([
            .connection(.attached), .update(.site(TownHall.site)), .history(ScriptedHistory()),
            .update(.host(state("vpn-1", 10, limit: 50))), .update(.host(state("vpn-2", 200, limit: nil))),
        ])
        app.press(.character(look.screen))
        let text = app.draw(width: look.width, height: 40).transcript
        #expect(text.contains("10 of 50") && text.contains("200 without a limit"), "\(text)")
        #expect(!text.contains("210 of 50"))
    }

    /// What a gateway says of itself may be any number.
    @Test(arguments: ["1", "2", "4", "5"] as [Character])
    func limitsThatTogetherAreNoNumberTrapNobody(_ screen: Character) {
        var app = TownHall.app()
        func state(_ id: String, limit: Int) -> HostState {
            HostState(
                id: id, answeredAt: TownHall.now, polledAt: TownHall.now, nextPollAt: TownHall.now,
                sessions: TownHall.sessions(3, .vpn), sessionLimit: limit)
        }
        app.tell([
            .connection(.attached), .update(.site(TownHall.site)), .history(ScriptedHistory()),
            .update(.host(state("vpn-1", limit: .max))), .update(.host(state("vpn-2", limit: 100))),
        ])
        app.press(.character(screen))
        #expect(!app.draw(width: 160, height: 40).transcript.isEmpty)
    }
}
