import Collecting
import Glibc
import JSON
import Synchronization
import TestSupport
import Transports

@testable import Notify

/// Debian's Alertmanager on loopback, with a folder and a configuration of its own. It ends with the value.
final class AlertServer: Sendable {
    let folder: TemporaryFolder
    let port: UInt16
    private let pid = Mutex<pid_t>(0)
    var url: String { "http://127.0.0.1:\(port)" }

    init() throws {
        folder = try TemporaryFolder()
        port = try freePort()
        try folder.write("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n", to: "alertmanager.yml")
    }

    deinit { stop() }

    func start() async throws {
        let log = open(folder.file("log"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let started = try startProgram(
            [
                "/usr/bin/prometheus-alertmanager", "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
                "--storage.path=\(folder.file("data"))", "--config.file=\(folder.file("alertmanager.yml"))",
            ], output: log, complaints: log)
        pid.withLock { $0 = started }
        close(log)
        try await eventually("Alertmanager's start", within: .seconds(30)) {
            (try? await Transports.system.http(HTTPRequest(.get, url + "/-/ready")))?.status == 200
        }
    }

    func stop() {
        let ending = pid.withLock { pid in
            defer { pid = 0 }
            return pid
        }
        guard ending > 0 else { return }
        kill(ending, SIGKILL)
        waitpid(ending, nil, 0)
    }

    struct Seen: Equatable {
        var name: String
        var severity: String
        var state: String
    }

    private var api: AlertAPI { AlertAPI(url: url, http: Transports.system.http) }

    func json(_ path: String) async throws -> JSONValue { .list(try await api.list(path, atMost: 1000) { $0 }) }

    /// Its active and suppressed alerts, by name.
    func alerts() async throws -> [Seen] {
        try await (json("alerts").items ?? []).map {
            Seen(
                name: $0["labels"]?["alertname"]?.string ?? "", severity: $0["labels"]?["severity"]?.string ?? "",
                state: $0["status"]?["state"]?.string ?? "")
        }.sorted { ($0.name, $0.severity) < ($1.name, $1.severity) }
    }

    /// The new silence's id.
    func silence(_ matchers: [String: String], comment: String, by creator: String) async throws -> String {
        let body = JSONValue.object([
            (
                "matchers",
                .list(
                    matchers.map {
                        .object([("name", .text($0.key)), ("value", .text($0.value)), ("isRegex", .flag(false)), ("isEqual", .flag(true))])
                    })
            ), ("startsAt", .text("2020-01-01T00:00:00Z")), ("endsAt", .text("2099-01-01T00:00:00Z")), ("createdBy", .text(creator)),
            ("comment", .text(comment)),
        ])
        var request = HTTPRequest(.post, url + "/api/v2/silences")
        request.headers = ["Content-Type": "application/json"]
        request.body = body.bytes
        let answer = try JSONValue(reading: try await Transports.system.http(request).body)
        return answer["silenceID"]?.string ?? ""
    }

    func endSilence(_ id: String) async throws {
        let answer = try await Transports.system.http(HTTPRequest(.delete, url + "/api/v2/silence/" + id))
        guard answer.status == 200 else { throw SystemFailure("DELETE: \(answer.status)", number: 0) }
    }
}
