import Alarms
import Collecting
import Glibc
import JSON
import Synchronization
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Notify

/// Against the real Alertmanager.
struct AlertServiceTests {
    let notes = Told<String>()
    let silences = Told<[AlarmKey: Message]>()

    func client(_ url: String, change: (inout AlertService.Pace) -> Void = { _ in }) -> AlertService {
        var pace = AlertService.Pace()
        pace.post = .seconds(2)
        pace.poll = .milliseconds(100)
        pace.least = .milliseconds(20)
        pace.retry = .milliseconds(50)
        change(&pace)
        return AlertService(
            url: url, site: "Rathaus \"A\"\\", pace: pace, http: Transports.system.http, wallClock: { now() },
            note: { [notes] in notes.add($0.text) },
            silence: { [silences] in silences.add($0) })
    }

    @Test func alarmsAppearRiseAndAreResolved() async throws {
        let server = try AlertServer()
        try await server.start()
        let client = client(server.url)
        let runbook = Runbook(consequence: "guests slow down", action: "migrate one", timeToAct: "15 min", link: "https://wiki.example/cpu")
        let raised = now() - .seconds(90)
        let memory = Samples.alarm(2, rule: "memory", severity: .warning, phase: .acknowledged, raised: raised)
        client.tell([
            Samples.alarm(1, severity: .warning, raised: raised, runbook: runbook), memory,
            Samples.alarm(3, rule: "io", phase: .returned), Samples.alarm(4, rule: "down", suppressedBy: "no data"),
        ])
        try await eventually("two alerts") {
            try await server.alerts() == [
                .init(name: "cpu", severity: "warning", state: "active"), .init(name: "memory", severity: "warning", state: "active"),
            ]
        }
        let alert = try #require(try await server.json("alerts").items?.first { $0["labels"]?["alertname"]?.string == "cpu" })
        #expect(alert["labels"]?["site"]?.string == "Rathaus \"A\"\\" && alert["labels"]?["host"]?.string == "hv-1")
        #expect(alert["annotations"]?["summary"]?.string == "CPU 97 %, limit 95 %")
        #expect(alert["annotations"]?["runbook"]?.string == "guests slow down; migrate one; time to act: 15 min")
        #expect(alert["startsAt"]?.string == raised.rfc3339)
        let ending = try #require(alert["endsAt"]?.string)
        #expect(ending > (now() + .seconds(200)).rfc3339 && ending < (now() + .seconds(260)).rfc3339)
        // Posted again: its end moves on.
        try await eventually("a second post") {
            try await server.json("alerts").items?.contains { ($0["endsAt"]?.string ?? "") > ending } == true
        }
        client.tell([Samples.alarm(1, severity: .critical, raised: raised, runbook: runbook), memory])
        try await eventually("the rise") {
            try await server.alerts() == [
                .init(name: "cpu", severity: "critical", state: "active"), .init(name: "memory", severity: "warning", state: "active"),
            ]
        }
        client.tell([])
        try await eventually("the end of all") { try await server.alerts().isEmpty }
        #expect(notes.all.isEmpty)
        client.close()
    }

    @Test func aSilenceIsSeenAndHoldsForWhatFlapsButNotForWhatIsWorse() async throws {
        let server = try AlertServer()
        try await server.start()
        let client = client(server.url)
        let cpu = Samples.alarm(1, severity: .warning)
        client.tell([cpu, Samples.alarm(2, rule: "memory")])
        try await eventually("two alerts") { try await server.alerts().count == 2 }
        let id = try await server.silence(
            ["alertname": "cpu", "severity": "warning"], comment: "known \u{1B}[31m to us\u{202E}", by: "karl")
        try await eventually("the silence") { silences.last == [cpu.key: .silence("known \u{FFFD}[31m to us\u{FFFD}", "karl")] }
        // What it silences stays active over there: else its silence would end with it.
        var silenced = cpu
        silenced.suppressedBy = .silence("known", nil)
        client.tell([silenced, Samples.alarm(2, rule: "memory")])
        try await eventually("suppressed over there") {
            try await server.alerts() == [
                .init(name: "cpu", severity: "warning", state: "suppressed"), .init(name: "memory", severity: "critical", state: "active"),
            ]
        }
        client.tell([Samples.alarm(2, rule: "memory")])
        try await eventually("the end of one") { try await server.alerts().count == 1 }
        #expect(silences.last?.keys.contains(cpu.key) == true)
        client.tell([Samples.alarm(3, severity: .critical), Samples.alarm(2, rule: "memory")])
        try await eventually("it is critical, and so not silenced") { silences.last == [:] }
        client.tell([cpu])
        try await eventually("silenced again") { silences.last?[cpu.key] != nil }
        try await server.endSilence(id)
        try await eventually("the silence's end") { silences.last == [:] }
        #expect(notes.all.isEmpty)
        client.close()
    }

