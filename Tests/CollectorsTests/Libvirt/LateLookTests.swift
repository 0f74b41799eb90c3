import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A look whose call hung on a guest comes after the looks of the connection that took over: it brings what was when it asked.
@Suite("libvirt: a look that comes later than a newer one")
struct LateLookTests {
    private var tracker = HostTracker(host: "hv", mayWrite: true)
    private let start = ContinuousClock.now

    /// Asked at that second; the guest had read as many bytes, and these users.
    private func look(_ second: Int, read: UInt64, users: [String]? = nil, pool: String? = nil) -> Look {
        var look = Look(product: "qemu · libvirt 9.0.0")
        let values: [String: TypedParameters.Value] = [
            "state.state": .natural(1), "vcpu.current": .natural(1), "block.0.name": .text("vda"), "block.0.rd.bytes": .natural(read),
            "cpu.time": .natural(UInt64(second) * 300_000_000), "balloon.rss": .natural(900),
        ]
        let guest = GuestRecord(id: "a", name: "a", parameters: TypedParameters(values: values))
        look.sights = [Look.Sight(snapshot: Snapshot(processorCount: 8, guests: [guest]), at: start + .seconds(second))]
        if let users {
            let sessions = users.map { Session(id: "a/\($0)", kind: .desktop, user: $0, guest: "a") }
            look.agents = [AgentAnswer(guest: "a", name: "a", at: start + .milliseconds(second * 1000 + 100), users: sessions)]
        }
        if let pool {
            look.pools = .success([PoolRecord(name: pool, state: 2)])
            look.poolsAskedAt = start + .milliseconds(second * 1000 + 200)
        }
        return look
    }

    private mutating func take(_ look: Look, at second: Int) throws -> Reading? {
        try tracker.take(look, hanging: 0, at: Moment(seconds: Int64(second)))?.get()
    }

    @Test("counts nothing twice, tells no CPU time of its own and is nobody's answer")
    mutating func counters() throws {
        _ = try take(look(0, read: 1000), at: 0)
        _ = try take(look(600, read: 7000), at: 600)
        #expect(try take(look(1, read: 1000), at: 601) == nil, "what is newer is the answer, and nobody is told of a failure")
        let reading = try #require(try take(look(605, read: 7050), at: 605))
        #expect(reading.value(.blockRead, "a") == 7050)
        #expect(reading.value(.guestCPU, "a").map { (29...31).contains($0) } == true)
    }

    @Test("neither brings back users who left nor ends those who came since")
    mutating func users() throws {
        _ = try take(look(0, read: 0, users: ["bob"]), at: 0)
        let newer = try #require(try take(look(12, read: 0, users: ["carla"]), at: 12))
        #expect(newer.ends.map(\.session) == ["a/bob"])
        #expect(try take(look(1, read: 0, users: ["bob"]), at: 13) == nil)
        let next = try #require(try take(look(17, read: 0), at: 17))
        #expect(next.ends.isEmpty && next.sessions.map(\.id) == ["a/carla"])
        let last = try #require(try take(look(22, read: 0, users: []), at: 22))
        #expect(last.ends.map(\.session) == ["a/carla"], "each end once")
    }

    @Test("brings no pools that are older than those known, but those that it asked for last")
    mutating func pools() throws {
        func names(_ reading: Reading?) throws -> [String] {
            try #require(try reading?.hosts.first?.outcome.get()).inventory.storages.map { $0.name }
        }
        _ = try take(look(0, read: 0, pool: "first"), at: 0)
        #expect(try names(try take(look(40, read: 0, pool: "newer"), at: 40)) == ["newer"])
        _ = try take(look(1, read: 0, pool: "old"), at: 41)
        #expect(try names(try take(look(45, read: 0), at: 45)) == ["newer"])
        // The guests answered long ago; then it was the pools' turn, and they took their time.
        var waited = look(2, read: 0, pool: "newest")
        waited.poolsAskedAt = start + .seconds(44)
        _ = try take(waited, at: 46)
        #expect(try names(try take(look(50, read: 0), at: 50)) == ["newest"])
    }
}
