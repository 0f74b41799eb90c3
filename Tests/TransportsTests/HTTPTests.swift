import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// Against a real server on loopback.
struct HTTPTests {
    private func send(_ request: HTTPRequest) async -> Result<HTTPResponse, CollectFailure> {
        do throws(CollectFailure) { return .success(try await Transports.system.http(request)) } catch { return .failure(error) }
    }
    private func failure(_ request: HTTPRequest) async -> CollectFailure? {
        if case .failure(let failure) = await send(request) { failure } else { nil }
    }
    private func lines(_ request: HTTPRequest) async throws -> [String] {
        String(decoding: try await send(request).get().body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    @Test func everyMethodBodyAndStatusIsAnAnswer() async throws {
        let server = try await HTTPServer()
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            var request = HTTPRequest(method, server.url + "/a?b=c")
            if method != .get { request.body = Array("body of \(method)".utf8) }
            let lines = try await lines(request)
            #expect(lines[0] == method.rawValue && lines[1] == "/a?b=c" && lines[5] == "warte")
            #expect(lines[6] == (method == .get ? "" : "body of \(method)"))
        }
        let answer = try await send(HTTPRequest(.get, server.url + "/missing")).get()
        #expect(answer.status == 404 && answer.header("x-kind") == "test")
        #expect(answer.reason == "Not Found", "some servers say there what went wrong")
        let moved = try await send(HTTPRequest(.get, server.url + "/elsewhere")).get()
        #expect(moved.status == 302, "it is not followed")
    }

    /// Where the system had no file for the thread once, or takes it away, what is asked later is asked all the same.
    @Test func aThreadThatCouldNotGoOnIsFollowedByAnother() async throws {
        let server = try await HTTPServer()
        let path = server.folder.file("port")
        let broken = open(path, O_RDONLY | O_CLOEXEC)
        let trouble = Mutex([-1, broken])
        let client = HTTPClient(epoll: { trouble.withLock { $0.isEmpty ? Epoll() : Epoll(owning: $0.removeFirst()) } })
        var request = HTTPRequest(.get, server.url + "/")
        request.deadline = .seconds(30)
        for _ in 0..<2 {
            do throws(CollectFailure) {
                _ = try await client.send(request)
                Issue.record("there was no thread")
            } catch {
                #expect(error == .unreachable(asked: request.asked, reason: .noHTTPThread()))
            }
        }
        #expect(try await client.send(request).status == 200)
        var target = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/fd/\(broken)", &target, target.count)
        #expect(!target.prefix(max(0, length)).elementsEqual(path.utf8.map(CChar.init(bitPattern:))), "it is closed")
        #expect(client.waitingOrders == 0)
    }

    @Test func aConnectionIsKept() async throws {
        let server = try await HTTPServer(tls: true)
        var request = HTTPRequest(.get, server.url + "/")
        request.trust = .certificate(sha256: try server.certificateHash())
        let first = try await lines(request)[2]
        for _ in 0..<5 { #expect(try await lines(request)[2] == first) }
        // Another pin is looked at on a kept connection too.
        request.trust = .certificate(sha256: [UInt8](repeating: 7, count: 32))
        #expect(await failure(request)?.hint == .certificate)
    }

    @Test func aServerShowsThatItIsTheOneThatIsMeant() async throws {
        let server = try await HTTPServer(tls: true)
        var request = HTTPRequest(.get, server.url + "/")
        let unknown = try #require(await failure(request))
        #expect(unknown.hint == .certificate && unknown.text.lowercased().contains("certificate"))
        request.trust = .authority(file: server.folder.file("cert"))
        #expect(try await send(request).get().status == 200)
        for trust in [HTTPTrust.publicKey(sha256: try server.publicKeyHash()), .certificate(sha256: try server.certificateHash())] {
            request.trust = trust
            #expect(try await send(request).get().status == 200, "\(trust)")
        }
        let wrong = [UInt8](repeating: 1, count: 32)
        for trust in [HTTPTrust.publicKey(sha256: wrong), .certificate(sha256: wrong)] {
            request.trust = trust
            request.authentication = .bearer(Hidden("never sent"))
            guard case .refused(_, let reason, .certificate) = await failure(request) else {
                Issue.record("\(trust) was accepted")
                return
            }
            #expect(!reason.text.isEmpty)
        }
        let fingerprint = try server.certificateHash().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
        #expect(HTTPTrust(fingerprint: fingerprint) == .certificate(sha256: try server.certificateHash()))
        #expect(HTTPTrust(fingerprint: "AB:CD") == nil)
        request.trust = .certificate(sha256: wrong)
        request.url = "http://127.0.0.1:\(server.port)/"
        #expect(await failure(request)?.hint == .endpoint, "a pin without TLS would be no pin")
    }

    @Test func secretsReachTheServerAndNobodyElse() async throws {
        let server = try await HTTPServer()
        var request = HTTPRequest(.get, server.url + "/?token=hunter2")
        request.authentication = .basic(user: "anna", password: Hidden("hunter2"))
        #expect(try await lines(request)[3] == "Basic YW5uYTpodW50ZXIy")
        request.authentication = .bearer(Hidden("hunter2"))
        #expect(try await lines(request)[3] == "Bearer hunter2")
        request.authentication = .header(name: "X-Token", value: Hidden("hunter2"))
        #expect(try await lines(request)[4] == "hunter2")
        var printed = ""
        dump(request.authentication, to: &printed)
        #expect(!printed.contains("hunter2") && !"\(request.authentication)".contains("hunter2"))
        request.authentication = .bearer(Hidden("hunter2\r\nX-Token: more"))
        let injected = try #require(await failure(request))
        #expect(injected.hint == .secret && !injected.text.contains("hunter2"))
        request = HTTPRequest(.get, "http://anna:hunter2@127.0.0.1:1/path?token=hunter2#hunter2")
        #expect(request.asked == "http://127.0.0.1:1/path")
        #expect(await failure(request)?.text.contains("hunter2") == false)
    }

    @Test func aDeadlineIsKeptAndCancellingIsAtOnce() async throws {
        let server = try await HTTPServer()
        var request = HTTPRequest(.get, server.url + "/slow")
        request.deadline = .milliseconds(300)
        #expect(await failure(request) == .timedOut(asked: request.asked, after: .milliseconds(300)))
        request.deadline = .seconds(3600)
        let task = Task { [request] in await failure(request) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await task.value == .unreachable(asked: request.asked, reason: .givenUp()))
        // The thread goes on.
        #expect(try await send(HTTPRequest(.get, server.url + "/")).get().status == 200)
    }

    @Test func anAnswerHasABound() async throws {
        let server = try await HTTPServer()
        var request = HTTPRequest(.get, server.url + "/large")
        #expect(try await send(request).get().body.count == 2_000_000)
        for path in ["/large", "/endless"] {
            request.url = server.url + path
            request.mostBytes = 1_000_000
            guard case .unreadable(_, _, let got) = await failure(request) else {
                Issue.record("\(path) was taken")
                return
            }
            #expect(got == .moreThanBytes(1_000_000))
        }
    }

    @Test func whatGoesWrongIsSaidAsWhatItIs() async throws {
        let server = try await HTTPServer()
        #expect(await failure(HTTPRequest(.get, server.url + "/truncated"))?.hint == .closed)
        let plain = await failure(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/"))
        #expect(plain?.hint == .otherInterface && plain?.text.hasPrefix("no TLS is spoken there: https://") == true, "\(plain?.text ?? "")")
        server.stop()
        let refused = await failure(HTTPRequest(.get, server.url + "/"))
        #expect(refused?.hint == .nobodyListens && refused?.text.contains("Couldn't connect to server: Connection refused") == true)
        #expect(await failure(HTTPRequest(.get, "http://nowhere.invalid/"))?.hint == .unknownName)
        for url in ["", "127.0.0.1", "ftp://127.0.0.1/", "file:///etc/passwd", "http://a b/", "http://x\0/"] {
            #expect(await failure(HTTPRequest(.get, url))?.hint == .endpoint, "\(url)")
        }
    }

    @Test func twoHundredAtOnceCostOneThread() async throws {
        let server = try await HTTPServer()
        _ = try await send(HTTPRequest(.get, server.url + "/")).get()
        let before = threadCount()
        var most = 0
        await withTaskGroup(of: Int?.self) { group in
            for number in 0..<200 {
                group.addTask { [self, url = server.url] in
                    try? await send(HTTPRequest(.get, "\(url)/\(number)")).get().status
                }
            }
            for await status in group {
                #expect(status == 200)
                most = max(most, threadCount())
            }
        }
        // Swift's own pool and the resolver's few come and go.
        #expect(most <= before + 16)
    }

    /// libcurl would start a thread for every name; ours are the resolver's.
    @Test func aNameIsLookedUpByTheResolver() async throws {
        let server = try await HTTPServer()
        let asked = Mutex<[String]>([])
        let client = HTTPClient(
            resolver: Resolver { name in
                asked.withLock { $0.append(name) }
                return .found([SocketAddress(family: AF_INET, bytes: [2, 0, 0, 0, 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8))])
            })
        let answer = try await client.send(HTTPRequest(.get, "http://host.test:\(server.port)/"))
        #expect(answer.status == 200 && asked.withLock { $0 } == ["host.test"])
    }

    /// The thread and its connections are the client's: without it they are nobody's.
    @Test func theThreadEndsWithItsClient() async throws {
        final class Held: Sendable {}
        let server = try await HTTPServer()
        weak var held: Held?
        do {
            let holder = Held()
            held = holder
            // What makes its file is held by the thread, as long as there is one.
            let client = HTTPClient(epoll: { withExtendedLifetime(holder) { Epoll() } })
            let answer = try await client.send(HTTPRequest(.get, server.url + "/"))
            #expect(answer.status == 200 && held != nil)
        }
        try await eventually("the thread ends") { held == nil }
    }
}
