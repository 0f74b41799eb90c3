import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

struct OpenVPNCollectorTests {
    static let now = Moment(seconds: 1_795_551_100)

    func host(secret: SecretSource? = nil, deadline: Duration = .seconds(5), options: Options = [:]) -> Target {
        Target(
            id: "vpn-1", area: "a", collector: "openvpn", endpoint: "/run/vpn.sock", deadline: deadline,
            secrets: secret.map { ["password": $0] } ?? [:],
            options: options)
    }
    func collector(_ scripted: ScriptedTransports, _ host: Target? = nil) throws -> OpenVPNCollector {
        try OpenVPNCollector(target: host ?? self.host(), transports: scripted.transports)
    }
    func failure(_ collector: OpenVPNCollector) async -> CollectFailure? {
        do throws(CollectFailure) {
            _ = try await collector.collect(at: Self.now)
            return nil
        } catch { return error }
    }

    @Test func staysConnectedAndHearsTheLogBetweenPolls() async throws {
        let stream = ScriptedStream(answer: healthyAnswer)
        let collector = try collector(ScriptedTransports([stream]))
        let first = try await collector.collect(at: Self.now)
        #expect(first.sessions.map(\.user) == ["alice"])
        #expect(first.samples == [Sample(.sessions, 1), Sample(.netReceived, 10), Sample(.netSent, 20)])
        #expect(first.about == "OpenVPN 2.6.14")
        stream.say(">LOG:1795551101,I,alice/10.0.0.1:1 [alice] Inactivity timeout (--ping-restart), restarting\r\n")
        let second = try await collector.collect(at: Self.now)
        #expect(second.ends.map(\.cause) == [.clientLost])
        #expect(second.ends.first?.session == first.sessions.first?.id)
        #expect(stream.commands == ["pid", "log on all", "state on", "status 3", "load-stats", "status 3", "load-stats"])
        await collector.close()
        #expect(stream.isClosed)
    }

