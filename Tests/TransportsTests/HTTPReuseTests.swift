import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// A handle that one request after another goes through: each is answered as if it were the first.
struct HTTPReuseTests {
    private func send(_ request: HTTPRequest) async -> Result<HTTPResponse, CollectFailure> {
        do throws(CollectFailure) { return .success(try await Transports.system.http(request)) } catch { return .failure(error) }
    }
    private func lines(_ request: HTTPRequest) async throws -> [String] {
        String(decoding: try await send(request).get().body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }
    private func request(_ url: String) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.deadline = .seconds(30)
        return request
    }

    /// Of one URL, in turn and at once.
    @Test func nobodyGetsAnothersHeadersOrCredentials() async throws {
        let server = try await HTTPServer()
        let kinds: [(HTTPRequest.Authentication, headers: [String: String], heard: [String])] = [
            (.none, [:], ["", ""]), (.none, ["X-Token": "open"], ["", "open"]), (.none, ["X-Token": "other"], ["", "other"]),
            (.bearer(Hidden("hunter2")), [:], ["Bearer hunter2", ""]), (.header(name: "X-Token", value: Hidden("t")), [:], ["", "t"]),
            (.basic(user: "anna", password: Hidden("hunter2")), [:], ["Basic YW5uYTpodW50ZXIy", ""]), (.none, [:], ["", ""]),
        ]
        try await withThrowingTaskGroup(of: (heard: [String], wanted: [String]).self) { group in
            for (authentication, headers, heard) in kinds + kinds + kinds {
                var request = request(server.url + "/same")
                request.authentication = authentication
                request.headers = headers
                #expect(try await Array(lines(request)[3...4]) == heard)
                group.addTask { [self, request] in (try await Array(lines(request)[3...4]), heard) }
            }
            for try await answer in group { #expect(answer.heard == answer.wanted) }
        }
        var posted = request(server.url + "/same")
        posted.method = .post
        posted.body = Array("body".utf8)
        #expect(try await lines(posted)[6] == "body")
        let plain = try await lines(request(server.url + "/same"))
        #expect(plain[0] == "GET" && plain[6].isEmpty)
    }

    @Test func nobodyGetsAnothersTrust() async throws {
        let server = try await HTTPServer(tls: true)
        let unknown = request(server.url + "/")
        var vouched = unknown
        vouched.trust = .authority(file: server.folder.file("cert"))
        for _ in 0..<3 {
            #expect(try await send(vouched).get().status == 200)
            guard case .failure(.refused(_, _, .certificate)) = await send(unknown) else {
                Issue.record("nobody vouches for it")
                return
            }
        }
    }

    /// A descriptor that the server's end has been closed of is the next connection's.
    @Test func aConnectionThatIsClosedIsFollowedByAnother() async throws {
        let server = try await HTTPServer()
        var ports: Set<String> = []
        for _ in 0..<5 {
            ports.insert(try await lines(request(server.url + "/last"))[2])
            // It is heard of only where the new connection is watched.
            let later = try await lines(request(server.url + "/later"))
            #expect(later[1] == "/later")
            #expect(try await lines(request(server.url + "/later"))[2] == later[2], "that one is kept")
        }
        #expect(ports.count > 1)
    }

    @Test func whatFailedIsAskedAgainAsIfItHadNot() async throws {
        let server = try await HTTPServer()
        let whole = request(server.url + "/large")
        var bounded = whole
        bounded.mostBytes = 1_000_000
        let later = request(server.url + "/later")
        var hasty = later
        hasty.deadline = .milliseconds(20)
        for _ in 0..<3 {
            #expect(try await send(whole).get().body.count == 2_000_000)
            guard case .failure(.unreadable(_, _, let got)) = await send(bounded), got == .moreThanBytes(1_000_000) else {
                Issue.record("it was taken")
                return
            }
            #expect(try await lines(later)[1] == "/later")
            #expect(await send(hasty) == .failure(.timedOut(asked: hasty.asked, after: .milliseconds(20))))
            #expect(try await lines(later)[1] == "/later")
            let task = Task { await send(later) }
            task.cancel()
            #expect(await task.value == .failure(.unreachable(asked: later.asked, reason: .givenUp())))
        }
    }

    @Test func aHeaderIsFoundInTheHeadAsItCame() {
        let head = "X-Kind:\t one \r\nno header\r\n : none\r\nx-kind: two\r\nEmpty:  \r\nLast: a: b\r\n\r\n"
        let answer = HTTPResponse(status: 200, reason: "", head: Array(head.utf8), body: [])
        #expect(answer.header("x-KIND") == "one" && answer.header("empty") == "" && answer.header("LAST") == "a: b")
        #expect(answer.header("no header") == nil && answer.header("Kind") == nil && answer.header("x@kind") == nil)
        let made = HTTPResponse(status: 200, headers: [.init("A", "b"), .init("C", "d")])
        #expect(made.header("a") == "b" && made.header("c") == "d")
    }
}
