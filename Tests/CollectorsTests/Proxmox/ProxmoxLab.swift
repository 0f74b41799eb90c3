import Collecting
import Foundation
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// `proxmox_cluster.py` with an authority of its own, which ends with this value.
final class ProxmoxLab {
    static let secret = "11111111-2222-3333-4444-marked-secret"
    static let token = "warte@pve!monitor=" + secret

    let folder: TemporaryFolder
    private let pid: Int32
    private(set) var ports: [String: Int] = [:]
    private(set) var world: World

    init(_ world: World = World(), certificates period: ProxmoxAuthority.Period = .now) async throws {
        self.world = world
        folder = try TemporaryFolder()
        let authority = try ProxmoxAuthority(in: folder)
        for name in world.nodes.keys { try authority.issue(to: name, valid: period) }
        let script = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)) + "/proxmox_cluster.py"
        let output = open(folder.file("ports"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        try folder.write(String(decoding: try JSONEncoder().encode(world), as: UTF8.self), to: "world.json")
        try folder.write(Self.token + "\n", to: "token", mode: 0o600)
        try folder.write("marked-password\n", to: "password", mode: 0o600)
        var launch = Launch(["/usr/bin/python3", script, folder.path])
        launch.input = .none
        launch.output = .descriptor(output)
        pid = try launch.start()
        let file = folder.file("ports")
        try await eventually("the cluster's start", within: .seconds(60)) { try TestSupport.readText(file).hasSuffix("\n") }
        ports = try JSONDecoder().decode([String: Int].self, from: Data(try TestSupport.readText(file).utf8))
    }
    deinit {
        kill(pid, SIGKILL)
        _ = ProcessEnd(waitingFor: pid)
    }

    func change(_ body: (inout World) -> Void) throws {
        body(&world)
        let next = folder.file("world.next")
        try writeFile(next, [UInt8](try JSONEncoder().encode(world)))
        guard rename(next, folder.file("world.json")) == 0 else { throw SystemFailure("rename") }
    }

    func url(_ node: String) throws -> String { "https://127.0.0.1:\(try #require(ports[node]))" }

    /// As browsers and `openssl x509 -fingerprint` show it.
    func fingerprint(_ node: String) throws -> String {
        let made = try openssl(["x509", "-in", folder.file(node + ".cert"), "-noout", "-fingerprint", "-sha256"])
        return String(made.split(separator: "=").last ?? "").filter { $0.isHexDigit || $0 == ":" }
    }

    /// How often something was asked since the lab began: lines of `NODE METHOD PATH STATUS`.
    func requests(_ part: String = "") throws -> [String] {
        let lines = ((try? TestSupport.readText(folder.file("requests"))) ?? "").split(separator: "\n").map(String.init)
        return lines.filter { part.isEmpty || $0.contains(part) }
    }

    /// A host of the configuration, with a token and the lab's own authority.
    func target(
        _ node: String = "a", entries: [String] = [], options: [String: OptionValue]? = nil, secrets: [String: SecretSource]? = nil,
        interval: Duration = .seconds(10), deadline: Duration = .seconds(20), via: SSHPlace? = nil
    ) throws -> Target {
        var all: [String: OptionValue] = options ?? ["ca_file": .text(folder.file("ca.cert"))]
        if !entries.isEmpty { all["entries"] = .texts(try entries.map { try url($0) }) }
        return Target(
            id: "pve", area: "a", collector: "proxmox", endpoint: try url(node), interval: interval, deadline: deadline,
            secrets: secrets ?? ["token": .file(folder.file("token"))], options: Options(all), via: via)
    }
}

/// What the simulated cluster is and does.
struct World: Codable {
    struct Node: Codable {
        var state = "online"
        /// `up`, `closed`, `slow`, `cut` or `html`.
        var api = "up"
        var cpu = 0.25
        var wait = 0.01
        var cpus = 8
        var memory = 64 << 30
        var available = 48 << 30
        var uptime = 100_000
    }
    struct Guest: Codable {
        var vmid: Int
        var type = "qemu"
        var node: String
        var name: String?
        var status = "running"
        var template = 0
        var maxcpu = 2
        var cpu: Double? = 0.5
        var maxmem = 4 << 30
        var mem: Int? = 1 << 30
        var memhost: Int?
        var netin = 1000
        var netout = 2000
        var diskread = 3000
        var diskwrite = 4000
        var uptime = 5000
        var hastate: String?
        /// Who the guest agent says is logged in; nil where there is no agent.
        var users: [User]?
        struct User: Codable {
            var user: String
            var domain: String?
            var time: Double?
            enum CodingKeys: String, CodingKey {
                case user, domain
                case time = "login-time"
            }
        }
    }
    struct Storage: Codable {
        var storage: String
        var node: String
        var available = true
        var disk = 30 << 30
        var maxdisk = 120 << 30
    }
    struct Task: Codable {
        var upid: String
        var node: String
        var pid: Int
        var pstart = 77
        var starttime: Int
        var type: String
        var id: String
        var user: String
        var endtime: Int?
        var status: String?
        /// The list keeps it no longer; its node still knows.
        var unlisted = false

