import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Against a real gateway with real peers.
@Suite(.serialized, .enabled(if: WireGuardLab.missing == nil, Comment(rawValue: WireGuardLab.comment)))
struct WireGuardSiteTests {
    /// Gathers readings, as a poller would, once a second.
    final class Watch {
        let collector: WireGuardCollector
        private(set) var last: Reading?
        private(set) var failure: CollectFailure?
        private(set) var ends: [SessionEnd] = []
        private var polledAt = ContinuousClock.now - .seconds(10)

        init(_ endpoint: String, options: Options = [:], reader: InterfaceReader? = nil) throws {
            let target = Target(
                id: "wg", area: "a", collector: "wireguard", endpoint: endpoint, interval: .seconds(1), deadline: .seconds(5),
                options: options)
            collector =
                if let reader { try WireGuardCollector(target: target, reader: reader) } else {
                    try WireGuardCollector(target: target, transports: .system)
                }
        }

        nonisolated(nonsending) func poll() async throws {
            try await Task.sleep(until: polledAt + .seconds(1))
            polledAt = .now
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            let now = Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
            do throws(CollectFailure) {
                let reading = try await collector.collect(at: now)
                (last, failure) = (reading, nil)
                ends += reading.ends
            } catch {
                failure = error
            }
        }
        nonisolated(nonsending) func poll(until what: String, within limit: Duration = .seconds(40), _ condition: (Watch) -> Bool)
            async throws
        {
            try await eventually(what, within: limit) {
                try await poll()
                return condition(self)
            }
        }
        var users: [String] { last?.sessions.map(\.user).sorted() ?? [] }
        func value(_ metric: Metric) -> Double? { last?.samples.first { $0.metric == metric }?.value }
    }

    /// A file that says whose keys they are.
    private func names(_ lab: WireGuardLab, _ folder: TemporaryFolder) async throws -> Options {
        var text = ""
        for name in ["alice", "bob", "carol", "dave"] { text += "\(try await lab.ask("key", name)) \(name)\n" }
        return ["names": .text(try folder.write(text, to: "names"))]
    }

    @Test func peersComeRoamFreezeAndGo() async throws {
        let lab = try await WireGuardLab.up()
        let folder = try TemporaryFolder()
        let watch = try Watch(lab.socket, options: try await names(lab, folder))
        try await watch.poll()
        #expect(watch.failure == nil)
        #expect(watch.users == ["alice", "bob", "carol"])
        try await watch.poll(until: "all are heard") { $0.value(PeerBook.active) == 3 }
        #expect(watch.value(.sessions) == 3 && watch.value(PeerBook.silent) == 0)
        #expect((watch.value(.netReceived) ?? 0) > 500)

        // Roaming: the same session from elsewhere.
        let before = watch.last?.sessions.first { $0.user == "bob" }
        try await lab.ask("roam", "bob")
        try await watch.poll(until: "bob is elsewhere") { $0.last?.sessions.contains { $0.address.hasPrefix("10.78.0.22:") } == true }
        let after = watch.last?.sessions.first { $0.user == "bob" }
        #expect(before?.id == after?.id && before?.since == after?.since && before?.address.hasPrefix("10.78.0.12:") == true)

        // Long enough for the rhythm of their keepalives to be seen.
        for _ in 0..<8 { try await watch.poll() }
        // Frozen: its keepalives stay away.
        try await lab.ask("freeze", "alice")
        try await watch.poll(until: "alice is lost") { !$0.ends.isEmpty }
        let end = try #require(watch.ends.first)
        #expect(end.user == "alice" && end.cause == .clientLost && end.confidence == .inferred && !end.isOpaque)
        #expect(end.evidence.contains("it had sent a keepalive every"))
        #expect(watch.users == ["bob", "carol"] && watch.value(PeerBook.silent) == 1)
        try await lab.ask("thaw", "alice")
        try await watch.poll(until: "alice is back") { $0.users == ["alice", "bob", "carol"] }

        // Its network is gone.
        try await lab.ask("cut", "carol")
        try await watch.poll(until: "carol is lost") { $0.ends.count == 2 }
        #expect(watch.ends[1].user == "carol" && watch.ends[1].cause == .clientLost)

        // The gateway is told to forget one, and a new one comes.
        try await lab.ask("remove", "bob")
        try await watch.poll(until: "bob is no peer any more") { $0.ends.count == 3 }
        #expect(watch.ends[2].user == "bob" && watch.ends[2].cause == .admin)
        try await lab.ask("connect", "dave")
        try await watch.poll(until: "dave is there") { $0.users == ["alice", "dave"] }
        #expect(watch.ends.count == 3)
        try await self.noKey(of: lab, in: "\(watch.last as Any) \(watch.ends) \(watch.collector)")
    }

