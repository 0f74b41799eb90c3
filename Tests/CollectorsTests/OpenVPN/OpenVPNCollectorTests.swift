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
            #expect(stream.commands == ["pid", "log all", "status 3", "load-stats", "quit"])
            #expect(stream.isClosed)
        }
    }

    @Test func silenceMeansSomebodyElseIsThereAndWeWaitInLine() async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let scripted = ScriptedTransports([stream])
        let collector = try collector(scripted, host(deadline: .milliseconds(100)))
        for _ in 0..<3 { #expect(await failure(collector) == .busy(asked: "/run/vpn.sock")) }
        #expect(await collector.aside(at: Self.now).isInLine)
        #expect(stream.commands == ["pid"])
        stream.answersFromNowOn(healthyAnswer)
        // What was asked meanwhile is answered when our turn comes.
        stream.say(">INFO:OpenVPN Management Interface Version 5\r\nSUCCESS: pid=1\r\n")
        #expect(try await collector.collect(at: Self.now).sessions.count == 1)
        // A connection that is given up stays in the line of two that OpenVPN has over TCP.
        #expect(scripted.connections == 1)
    }

    /// An HTTP server says nothing either, until it is asked something; then it says what it is.
    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "<!DOCTYPE HTML>\n<html>\n"])
    func whatIsNotOpenVPNIsNotBusy(answer: String) async throws {
        let streams = (0..<3).map { _ in ScriptedStream(greeting: "") { _ in answer } }
        let collector = try collector(ScriptedTransports(streams), host(deadline: .milliseconds(500)))
        for _ in streams {
            guard case .unreadable("the management interface", "the greeting: not OpenVPN's", _)? = await failure(collector) else {
                Issue.record("no failure of the greeting")
                return
            }
        }
    }

    /// Of a server that wants a password it would be a wrong one.
    @Test func aHostWithAPasswordIsAskedNothingBeforeItIsGreeted() async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let collector = try collector(ScriptedTransports([stream]), host(secret: .file("/etc/p"), deadline: .milliseconds(100)))
        for _ in 0..<2 { #expect(await failure(collector) == .busy(asked: "/run/vpn.sock")) }
        #expect(stream.commands == [])
        // So what is silent there may be anything, and people are told so.
        #expect(CollectFailure.busy(asked: "").hint?.text.contains("no OpenVPN") == true)
    }

    /// The question that was to wake a silent server is a password to one that wants one, and has no answer.
    @Test(arguments: ["ENTER PASSWORD:", "ERROR: bad password\r\nENTER PASSWORD:"])
    func aSilentServerThatWantsAPasswordInTheEndSaysSoAtOnce(wrong: String) async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let streams = [stream, ScriptedStream(greeting: "ENTER PASSWORD:") { _ in wrong }]
        let collector = try collector(ScriptedTransports(streams), host(deadline: .milliseconds(100)))
        #expect(await failure(collector) == .busy(asked: "/run/vpn.sock"))
        #expect(stream.commands == ["pid"])
        // Our turn comes: it asks, and reads what was sent long ago.
        stream.say("ENTER PASSWORD:" + wrong)
        for _ in 0..<2 {
            let poll = Task { await failure(collector) }
            let timer = Task {
                try await Task.sleep(for: .seconds(10))
                poll.cancel()
            }
            #expect(await poll.value?.hint == .noPassword)
            timer.cancel()
        }
        #expect(stream.isClosed)
    }

    @Test func whoMustNotHoldThePortLeavesItWhenItsTurnComesBetweenPolls() async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let scripted = ScriptedTransports([stream, ScriptedStream(answer: healthyAnswer)])
        let collector = try collector(scripted, host(deadline: .milliseconds(100), options: ["hold_connection": false]))
        #expect(await failure(collector) == .busy(asked: "/run/vpn.sock"))
        stream.say(">INFO:OpenVPN Management Interface Version 5\r\n")
        try await eventually("the farewell") { stream.isClosed }
        #expect(stream.commands == ["pid", "quit"])
        #expect(try await collector.collect(at: Self.now).sessions.count == 1)
    }

    /// A server that runs a script answers nobody: its answer is late, and nobody else holds its port.
    @Test(arguments: [true, false]) func aBlockedServerIsLateAndNotBusy(holds: Bool) async throws {
        let stream = ScriptedStream { $0 == "status 3" ? "" : healthyAnswer($0) }
        let scripted = ScriptedTransports([stream, ScriptedStream(answer: healthyAnswer)])
        let collector = try collector(scripted, host(options: ["hold_connection": .flag(holds)]))
        for _ in 0..<3 {
            let poll = Task { await failure(collector) }
            try await eventually("the question") { stream.commands.contains("status 3") }
            poll.cancel()
            #expect(await poll.value == .timedOut(asked: "/run/vpn.sock", after: .seconds(5)))
            #expect(await collector.aside(at: Self.now).isInLine)
        }
        #expect(stream.commands.count { $0 == "status 3" } == 1, "it is not asked again before it has answered")
        // The late answer is that of a poll that is over: it counts for nothing.
        stream.answersFromNowOn(healthyAnswer)
        let poll = Task { try await collector.collect(at: Self.now) }
        stream.say(statusText(["late"]))
        #expect(try await poll.value.sessions.map(\.user) == ["alice"])
        #expect(scripted.connections == (holds ? 1 : scripted.connections))
    }

    @Test func aServerThatIsMuteForLongIsConnectedToAnewAndStillNotBusy() async throws {
        let first = ScriptedStream { $0 == "status 3" ? "" : healthyAnswer($0) }
        let second = ScriptedStream(greeting: "", answer: healthyAnswer)
        let collector = try collector(ScriptedTransports([first, second]), host(deadline: .milliseconds(100)))
        func poll(_ seconds: Int64) async -> CollectFailure? {
            let poll = Task { () -> CollectFailure? in
                do throws(CollectFailure) {
                    _ = try await collector.collect(at: Self.now + .seconds(seconds))
                    return nil
                } catch { return error }
            }
            let timer = Task {
                try await Task.sleep(for: .milliseconds(100))
                poll.cancel()
            }
            defer { timer.cancel() }
            return await poll.value
        }
        for seconds in [0, 60, 130] as [Int64] {
            guard case .timedOut = await poll(seconds) else {
                Issue.record("not late")
                return
            }
        }
        #expect(first.isClosed)
        for seconds in [140, 150] as [Int64] {
            guard case .timedOut = await poll(seconds) else {
                Issue.record("not late")
                return
            }
        }
        second.say(">INFO:OpenVPN Management Interface Version 5\r\n")
        #expect(await poll(160) == nil)
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
        #expect(place.contains("greeting"))
        #expect(got.hasPrefix(begin), "\(Array(got.utf8))")
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

    @Test func aFloodOfLinesIsBoundedAndCounted() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        for number in 0..<25_000 {
            let address = "10.\(number / 65536).\(number / 256 % 256).\(number % 256):9"
            watch.take(.log("1795551000,N,\(address) TLS Error: TLS handshake failed"))
        }
        let status = try StatusReply(statusText([]).split(separator: "\r\n").dropLast().map(String.init))
        let reading = watch.reading(status, nil, at: Self.now)
        #expect(reading.ends.count == EndTracker.mostEnds)
        #expect(reading.events.contains { $0.text.hasPrefix("15000 more") })
    }

    /// Whatever it is that somebody writes without end, it is read slowly, and people are told.
    @Test(
        arguments: [.other, .info, .hold, .state("1,WAIT,,,,"), .fatal("x"), .passwordPrompt, .log("no line")]
            as [ManagementDialogue.Message])
    func aFloodOfAnyKindIsSeen(_ message: ManagementDialogue.Message) {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        for _ in 0..<GatewayWatch.mostLines { watch.take(message) }
        #expect(!watch.isFlooded)
        watch.take(message)
        #expect(watch.isFlooded)
        #expect(
            watch.heard(at: Self.now).events.contains { $0.message.id == Message.logLinesLeftOut.id || $0.message == .logReadSlowly() })
        #expect(!watch.isFlooded)
        watch.take(.reply(.success("x")))
        #expect(watch.heard(at: Self.now).events.isEmpty)
    }

    @Test func emptyLinesThatNobodyAskedForCountAsLines() throws {
        var dialogue = ManagementDialogue()
        #expect(try dialogue.receive(Array(">INFO:x\r\n\r\n\n".utf8)) == [.info, .other, .other])
    }

    /// One gateway must not fill the memory of the engine that watches all.
    @Test func moreClientsThanAServerCarriesAreAFault() throws {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        func rows(_ count: Int) -> [String] {
            (0..<count).map { "CLIENT_LIST\tn\($0)\t10.0.0.1:\($0)\t10.8.0.2\t1795551000\tUNDEF\t\($0)" }
        }
        #expect(try StatusReply(header + rows(20_000)).clients.count == 20_000)
        do throws(CollectFailure) {
            _ = try StatusReply(header + rows(20_001))
            Issue.record("they were all taken")
        } catch { #expect(error.text.contains("20000 clients"), "\(error.text)") }
    }

    @Test func theServersLastWordIsCutAsALineOfItsLogIs() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let status = try StatusReply(statusText(["alice"]).split(separator: "\r\n").dropLast().map(String.init))
        _ = watch.reading(status, nil, at: Self.now)
        watch.take(.state("1795551101,EXITING,SIGTERM," + String(repeating: "x", count: 60_000)))
        let ends = watch.heard(at: Self.now + .seconds(1)).ends
        #expect(ends.count == 1 && ends.allSatisfy { $0.evidence.utf8.count <= LogLine.longest })
    }

    /// The status of a server whose clock is in the year 9999, and a line of its log from 1970.
    @Test func anEndThatIsHeardIsOfNow() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let text = statusText(["alice", "bob"]).replacing("1795551100", with: "253402300799").replacing("1795551000", with: "253402300700")
        let status = try StatusReply(text.split(separator: "\r\n").dropLast().map(String.init))
        _ = watch.reading(status, nil, at: Self.now)
        watch.take(.log("0,I,alice/10.0.0.1:1 [alice] Inactivity timeout (--ping-restart), restarting"))
        watch.take(.state("0,CONNECTED,SUCCESS,,,,,"))
        watch.take(.log("253402300790,I,bob/10.0.0.1:2 [bob] Inactivity timeout (--ping-restart), restarting"))
        let heard = watch.heard(at: Self.now + .seconds(5))
        #expect(heard.ends.map(\.at) == [Self.now + .seconds(5), Self.now - .seconds(9)])
        #expect(heard.events.map(\.at) == [Self.now + .seconds(5)])
    }

    /// Its own limit is the suite's: what is not linear in clients and lines takes minutes here.
    @Test(.timeLimit(.minutes(2))) func twentyThousandClientsAndALogWithoutEndAreReadAndBounded() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        func row(_ number: Int) -> String { "CLIENT_LIST\tvpn\t2001:db8::\(number % 7)\t10.8.0.2\t1795551000\tUNDEF\t\(number)" }
        let rows = (0..<20_000).map(row)
        let load = try LoadStats("nclients=20000,bytesin=1,bytesout=1")
        #expect(watch.reading(try StatusReply(header + rows), load, at: Self.now).sessions.count == 20_000)
        for number in 0..<60_000 {
            let text = [
                "vpn/2001:db8::1 [vpn] Inactivity timeout (--ping-restart), restarting",
                "[x\(number)] Inactivity timeout (--ping-exit), exiting",
            ]
            watch.take(.log("1795551000,I,\(text[number % 2])"))
        }
        watch.take(.log("1795551000,I,SIGUSR1[soft,x] received, client-instance restarting"))
        let reading = watch.reading(try StatusReply(header + rows.dropLast(10_000)), load, at: Self.now)
        #expect(reading.events.contains { $0.text == "10001 lines of the log were left out" })
        #expect(reading.ends.count <= EndTracker.mostEnds)
        #expect(watch.reading(try StatusReply(header), load, at: Self.now).events.allSatisfy { !$0.text.contains("lines") })
    }

    @Test func whatIsTooLongIsCut() throws {
        let long = String(repeating: "e\u{301}", count: 10_000)
        let line = try #require(LogLine("5,I,\(long)"))
        #expect(line.raw.utf8.count <= LogLine.longest)
        let status = try StatusReply(statusText([long]).split(separator: "\r\n").dropLast().map(String.init))
        #expect(status.clients.allSatisfy { $0.user.utf8.count <= 512 && $0.raw.utf8.count <= LogLine.longest })
        #expect(
            CollectFailure.unreadable(asked: "a", place: "b", got: "a" + String(repeating: "\u{301}", count: 100_000)).text.utf8.count < 400
        )
    }

    @Test func timesAreShiftedWhereTheServersClockIsOff() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        watch.take(.log("1795551000,N,10.0.0.1:9 TLS Error: TLS handshake failed"))
        let status = try StatusReply(statusText(["alice"]).split(separator: "\r\n").dropLast().map(String.init))
        let reading = watch.reading(status, nil, at: Moment(seconds: 1_795_551_100 + 3600))
        #expect(reading.ends.first?.at == Moment(seconds: 1_795_551_000 + 3600))
        #expect(reading.sessions.first?.since == Moment(seconds: 1_795_551_000 + 3600))
        #expect(reading.sessions.first?.id == "0@1795551000")
    }

    @Test func historyIsReportedWhereAskedFor() {
        let talk = """
            >INFO:x
            <<< log on all
            SUCCESS: ON
            1795550000,I,10.0.0.9:9 [UNDEF] Inactivity timeout (--ping-restart), restarting
            1795550900,I,10.0.0.8:8 [UNDEF] Inactivity timeout (--ping-restart), restarting
            1795551000,D,MANAGEMENT: CMD 'log on all'
            END
            <<< status 3
            """ + "\n" + statusText([]).replacing("\r\n", with: "\n") + "<<< load-stats\nSUCCESS: nclients=0,bytesin=1,bytesout=1\n"
        #expect(!Transcript.play(talk).contains("end "))
        let found = Transcript.play(talk, history: .seconds(600))
        #expect(found.contains("end 1795550900"))
        #expect(!found.contains("end 1795550000"))
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
