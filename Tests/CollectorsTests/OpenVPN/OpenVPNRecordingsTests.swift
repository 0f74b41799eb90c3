import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// What real servers of 2.3 to 2.7 said, through the parsers and through the whole talk.
@Suite(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment))) struct OpenVPNRecordingsTests {
    /// Below the folder of all recordings; for `RecordingsWalkTests`.
    static var files: [String] {
        let others: [String] =
            [
                "log_client_ping-restart_syslog.txt", "log_server_2.7.5_events.txt", "mgmt_2.3_load-stats.txt",
                "status_2.5.1_version3.txt",
            ] + foreign.map(\.file) + replies.map(\.file)
        let ours: [String] = [
            "status.log", "mgmt-status-1-2-3.txt", "mgmt-raw-first-connect.txt", "mgmt-client-side-tls-timeout.log",
            "mgmt-tcp-server-client-auth-timeline.log", "mgmt-tcp-tls-negotiation-failed.log", "mgmt-unix-server-noauth-timeline.log",
        ]
        return others.map { "openvpn/" + $0 } + ours.map { "captures/openvpn/" + $0 }
    }

    private static func lines(_ name: String) throws -> [String] {
        String(decoding: try Recordings.bytes(name), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
    /// A reply without its END.
    private static func reply(_ name: String) throws -> [String] { try lines(name).filter { $0 != "END" } }
    private static func event(_ text: Substring) -> LogEvent? {
        let (peer, rest) = LogPeer.split(text)
        return LogEvent(rest, of: peer)
    }
    private static func sign(_ event: LogEvent?) -> PeerSign? {
        guard case .peer(let sign, _)? = event else { return nil }
        return sign
    }

    @Test func twoClientsOf251() throws {
        let status = try StatusReply(try Self.reply("openvpn/status_2.5.1_version3.txt"))
        #expect(status.inventory.version == "2.5.1" && status.epoch == 1_657_281_220 && !status.offloaded)
        #expect(status.clients.map(\.user) == ["vpnclient2", "vpnclient"])
        #expect(status.clients.map(\.id) == ["0@1657281056", "1@1657281058"])
        #expect(status.clients.map(\.address) == ["10.10.10.50:53856", "10.10.10.107:42132"])
    }

    @Test func twoClientsOfOurs() throws {
        let status = try StatusReply(try Self.reply("captures/openvpn/status.log"))
        #expect(status.inventory.version == "2.6.14" && status.epoch == 1_795_551_295)
        #expect(status.clients.map(\.user) == ["alice", "bob"] && status.clients.map(\.since) == [1_795_551_002, 1_795_551_063])
    }

    @Test func loadOf23() throws {
        let line = try #require(try Self.lines("openvpn/mgmt_2.3_load-stats.txt").first?.split(separator: ": ").last)
        let stats = try LoadStats(String(line))
        #expect(stats.clients == 1 && stats.bytesIn == 7811 && stats.bytesOut == 7667)
    }

    private static let foreign: [(file: String, words: String)] = [
        (file: "status_2.5.1_version1.txt", words: "the form of status 1"),
        ("status_2.5.1_version1-no-clients.txt", "the form of status 1"),
        ("mgmt_2.6.9_status.txt", "the form of status 1"), ("status_2.5.1_version2.txt", "the form of status 2"),
        ("mgmt_2.6.9_status2.txt", "the form of status 2"),
        ("status_2.5.1_static-key.txt", "a client or a point-to-point tunnel, not a server"),
    ]
    /// The other forms, in which a name with a comma is two: only what was asked for is read.
    @Test(arguments: foreign) func otherFormsAreRefusedByName(file: String, words: String) throws {
        let lines = try Self.reply("openvpn/" + file)
        do throws(CollectFailure) {
            _ = try StatusReply(lines)
            Issue.record("\(file) was read")
        } catch { #expect(error.text.contains("at line 1 (\(words))"), "\(error.text)") }
    }

    private static let replies: [(file: String, command: String, lines: Int)] = [
        (file: "mgmt_2.3_version.txt", command: "version", lines: 2), ("mgmt_2.6.9_help.txt", "help", 50),
    ]
    /// What is not asked for is a reply like any other.
    @Test(arguments: replies) func repliesEnd(file: String, command: String, lines: Int) throws {
        var dialogue = ManagementDialogue()
        _ = try dialogue.receive(Array(">INFO:x\r\n".utf8))
        _ = dialogue.send(command, .block)
        let told = try Self.reply("openvpn/" + file)
        #expect(try dialogue.receive(try Recordings.bytes("openvpn/" + file)) == [.reply(.lines(told))])
        #expect(told.count >= lines)
    }

    /// One came in, one failed to authenticate, one had a bad certificate, one was lost: the first is the status' to tell.
    @Test func logOf275() throws {
        let lines = try Self.lines("openvpn/log_server_2.7.5_events.txt")
        let signs = lines.map { Self.sign(Self.event($0[...])) }
        #expect(signs.map { $0?.cause } == [nil, .error, .error, nil, .clientLost, .clientLost])
        #expect(signs.map { $0?.weight } == [nil, .reason, .reason, nil, .end, .closing])
        #expect(lines.map { LogPeer.split($0[...]).peer.name } == [nil, nil, nil] + [String?](repeating: "fixture-user", count: 3))
        #expect(Set(lines.map { LogPeer.split($0[...]).peer.address }) == ["udp4:192.0.2.2:11940"])
    }

    @Test func logOfAClientThatLostItsServer() throws {
        let events = try Self.lines("openvpn/log_client_ping-restart_syslog.txt").map { line in
            Self.event(line[(line.firstRange(of: "]: ")?.upperBound ?? line.startIndex)...])
        }
        #expect(events.count { Self.sign($0)?.cause == .clientLost } == 1 && events.count { $0 == .serverEnds } == 1)
        #expect(events.count { $0 != nil } == 2)
    }

    /// A client that never reached its server: no session of anybody's.
    @Test func ourClientThatReachedNobody() throws {
        let events = try Self.lines("captures/openvpn/mgmt-client-side-tls-timeout.log").compactMap { line -> LogEvent? in
            let text = line.dropFirst("20:10:23.664 ".count)
            return LogLine(String(text.hasPrefix(">LOG:") ? text.dropFirst(5) : text)).flatMap { Self.event($0.text) }
        }
        #expect(events.count { $0 == .clientLimit(1024) } == 1 && events.count { $0 == .serverEnds } == 1)
        #expect(events.compactMap { Self.sign($0)?.cause } == [.handshake, .handshake])
    }

    /// All that a server answers, in one stream.
    @Test func ourServersReplies() throws {
        var dialogue = ManagementDialogue()
        let asked: [(String, ManagementDialogue.Form)] = [
            ("status 1", .block), ("status 2", .block), ("status 3", .block), ("load-stats", .line), ("pid", .line), ("nonsense", .line),
            ("kill nobody", .line), ("client-kill 99", .line), ("state", .block), ("log 3", .block), ("bytecount 5", .line),
            ("help", .block),
        ]
        for (command, form) in asked { _ = dialogue.send(command, form) }
        let replies = try dialogue.receive(try Recordings.bytes("captures/openvpn/mgmt-status-1-2-3.txt"))
            .compactMap { message -> ManagementDialogue.Reply? in
                guard case .reply(let reply) = message else { return nil }
                return reply
            }
        #expect(replies.count == asked.count)
        guard replies.count == asked.count, case .lines(let lines) = replies[2], case .success(let load) = replies[3] else { return }
        #expect(try StatusReply(lines).clients.map(\.user) == ["alice", "bob"])
        let stats = try LoadStats(load)
        #expect(stats.clients == 2 && stats.bytesIn == 23755 && stats.bytesOut == 33999)
        #expect(replies[4] == .success("pid=16415") && replies[7] == .error("client-kill command failed"))
    }

    /// The option dump of a real server, as the history of its log.
    @Test func ourServersFirstConnection() throws {
        let told = try Self.lines("captures/openvpn/mgmt-raw-first-connect.txt")
        let limits = told.compactMap { LogLine($0) }.compactMap { Self.event($0.text) }
        #expect(limits == [.clientLimit(1024)])
        var dialogue = ManagementDialogue()
        for (command, form) in [
            ("version", ManagementDialogue.Form.block), ("state on all", .lineThenBlock), ("log on all", .lineThenBlock),
            ("bytecount 5", .line), ("status 3", .block), ("load-stats", .line),
        ] { _ = dialogue.send(command, form) }
        let end = try #require(told.firstIndex { $0.hasPrefix("SUCCESS: nclients=") })
        let messages = try dialogue.receive(Array((told[...end].joined(separator: "\n") + "\n").utf8))
        #expect(messages.contains(.reply(.success("nclients=0,bytesin=0,bytesout=0"))))
        #expect(messages.count { if case .reply = $0 { true } else { false } } == 6)
    }

    /// A recorded tracker as `Transcript` has it: the times of the lines go, what we said is marked.
    private static func talk(_ name: String) throws -> String {
        let isMarked = name.contains("tcp")
        return try lines("captures/openvpn/" + name).map { line in
            let text = line.drop { $0 != " " }.dropFirst()
            if text.hasPrefix(">>> ") { return "<<< " + (text.hasSuffix(" s3cret") ? "password" : text.dropFirst(4)) }
            return String(isMarked && text.hasPrefix("<<< ") ? text.dropFirst(4) : text)
        }.joined(separator: "\n")
    }
    /// What was made of it: the sessions of each poll, and the causes of the ends.
    private static func made(of talk: String) -> (sessions: [Int], ends: [String]) {
        let lines = Transcript.play(talk).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("error: ") }, "\(lines.last ?? "")")
        return (
            lines.filter { $0.hasPrefix("  sessions ") }.compactMap { Int($0.dropFirst(11)) },
            lines.filter { $0.hasPrefix("  end ") }.map { $0.split(separator: " ")[2...].prefix(2).joined(separator: " ") }.sorted()
        )
    }

    @Test func theStoryOfThreeClients() throws {
        // The recording ends with its events: the status that was written a little later tells who is left.
        let last = try Self.lines("captures/openvpn/status.log").joined(separator: "\n")
        let (sessions, ends) = Self.made(
            of: try Self.talk("mgmt-unix-server-noauth-timeline.log") + "\n<<< status 3\n\(last)\n<<< load-stats\n"
                + "SUCCESS: nclients=2,bytesin=23755,bytesout=33999\n")
        #expect(sessions == [0, 3, 2])
        let expected = [String](repeating: "clientLost exact", count: 2) + [String](repeating: "handshake exact", count: 3)
        #expect(ends == expected + ["loggedOut exact"])
    }

    @Test func theStoryOfNamesAndPasswords() throws {
        let (sessions, ends) = Self.made(of: try Self.talk("mgmt-tcp-server-client-auth-timeline.log"))
        #expect(sessions.first == 0 && sessions.last == 0 && sessions.count == 5)
        #expect(ends == ["clientLost exact", "loggedOut exact"])
    }

    @Test func theStoryOfThoseWhoDoNotComeIn() throws {
        let (sessions, ends) = Self.made(of: try Self.talk("mgmt-tcp-tls-negotiation-failed.log"))
        #expect(sessions == [0, 0, 0, 0] && ends == ["error exact", "error exact", "handshake exact"])
    }
}