    @Test func theToolTellsTheSameAsTheSocket() async throws {
        let lab = try await WireGuardLab.up("alice", "bob")
        let bySocket = try Watch(lab.socket)
        try await bySocket.poll()
        // `wg` speaks with userspace programs too; so it reads here what it would read of the kernel.
        let tool = InterfaceReader(
            place: .interface(lab.interface), transports: .system, tool: WireGuardTool(path: "/usr/bin/wg", usesSudo: false), isHere: false,
            deadline: .seconds(5))
        let byTool = try Watch(lab.interface, reader: tool)
        try await byTool.poll()
        #expect(byTool.failure == nil)
        #expect(byTool.users == bySocket.users && byTool.users.count == 2)
        #expect(Set(byTool.last?.sessions.map(\.id) ?? []) == Set(bySocket.last?.sessions.map(\.id) ?? []))
        let key = try await lab.ask("key", "alice")
        #expect(byTool.users.contains(String(key.prefix(8))))
        let here = try Watch(lab.interface)
        try await here.poll()
        #expect(here.users == byTool.users)
        try await self.noKey(of: lab, in: "\(byTool.last as Any) \(here.last as Any)")
    }

    /// Nobody sends keepalives: who has said something lately is active, who has not is idle, and who never came is silent.
    @Test func whoSaysNothingIsIdle() async throws {
        let lab = try await WireGuardLab.up("alice", "bob", settings: ["LAB_KEEPALIVE": "0"])
        let stranger = PublicKey(bytes: [UInt8](repeating: 7, count: 32))?.text ?? ""
        #expect(try run(["wg", "set", lab.interface, "peer", stranger, "allowed-ips", "10.91.0.99/32"]).status == .exit(0))
        let watch = try Watch(lab.socket)
        try await watch.poll()
        #expect(watch.users.count == 2 && watch.value(PeerBook.silent) == 1)
        try await watch.poll(until: "nobody says anything") { $0.value(PeerBook.idle) == 2 }
        try await lab.ask("word", "alice")
        try await watch.poll(until: "alice says something") { $0.value(PeerBook.active) == 1 }
        #expect(watch.value(PeerBook.idle) == 1 && watch.value(PeerBook.silent) == 1 && watch.value(.sessions) == 2)
        try await watch.poll(until: "and nothing more") { $0.value(PeerBook.idle) == 2 }
        #expect(watch.ends.isEmpty)
    }

    @Test func aGatewayThatHangsStopsAndStarts() async throws {
        let lab = try await WireGuardLab.up("alice")
        let reader = InterfaceReader(
            place: .interface(lab.interface), transports: .system, tool: WireGuardTool(path: "/usr/bin/wg", usesSudo: false), isHere: true,
            deadline: .milliseconds(500))
        let watch = try Watch(lab.interface, reader: reader)
        try await watch.poll()
        #expect(watch.users.count == 1)
        try await lab.ask("freeze-gateway")
        try await watch.poll()
        #expect(watch.failure == .timedOut(asked: lab.socket, after: .milliseconds(500)))
        try await lab.ask("thaw-gateway")
        try await watch.poll(until: "it answers again") { $0.failure == nil }
        #expect(watch.users.count == 1 && watch.ends == [])
        try await lab.ask("stop-gateway")
        try await watch.poll()
        let reason = if case .unreachable(_, let reason, _) = watch.failure { reason.id } else { "" }
        #expect([Message.noSuchWireGuard.id, Message.noWireGuardInKernel.id].contains(reason))
        try await lab.ask("start-gateway")
        try await watch.poll(until: "it has been set up anew") { $0.failure == nil }
        #expect(watch.ends.map(\.cause) == [.admin])
        #expect(watch.users == [])
    }

    @Test func mistakesAtTheDoor() async throws {
        let watch = try Watch("/var/run/wireguard/nobody\(getpid()).sock")
        try await watch.poll()
        #expect(watch.failure?.text.hasPrefix("there is no such socket") == true)
        let lab = try await WireGuardLab.up("alice")
        let noTool = InterfaceReader(
            place: .interface(lab.interface), transports: .system, tool: WireGuardTool(path: "/nowhere/wg", usesSudo: false), isHere: false,
            deadline: .seconds(5))
        let other = try Watch(lab.interface, reader: noTool)
        try await other.poll()
        #expect(other.failure?.text.hasPrefix("/nowhere/wg cannot be run: install wireguard-tools") == true)
    }

    private func noKey(of lab: WireGuardLab, in text: String) async throws {
        let keys = try await lab.ask("secrets").split(separator: "\n")
        #expect(keys.count == 20)
        for key in keys { #expect(!text.contains(key.prefix(20))) }
    }
}