    @Test func asksAndLeavesWhereItMustNotHoldThePort() async throws {
        let streams = [ScriptedStream(answer: healthyAnswer), ScriptedStream(answer: healthyAnswer)]
        let scripted = ScriptedTransports(streams)
        let collector = try collector(scripted, host(options: ["hold_connection": false]))
        _ = try await collector.collect(at: Self.now)
        _ = try await collector.collect(at: Self.now)
        #expect(scripted.connections == 2)
        for stream in streams {
            #expect(stream.commands == ["pid", "status 3", "load-stats", "log all", "quit"])
            #expect(stream.isClosed)
        }
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.2p1\r\n", "SSH-2.0"), ("HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1"), ("\u{0}\u{1}\u{2}", "\u{FFFD}\u{FFFD}"),
    ])
    func anotherServiceIsNamed(_ greeting: String, _ begin: String) async throws {
        let collector = try collector(ScriptedTransports([ScriptedStream(greeting: greeting, answer: healthyAnswer)]))
        guard case .unreadable(_, let place, let got) = await failure(collector) else {
            Issue.record("not unreadable")
            return
        }
        #expect(place == .noGreeting())
        #expect(got.text.hasPrefix(begin), "\(Array(got.text.utf8))")
    }

    @Test func passwordRightWrongAndMissing() async throws {
        @Sendable func guarded(_ line: String) -> String {
            switch line {
            case "let-me-in": "SUCCESS: password is correct\r\n>INFO:OpenVPN Management Interface Version 5\r\n"
            // 2.6 asks again without a word; older ones say what is wrong first.
            case "wrong": "ENTER PASSWORD:"
            case "bad": "ERROR: bad password\r\nENTER PASSWORD:"
            default: healthyAnswer(line)
            }
        }
        func stream() -> ScriptedStream { ScriptedStream(greeting: "ENTER PASSWORD:", answer: guarded) }
        let host = host(secret: .file("/x"))
        let right = try collector(ScriptedTransports([stream()]), host)
        #expect(try await right.collect(at: Self.now).sessions.count == 1)
        for password in ["wrong", "bad"] {
            let refusal = await failure(try collector(ScriptedTransports([stream()], password: password), host))
            #expect(refusal == .refused(asked: "/run/vpn.sock", reason: .wrongPassword(), hint: .wrongPassword))
        }
        let missing = try #require(await failure(try collector(ScriptedTransports([stream()]))))
        #expect(missing.text.contains("password_file"))
        // Two lines would be a command of the password's own.
        let two = stream()
        let injected = await failure(try collector(ScriptedTransports([two], password: "let-me-in\nsignal SIGTERM"), host))
        #expect(injected?.text.contains("control characters") == true)
        #expect(two.commands.isEmpty)
    }

    @Test func reconnectsInTheSamePollWhereTheServerHadHungUp() async throws {
        let first = ScriptedStream(answer: healthyAnswer)
        let scripted = ScriptedTransports([first, ScriptedStream(answer: healthyAnswer)])
        let collector = try collector(scripted)
        _ = try await collector.collect(at: Self.now)
        first.hangUp()
        #expect(try await collector.collect(at: Self.now).sessions.count == 1)
        #expect(scripted.connections == 2)
    }

    @Test func aServerThatIsGoneFailsAndItsLastWordsAreToldAtOnce() async throws {
        let first = ScriptedStream(answer: healthyAnswer)
        let collector = try collector(ScriptedTransports([first]))
        _ = try await collector.collect(at: Self.now)
        first.say(">LOG:1795551102,I,SIGTERM[hard,] received, process exiting\r\n>STATE:1795551102,EXITING,SIGTERM,,,,,\r\n")
        first.hangUp()
        try await eventually("the end") { first.isClosed }
        #expect(await failure(collector) == .unreachable(asked: "/run/vpn.sock", reason: "Connection refused"))
        // They were read before the end; that they have been understood is a moment later.
        var aside = Aside()
        try await eventually("its last words") {
            aside = await collector.aside(at: Self.now + .seconds(5))
            return !aside.ends.isEmpty
        }
        #expect(aside.ends.map(\.cause) == [.admin] && aside.ends.first?.user == "alice")
        #expect(aside.ends.first?.at == Moment(seconds: 1_795_551_102))
        #expect(aside.events.map(\.text) == ["the server is exiting (SIGTERM)"])
        #expect(!aside.isInLine)
        #expect(await collector.aside(at: Self.now) == Aside(), "it is told once")
    }

    @Test func aNameThatIsNoUTF8IsStillItsOwn() async throws {
        func row(_ byte: UInt8, _ number: Int) -> [UInt8] {
            Array("CLIENT_LIST\tM".utf8) + [byte] + Array("ller\t10.0.0.1:\(number)\t10.8.0.2\t1795551000\tUNDEF\t\(number)\r\n".utf8)
        }
        var dialogue = ManagementDialogue()
        _ = dialogue.send("status 3", .block)
        let head = statusText([]).split(separator: "\r\n").dropLast().joined(separator: "\r\n") + "\r\n"
        let messages = try dialogue.receive(Array(head.utf8) + row(0xFC, 1) + row(0xF6, 2) + Array("END\r\n".utf8))
        guard case .reply(.lines(let lines)) = messages.first else {
            Issue.record("no reply")
            return
        }
        #expect(try StatusReply(lines).clients.map(\.user) == ["Müller", "Möller"])
    }

    @Test func aHeldServerSaysSo() async throws {
        let stream = ScriptedStream(greeting: ">INFO:OpenVPN\r\n>HOLD:Waiting for hold release:10\r\n") {
            $0 == "status 3" ? "ERROR: The 'status' command is not supported by the current daemon mode\r\n" : healthyAnswer($0)
        }
        let refusal = try #require(await failure(try collector(ScriptedTransports([stream]))))
        #expect(refusal.text.contains("hold release"))
        #expect(!stream.commands.contains { $0.contains("release") })
    }

    @Test func staysAwayFromAPortThatLetsUsersIn() async throws {
        let stream = ScriptedStream(answer: healthyAnswer)
        let scripted = ScriptedTransports([stream, ScriptedStream(answer: healthyAnswer)])
        let collector = try collector(scripted)
        _ = try await collector.collect(at: Self.now)
        stream.say(">CLIENT:CONNECT,1,1\r\n>CLIENT:ENV,password=hush\r\n>CLIENT:ENV,END\r\n")
        try await eventually("the connection is given up") { stream.isClosed }
        let refusal = try #require(await failure(collector))
        #expect(refusal.text.contains("management-client-auth"))
        #expect(!refusal.text.contains("hush"))
        #expect(await failure(collector) == refusal)
        #expect(scripted.connections == 1)
        // Ten minutes later it looks whether that has changed.
        #expect(try await collector.collect(at: Self.now + .seconds(700)).sessions.count == 1)
    }

    @Test func aLineWithoutEndAndAReplyWithoutEndAreRefused() async throws {
        let long = ScriptedStream { $0 == "status 3" ? String(repeating: "x", count: 100_000) : healthyAnswer($0) }
        #expect(await failure(try collector(ScriptedTransports([long])))?.text.contains("more than 65536 bytes") == true)
        let row = "CLIENT_LIST\t" + String(repeating: "x", count: 60_000) + "\r\n"
        let endless = ScriptedStream { $0 == "status 3" ? String(repeating: row, count: 300) : healthyAnswer($0) }
        #expect(await failure(try collector(ScriptedTransports([endless])))?.text.contains("has no end") == true)
    }

    @Test(
        arguments: [
            ("endpoint", "localhost", [:]), ("endpoint", "::1:7505", [:]), ("endpoint", "", [:]),
            ("endpoint", "/" + String(repeating: "x", count: 120), [:]), ("hold_connection", "/s", ["hold_connection": "perhaps"]),
            ("history_minutes", "/s", ["history_minutes": -1]),
        ] as [(String, String, Options)])
    func saysWhatCannotWork(_ key: String, _ endpoint: String, _ options: Options) {
        let host = Target(id: "h", area: "a", collector: "openvpn", endpoint: endpoint, options: options)
        #expect {
            _ = try OpenVPNCollector(target: host, transports: ScriptedTransports([]).transports)
        } throws: { ($0 as? ConfigurationProblem)?.key == key }
    }
}
