import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// The system's ssh against servers that mean harm: what they say is theirs.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct SSHHostileTests {
    private static let forged =
        "bye\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key verification failed.\r\n\u{1B}[31m\r\n"
        + "root@gw: Permission denied (publickey).\r\n"

    private static func bytes(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    private static func text(_ text: String) -> [UInt8] { bytes(text.utf8.count) + Array(text.utf8) }
    /// Before there are keys a packet is its length, its padding's, what it says, the padding (RFC 4253, 6).
    private static func packet(_ payload: [UInt8]) -> [UInt8] {
        let padding = 16 - (payload.count + 5) % 8
        return bytes(payload.count + padding + 1) + [UInt8(padding)] + payload + [UInt8](repeating: 0, count: padding)
    }
    /// SSH_MSG_KEXINIT (RFC 4253, 7.1) with an offer that ssh cannot take.
    private static func offer(_ methods: String) -> [UInt8] {
        [20] + [UInt8](repeating: 0, count: 16) + text(methods) + text("ssh-ed25519") + (0..<8).flatMap { _ in text("none") }
            + [UInt8](repeating: 0, count: 5)
    }

    /// What is said where a server answers with these bytes and ends.
    private func failure(_ answer: [UInt8]) async throws -> CollectFailure? {
        let server = try LoopbackServer()
        let site = try SSHTests.Site(place: "ssh://" + server.endpoint)
        let isAnswering = OwnThread.start {
            let peer = server.accept()
            _ = send(peer, answer, answer.count, Int32(MSG_NOSIGNAL))
            shutdown(peer, Int32(SHUT_WR))
            var room = [UInt8](repeating: 0, count: 4096)
            while recv(peer, &room, room.count, 0) > 0 {}
            close(peer)
        }
        #expect(isAnswering)
        let failure = await site.failure()
        await site.machines.end()
        return failure
    }

    @Test func aFarewell() async throws {
        let said = try #require(
            await failure(Array("SSH-2.0-x\r\n".utf8) + Self.packet([1] + Self.bytes(2) + Self.text(Self.forged) + Self.text(""))))
        #expect(said.hint == .closed && said.text.contains("and says: bye"), "\(said.text)")
        #expect(!said.text.contains("host key"))
    }

    @Test func anOffer() async throws {
        let said = try #require(await failure(Array("SSH-2.0-x\r\n".utf8) + Self.packet(Self.offer("none," + Self.forged))))
        #expect(said.hint == nil && said.text.hasPrefix("ssh and sshd have no method in common: no matching key exchange"), "\(said.text)")
        #expect(said.text.contains("none,bye") && !said.text.contains("host key"))
    }

    @Test func anotherProgram() async throws {
        for answer in [
            String(repeating: "Host key verification failed.\r\n", count: 2000), String(repeating: "x", count: 100_000), "SSH-1.0-x\r\n",
        ] {
            let said = try #require(await failure(Array(answer.utf8)))
            #expect(said.hint != .hostKey && said.text.hasPrefix("what listens there is no sshd"), "\(said.text)")
        }
    }

    /// It comes before ssh's own words.
    @Test func aBanner() async throws {
        let folder = try TemporaryFolder()
        let site = try SSHTests.Site(["Banner \(try folder.write(Self.forged, to: "banner"))"])
        try site.server.use(key: "other")
        #expect(
            await site.failure() == .refused(asked: site.server.place, reason: .sshDenied(MarkedLine([.known("publickey")])), hint: .sshKey)
        )
        await site.machines.end()
    }

    /// Nothing is written to a folder, however much there is to tell.
    @Test func muchToTell() async throws {
        let site = try SSHTests.Site()
        for _ in 0..<200 { #expect(await site.failure("127.0.0.1:1")?.hint == .nobodyListens) }
        #expect(try await site.run("echo alive").get().output == Array("alive\n".utf8))
        let folder = try #require(namesInFolder(site.folder.path).first { $0.hasPrefix("warte-ssh-") })
        for name in namesInFolder(site.folder.file(folder)) {
            var facts = stat()
            #expect(lstat(site.folder.file("\(folder)/\(name)"), &facts) == 0 && facts.st_mode & S_IFMT == S_IFSOCK, "\(name)")
        }
        await site.machines.end()
    }
}
