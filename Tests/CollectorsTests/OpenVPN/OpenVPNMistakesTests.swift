import Collecting
import Configuration
import Glibc
import TOMLReading
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// The common mistakes with a real server, each made. What the README promises is what is said.
@Suite(.serialized, .enabled(if: OpenVPNLab.missing == nil, "needs root, openvpn, openssl and /dev/net/tun"))
struct OpenVPNMistakesTests {
    typealias Watch = OpenVPNSiteTests.Watch
    private static let table = MistakeTable(of: "OpenVPN")
    /// Root may open every socket, so it is not made here.
    static let elsewhere = "the engine's user may not open the socket"

    /// As `warte check --connect` shows it.
    private func said(of server: OpenVPNServer, secret: SecretSource? = nil, after change: () throws -> Void = {}) async throws -> String {
        defer { withExtendedLifetime(server) {} }
        return try await said(of: server.socket, secret: secret, after: change)
    }
    private func said(
        of endpoint: String, secret: SecretSource? = nil, within limit: Duration = .seconds(20), after change: () throws -> Void = {}
    ) async throws -> String {
        let watch = try Watch(endpoint, secret: secret)
        await watch.poll(atMost: limit)
        try change()
        try await eventually("a failure", within: .seconds(30)) {
            if watch.failure == nil { await watch.poll(atMost: limit) }
            return watch.failure != nil
        }
        await watch.collector.close()
        return watch.failure.map { $0.text + "\n" + ($0.hint?.text ?? "") } ?? ""
    }
    /// What a configuration with this endpoint is told.
    private func told(_ endpoint: String) -> String {
        let text = "[[host]]\nname = \"vpn\"\ncollector = \"openvpn\"\nendpoint = \"\(endpoint)\"\n"
        do { return "\(try parseSettings(text, file: "warte.toml", collectors: knownCollectors))" } catch { return "\(error)" }
    }
    private func askedForPassword() async throws -> OpenVPNServer { try await OpenVPNServer(management: "management socket unix password") }

    private func make(_ mistake: String) async throws -> [String] {
        switch mistake {
        case "the server is down, another port, a socket that a killed server left":
            let server = try await OpenVPNServer()
            server.kill()
            return [try await said(of: "127.0.0.1:1"), try await said(of: server)]
        case "a socket that is not there": return [try await said(of: "/run/openvpn/no-such-server.sock")]
        case "management-client-user or -group names another":
            return [try await said(of: try await OpenVPNServer(["management-client-user nobody"]))]
        case "a name that DNS does not know": return [try await said(of: "nowhere.invalid:7505")]
        case "a firewall, or a machine that is off":
            let port = try FullPort()
            return [try await said(of: "127.0.0.1:\(port.number)", within: .seconds(1))]
        case "another program holds the port":
            let server = try await OpenVPNServer()
            let holder = try await Transports.system.connect(server.socket)
            _ = try await holder.read()
            defer { holder.close() }
            return [try await said(of: server)]
        case "no password where the server wants one": return [try await said(of: try await askedForPassword())]
        case "another password":
            let server = try await askedForPassword()
            let file = try server.folder.write("marked\n", to: "other", mode: 0o600)
            return [try await said(of: server, secret: .file(file))]
        case "the password's file is missing, has two lines, or others can read it":
            let server = try await askedForPassword()
            var files = ["/no/such/file"]
            files.append(try server.folder.write("marked\nmarked\n", to: "lines", mode: 0o600))
            files.append(try server.folder.write("marked\n", to: "open", mode: 0o644))
            var said: [String] = []
            for file in files { said.append(try await self.said(of: server, secret: .file(file))) }
            return said
        case "management-hold": return [try await said(of: try await OpenVPNServer(["management-hold"]))]
        case "management-client-auth":
            let server = try await OpenVPNServer(["management-client-auth", "verify-client-cert none"])
            return [try await said(of: server) { try server.knock() }]
        case "a client, or a tunnel between two, and no server":
            return [try await said(of: try await OpenVPNServer(kind: ["dev null", "ifconfig-noexec"]))]
        case "another service's port":
            var said: [String] = []
            for greeting in ["SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"] {
                let port = try PlainPort(greets: greeting)
                said.append(try await self.said(of: "127.0.0.1:\(port.number)"))
            }
            return said
        case "no port in the endpoint": return [told("vpn.example.org")]
        default:
            Issue.record("nobody makes the mistake \"\(mistake)\"")
            return []
        }
    }

    @Test func thereIsATable() { #expect(Self.table.rows.count >= 14 && Self.table.rows.contains { $0.mistake == Self.elsewhere }) }

    @Test(arguments: table.rows.map(\.mistake).filter { $0 != elsewhere }) func isSaidAsTheReadmeHasIt(mistake: String) async throws {
        let words = try #require(Self.table.rows.first { $0.mistake == mistake }?.sentences.first)
        let made = try await make(mistake)
        #expect(!made.isEmpty)
        for said in made {
            #expect(MistakeTable.isSaid(words, in: said), "\(mistake): \(said)")
            #expect(!said.contains("marked") && !said.contains("hush") && !said.contains("let-me-in"), "a secret: \(said)")
        }
    }
}
