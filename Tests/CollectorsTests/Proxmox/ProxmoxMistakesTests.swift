import Collecting
import Configuration
import Feed
import Glibc
import TOMLReading
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// The common mistakes, each made, and what `warte check --connect` says of it: the failure and its hint, or the gaps of a host that answers.
/// What the README promises is what is said.
@Suite(.serialized) struct ProxmoxMistakesTests {
    private static let table = MistakeTable(of: "Proxmox VE")

    /// As the command line shows it.
    private func said(of target: Target) async throws -> String {
        let watch = try ProxmoxWatch(target)
        switch await watch.poll() {
        case .failure(let failure): return failure.text + "\n" + (failure.hint?.text ?? "")
        case .success(let reading):
            return reading.hosts.map { host in
                switch host.outcome {
                case .failure(let failure): host.node + ": " + failure.text
                case .success(let figures):
                    host.node + ": "
                        + (HostState(id: host.node, inventory: figures.inventory, isBlind: figures.isBlind).gapsInWords ?? "ok")
                }
            }.joined(separator: "\n")
        }
    }

    private func lab(_ change: (inout World) -> Void = { _ in }) async throws -> ProxmoxLab {
        var world = World()
        change(&world)
        return try await ProxmoxLab(world)
    }

    private func elsewhere(_ endpoint: String, _ lab: ProxmoxLab, deadline: Duration = .seconds(5)) throws -> Target {
        let target = try lab.target()
        return Target(
            id: "pve", area: "a", collector: "proxmox", endpoint: endpoint, deadline: deadline, secrets: target.secrets,
            options: target.options)
    }

    /// What a configuration with these lines is told.
    private func told(_ lines: String) throws -> String {
        let folder = try TemporaryFolder()
        let text = "[[host]]\nname = \"pve\"\ncollector = \"proxmox\"\nendpoint = \"https://pve-1\"\ntoken_env = \"T\"\n" + lines
        try folder.write(text, to: "warte.toml")
        do {
            let settings = try loadSettings(path: folder.file("warte.toml"), collectors: lookingCollectors)
            return settings.faults.map(\.description).joined(separator: "\n")
        } catch { return "\(error)" }
    }

    private func withToken(_ token: String, _ lab: ProxmoxLab) throws -> Target {
        try lab.folder.write(token, to: "other", mode: 0o600)
        return try lab.target(secrets: ["token": .file(lab.folder.file("other"))])
    }
    private func withPassword(_ lab: ProxmoxLab, user: String = "warte@pve") throws -> Target {
        try lab.target(
            options: ["ca_file": .text(lab.folder.file("ca.cert")), "user": .text(user)],
            secrets: ["password": .file(lab.folder.file("password"))])
    }

