import Collecting
import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What people get wrong has a sentence of its own, and nothing secret is in any.
@Suite struct ScrapeFailureTests {
    static func target(
        _ endpoint: String = "http://host:9100/metrics", options: Options = [:], secrets: [String: SecretSource] = [:],
        interval: Duration = .seconds(1)
    ) -> Target {
        Target(
            id: "h", area: "Site", collector: "prometheus", endpoint: endpoint, interval: interval, secrets: secrets, options: options)
    }

    static func answer(
        _ status: Int, _ type: String?, _ body: String, headers: [HTTPResponse.Header] = []
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: (type.map { [.init("Content-Type", $0)] } ?? []) + headers, body: Array(body.utf8))
    }

    static func answer(_ body: String) -> HTTPResponse { answer(200, "text/plain; version=0.0.4", body) }

    static func failure(
        _ target: Target = target(), http: @escaping Transports.HTTP
    ) async throws -> CollectFailure? {
        let scripted = ScriptedTransports(password: "marked-secret", http: http)
        let collector = try PrometheusCollector(target: target, transports: scripted.transports)
        do throws(CollectFailure) {
            _ = try await collector.collect(at: Moment(seconds: 1_795_800_000))
            return nil
        } catch { return error }
    }

    /// What the machine on the way says is no sign of what the exporter speaks.
    @Test func whatSSHSaysStands() async throws {
        for scheme in ["http", "https"] {
            for reason in [Message.sshNoServer(), .sshPortNotOpened(), .sshClosed()] {
                let told = CollectFailure.unreachable(asked: "ssh://gw", reason: reason, hint: nil)
                #expect(try await Self.failure(Self.target("\(scheme)://host:9100")) { _ throws(CollectFailure) in throw told } == told)
            }
        }
    }

    static let good = "node_cpu_seconds_total{mode=\"idle\"} 1\n"

    @Test(
        arguments: [
            (
                answer(200, "text/html", "<html><body>Node Exporter</body></html>"),
                "a web page answers, no metrics: check port and path (exporters serve /metrics)", .otherInterface
            ),
            (
                answer(200, nil, "\n<!doctype html>"), "a web page answers, no metrics: check port and path (exporters serve /metrics)",
                .otherInterface
            ),
            (
                answer(200, "application/json; charset=utf-8", "{}"),
                "it answers application/json, which is none of the text formats for metrics", .otherInterface
            ),
            (
                answer(401, "text/plain", "Unauthorized"),
                "refused: it lets nobody in without credentials: set user and password_file, or password_file alone for a bearer token",
                .noPassword
            ),
            (
                answer(403, "text/html", "<h1>no</h1>"),
                "refused: it forbids this (status 403): a list of who may ask it, or a right that is missing", .forbidden
            ),
            (
                answer(404, "text/plain", "404 page not found"), "there is nothing under this path (status 404); exporters serve /metrics",
                .endpoint
            ),
            (
                answer(302, nil, "", headers: [.init("Location", "https://u:p@host/metrics?token=x")]),
                "it sends elsewhere, which is not followed: write https://host/metrics as the endpoint if that is the exporter", .endpoint
            ),
            (
                answer(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n"),
                "it speaks TLS: write https:// in the endpoint", .endpoint
            ),
            (
                answer(500, "text/plain", "An error has occurred while serving metrics:\n\nno socket\n"),
                "the exporter itself failed (status 500): no socket", nil
            ),
            (answer(503, "text/html", "<h1>busy</h1>"), "the exporter itself failed (status 503)", nil),
            (answer(418, "text/plain", "teapot"), "it answers with status 418, as no exporter does", .otherInterface),
            (answer(200, "text/plain", ""), "it answers without a single metric", .otherInterface),
            (answer(200, "text/plain", "# only words\n"), "it answers without a single metric", .otherInterface),
            (answer(200, "text/plain", "some_app_metric 1\n"), "no profile fits its 1 sample: name one (", nil),
            (answer(200, "text/plain", "libvirt_up 0\n"), "the exporter answers, and cannot reach what it watches", nil),
            (
                answer(200, "text/plain", good + "a{b=\"c"),
                "cannot read the answer to http://host:9100/metrics at line 2: the answer ends here, in the middle", .otherInterface
            ),
            (
                answer(200, "application/openmetrics-text; version=1.0.0", good),
                "cannot read the answer to http://host:9100/metrics at line 2: the answer ends here, without # EOF", .otherInterface
            ),
            (
                answer(200, "text/plain", good + "SSH-2.0-OpenSSH\n"),
                "cannot read the answer to http://host:9100/metrics at line 2: a metric's name has letters that it must not have",
                .otherInterface
            ),
        ] as [(HTTPResponse, String, CollectFailure.Hint?)])
    func hasItsSentence(_ response: HTTPResponse, _ words: String, _ hint: CollectFailure.Hint?) async throws {
        let failure = try #require(try await Self.failure { _ throws(CollectFailure) in response })
        #expect(failure.text.hasPrefix(words) && failure.text.contains("http://host:9100/metrics"), "\(failure.text)")
        #expect(failure.hint == hint)
    }

    @Test func credentialsGoWithTheRequestAndNowhereElse() async throws {
        let withPassword = Self.target(options: ["user": "warte"], secrets: ["password": .environment("X")])
        let withToken = Self.target(secrets: ["password": .environment("X")])
        let cases: [(Target, String, HTTPRequest.Authentication)] = [
            (withPassword, "refused: it does not take this user and password", .basic(user: "warte", password: Hidden("marked-secret"))),
            (withToken, "refused: it does not take this token", .bearer(Hidden("marked-secret"))),
        ]
        for (target, words, authentication) in cases {
            let seen = Mutex<HTTPRequest?>(nil)
            let failure = try await Self.failure(target) { request throws(CollectFailure) in
                seen.withLock { $0 = request }
                return Self.answer(401, "text/plain", "")
            }
            #expect(failure?.text.hasPrefix(words) == true && failure?.hint == .wrongPassword)
            #expect(failure.map { places(of: "marked-secret", in: $0) } == [])
            let request = try #require(seen.withLock { $0 })
            #expect(request.authentication == authentication && request.headers["Accept"] == ExpositionFormat.accepted)
        }
    }

    /// Without the way or a certificate in the failure it is most likely no TLS at all.
    @Test func noTLSIsSaid() async throws {
        let failure = try await Self.failure(Self.target("https://host:9100")) { request throws(CollectFailure) in
            throw .unreachable(asked: request.asked, reason: "SSL connect error")
        }
        #expect(
            failure?.text
                == "no TLS with it (SSL connect error): does it speak plain http, or is another port meant?: https://host:9100/metrics")
        let other = try await Self.failure(Self.target("https://host:9100")) { request throws(CollectFailure) in
            throw .refused(asked: request.asked, reason: "self-signed certificate", hint: .certificate)
        }
        #expect(
            other?.text == "refused: self-signed certificate: name its authority's file, or the certificate's own SHA-256 fingerprint, in "
                + "\"trust\": https://host:9100/metrics")
    }

    @Test(arguments: [
        ("http://h:9100", "http://h:9100/metrics"), ("http://h:9100/", "http://h:9100/metrics"),
        ("HTTPS://h/probe?target=x", "https://h/probe?target=x"),
        ("http://[::1]:9100?collect[]=cpu", "http://[::1]:9100/metrics?collect[]=cpu"), ("http://h/a/metrics", "http://h/a/metrics"),
    ])
    func endpointBecomes(_ endpoint: String, _ url: String) async throws {
        let seen = Mutex("")
        _ = try await Self.failure(Self.target(endpoint)) { request throws(CollectFailure) in
            seen.withLock { $0 = request.url }
            return Self.answer("")
        }
        #expect(seen.withLock { $0 } == url)
    }

    @Test(
        arguments: [
            (target("host:9100"), "endpoint", "\"host:9100\": write http://host:port/metrics or https://host:port/metrics"),
            (target("ftp://host"), "endpoint", "\"ftp://host\": write http://host:port/metrics or https://host:port/metrics"),
            (target("http://"), "endpoint", "\"http://\": the address is missing before the port"),
            (target("http://h:99999"), "endpoint", "\"http://h:99999\": the port is a number from 1 to 65535"),
            (
                target("http://u:geheim@host:1"), "endpoint",
                "\"http://host:1\": a user and a password do not stand in the endpoint: set user and password_file"
            ),
            (target("http://host", options: ["trust": "/ca.pem"]), "trust", "http shows no certificate: write https"),
            (
                target("https://host", options: ["trust": "AB:CD"]), "trust",
                "this is \"system\", an absolute path of an authority's file, or 64 hexadecimal digits"
            ),
            (target(options: ["user": "a"]), "user", "a user goes with a password"),
            (
                target(options: ["profile": "node"]), "profile",
                "there is no profile \"node\"; there are windows_exporter, libvirt_exporter, "
            ),
        ] as [(Target, String, String)])
    func cannotWork(_ target: Target, _ key: String, _ words: String) throws {
        let problem = #expect(throws: ConfigurationProblem.self) {
            try PrometheusCollector(target: target, transports: ScriptedTransports().transports)
        }
        #expect(
            problem?.key == key && problem?.text.hasPrefix(words) == true && problem?.text.contains("geheim") == false,
            "\(problem?.text ?? "")")
    }

    /// Where the file of one's own that had it has it no more.
    @Test func aNamedProfileThatIsNotThereIsTold() async throws {
        let folder = try TemporaryFolder()
        try folder.write("[figures]\ncpu = 'a'\n", to: "own.toml")
        let options: Options = ["profile": "node", "profiles": .text(folder.path)]
        let failure = try await Self.failure(Self.target(options: options)) { _ throws(CollectFailure) in Self.answer(Self.good) }
        #expect(failure?.text.hasPrefix("there is no profile \"node\"; there are own, windows_exporter, ") == true)
        let told = PrometheusCollector.lacks(Self.target(options: options))
        #expect(told.map(\.key) == ["profile"] && told[0].text.hasPrefix("there is no profile \"node\"; there are own, "))
    }

    /// When the configuration is read, and not only when somebody connects.
    @Test func profilesThatCannotBeReadAreTold() throws {
        let folder = try TemporaryFolder()
        func told() -> [String] {
            PrometheusCollector.lacks(Self.target(options: ["profiles": .text(folder.file("own"))])).map {
                "\($0.key): " + $0.text.replacing(folder.path, with: "")
            }
        }
        #expect(told() == ["profiles: the profiles cannot be used: No such file or directory: /own"])
        mkdir(folder.file("own"), 0o755)
        #expect(told() == ["profiles: the profiles cannot be used: no file in it ends in .toml: /own"])
        try folder.write("[figures]\ncpuu = 'a'\n", to: "own/rds.toml")
        #expect(
            told() == [
                "profiles: the profiles cannot be used: /own/rds.toml:2:1: unknown figure \"cpuu\", did you mean \"cpu\"?: /own"
            ])
        try folder.write("[figures]\ncpu = 'a'\n", to: "own/rds.toml")
        #expect(told() == [])
    }

    /// Of what the other side sends only that it is a place, and never a path that may be somebody's own.
    @Test(arguments: [
        ("https://host:9100/metrics", "it sends to https: write https:// in the endpoint"),
        (
            "https://u:marked-1@gate.example.org:9443/metrics?token=marked-2#marked-3",
            "it sends elsewhere, which is not followed: write https://gate.example.org:9443/metrics as"
        ),
        ("/login?next=/metrics", "it sends to another page, which is not followed"),
        ("", "it sends to another page, which is not followed"),
        ("https://sso.example.org/session/marked-4", "it sends to another page, which is not followed"),
        ("https://a\u{1B}[31mb/metrics", "it sends to another page, which is not followed"),
        ("https://" + String(repeating: "x", count: 5000) + "/metrics", "it sends to another page, which is not followed"),
        ("javascript:alert(1)", "it sends to another page, which is not followed"),
    ])
    func aRedirectionIsToldAsFarAsItIsAPlace(_ location: String, _ words: String) async throws {
        let failure = try #require(
            try await Self.failure { _ throws(CollectFailure) in
                Self.answer(302, nil, "", headers: [.init("Location", location)])
            })
        #expect(failure.text.hasPrefix(words) && failure.hint == .endpoint, "\(failure.text)")
        #expect(!failure.text.contains("marked") && failure.text.utf8.count < 250 && !failure.text.contains("\u{1B}"))
    }

    @Test func headersOfTheOtherSideAreToldAsFarAsTheyAreWords() async throws {
        let type = try await Self.failure { _ throws(CollectFailure) in
            Self.answer(200, "text/xml\u{1B}[31m anna" + String(repeating: "x", count: 500), "x")
        }
        #expect(type?.text.hasPrefix("it answers text/xml, which is none of") == true)
        let coding = try await Self.failure { _ throws(CollectFailure) in
            Self.answer(200, "text/plain", "x", headers: [.init("Content-Encoding", "\u{1B}anna")])
        }
        #expect(coding?.text.hasPrefix("it answers compressed (?), which nobody asked for") == true)
    }

    /// Another exporter listens on the port now, or the same one with other metrics.
    @Test func theProfileIsChosenAnewWhereItNoLongerFits() async throws {
        let answers = Mutex(["libvirt_up 1\nlibvirt_domains_number 2\n", Self.good, "libvirt_up 1\nlibvirt_domains_number 2\n"])
        let scripted = ScriptedTransports(http: { _ throws(CollectFailure) in Self.answer(answers.withLock { $0.removeFirst() }) })
        let collector = try PrometheusCollector(target: Self.target(), transports: scripted.transports)
        for product in ["libvirt", "Linux", "libvirt"] {
            let reading = try await collector.collect(at: Moment(seconds: 0))
            #expect(reading.figures.inventory.product == product)
        }
    }

    /// A poll has rates from the first time on where there is time for two answers.
    @Test func theFirstPollAsksTwice() async throws {
        let count = Mutex(0)
        let scripted = ScriptedTransports(http: { _ throws(CollectFailure) in
            let turn = count.withLock { count in
                count += 1
                return count
            }
            return Self.answer("node_cpu_seconds_total{mode=\"idle\"} \(turn * 3)\nnode_cpu_seconds_total{mode=\"user\"} \(turn)\n")
        })
        let collector = try PrometheusCollector(target: Self.target(interval: .seconds(5)), transports: scripted.transports)
        let reading = try await collector.collect(at: Moment(seconds: 0))
        #expect(scripted.requests.count == 2)
        // Both rates are over a time that was measured: their share is 25 but for the last digit.
        let cpu = try #require(reading.samples.first { $0.metric == .cpu }?.value)
        #expect(abs(cpu - 25) < 1e-6)
        _ = try await collector.collect(at: Moment(seconds: 5))
        #expect(scripted.requests.count == 3)
    }
}
