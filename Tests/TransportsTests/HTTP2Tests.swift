import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// Against nginx, which speaks HTTP/2 to who asks for it in the handshake (ALPN).
@Suite(.enabled(if: HTTP2Server.program != nil, "needs nginx"))
struct HTTP2Tests {
    private func lines(_ request: HTTPRequest) async throws -> [String] {
        String(decoding: try await Transports.system.http(request).body, as: UTF8.self).split(
            separator: "|", omittingEmptySubsequences: false
        )
        .map(String.init)
    }

    @Test func itIsSpokenWhereItIsOfferedAndOverOneConnection() async throws {
        let server = try await HTTP2Server()
        let first = try await lines(server.request("/"))
        #expect(first[0] == "HTTP/2.0", "\(first)")
        // Many at once, each with its own secret, and nobody gets another's.
        try await withThrowingTaskGroup(of: (heard: [String], token: String).self) { group in
            for number in 0..<20 {
                var request = server.request("/")
                request.authentication = .bearer(Hidden("token-\(number)"))
                group.addTask { [request] in (try await lines(request), "token-\(number)") }
            }
            for try await answer in group { #expect(answer.heard == ["HTTP/2.0", first[1], "GET", "Bearer " + answer.token]) }
        }
        var posted = server.request("/")
        (posted.method, posted.body) = (.post, Array("body".utf8))
        #expect(try await lines(posted)[2] == "POST")
        let missing = try await Transports.system.http(server.request("/missing"))
        #expect(missing.status == 404 && missing.reason.isEmpty && missing.header("x-kind") == "test")
        // Without TLS nobody asks for it.
        #expect(try await lines(HTTPRequest(.get, server.plain))[0] == "HTTP/1.1")
    }

    /// All streams share one connection: one that waits is given up alone.
    @Test func anAnswerThatDoesNotComeDelaysNoOther() async throws {
        let server = try await HTTP2Server()
        let first = try await lines(server.request("/"))
        var silent = server.request("/silent")
        silent.deadline = .seconds(600)
        let isOver = Mutex(false)
        let waiting = Task { [silent] in
            defer { isOver.withLock { $0 = true } }
            do throws(CollectFailure) {
                _ = try await Transports.system.http(silent)
                return nil as CollectFailure?
            } catch { return error }
        }
        try await eventually("it has been asked", within: .seconds(30)) { server.isAsked }
        for _ in 0..<5 { #expect(try await lines(server.request("/"))[1] == first[1]) }
        #expect(!isOver.withLock { $0 }, "they were answered beside it")
        waiting.cancel()
        #expect(await waiting.value == .unreachable(asked: silent.asked, reason: .givenUp()))
        silent.deadline = .seconds(1)
        do throws(CollectFailure) {
            _ = try await Transports.system.http(silent)
            Issue.record("it was silent")
        } catch { #expect(error == .timedOut(asked: silent.asked, after: silent.deadline)) }
        #expect(try await lines(server.request("/"))[1] == first[1], "the connection is kept")
    }

    /// A server that goes away in the middle: who waits is told, and the next who asks gets another connection.
    @Test func aServerThatEndsIsAskedAgain() async throws {
        let server = try await HTTP2Server()
        _ = try await lines(server.request("/"))
        let request = server.request("/silent")
        let waiting = Task {
            do throws(CollectFailure) {
                _ = try await Transports.system.http(request)
                return nil as CollectFailure?
            } catch { return error }
        }
        try await eventually("it has been asked", within: .seconds(30)) { server.isAsked }
        server.stop()
        guard case .unreachable? = await waiting.value else {
            Issue.record("it is gone")
            return
        }
        try await server.start()
        #expect(try await lines(server.request("/"))[0] == "HTTP/2.0")
    }
}

/// One nginx, which ends with this value; behind `/silent` stands who never answers.
private final class HTTP2Server {
    static let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].first { (path: String) in access(path, X_OK) == 0 }

    private let folder: TemporaryFolder
    private let silence: LoopbackServer
    private let port: UInt16
    private var pid: Int32 = 0
    let plain: String

    init() async throws {
        folder = try TemporaryFolder()
        silence = try LoopbackServer()
        port = try freePort()
        let other = try freePort()
        plain = "http://127.0.0.1:\(other)/"
        try makeCertificate(folder.file("cert"), key: folder.file("key"))
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder.file($0));" }.joined(
            separator: " ")
        try folder.write(
            """
            daemon off; master_process off; pid \(folder.file("pid")); error_log \(folder.file("errors"));
            events { worker_connections 64; }
            http { access_log off; \(paths) keepalive_timeout 600s;
            server {
              listen 127.0.0.1:\(port) ssl http2; listen 127.0.0.1:\(other);
              ssl_certificate \(folder.file("cert")); ssl_certificate_key \(folder.file("key"));
              location / { return 200 "$server_protocol|$connection|$request_method|$http_authorization"; }
              location /missing { add_header X-Kind test always; return 404 "none"; }
              location /silent { proxy_pass http://\(silence.endpoint); proxy_read_timeout 600s; }
            } }
            """, to: "nginx.conf")
        try await start()
    }
    deinit { stop() }

    func start() async throws {
        pid = try startProgram([Self.program ?? "nginx", "-c", folder.file("nginx.conf"), "-e", folder.file("errors")])
        let request = request("/")
        try await eventually("nginx answers", within: .seconds(30)) { (try? await Transports.system.http(request)) != nil }
    }

    func stop() {
        guard pid > 0 else { return }
        kill(pid, SIGKILL)
        _ = ProcessEnd(waitingFor: pid)
        pid = 0
    }

    /// Whether the silent one has been connected to.
    var isAsked: Bool {
        var waiting = pollfd(fd: silence.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 1
    }

    func request(_ path: String) -> HTTPRequest {
        var request = HTTPRequest(.get, "https://127.0.0.1:\(port)\(path)")
        request.trust = .authority(file: folder.file("cert"))
        request.deadline = .seconds(30)
        return request
    }
}
