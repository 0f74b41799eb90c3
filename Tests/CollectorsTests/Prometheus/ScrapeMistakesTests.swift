import Collecting
import Configuration
import Foundation
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// `mistaken_exporter.py`, which ends with this value.
private final class MistakenExporter: Sendable {
    let folder: TemporaryFolder
    let ports: [String: Int]
    private let pid: Int32

    init() async throws {
        folder = try TemporaryFolder()
        try makeCertificate(folder.file("ca.pem"), key: folder.file("ca.pem.key"), subject: "CA", for: nil)
        for (name, address, days) in [
            ("good", "IP:127.0.0.1", "2"), ("other", "DNS:elsewhere.test", "2"), ("expired", "IP:127.0.0.1", "-1"),
        ] {
            try openssl(
                ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-addext", "subjectAltName=\(address)"]
                    + ["-keyout", folder.file("\(name).key"), "-out", folder.file("\(name).csr")])
            try openssl(
                ["x509", "-req", "-in", folder.file("\(name).csr"), "-copy_extensions", "copy", "-CA", folder.file("ca.pem")]
                    + ["-CAkey", folder.file("ca.pem.key"), "-CAcreateserial", "-days", days, "-out", folder.file("\(name).cert")])
        }
        try ProxmoxAuthority(in: folder).issue(to: "early", valid: .future)
        try makeCertificate(folder.file("self.cert"), key: folder.file("self.key"))
        let output = open(folder.file("ports"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        var launch = Launch(["/usr/bin/python3", folderOf(#filePath) + "/mistaken_exporter.py", folder.path])
        (launch.input, launch.output) = (.none, .descriptor(output))
        pid = try launch.start()
        let file = folder.file("ports")
        try await eventually("the exporter's start", within: .seconds(60)) { try TestSupport.readText(file).hasSuffix("\n") }
        ports = try JSONDecoder().decode([String: Int].self, from: Data(try TestSupport.readText(file).utf8))
        try folder.write("marked-4\n", to: "password", mode: 0o600)
        try folder.write("marked-5\nmarked-6\n", to: "two-lines", mode: 0o600)
        mkdir(folder.file("own"), 0o700)
        try folder.write("base = \"windows_exporter\"\n[figures]\ncpuu = 'a'\n", to: "own/rds.toml")
    }
    deinit {
        kill(pid, SIGKILL)
        _ = ProcessEnd(waitingFor: pid)
    }
}

/// What people commonly get wrong, each with the sentence that `warte check --connect` says: a configuration is read, its host is polled
/// once over the real transports, and there are the failure's words and the hint below them.
@Suite(.serialized) struct ScrapeMistakesTests {
    private struct Mistake {
        let endpoint: String
        var lines: [String] = []
        /// How what is said begins, with `…` for what is left out, and how the hint does.
        let says: String
        var hint = ""
    }

    /// One turn of the poller.
    private func said(_ mistake: Mistake, _ folder: TemporaryFolder) async throws -> String {
        let text = """
            [[host]]
            name = "h"
            collector = "prometheus"
            endpoint = "\(mistake.endpoint)"
            interval = "1s"
            deadline = "\(mistake.endpoint.hasSuffix("/slow") ? 1 : 30)s"
            \(mistake.lines.map { $0.replacing("FOLDER", with: folder.path) }.joined(separator: "\n"))
            """
        let settings: SiteSettings
        do { settings = try parseSettings(text, file: "warte.toml", collectors: knownCollectors) } catch { return "\(error)" }
        let target = try #require(settings.targets.first)
        let reports = Mutex<[Report]>([])
        let poller = TargetPoller(
            target: target, collector: try PrometheusCollector(target: target, transports: .system), clock: TimerClock.shared,
            wallClock: { Moment(seconds: 1_795_800_000) }, deliver: { turn in reports.withLock { $0.append(turn.report) } })
        let task = Task { await poller.run(after: .zero) }
        defer { task.cancel() }
        try await eventually("an outcome of \(mistake.endpoint)", within: .seconds(60)) { reports.withLock { !$0.isEmpty } }
        switch try #require(reports.withLock { $0.first }).outcome {
        case .success(let reading): return "ok: \(reading.about)"
        case .failure(let failure): return failure.text + (failure.hint.map { "\n" + $0.text } ?? "")
        }
    }

    @Test func eachHasASentenceThatNamesItAndItsCure() async throws {
        let exporter = try await MistakenExporter()
        func at(_ name: String, _ path: String = "/metrics", tls: Bool? = nil) throws -> String {
            "\(tls ?? !["plain", "ssh"].contains(name) ? "https" : "http")://127.0.0.1:\(try #require(exporter.ports[name]))\(path)"
        }
        let authority = "trust = \"FOLDER/ca.pem\""
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        let mistakes: [Mistake] = [
            Mistake(
                endpoint: "http://127.0.0.1:\(closed)", says: "Couldn't connect to server: Connection refused: ",
                hint: "nobody listens there"),
            Mistake(endpoint: "http://nowhere.invalid:9100", says: "Name or service not known", hint: "the name is unknown"),
            Mistake(endpoint: try at("plain", "/slow"), says: "no answer within 1 s", hint: "it does not answer in time"),
            Mistake(endpoint: try at("ssh"), says: "what answers speaks no HTTP: does it speak TLS (https://), or is another port meant?"),
            Mistake(endpoint: try at("plain", "/graph"), says: "a web page answers, no metrics: check port and path"),
            Mistake(endpoint: try at("plain", "/metrix"), says: "there is nothing under this path (status 404); exporters serve /metrics"),
            Mistake(endpoint: try at("plain", "/forbidden"), says: "refused: it forbids this (status 403)", hint: "let the server answer"),
            Mistake(
                endpoint: try at("plain", "/locked"), says: "refused: it lets nobody in without credentials: set user and password_file"),
            Mistake(
                endpoint: try at("plain", "/locked"), lines: ["user = \"warte\"", "password_file = \"FOLDER/password\""],
                says: "refused: it does not take this user and password", hint: "check the password"),
            Mistake(
                endpoint: try at("plain", "/locked"), lines: ["password_file = \"FOLDER/two-lines\""],
                says: "refused: it has more than one line, and a secret is one line",
                hint: "the engine cannot use this secret of the host"),
            Mistake(endpoint: try at("plain", "/login"), says: "it sends to another page, which is not followed: a login of a proxy"),
            Mistake(
                endpoint: try at("plain", "/elsewhere"),
                says: "it sends elsewhere, which is not followed: write https://gate.example.org:9443/metrics as the endpoint"),
            Mistake(endpoint: try at("plain", "/go"), says: "it speaks TLS: write https:// in the endpoint"),
            Mistake(endpoint: try at("plain", "/unreached"), says: "the exporter answers, and cannot reach what it watches"),
            Mistake(endpoint: try at("plain", "/failed"), says: "the exporter itself failed (status 500): no socket"),
            Mistake(
                endpoint: try at("early"), lines: ["trust = \"FOLDER/ca.cert\""],
                says: "refused: its certificate is not valid yet: "),
            Mistake(
                endpoint: try at("plain"), lines: ["profiles = \"FOLDER/own\""],
                says: "the profiles cannot be used: …/own/rds.toml:3:1: unknown figure \"cpuu\""),
            Mistake(endpoint: try at("plain", "/tls"), says: "it sends to https: write https:// in the endpoint"),
            Mistake(endpoint: try at("plain", tls: true), says: "no TLS with it (…): does it speak plain http, or is another port meant?"),
            Mistake(endpoint: try at("good", tls: false), says: "it closes the connection without an answer: does it speak TLS (https://)"),
            Mistake(
                endpoint: try at("self"),
                says: "refused: its certificate is self-signed, nobody else vouches for it: name its authority's file",
                hint: "look at the server's certificate"),
            Mistake(
                endpoint: try at("good"), says: "refused: nobody who is trusted here vouches for its certificate: name its authority's file"
            ),
            Mistake(endpoint: try at("expired"), lines: [authority], says: "refused: its certificate has expired: renew it there"),
            Mistake(
                endpoint: try at("other"), lines: [authority],
                says: "refused: its certificate is for other names than the endpoint's: write a name that stands in it"),
            Mistake(
                endpoint: try at("good"), lines: ["trust = \"\(String(repeating: "ab", count: 32))\""],
                says: "refused: its certificate is not the one that is pinned, but SHA-256 …: if it was renewed, write that as \"trust\""),
            Mistake(
                endpoint: try at("plain", "/windows"), lines: ["sessions = 40"],
                says:
                    "ok: Windows · 1 CPU · no guests: switch the exporter's collector hyperv on (--collectors.enabled) · no sessions: "
                    + "switch the exporter's collector terminal_services on"),
            Mistake(
                endpoint: try at("plain"), lines: ["profile = \"windows_exporter\""],
                says: "profile \"windows_exporter\" does not fit: what answers is what profile \"node_exporter\" is for; name that one"),
            Mistake(
                endpoint: try at("plain", "/app"), lines: ["profile = \"windows_exporter\""],
                says:
                    "profile \"windows_exporter\" does not fit what answers, and no other does (windows_exporter, …): is another port meant?"
            ),
            Mistake(endpoint: try at("plain", "/app"), says: "no profile fits its 2 samples: name one (…) with \"profile\""),
            Mistake(
                endpoint: try at("plain"), lines: ["profile = \"node\""],
                says: "warte.toml:7:11: there is no profile \"node\"; there are windows_exporter, "),
            Mistake(endpoint: try at("plain", "/bare"), says: "it serves nothing that profile \"node_exporter\" makes a figure of"),
            Mistake(endpoint: try at("plain", "/large"), says: "its answer is longer than 16 MiB: ask for less of it"),
            Mistake(endpoint: try at("plain", "/zipped"), says: "it answers compressed (gzip), which nobody asked for"),
            Mistake(endpoint: try at("plain", "/damaged"), says: "cannot read the answer to …: the answer ends here, in the middle"),
            Mistake(endpoint: try at("good"), lines: [authority], says: "ok: Linux"),
        ]
        var texts: [String] = []
        for mistake in mistakes {
            let said = try await said(mistake, exporter.folder)
            if !said.hasPrefix("ok: Linux") { texts.append(said) }
            var rest = said[...]
            for (index, part) in mistake.says.components(separatedBy: "…").enumerated() {
                let found = index == 0 ? (rest.hasPrefix(part) ? rest.startIndex..<rest.endIndex : nil) : rest.range(of: part)
                #expect(found != nil, "\(mistake.endpoint) says: \(said)")
                if index > 0, let found { rest = rest[found.upperBound...] }
            }
            #expect(said.contains("\n" + mistake.hint) || mistake.hint.isEmpty, "\(said)")
            // libvirt's words are libvirt's, and no secret of either side is in any.
            #expect(!said.contains("libvirt)") && !said.contains("pkipath") && !said.contains("marked-"), "\(said)")
        }
        // All that the README lists is said here, and nothing else.
        let table = MistakeTable(of: "Prometheus exporters")
        #expect(table.rows.count >= 12)
        let unsaid = table.unsaid(among: texts)
        #expect(unsaid == [])
        let unlisted = table.unlisted(among: texts)
        #expect(unlisted == [])
        print("mistakes with an exporter that were provoked: \(mistakes.count - 1)")
    }
}
