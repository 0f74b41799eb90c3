import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import Transports

/// Gateways whose interfaces listen only on their own machine, through a real sshd.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil && geteuid() == 0, "needs root, openssh-server and openssh-client"))
struct ThroughSSHTests {
    private func poll(_ collector: some Collector) async -> Result<Reading, CollectFailure> {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        do throws(CollectFailure) { return .success(try await collector.collect(at: Moment(seconds: Int64(time.tv_sec)))) } catch {
            return .failure(error)
        }
    }
    private func target(_ collector: String, _ endpoint: String, via server: LoopbackSSHD) -> Target {
        Target(
            id: "gw", area: "a", collector: collector, endpoint: endpoint, deadline: .seconds(20), via: SSHPlace(server.place)
        )
    }

    @Test(.enabled(if: WireGuardLab.missing == nil, Comment(rawValue: WireGuardLab.comment)))
    func aWireGuardGateway() async throws {
        let lab = try await WireGuardLab.up("alice", "bob")
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        // Once by `wg` there, once by the socket of the userspace program there.
        for endpoint in [lab.interface, lab.socket] {
            let target = target("wireguard", endpoint, via: server)
            let transports = Transports.system.through(try #require(target.via), deadline: target.deadline, machines)
            let collector = try WireGuardCollector(target: target, transports: transports)
            #expect(try await poll(collector).get().sessions.count == 2)
            #expect(try await poll(collector).get().samples.contains { $0.metric == PeerBook.active })
        }
        #expect(server.connections.count == 1)
        server.killConnections()
        let target = target("wireguard", lab.interface, via: server)
        let transports = Transports.system.through(try #require(target.via), deadline: target.deadline, machines)
        let collector = try WireGuardCollector(target: target, transports: transports)
        try await eventually("it is asked again over a new connection") { (try? await poll(collector).get().sessions.count) == 2 }
        let missing = try WireGuardCollector(target: self.target("wireguard", "wg-nowhere", via: server), transports: transports)
        let failure = await poll(missing)
        // The latter where the kernel has none.
        #expect(["wireguard.no_such", "wireguard.not_in_kernel"].contains { "\(failure)".contains($0) }, "\(failure)")
        await machines.end()
    }

    @Test(.enabled(if: OpenVPNLab.missing == nil, "needs root, openvpn, openssl, iproute2, iptables and /dev/net/tun"))
    func anOpenVPNServersSocket() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob")
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        let target = target("openvpn", lab.socket, via: server)
        let transports = Transports.system.through(try #require(target.via), deadline: target.deadline, machines)
        let collector = try OpenVPNCollector(target: target, transports: transports)
        #expect(try await poll(collector).get().sessions.map(\.user).sorted() == ["alice", "bob"])
        // It hears the log between polls, through ssh as well.
        try await lab.ask("logout", "bob")
        var ends: [SessionEnd] = []
        try await eventually("bob's farewell", within: .seconds(30)) {
            ends += (try? await poll(collector).get().ends) ?? []
            return !ends.isEmpty
        }
        #expect(ends.map(\.cause) == [.loggedOut] && ends.map(\.user) == ["bob"])
        // Somebody else at the port is busy, not down.
        let second = try OpenVPNCollector(target: target, transports: transports)
        #expect(await poll(second) == .failure(.busy(asked: lab.socket)))
        await second.close()
        server.killConnections()
        try await eventually("it comes back", within: .seconds(30)) {
            (try? await poll(collector).get().sessions.map(\.user)) == ["alice"]
        }
        await collector.close()
        try await lab.ask("stop-server")
        let down = try OpenVPNCollector(target: target, transports: transports)
        #expect(await poll(down) == .failure(.unreachable(asked: lab.socket, reason: .sshSocketNotOpened())))
        await machines.end()
    }

    @Test func anotherMachine() async throws {
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        let target = target("local", "", via: server)
        let there = try LocalCollector(
            target: target, transports: Transports.system.through(try #require(target.via), deadline: target.deadline, machines))
        let here = try LocalCollector(
            target: Target(id: "here", area: "a", collector: "local", endpoint: ""), transports: noTransports)
        let (far, near) = (try await poll(there).get(), try await poll(here).get())
        // Both are this machine.
        #expect(Set(far.samples.map(\.metric.id)) == Set(near.samples.map(\.metric.id)))
        #expect(far.about == near.about && far.sessions == near.sessions)
        func value(_ reading: Reading, _ metric: Metric) -> Double? { reading.samples.first { $0.metric == metric }?.value }
        #expect(value(far, .memoryTotal) == value(near, .memoryTotal))
        #expect(server.connections.count == 1)
        await machines.end()
    }

    @Test(.enabled(if: ExporterProgram.isThere(ExporterProgram.node), "needs prometheus-node-exporter"))
    func anExporter() async throws {
        let exporter = try ExporterProgram(ExporterProgram.node)
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        let target = target("prometheus", "http://localhost:\(exporter.port)", via: server)
        let transports = Transports.system.through(try #require(target.via), deadline: target.deadline, machines)
        let collector = try PrometheusCollector(target: target, transports: transports)
        let reading = try await exporter.firstReading(collector)
        #expect(reading.figures.inventory.product == "Linux" && reading.samples.contains { $0.metric == .cpu })
        let ways = server.connections
        #expect(ways.count == 1)
        server.killConnections()
        try await eventually("it is asked again over a new connection", within: .seconds(30)) {
            (try? await poll(collector).get().samples.contains { $0.metric == .cpu }) == true
        }
        #expect(server.connections.count == 1 && server.connections != ways)
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        let nobody = try PrometheusCollector(
            target: self.target("prometheus", "https://127.0.0.1:\(closed)", via: server), transports: transports)
        guard case .failure(.unreachable(let asked, let reason, .nobodyListens)) = await poll(nobody) else {
            Issue.record("nobody listens there")
            return
        }
        #expect(asked.hasSuffix("/metrics via \(server.place)") && reason.text == "Connection refused")
        await machines.end()
        #expect(namesInFolder(folder.path).isEmpty)
    }

    /// A cluster that only the machine reaches: what it shows is judged as if it were asked from here.
    @Test func aProxmoxCluster() async throws {
        let lab = try await ProxmoxLab()
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        let via = try #require(SSHPlace(server.place))
        func watch(_ options: [String: OptionValue]? = nil) throws -> ProxmoxWatch {
            let target = try lab.target("a", entries: ["b"], options: options, via: via)
            return try ProxmoxWatch(target, transports: .system.through(via, deadline: target.deadline, machines))
        }
        let pins = try ["a", "b"].map { try lab.fingerprint($0) }
        for options in [nil, ["fingerprints": OptionValue.texts(pins)]] {
            let watch = try watch(options)
            #expect(try await watch.poll().get().hosts.map(\.node).sorted() == ["a", "b", "c"])
        }
        let swapped = try watch(["fingerprints": .texts(pins.reversed())])
        #expect(await swapped.failure()?.text.contains("its certificate is not the one that is pinned") == true)
        // The other entry node is asked where the first does not answer, over the same connection.
        let other = try watch()
        try lab.change { $0.nodes["a"]?.api = "closed" }
        #expect(try await other.poll().get().hosts.count == 3)
        #expect(server.connections.count == 1)
        // Where the machine is gone it is no node's fault, and is told once.
        server.stop()
        let down = CollectFailure.unreachable(asked: server.place, reason: .sshNobodyListens(), hint: .nobodyListens)
        other.advance()
        try await eventually("the machine is told", within: .seconds(30)) { await other.failure() == down }
        try server.start()
        other.advance()
        #expect(try await other.poll().get().hosts.count == 3)
        await machines.end()
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test func theKeyIsRefused() async throws {
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        try server.use(key: "other")
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        let target = target("openvpn", "/run/openvpn/server.sock", via: server)
        let collector = try OpenVPNCollector(
            target: target, transports: Transports.system.through(try #require(target.via), deadline: target.deadline, machines))
        let outcome = await poll(collector)
        #expect(outcome == .failure(.refused(asked: server.place, reason: .sshDenied(MarkedLine([.known("publickey")])), hint: .sshKey)))
        await machines.end()
    }
}
