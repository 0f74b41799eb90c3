import CLibvirt
import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: guest agents that take their time")
struct GuestAgentsTests {
    /// A clock that moves when an agent is asked.
    private final class Agents {
        var now = ContinuousClock.now
        var asked: [String] = []
        /// How long each call takes, and whether there is an answer at its end.
        var slowness = Duration.milliseconds(10)
        var answers = true
        let agents = GuestAgents()

        func look(_ guests: [String], within room: Duration) -> [AgentAnswer] {
            let records = guests.map { GuestRecord(id: $0, name: $0, parameters: TypedParameters()) }
            func call(_ guest: GuestRecord) -> GuestAgents.Call? {
                { _ in
                    self.asked.append(guest.id)
                    self.now += self.slowness
                    return self.answers
                        ? .success(TypedParameters(values: ["user.count": 0, "os.name": .text("s"), "fs.0.mountpoint": .text("/")]))
                        : .failure(LibvirtError(code: 86, systemCode: 0, message: "Guest agent is not responding"))
                }
            }
            return agents.ask(records, until: now + room, now: { self.now }, call: call).answers
        }
    }

    private let guests = (0..<10).map { "g\($0)" }

    @Test("no call begins when the time is over, whatever the agent was asked before")
    func clock() {
        let agents = Agents()
        agents.slowness = .milliseconds(990)
        let begun = agents.now
        // Three calls to one guest took 2,970 ms; the second is the last that begins.
        let answers = agents.look(guests, within: .milliseconds(1600))
        #expect(agents.now - begun == .milliseconds(1980) && agents.asked == ["g0", "g0"])
        #expect(answers.map(\.guest) == ["g0"] && answers[0].system?.name == "s" && answers[0].fileSystems == nil)
    }

    @Test("who had no room comes first the next time, and what was left of one comes with it")
    func fairness() {
        let agents = Agents()
        agents.slowness = .milliseconds(600)
        var seen: [String] = []
        for _ in 0..<20 {
            seen += agents.look(guests, within: .milliseconds(1200)).filter { $0.fileSystems != nil }.map(\.guest)
            agents.now += .seconds(5)
        }
        #expect(Set(agents.asked) == Set(guests), "all were asked")
        agents.slowness = .milliseconds(1)
        agents.now += .seconds(10)
        seen += agents.look(guests, within: .seconds(1)).filter { $0.fileSystems != nil }.map(\.guest)
        #expect(Set(seen) == Set(guests), "each is asked for its file systems when there is time")
    }

    @Test("agents that say nothing cost one call each, and rest for a minute")
    func silent() {
        let agents = Agents()
        (agents.slowness, agents.answers) = (.seconds(1), false)
        var looks = 0
        while agents.asked.count < guests.count {
            #expect(agents.look(guests, within: .milliseconds(1600)).isEmpty)
            looks += 1
            guard looks < 10 else { break }
        }
        #expect(agents.asked == guests && looks == 5)
        #expect(agents.look(guests, within: .seconds(9)).isEmpty && agents.asked.count == guests.count)
    }

    @Test("a storage pool that hangs counts as no guest, and the host goes on")
    func pools() async throws {
        let gate = Mutex(false)
        let pools = StoragePools { _, _, asks in
            asks("nfs")
            while !gate.withLock({ $0 }) { usleep(2000) }
            return .success([])
        }
        let target = Target(id: "hv", area: "a", collector: "libvirt", endpoint: "test:///default", deadline: .seconds(2))
        let collector = try LibvirtCollector(target: target, transports: noTransports, pools: pools)
        for _ in 0..<4 { #expect(try await collector.result().get().guests.count == 1) }
        #expect(collector.isLost && collector.hangingOnGuests == 0)
        #expect(pools.silence(longerThan: .zero) == .libvirtPoolSilent("nfs"))
        gate.withLock { $0 = true }
        try await eventually("the call's end") { !collector.isLost }
        await collector.close()
    }
}
