import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// HTTP from another machine, through a real sshd.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct HTTPThroughSSHTests {
    private typealias Site = SSHTests.Site

    private func request(_ url: String, _ trust: HTTPTrust = .system, within deadline: Duration = .seconds(20)) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.trust = trust
        request.deadline = deadline
        return request
    }
    private func send(_ request: HTTPRequest, _ transports: Transports) async -> Result<HTTPResponse, CollectFailure> {
        do throws(CollectFailure) { return .success(try await transports.http(request)) } catch { return .failure(error) }
    }
    private func failure(_ request: HTTPRequest, _ site: Site) async -> CollectFailure? {
        if case .failure(let failure) = await send(request, site.transports) { failure } else { nil }
    }
    /// What the server was asked.
    private func lines(_ request: HTTPRequest, _ transports: Transports) async throws -> [String] {
        let body = try await send(request, transports).get().body
        return String(decoding: body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    /// The port from which it was: another one is another connection.
    private func port(_ request: HTTPRequest, _ transports: Transports) async throws -> String { try await lines(request, transports)[2] }
    private func isGone(_ site: Site) async throws {
        await site.machines.end()
        try await eventually("nothing of it is left") {
            site.processes.isEmpty && site.server.connections.isEmpty && namesInFolder(site.folder.path).isEmpty
        }
    }

    /// The same URL here, there, and from a third machine: each way has its own connection, which stays.
    @Test func aConnectionIsUsedForItsOwnMachineAlone() async throws {
        let server = try await HTTPServer()
        let (one, other) = (try Site(), try Site())
        let request = request(server.url + "/")
        let ways = [Transports.system, one.transports, other.transports]
        var ports: [String] = []
        for way in ways { ports.append(try await port(request, way)) }
        #expect(Set(ports).count == 3)
        for _ in 0..<2 { for (way, known) in zip(ways, ports) { #expect(try await port(request, way) == known) } }
        #expect(one.server.connections.count == 1 && other.server.connections.count == 1)

        // The machine's connection is gone and comes back: what went over it goes over the new one, and the others go on.
        one.server.killConnections()
        try await eventually("the end of its ssh") { one.processes.isEmpty }
        ports[1] = try await port(request, one.transports)
        #expect(Set(ports).count == 3)
        for (way, known) in zip(ways, ports) { #expect(try await port(request, way) == known) }
        for site in [one, other] { try await isGone(site) }
    }

    @Test func theNameIsLookedUpThereAndStaysTheServersName() async throws {
        let server = try await HTTPServer()
        let asked = Mutex<[String]>([])
        let here = HTTPClient(
            resolver: Resolver { name in
                asked.withLock { $0.append(name) }
                return .unknown(reason: .noAddress())
            })
        let site = try Site()
        var base = Transports.system
        base.http = { request throws(CollectFailure) in try await here.send(request) }
        let there = base.through(try #require(SSHPlace(site.server.place)), deadline: .seconds(20), site.machines)
        let url = "http://localhost:\(server.port)/"
        #expect(try await send(request(url), there).get().header("x-host") == "localhost:\(server.port)")
        #expect(asked.withLock { $0.isEmpty })
        // The resolver that knows no name is the one that is asked here.
        guard case .failure = await send(request(url), base) else {
            Issue.record("it was not asked")
            return
        }
        #expect(asked.withLock { $0 } == ["localhost"])
        let unknown = await failure(request("http://nobody.invalid/"), site)
        #expect(unknown?.trouble.asked == "http://nobody.invalid/ via \(site.server.place)", "\(String(describing: unknown))")
        #expect(unknown?.text.contains("ssh: connect failed: ") == true, "\(String(describing: unknown))")
        try await isGone(site)
    }

    @Test func noProxyOfTheEnvironmentIsAsked() async throws {
        let server = try await HTTPServer()
        let site = try Site()
        let names = ["http_proxy", "all_proxy", "ALL_PROXY"]
        for name in names { setenv(name, "http://127.0.0.1:1", 1) }
        defer { for name in names { unsetenv(name) } }
        for way in [Transports.system, site.transports] {
            #expect(try await lines(request(server.url + "/"), way)[1] == "/", "the server itself is asked")
        }
        try await isGone(site)
    }

    @Test func certificatesAreJudgedAsWithoutIt() async throws {
        let server = try await HTTPServer(tls: true)
        let site = try Site()
        let urls = [server.url + "/", "https://localhost:\(server.port)/"]
        let right: [HTTPTrust] = [
            .certificate(sha256: try server.certificateHash()), .publicKey(sha256: try server.publicKeyHash()),
            .authority(file: server.folder.file("cert")),
        ]
        let wrong: [HTTPTrust] = [.certificate(sha256: [UInt8](repeating: 7, count: 32)), .system]
        for url in urls {
            for trust in right + right { #expect(try await send(request(url, trust), site.transports).get().status == 200) }
            // Though connections stand that others have judged well.
            for trust in wrong {
                let asked = request(url, trust)
                let (there, here) = (await failure(asked, site), await send(asked, .system))
                guard case .failure(.refused(url, let reason, .certificate)) = here else {
                    Issue.record("\(here)")
                    return
                }
                #expect(there == .refused(asked: "\(url) via \(site.server.place)", reason: reason, hint: .certificate))
            }
        }
        // Nor is it for another address than the server's.
        if access("/proc/net/if_inet6", F_OK) == 0 {
            let other = request("https://[::ffff:127.0.0.1]:\(server.port)/", right[2])
            let refused = CollectFailure.refused(
                asked: "\(other.url) via \(site.server.place)", reason: .certificateOfAnother(), hint: .certificate)
            #expect(await failure(other, site) == refused)
        }
        try await isGone(site)
    }

    /// Of the exporter what is the exporter's, with the machine from which it was asked; of the machine what is the machine's.
    @Test func whoeverFailsIsNamed() async throws {
        let site = try Site()
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        for scheme in ["http", "https"] {
            let url = "\(scheme)://127.0.0.1:\(closed)/"
            let refused = CollectFailure.unreachable(
                asked: "\(url) via \(site.server.place)", reason: .raw(SystemError.text(ECONNREFUSED)), hint: .nobodyListens)
            #expect(await failure(request(url), site) == refused)
        }
        let mute = try LoopbackServer()
        let silent = request("http://\(mute.endpoint)/", within: .seconds(1))
        #expect(await failure(silent, site) == .timedOut(asked: "\(silent.url) via \(site.server.place)", after: .seconds(1)))

        let (held, server) = (try LoopbackServer(), try await HTTPServer())
        let running = Task { await failure(request("http://\(held.endpoint)/", within: .seconds(60)), site) }
        try await eventually("it is asked", within: .seconds(30)) { held.hasClient }
        let lost = CollectFailure.unreachable(asked: site.server.place, reason: .sshLost(), hint: .closed)
        site.server.killConnections()
        #expect(await running.value == lost)
        site.server.stop()
        let down = CollectFailure.unreachable(asked: site.server.place, reason: .sshNobodyListens(), hint: .nobodyListens)
        try await eventually("the machine is down, whoever is asked") { await failure(request(server.url + "/"), site) == down }
        try site.server.start()
        #expect(try await send(request(server.url + "/"), site.transports).get().status == 200)
        server.stop()
        guard case .unreachable(let asked, _, .nobodyListens)? = await failure(request(server.url + "/"), site) else {
            Issue.record("nobody listens")
            return
        }
        #expect(asked == "\(server.url)/ via \(site.server.place)")
        try await isGone(site)

        let restricted = try Site()
        try restricted.server.allow("restrict")
        let url = "https://127.0.0.1:\(closed)/"
        let prohibited = CollectFailure.refused(asked: "\(url) via \(restricted.server.place)", reason: .sshForwardingProhibited())
        #expect(await failure(request(url), restricted) == prohibited)
        try await isGone(restricted)
    }

    /// One whose network has gone says nothing, not even that.
    @Test func aMachineThatFreezesIsLeftAndComesBack() async throws {
        let server = try await HTTPServer()
        let site = try Site()
        let request = request(server.url + "/", within: .seconds(1))
        try await eventually("it is asked", within: .seconds(20)) { await failure(request, site) == nil }
        site.server.freezeConnections()
        #expect(await failure(request, site) == .timedOut(asked: "\(request.url) via \(site.server.place)", after: .seconds(1)))
        try await eventually("over a new connection", within: .seconds(60)) { await failure(request, site) == nil }
        site.server.killConnections()
        await site.machines.end()
    }

    @Test func aMachineThatSaysNothingDelaysNobodyElse() async throws {
        let server = try await HTTPServer()
        let mute = try LoopbackServer()
        let (dead, good) = (try Site(place: "ssh://" + mute.endpoint, deadline: .seconds(60)), try Site())
        let end = Race<CollectFailure?>()
        let asked = request(server.url + "/", within: .seconds(60))
        let waiting = Task { end.finish(await failure(asked, dead)) }
        try await eventually("ssh is on its way", within: .seconds(30)) { mute.hasClient }
        for _ in 0..<3 {
            for way in [Transports.system, good.transports] {
                #expect(try await send(asked, way).get().status == 200)
            }
        }
        #expect(end.isOpen, "the others did not wait for it")
        // Nor has the poll that waits for it to be waited for.
        waiting.cancel()
        close(mute.accept())
        guard case .unreachable("ssh://" + mute.endpoint, _, _)? = await end.value else {
            Issue.record("it is the machine that is told")
            return
        }
        for site in [dead, good] { try await isGone(site) }
    }

    /// Somebody sweeps the folder for temporary files.
    @Test func aSocketThatIsRemovedIsMadeAnew() async throws {
        let server = try await HTTPServer()
        let site = try Site()
        let last = request(server.url + "/last")
        #expect(try await send(last, site.transports).get().status == 200)
        let folder = site.folder.file(try #require(namesInFolder(site.folder.path).first { $0.hasPrefix("warte-ssh-") }))
        for name in namesInFolder(folder) where !name.hasSuffix(".s") { unlink("\(folder)/\(name)") }
        #expect(try await send(last, site.transports).get().status == 200)
        #expect(site.server.connections.count == 1)

        // Something else lies in its place, at which nobody listens: it is put away, and no more than that.
        let way = try #require(namesInFolder(folder).first { !$0.hasSuffix(".s") && !$0.hasSuffix(".1") })
        unlink("\(folder)/\(way)")
        _ = try LoopbackServer(path: "\(folder)/\(way)")
        #expect(access("\(folder)/\(way)", F_OK) == 0, "a socket without anybody")
        #expect(try await send(request(server.url + "/other"), site.transports).get().status == 200)
        #expect(!namesInFolder(folder).contains(way) && site.server.connections.count == 1)
        try await isGone(site)
    }

    /// While one of the same machine's hosts is refused again and again, another that fails otherwise is told as what it is.
    @Test func theRefusalOfAnotherIsNotOnesOwn() async throws {
        let site = try Site()
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        let other = try LoopbackServer()
        let asked = request("http://\(other.endpoint)/")
        let running = Task { await failure(asked, site) }
        try await eventually("it is asked", within: .seconds(30)) { other.hasClient }
        let peer = other.accept()
        #expect(await failure(request("http://127.0.0.1:\(closed)/"), site)?.hint == .nobodyListens)
        _ = Glibc.send(peer, "SSH-2.0-OpenSSH_9.2\r\n", 21, 0)
        close(peer)
        let found = await running.value
        #expect(
            found == .unreachable(asked: "\(asked.url) via \(site.server.place)", reason: .speaksNoHTTP(), hint: .otherInterface),
            "\(String(describing: found))")
        try await isGone(site)
    }
}
