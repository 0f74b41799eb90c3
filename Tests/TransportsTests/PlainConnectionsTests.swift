import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// `raw_answers.py`, which ends with this value.
private final class RawServer {
    private let folder: TemporaryFolder
    private let pid: Int32
    let port: String

    init() async throws {
        folder = try TemporaryFolder()
        let script = folderOf(#filePath) + "/raw_answers.py"
        let output = open(folder.file("port"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        var launch = Launch(["/usr/bin/python3", script])
        (launch.input, launch.output) = (.none, .descriptor(output))
        pid = try launch.start()
        let file = folder.file("port")
        try await eventually("the server's start", within: .seconds(30)) { try readText(file).hasSuffix("\n") }
        port = String(try readText(file).dropLast())
    }
    deinit {
        kill(pid, SIGKILL)
        _ = ProcessEnd(waitingFor: pid)
    }

    /// For an answer in these pieces; `-`, `!` and `~` are its signs.
    func url(_ pieces: String..., host: String = "127.0.0.1") -> String {
        let words = pieces.map { piece in
            ["-", "!", "~"].contains(piece) ? piece : piece.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return "http://\(host):\(port)/" + words.joined(separator: ".")
    }
}

/// Requests without TLS over connections that stay open, against a server that answers what the test says.
@Suite struct PlainConnectionsTests {
    private let good = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nNUMBER"

    private func outcome(_ client: HTTPClient, _ url: String, deadline: Duration = .seconds(30)) async -> Result<String, CollectFailure> {
        var request = HTTPRequest(.get, url)
        request.deadline = deadline
        do throws(CollectFailure) { return .success(String(decoding: try await client.send(request).body, as: UTF8.self)) } catch {
            return .failure(error)
        }
    }

    @Test func oneIsUsedAgainUntilItIsClosed() async throws {
        let (server, client) = (try await RawServer(), HTTPClient())
        for _ in 0..<3 { #expect(await outcome(client, server.url(good)) == .success("000001")) }
        #expect(await outcome(client, server.url("HTTP/1.1 200 OK\r\nConnec", "tion: close\r\n\r", "\nNUMBER", "-")) == .success("000001"))
        #expect(await outcome(client, server.url(good)) == .success("000002"))
        // Closed behind the answer: whether that is seen before the next request or by it, the next one is answered.
        #expect(await outcome(client, server.url(good, "-")) == .success("000002"))
        #expect(await outcome(client, server.url(good)) == .success("000003"))
    }

    /// The other end may close it in the very moment in which it is used; what was asked is asked once more, but not for ever.
    @Test func whatWasNotAnsweredOnAnOldOneGoesOverANewOne() async throws {
        let (server, client) = (try await RawServer(), HTTPClient())
        #expect(await outcome(client, server.url(good)) == .success("000001"))
        let asked = "http://127.0.0.1:\(server.port)/"
        let failure = await outcome(client, server.url("-"))
        #expect(failure == .failure(.unreachable(asked: asked + "-", reason: .closedWithoutAnswer(), hint: .closed)))
        #expect(await outcome(client, server.url(good)) == .success("000003"), "it was tried on two")
    }

    @Test func whatGoesWrongIsSaidAsWhatItIs() async throws {
        let (server, client) = (try await RawServer(), HTTPClient())
        let cases: [(String, Message, CollectFailure.Hint)] = [
            (server.url("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "-"), .answerCutOff(), .closed),
            (server.url("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "!"), .answerCutOff(), .closed),
            (server.url("SSH-2.0-OpenSSH_9.2\r\n", "~"), .speaksNoHTTP(), .otherInterface),
            (server.url("-"), .closedWithoutAnswer(), .closed),
        ]
        for (url, reason, hint) in cases {
            #expect(await outcome(client, url) == .failure(.unreachable(asked: url, reason: reason, hint: hint)))
        }
        let endless = server.url("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "~")
        #expect(await outcome(client, endless) == .failure(.unreadable(asked: endless, place: "byte 0", got: "more than 16777216 bytes")))
        let silent = server.url("~")
        #expect(
            await outcome(client, silent, deadline: .milliseconds(200))
                == .failure(.timedOut(asked: silent, after: .milliseconds(200))))
        let task = Task { await outcome(client, silent, deadline: .seconds(3600)) }
        task.cancel()
        #expect(await task.value == .failure(.unreachable(asked: silent, reason: .givenUp())))
        #expect(await outcome(client, server.url(good)).map(\.count) == .success(6), "the thread goes on")
    }

    /// The next address where one refuses; and no name is looked up while a connection is open.
    @Test func addressesAreTriedInTurn() async throws {
        let server = try await RawServer()
        let asked = Mutex(0)
        let client = HTTPClient(
            resolver: Resolver { _ in
                asked.withLock { $0 += 1 }
                return .found(
                    [9, 1].map { last in
                        SocketAddress(family: AF_INET, bytes: [2, 0, 0, 0, 127, 0, 0, last] + [UInt8](repeating: 0, count: 8))
                    })
            })
        for _ in 0..<3 { #expect(await outcome(client, server.url(good, host: "host.test")) == .success("000001")) }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func manyAtOnceHaveOneEach() async throws {
        let (server, client) = (try await RawServer(), HTTPClient())
        let url = server.url(good)
        var found: Set<String> = []
        for _ in 0..<2 {
            await withTaskGroup(of: String?.self) { group in
                for _ in 0..<50 { group.addTask { [self] in try? await outcome(client, url).get() } }
                for await body in group { found.insert(body ?? "failed") }
            }
        }
        #expect(!found.contains("failed") && found.count <= 50)
    }
}