        init(_ type: String, _ id: String, on node: String, by user: String, pid: Int, at start: Int) {
            (self.type, self.id, self.node, self.user, self.pid, starttime) = (type, id, node, user, pid, start)
            func hex(_ number: Int) -> String {
                let digits = String(number, radix: 16, uppercase: true)
                return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
            }
            upid = "UPID:\(node):\(hex(pid)):\(hex(77)):\(hex(start)):\(type):\(id):\(user):"
        }
    }
    struct Principal: Codable {
        var password = ""
        var secret = ""
        var rights: [String: [String]] = ["/": ["PVEAuditor"]]
        var secondFactor = false
    }
    var version = 9
    var quorate = true
    /// Seconds that the nodes' clocks are ahead.
    var clock = 0
    /// Not where a node's clock is far from the one's that gave the ticket.
    var ticketsHold = true
    /// Seconds for which a refusal is delayed; three with Proxmox.
    var penalty = 0.0
    /// With which status a node whose interface is `html` answers.
    var page = 200
    /// Ends of paths whose answers break off in the middle.
    var cut: [String] = []
    /// Blanks behind every answer.
    var padding = 0
    /// Seconds after which an entry node gives up waiting for another; thirty with Proxmox.
    var patience = 30.0
    var nodes = ["a": Node(), "b": Node(), "c": Node()]
    var guests = [
        Guest(vmid: 100, node: "a", name: "db", memhost: 1_200_000_000), Guest(vmid: 101, type: "lxc", node: "b", name: "web"),
        Guest(vmid: 102, node: "b", name: "old", status: "stopped", cpu: 0, mem: 0, uptime: 0),
        Guest(vmid: 103, node: "c", name: "form", status: "stopped", template: 1),
    ]
    var storages = ["a", "b", "c"].map { Storage(storage: "local", node: $0) }
    var tasks: [Task] = []
    /// Nodes whose tasks the list leaves out; they themselves know them.
    var untold: [String] = []
    var tokens = ["warte@pve!monitor": Principal(secret: ProxmoxLab.secret)]
    var users = ["warte@pve": Principal(password: "marked-password")]
}

/// Polls a collector as a poller would, with a clock that the test moves.
final class ProxmoxWatch: Sendable {
    let collector: ProxmoxCollector
    private let time: Passed

    init(_ target: Target, transports: Transports = .system) throws {
        let (start, time) = (ContinuousClock.now, Passed())
        self.time = time
        collector = try ProxmoxCollector(target: target, transports: transports, clock: { start + time.value })
    }

    final class Passed: Sendable {
        private let passed = Mutex(Duration.zero)
        var value: Duration { passed.withLock { $0 } }
        func advance(_ duration: Duration) { passed.withLock { $0 += duration } }
    }

    var now: Moment { Moment(seconds: 1_800_000_000) + time.value }
    func advance(_ duration: Duration = .seconds(10)) { time.advance(duration) }

    func poll() async -> Result<Reading, CollectFailure> {
        do throws(CollectFailure) { return .success(try await collector.collect(at: now)) } catch { return .failure(error) }
    }
    func failure() async -> CollectFailure? { if case .failure(let failure) = await poll() { failure } else { nil } }
}

extension Reading {
    func figures(_ node: String) -> HostFigures? { hosts.first { $0.node == node }.flatMap { try? $0.outcome.get() } }
    func failure(_ node: String) -> CollectFailure? {
        hosts.first { $0.node == node }.flatMap { if case .failure(let failure) = $0.outcome { failure } else { nil } }
    }
}

extension HostFigures {
    func value(_ metric: Metric, _ entity: Entity = .host) -> Double? {
        samples.first { $0.metric == metric && $0.entity == entity }?.value
    }
    var gaps: [String] { inventory.gaps.map { Message.figureMissing($0.figure, $0.reason).text } }
}
