import Telemetry
import TestSupport
import Testing

@testable import Collectors

struct LogEventTests {
    @Test(arguments: [
        ("alice/10.0.0.1:5 x", "alice", "10.0.0.1:5", "x"), ("10.0.0.1:5 x", nil, "10.0.0.1:5", "x"),
        ("a b/c/udp4:10.0.0.1:5 x y", "a b/c", "udp4:10.0.0.1:5", "x y"), ("alice/[2001:db8::1]:5 x", "alice", "[2001:db8::1]:5", "x"),
        ("alice/2001:db8::1 x", "alice", "2001:db8::1", "x"), ("tcp4-server:10.0.0.1:5 x", nil, "tcp4-server:10.0.0.1:5", "x"),
        ("alice/198.51.100.9 x", "alice", "198.51.100.9", "x"),
        ("alice/::ffff:198.51.100.9(1194) x", "alice", "::ffff:198.51.100.9(1194)", "x"),
        ("a b c d e f g h i j k/10.0.0.1:5 x", "a b c d e f g h i j k", "10.0.0.1:5", "x"), ("alice/2.6.14 x", nil, nil, "alice/2.6.14 x"),
        ("MULTI: Learn: 10.8.0.2 -> alice/10.0.0.1:5 x", nil, nil, "MULTI: Learn: 10.8.0.2 -> alice/10.0.0.1:5 x"),
        ("alice/(5) x", nil, nil, "alice/(5) x"), ("alice/1.2.3.4(x) y", nil, nil, "alice/1.2.3.4(x) y"),
        ("MULTI: Learn: 10.8.0.2 -> alice", nil, nil, "MULTI: Learn: 10.8.0.2 -> alice"), ("[alice] x", nil, nil, "[alice] x"),
        ("", nil, nil, ""), (" ", nil, nil, " "), ("TLS Error: TLS handshake failed", nil, nil, "TLS Error: TLS handshake failed"),
    ])
    func prefixes(_ text: String, _ name: String?, _ address: String?, _ rest: String) {
        let found = LogPeer.split(text[...])
        #expect(found.peer == LogPeer(name: name, address: address))
        #expect(found.rest == rest)
    }

    @Test(arguments: [
        ("SIGUSR1[soft,ping-exit] received, client-instance restarting", Cause.clientLost),
        ("SIGTERM[soft,ovpn-dco: transport disconnected] received, client-instance exiting", .clientLost),
        ("SIGTERM[soft,remote-exit] received, client-instance exiting", .loggedOut),
        ("SIGTERM[hard,] received, client-instance exiting", .admin), ("Inactivity timeout (--ping-exit), exiting", .clientLost),
        ("Connection reset, restarting [0]", .unknown), ("Connection reset, restarting [-1]", .clientLost),
    ])
    func causes(_ text: String, _ cause: Cause) {
        guard case .peer(let sign, _) = LogEvent(text[...], of: LogPeer(name: "a", address: "10.0.0.1:1")) else {
            Issue.record("no sign in \(text)")
            return
        }
        #expect(sign.cause == cause)
    }

    @Test(arguments: [
        "x Inactivity timeout (--ping-restart), restarting", "SIGUSR1[soft,ping-restart", "SIG] received, client-instance [",
        "TLS: Username/Password authentication failed for user 'Inactivity timeout (--ping-restart)'", "SENT CONTROL [a]: 'INFO,x'",
        "MULTI: new connection by client 'x", "MANAGEMENT: CMD 'status 3'", "MANAGEMENT: CMD 'kill'", "  max_clients = -1",
        "Connection reset during exit notification period, ignoring [0]",
    ])
    func whatOnlyLooksLikeOne(_ text: String) { #expect(LogEvent(text[...], of: LogPeer(name: "a", address: "10.0.0.1:1")) == nil) }

    /// Whoever chooses a name can put our own words into it: where the line's second half begins is looked for behind its first.
    @Test func aNameMadeOfALinesOwnWordsIsAName() {
        let line =
            "MULTI: new connection by client ' will cause previous active sessions' will cause previous active sessions by this client to "
            + "be dropped."
        let name = " will cause previous active sessions"
        #expect(LogEvent(line[...], of: LogPeer(name: nil, address: nil)) == .replaced(name: name))
        let pieces = EvidencePieces.of(line: "10.0.0.1:5 \(line)")
        #expect(pieces.contains(.name(name)) && pieces.text == "10.0.0.1:5 \(line)")
    }

    @Test func linesPutTogetherFromOurOwnWordsNeverTrap() {
        let parts = [
            "MULTI: ", "new connection by client '", "' will cause previous active sessions", "SENT CONTROL [", "]: '", "PUSH_REPLY", "SIG",
            "SIGTERM[", "soft,", "] received, ", "process ", "client-instance ", "MANAGEMENT: CMD '", "kill ", "'", "[", "] ", "error=",
            ": ",
            "VERIFY ERROR: ", "CRL CHECK", "alice/", "10.0.0.1:5 ", "(", ")", "e\u{301}", "\u{301}", "\u{200D}", "  max_clients = ",
            "9223372036854775807", "new incoming connection would exceed maximum number of clients (", " ", "'", "",
        ]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...7, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            let (peer, rest) = LogPeer.split(text[...])
            _ = LogEvent(rest, of: peer)
            _ = LogEvent(text[...], of: peer, isIn: true)
            #expect(EvidencePieces.of(line: text[...]).text == text)
        }
    }

    /// A server counts its peers in 24 bits; a limit that nobody can reach is none.
    @Test func anAbsurdLimitIsNone() {
        let words = "MULTI: new incoming connection would exceed maximum number of clients ("
        let nobody = LogPeer(name: nil, address: nil)
        #expect(LogEvent((words + "9223372036854775807)")[...], of: nobody) == .turnedAway(limit: nil))
        #expect(LogEvent((words + "100)")[...], of: nobody) == .turnedAway(limit: 100))
        #expect(LogEvent("  max_clients = 9223372036854775807", of: nobody) == nil)
        #expect(LogEvent("  max_clients = 16777216", of: nobody) == .clientLimit(16_777_216))
    }

    @Test func theSameLineInOneSecondCountsAsOftenAsItCame() throws {
        var memory = LogMemory()
        let line = try #require(LogLine("5,I,x"))
        let later = try #require(LogLine("6,I,x"))
        #expect(memory.unseen(in: [line, line]).count == 2)
        #expect(memory.unseen(in: [line, line, line, later]).map(\.epoch) == [5, 6])
        #expect(memory.unseen(in: [line, line, line, later]).isEmpty)
    }
}
