import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Debian's node_exporter, and what the kernel itself says of this machine.
@Suite(.serialized, .enabled(if: ExporterProgram.isThere(ExporterProgram.node), "needs prometheus-node-exporter"))
struct RealNodeExporterTests {
    /// Throw-away: bcrypt of `marked-secret-77`.
    static let passwordHash = "$2b$04$pdBXQCQkWMIPI55/LCNkeu1m7558.LlsviC..xn6n38ZZ9Svtzakm"

    @Test func saysOfThisMachineWhatLocalSays() async throws {
        let exporter = try ExporterProgram(ExporterProgram.node)
        let reading = try await exporter.firstReading(try exporter.collector())
        let local = try LocalCollector(
            target: Target(id: "l", area: "Site", collector: "local", endpoint: ""), transports: Transports.system)
        let own = try await local.collect(at: Moment(seconds: 0))
        func value(_ metric: Metric, _ reading: Reading) throws -> Double {
            try #require(reading.samples.first { $0.metric == metric }?.value, "\(metric.id)")
        }
        #expect(try value(.memoryTotal, reading) == value(.memoryTotal, own))
        #expect(abs(try value(.memory, reading) - value(.memory, own)) < 20)
        for metric in [Metric.cpu, .cpuUser, .cpuSystem, .cpuIOWait, .cpuSteal] {
            #expect((0...100).contains(try value(metric, reading)), "\(metric.id)")
        }
        let parts = try value(.cpuUser, reading) + value(.cpuSystem, reading) + value(.cpuSteal, reading)
        #expect(abs(try value(.cpu, reading) - parts) < 0.001)
        #expect(try value(.netReceived, reading) >= 0 && value(.netSent, reading) >= 0)
        let inventory = reading.figures.inventory
        #expect(inventory.version == own.figures.inventory.version && inventory.processors == own.figures.inventory.processors)
        #expect(inventory.product == "Linux" && inventory.memory == own.figures.inventory.memory)
    }

    /// It is asked for both formats; whichever it gives is read.
    @Test(arguments: ["application/openmetrics-text;version=1.0.0", "text/plain;version=0.0.4", ExpositionFormat.accepted])
    func everyFormatItGivesIsRead(_ accept: String) async throws {
        let exporter = try ExporterProgram(ExporterProgram.node)
        _ = try await exporter.firstReading(try exporter.collector(interval: .seconds(1)))
        var request = HTTPRequest(.get, "http://127.0.0.1:\(exporter.port)/metrics")
        request.headers = ["Accept": accept]
        let answer = try ScrapeAnswer(try await Transports.system.http(request), to: request)
        let count = try Exposition.read(answer.body, answer.format) { _ in }
        #expect(count > 100)
    }