    @Test func oneThatIsDownIsOneLineAndHearsAllOnceItIsBack() async throws {
        let server = try AlertServer()
        let client = client(server.url)
        client.tell([Samples.alarm(1)])
        try await eventually("a note") { notes.all.count == 1 }
        #expect(notes.all[0].contains(server.url) && notes.all[0].contains("Couldn't connect") && notes.all[0].contains("tried again"))
        #expect(silences.all.isEmpty, "what an earlier engine knew holds on for a while")
        try await server.start()
        try await eventually("the alert", within: .seconds(20)) { try await server.alerts().map(\.name) == ["cpu"] }
        try await eventually("the end of the trouble") { notes.all.count == 2 }
        #expect(notes.all[1].contains("works again after "))
        server.stop()
        client.tell([Samples.alarm(2, rule: "memory")])
        try await eventually("the next trouble", within: .seconds(20)) { notes.all.count >= 3 }
        try await server.start()
        try await eventually("it was told of both", within: .seconds(20)) {
            try await server.alerts().map(\.name) == ["memory"]
        }
        client.close()
    }

    @Test func whoCannotBeAskedForLongSilencesNothing() async throws {
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        let client = client("http://127.0.0.1:\(closed)") { $0.trust = .milliseconds(300) }
        client.tell([Samples.alarm(1, suppressedBy: .silence("from before", nil))])
        try await eventually("no silences") { silences.last == [:] }
        client.close()
    }

    @Test func aServerThatAnswersNonsenseIsToldApart() async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        try folder.write(
            """
            import http.server
            class Nonsense(http.server.BaseHTTPRequestHandler):
                def answer(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b'{"a":')
                do_GET = do_POST = answer
            http.server.HTTPServer(('127.0.0.1', \(port)), Nonsense).serve_forever()
            """, to: "nonsense.py")
        let pid = try startProgram(["python3", folder.file("nonsense.py")])
        defer {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        let client = client("http://127.0.0.1:\(port)")
        client.tell([Samples.alarm(1)])
        try await eventually("a note", within: .seconds(20)) { notes.last?.contains("answered what cannot be read: wanted a list") == true }
        client.close()
    }

    /// 20,000 silences, nearly all of them over, are a list like any; of so many that hold none is taken, and what was known stays.
    @Test func anAnswerOfWhichTooMuchWouldBeKeptIsRefusedAndWhatWasKnownStays() async throws {
        let isFlooded = Mutex(false)
        let alarm = Samples.alarm(1)
        let http: Transports.HTTP = { request in
            guard request.method == .get else { return HTTPResponse(status: 200) }
            let labels = JSONValue(AlertLedger(site: "S").labels(of: alarm))
            let alerts = JSONValue.list([.object([("labels", labels), ("status", .object([("silencedBy", .list([.text("s-0")]))]))])])
            let holding = isFlooded.withLock { $0 } ? 20_000 : 1
            let silences = JSONValue.list(
                (0..<20_000).map { number in
                    let state = number < holding ? "active" : "expired"
                    return .object([("id", .text("s-\(number)")), ("status", .object([("state", .text(state))])), ("comment", .text("c"))])
                })
            return HTTPResponse(status: 200, body: (request.url.contains("/silences") ? silences : alerts).bytes)
        }
        var pace = AlertService.Pace()
        (pace.poll, pace.retry) = (.milliseconds(20), .milliseconds(20))
        let client = AlertService(
            url: "http://127.0.0.1:1", site: "S", pace: pace, http: http, wallClock: { now() }, note: { [notes] in notes.add($0.text) },
            silence: { [silences] in silences.add($0) })
        client.tell([alarm])
        try await eventually("the silence", within: .seconds(30)) { silences.last == [alarm.key: .silence("c", nil)] }
        #expect(notes.all.isEmpty)
        isFlooded.withLock { $0 = true }
        try await eventually("a note", within: .seconds(30)) {
            notes.last?.contains("has more than 5000 active silences or silenced alerts") == true
        }
        #expect(silences.last == [alarm.key: .silence("c", nil)])
        client.close()
    }

    @Test func aCertificateThatNobodyVouchesForIsRefused() async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        let made = try run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2", "-keyout",
            folder.file("key"),
            "-out", folder.file("cert"),
        ])
        try #require(made.status == .exit(0))
        let pid = try startProgram(
            ["openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder.file("cert"), "-key", folder.file("key"), "-www"])
        defer {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        let client = client("https://127.0.0.1:\(port)")
        client.tell([Samples.alarm(1)])
        try await eventually("a note", within: .seconds(20)) { notes.last?.lowercased().contains("certificate") == true }
        client.close()
    }
}

private func now() -> Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}
