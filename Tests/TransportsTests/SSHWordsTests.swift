import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// What ssh's log says, as OpenSSH 9.2 wrote it.
@Suite struct SSHWordsTests {
    private static let changed =
        "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n"
        + "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r\nIT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\r\n"
        + "Host key for [127.0.0.1]:40125 has changed and you have requested strict checking.\r\nHost key verification failed.\r\n"
    private static let openKey =
        "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r\nPermissions 0644 for '/k/id' are too open.\r\n"
        + "It is required that your private key files are NOT accessible by others.\r\nThis private key will be ignored.\r\n"
        + "Load key \"/k/id\": bad permissions\r\n"
    private static let denied = "root@127.0.0.1: Permission denied (publickey,password).\r\n"
    private static let timedOut = "ssh: connect to host gw port 22: Connection timed out\r\n"

    private func failure(_ said: String) -> CollectFailure { SSHWords.failure(said, asked: "ssh://gw", within: .seconds(7)) }

    @Test(arguments: [
        (changed, Message.sshHostKeyChanged()),
        (
            "No ED25519 host key is known for [127.0.0.1]:4 and you have requested strict checking.\r\nHost key verification failed.\r\n",
            .sshHostKeyUnknown()
        ),
        (denied, .sshDenied(MarkedLine([.known("publickey,password")]))),
        (openKey + denied, .sshKeyUnused(marked("Permissions 0644 for '/", "k", "/", "id", "' are too open."))),
        // Another key was taken, and it ended for something else.
        (openKey + "Connection closed by 127.0.0.1 port 22\r\n", .sshClosed()),
        (
            "no such identity: /k/id: No such file or directory\r\n" + denied,
            .sshKeyUnused(marked("no such identity: /", "k", "/", "id", ": No such file or directory"))
        ),
        ("ssh: Could not resolve hostname gw: Name or service not known\r\n", .sshNameUnknown()),
        ("ssh: connect to host gw port 22: Connection refused\r\n", .sshNobodyListens()), (timedOut, .sshSilent(.seconds(7))),
        // Of several addresses, whichever comes last.
        (timedOut + "ssh: connect to host gw port 22: Network is unreachable\r\n", .sshSilent(.seconds(7))),
        ("ssh: connect to host gw port 22: No route to host\r\n" + timedOut, .sshSilent(.seconds(7))),
        ("ssh: connect to host gw port 22: No route to host\r\n", .sshNoWay()),
        ("Connection timed out during banner exchange\r\nConnection to 127.0.0.1 port 9 timed out\r\n", .sshSilent(.seconds(7))),
        ("kex_exchange_identification: read: Connection reset by peer\r\nConnection reset by 127.0.0.1 port 5\r\n", .sshClosed()),
        ("kex_exchange_identification: Connection closed by remote host\r\nConnection closed by 127.0.0.1 port 5\r\n", .sshClosed()),
        (
            "kex_exchange_identification: banner line too long\r\nbanner exchange: Connection to 127.0.0.1 port 4: invalid format\r\n",
            .sshNoServer()
        ),
        (
            "/home/k/.ssh/config: line 1: Bad configuration option: nonsense\r\n/home/k/.ssh/config: terminating\r\n",
            .sshConfiguration(marked("/home/", "k", "/.ssh/config: line 1: Bad configuration option: ", "nonsense"))
        ),
        ("something new\r\nand more of it\r\n", .sshSaid(MarkedLine(Vocabulary.ssh.pieces(of: "and more of it")))), ("", .sshLost()),
    ]) func itsOwnLines(said: String, reason: Message) { #expect(failure(said).reason == reason, "\(failure(said).text)") }

    /// Lines of ssh's own, as another machine would like to have them believed.
    private static let forged = ["\r\n", "\n", "\r", "\u{85}", "\u{2028}"].map {
        "bye" + $0 + (changed + openKey + denied).replacing("\r\n", with: $0)
    }
    private static let frames: [@Sendable (String) -> String] = [
        { "Received disconnect from 127.0.0.1 port 22:2: \($0)\r\nDisconnected from 127.0.0.1 port 22\r\n" },
        { "Unable to negotiate with 127.0.0.1 port 22: no matching host key type found. Their offer: \($0)\r\n" },
        { "root@127.0.0.1: Permission denied (publickey,\($0)).\r\n" },
        { openKey + "root@127.0.0.1: Permission denied (\($0)).\r\n" },
    ]

    @Test(arguments: 0..<4, forged) func wordsOfTheOtherSideAreQuoted(frame: Int, words: String) throws {
        let found = failure(Self.frames[frame](words))
        let honest = failure(Self.frames[frame]("bye"))
        #expect(found.hint == honest.hint && found.reason?.id == honest.reason?.id, "\(found.text)")
        for long in ["\u{1B}]0;x\u{7}\u{202E}", String(repeating: "W\u{301}", count: 100_000)] {
            let text = failure(Self.frames[frame](long + words)).text
            #expect(text.utf8.count < 1_000 && !text.unicodeScalars.contains { $0.isSteering }, "\(text.prefix(300))")
        }
    }

    @Test func whatIsBehindTheMachine() {
        func failure(_ said: String, isSocket: Bool = false) -> CollectFailure? {
            SSHWords.failure(ofChannel: said, endpoint: "there", isSocket: isSocket)
        }
        #expect(failure("") == nil && failure("Warning: channel 3: open failed: connect failed: x\r\n") == nil)
        let prohibited = CollectFailure.refused(asked: "there", reason: .sshForwardingProhibited())
        #expect(failure("channel 1: open failed: administratively prohibited: open failed\r\n") == prohibited)
        #expect(failure("channel 12: open failed: connect failed: Connection refused\r\n")?.hint == .nobodyListens)
        // Of a forged line nothing is concluded.
        for words in [
            "Connection refused\r\nchannel 1: open failed: administratively prohibited: x", "administratively prohibited",
            "x\nchannel 2: open failed: connect failed: Connection refused",
        ] {
            let said = "channel 1: open failed: connect failed: " + words + "\r\n"
            #expect(failure(said, isSocket: true)?.reason == .sshSocketNotOpened() || words.hasPrefix("Connection refused\r\n"))
            #expect(failure(said) != prohibited)
        }
        #expect(failure("channel 1: open failed: connect failed: \u{1B}[2J\r\n")?.text.contains("\u{1B}") == false)
    }

    /// A line of the log does not say whose it is.
    @Test func twoRefusedAtOnce() {
        let (prohibited, refused) = (
            "channel 1: open failed: administratively prohibited: open failed\r\n",
            "channel 2: open failed: connect failed: Connection refused\r\n"
        )
        for said in [prohibited + refused, refused + prohibited] {
            func failure(isSocket: Bool) -> CollectFailure? { SSHWords.failure(ofChannel: said, endpoint: "there", isSocket: isSocket) }
            #expect(failure(isSocket: false) == .unreachable(asked: "there", reason: .sshPortNotOpened()))
            #expect(failure(isSocket: true) == .unreachable(asked: "there", reason: .sshSocketNotOpened()))
        }
        #expect(SSHWords.failure(ofChannel: refused + refused, endpoint: "there", isSocket: false)?.hint == .nobodyListens)
        // Nor is a program's end another channel's affair.
        #expect(!SSHWords.isRefusedSession(prohibited))
        #expect(SSHWords.isRefusedSession("mux_client_request_session: session request failed: Session open refused by peer\r\n"))
    }

    /// The paths of somebody's keys, and whoever is named in what it says.
    @Test func whomItNames() {
        for said in [
            "no such identity: /home/erika.mueller/.ssh/id_erika: No such file or directory\r\n" + Self.denied,
            "Permissions 0644 for '/home/erika.mueller/.ssh/id_ed25519' are too open.\r\n" + Self.denied,
            "sign_and_send_pubkey: signing failed for ED25519 \"/home/erika.mueller/.ssh/id_ed25519\" from agent: agent refused operation\r\n"
                + Self.denied,
            "/home/erika.mueller/.ssh/config: line 3: Bad configuration option: erika\r\n",
            "Bad owner or permissions on /home/erika.mueller/.ssh/config\r\n", "erika@gw: no way known\r\n",
        ] {
            let reason = failure(said).reason
            let shown = reason?.rewording({ $0 }, marked: { .raw($0.filter { !$0.isPersonal }.text) }).text ?? ""
            #expect(!shown.contains("erika") && shown.contains(": "), "\(shown)")
        }
    }

    /// The newest stays, and of what has lost its beginning nothing is judged.
    @Test func aLogWithoutEnd() async throws {
        let pipe = try Pipe(.fromChild, asked: "test")
        let log = SSHLog(pipe.ours)
        func write(_ text: String) { _ = text.utf8.withContiguousStorageIfAvailable { Glibc.write(pipe.theirs, $0.baseAddress, $0.count) } }
        write("first\n")
        #expect(log.end == 6 && log.text() == "first\n" && log.text(from: 6) == "")
        for _ in 0..<1000 { write(String(repeating: "x", count: 9_999) + "\n") }
        let mark = log.end
        #expect(mark == 10_000_006 && log.text() == "" && log.text(from: mark - 10_000).utf8.count == 10_000)
        #expect(log.text(from: mark - SSHLog.longest).utf8.count == SSHLog.longest && log.text(from: mark - SSHLog.longest - 1) == "")
        write("last\n")
        #expect(log.text(from: mark) == "last\n")
        log.close()
    }
}

/// Known and unknown pieces in turn.
private func marked(_ texts: String...) -> MarkedLine {
    var pieces: [LinePiece] = []
    for (index, text) in texts.enumerated() { pieces.append(index.isMultiple(of: 2) ? .known(text) : .unknown(text)) }
    return MarkedLine(pieces)
}

extension CollectFailure {
    fileprivate var reason: Message? {
        switch self {
        case .unreachable(_, let reason, _), .refused(_, let reason, _): reason
        default: nil
        }
    }
}