    @Test func mistakesHaveTheirSentence() async throws {
        let exporter = try ExporterProgram(ExporterProgram.node)
        _ = try await exporter.firstReading(try exporter.collector(interval: .seconds(1)))
        let page = try #require(await failure(of: try exporter.collector(path: "/metrix")))
        #expect(
            page.text.hasPrefix("a web page answers, no metrics") || page.text.hasPrefix("there is nothing under this path"), "\(page.text)"
        )
        let noTLS = try #require(await failure(of: try exporter.collector("https")))
        #expect(noTLS.text.hasPrefix("no TLS with it (") && noTLS.hint == .endpoint, "\(noTLS.text)")
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        let other = ScrapeFailureTests.target("http://127.0.0.1:\(closed)")
        let nobody = try #require(await failure(of: try PrometheusCollector(target: other, transports: .system)))
        #expect(nobody.hint == .nobodyListens && nobody.text.contains("Connection refused"), "\(nobody.text)")
    }

    @Test func behindTLSAndAPassword() async throws {
        let folder = try TemporaryFolder()
        let (certificate, key) = (folder.file("cert.pem"), folder.file("key.pem"))
        try makeCertificate(certificate, key: key)
        let print = try openssl(["x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"])
        let fingerprint = try #require(print.split(separator: "=").last.map { String($0.prefix { $0 != "\n" }) })
        let config = try folder.write(
            "tls_server_config:\n  cert_file: \(certificate)\n  key_file: \(key)\nbasic_auth_users:\n  warte: '\(Self.passwordHash)'\n",
            to: "web.yml")
        try folder.write("marked-secret-77\n", to: "password", mode: 0o600)
        try folder.write("marked-other-78\n", to: "wrong", mode: 0o600)
        let exporter = try ExporterProgram(ExporterProgram.node, ["--web.config.file=\(config)"])
        func collector(
            _ trust: String, over scheme: String = "https", user: String? = "warte", password: String? = "password"
        ) throws -> PrometheusCollector {
            var options: [String: OptionValue] = ["trust": .text(trust)]
            if let user { options["user"] = .text(user) }
            return try exporter.collector(
                scheme, interval: .seconds(1), options: Options(options),
                secrets: password.map { ["password": .file(folder.file($0))] } ?? [:])
        }
        for trust in [fingerprint, certificate] {
            let reading = try await exporter.firstReading(try collector(trust))
            #expect(reading.figures.inventory.product == "Linux")
        }
        let cases: [(PrometheusCollector, String, CollectFailure.Hint)] = [
            (try collector("system"), "refused: ", .certificate),
            (
                try collector(String(repeating: "AB:", count: 31) + "AB"), "refused: its certificate is not the one that is pinned",
                .certificate
            ),
            (try collector(folder.file("key.pem")), "refused: ", .certificate),
            (try collector(fingerprint, password: "wrong"), "refused: it does not take this user and password", .wrongPassword),
            (try collector(fingerprint, user: nil), "refused: it does not take this token", .wrongPassword),
            (try collector(fingerprint, user: nil, password: nil), "refused: it lets nobody in without credentials", .noPassword),
            (try collector("system", over: "http"), "it speaks TLS: write https:// in the endpoint", .endpoint),
            (try collector(fingerprint, password: "none"), "refused: No such file or directory", .secret),
        ]
        for (collector, words, hint) in cases {
            let found = try #require(await failure(of: collector), "\(words)")
            #expect(found.text.hasPrefix(words) && found.hint == hint, "\(found.text)")
            #expect(places(of: "marked-", in: found).isEmpty)
        }
    }
}

/// Debian's libvirt exporter beside a real libvirtd, and what virsh says of its guests.
@Suite(
    .serialized,
    .enabled(
        if: ExporterProgram.isThere(ExporterProgram.libvirt) && LibvirtLab.isPossible,
        "needs root, prometheus-libvirt-exporter, libvirtd and QEMU"))
struct RealLibvirtExporterTests {
    @Test func saysOfGuestsWhatVirshSays() async throws {
        try await LibvirtLab.running { lab in
            let exporter = try ExporterProgram(ExporterProgram.libvirt, ["--libvirt.uri=\(try await lab("uri"))"])
            let collector = try exporter.collector()
            let reading = try await exporter.firstReading(collector)
            #expect(reading.figures.inventory.product == "libvirt")
            #expect(Set(reading.guests.map(\.name)) == ["desk-1", "desk-2", "files"])
            let memory = 32.0 * 1_048_576
            for guest in reading.guests {
                #expect(guest.id == (try await lab.virsh("domuuid \(guest.name)")).filter { !$0.isWhitespace })
                #expect(guest.state == .running && guest.vCPUs == 1 && guest.memoryMaximum == memory)
                let used = reading.samples.first { $0.entity == .guest(guest.id) && $0.metric == .guestMemoryUsed }
                #expect(used?.value == memory, "\(guest.name)")
                #expect(reading.samples.contains { $0.entity == .guest(guest.id) && $0.metric == .guestCPU }, "\(guest.name)")
                #expect(reading.samples.contains { $0.entity == .guest(guest.id) && $0.metric == .blockRead }, "\(guest.name)")
            }
            let defined = reading.samples.first { $0.metric == .guestsDefined }?.value
            #expect(defined == 3)
            try await lab("kill-guest", "desk-2")
            try await eventually("a guest that is gone is not running", within: .seconds(30)) {
                let next = try? await collector.collect(at: Moment(seconds: Int64(time(nil))))
                let left = next?.guests.filter(\.state.isRunning).map(\.name).sorted()
                return left == ["desk-1", "files"] && next?.samples.first { $0.metric == .guestsRunning }?.value == 2
            }
            try await lab("stop-libvirtd")
            try await eventually("the exporter's own trouble", within: .seconds(30)) {
                await failure(of: collector)?.text.hasPrefix("the exporter answers, and cannot reach what it watches") == true
            }
        }
    }
}