    /// Every row's mistake, made.
    private func make(_ mistake: String) async throws -> [String] {
        switch mistake {
        case "wrong port, or pveproxy stopped":
            let lab = try await lab()
            defer { withExtendedLifetime(lab) {} }
            return [try await said(of: try elsewhere("https://127.0.0.1:1", lab))]
        case "a port that speaks no TLS":
            let lab = try await lab()
            defer { withExtendedLifetime(lab) {} }
            var said: [String] = []
            for greeting in ["SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"] {
                let port = try PlainPort(greets: greeting)
                said.append(try await self.said(of: try elsewhere("https://127.0.0.1:\(port.number)", lab)))
            }
            return said
        case "a name that DNS does not know":
            let lab = try await lab()
            defer { withExtendedLifetime(lab) {} }
            return [try await said(of: try elsewhere("https://nowhere.invalid", lab))]
        case "a firewall, or a node that hangs":
            let (port, lab) = (try FullPort(), try await lab { $0.nodes["a"]?.api = "slow" })
            let dropped = try elsewhere("https://127.0.0.1:\(port.number)", lab, deadline: .seconds(1))
            return [try await said(of: dropped), try await said(of: try lab.target(deadline: .seconds(1)))]
        case "a reverse proxy or another service":
            let lab = try await lab { $0.nodes["a"]?.api = "html" }
            var said: [String] = []
            for status in [200, 301, 401, 403, 404, 502, 503, 599] {
                try lab.change { $0.page = status }
                said.append(try await self.said(of: try lab.target()))
            }
            return said
        case "a path in the endpoint": return [try told("entries = [\"https://pve-2/api2/json\"]\n")]
        case "no authority for the certificate":
            let lab = try await lab()
            return try await [
                said(of: lab.target(options: [:])), said(of: lab.target(options: ["ca_file": "/etc/ssl/certs/ca-certificates.crt"])),
            ]
        case "another certificate than the pinned one":
            let lab = try await lab()
            return [try await said(of: try lab.target(options: ["fingerprints": .texts([try lab.fingerprint("b")])]))]
        case "a certificate that is not valid today":
            let (old, new) = (try await ProxmoxLab(certificates: .past), try await ProxmoxLab(certificates: .future))
            return [try await said(of: try old.target()), try await said(of: try new.target())]
        case "no file of certificates at ca_file": return [try told("ca_file = \"/nowhere/ca.pem\"\n")]
        case "token unknown, expired, mistyped, or of another realm":
            let lab = try await lab()
            var said: [String] = []
            for token in ["warte@pve!monitor=wrong", "warte@pve!other=" + ProxmoxLab.secret, "warte@pam!monitor=" + ProxmoxLab.secret] {
                said.append(try await self.said(of: try withToken(token, lab)))
            }
            return said
        case "the secret alone in the file, a blank":
            let lab = try await lab()
            let token = ProxmoxLab.token
            var said: [String] = []
            for text in [ProxmoxLab.secret, "warte@pve", " " + token, token + " \n"] {
                said.append(try await self.said(of: try withToken(text, lab)))
            }
            return said
        case "two lines in the file":
            let lab = try await lab()
            let token = ProxmoxLab.token
            var said: [String] = []
            for text in [token + "\n" + token + "\n", token + "\n\n"] { said.append(try await self.said(of: try withToken(text, lab))) }
            return said
        case "a token's name as user": return [try told("user = \"warte@pve!monitor\"\n")]
        case "password or realm":
            let lab = try await lab()
            try lab.folder.write("another\n", to: "password", mode: 0o600)
            let wrong = try await said(of: try withPassword(lab))
            return [wrong, try await said(of: try withPassword(lab, user: "warte@pam"))]
        case "a second factor":
            let lab = try await lab { $0.users["warte@pve"]?.secondFactor = true }
            return [try await said(of: try withPassword(lab))]
        case "the nodes' clocks differ":
            let lab = try await lab { $0.ticketsHold = false }
            return [try await said(of: try withPassword(lab))]
        case "no role for the user or the token":
            let lab = try await lab { $0.tokens["warte@pve!monitor"]?.rights = [:] }
            return [try await said(of: try lab.target())]
        case "a role on a part of it":
            let lab = try await lab { $0.tokens["warte@pve!monitor"]?.rights = ["/vms": ["PVEAuditor"]] }
            return [try await said(of: try lab.target())]
        case "a role on some guests alone":
            let lab = try await lab { $0.tokens["warte@pve!monitor"]?.rights = ["/nodes": ["PVEAuditor"], "/vms/100": ["PVEAuditor"]] }
            return [try await said(of: try lab.target())]
        case "a node that is off":
            let lab = try await lab { $0.nodes["b"]?.state = "offline" }
            return [try await said(of: try lab.target())]
        case "a node that does not answer its cluster":
            var said: [String] = []
            let lab = try await lab { $0.patience = 0.1 }
            for way in ["closed", "slow", "cut"] {
                try lab.change { $0.nodes["b"]?.api = way }
                said.append(try await self.said(of: try lab.target()))
            }
            return said
        case "pvestatd stopped on a node":
            let lab = try await lab { $0.nodes["b"]?.state = "unknown" }
            return [try await said(of: try lab.target())]
        default:
            Issue.record("nobody makes the mistake \"\(mistake)\"")
            return []
        }
    }

    @Test func thereIsATable() { #expect(Self.table.rows.count >= 20) }

    @Test(arguments: table.rows.map(\.mistake)) func isSaidAsTheReadmeHasIt(mistake: String) async throws {
        let words = try #require(Self.table.rows.first { $0.mistake == mistake }?.sentences.first)
        let made = try await make(mistake)
        #expect(!made.isEmpty)
        for said in made {
            #expect(MistakeTable.isSaid(words, in: said), "\(mistake): \(said)")
            #expect(!said.contains("marked") && !said.contains(ProxmoxLab.secret), "a secret: \(said)")
        }
    }

    /// AnyEvent::HTTP's own numbers are of the way between two nodes, whatever their words.
    @Test(arguments: 595...599) func aNodeBehindTheEntryNodeIsNotTheEntryNode(status: Int) throws {
        let response = HTTPResponse(status: status, reason: "Connection timed out")
        let failure = #expect(throws: CollectFailure.self) { try ProxmoxAnswer.check(response, asked: "https://a/x", byToken: true) }
        #expect(failure?.text == "the node does not answer its cluster (\(status) Connection timed out): https://a/x")
    }

    /// What one writes into `fingerprints` then lets one in.
    @Test func theFingerprintThatIsOfferedIsTheRightOne() async throws {
        let lab = try await lab()
        let said = try await said(of: try lab.target(options: [:]))
        let offered = try #require(said.firstMatch(of: /fingerprints = \["([0-9A-F:]+)"\]/)).1
        #expect(String(offered) == (try lab.fingerprint("a")))
        // To show it nobody was asked anything, and nothing secret was sent.
        #expect(try lab.requests() == [])
        let watch = try ProxmoxWatch(try lab.target(options: ["fingerprints": .texts([String(offered)])]))
        #expect(try await watch.poll().get().hosts.count == 3)
    }
}
