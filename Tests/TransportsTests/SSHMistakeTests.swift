import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// What people get wrong, each against a real sshd, and each with its sentence.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct SSHMistakeTests {
    @Test func eachMistakeHasItsSentence() async throws {
        let site = try SSHTests.Site()
        try site.server.use(key: "other")
        #expect(
            await site.failure() == .refused(asked: site.server.place, reason: .sshDenied(MarkedLine([.known("publickey")])), hint: .sshKey)
        )
        // One with a passphrase is not asked for.
        try site.server.use(key: "locked")
        #expect(await site.failure()?.hint == .sshKey)
        try site.server.use(key: "user")
        site.server.setMode(ofKey: "user", 0o644)
        #expect(await site.failure()?.text.contains("does not use a key: Permissions 0644 for") == true)
        site.server.setMode(ofKey: "user", 0o600)
        try site.server.use(key: "nowhere")
        #expect(await site.failure()?.text.contains("does not use a key: no such identity: ") == true)
        try site.server.use(key: "user")
        try site.server.knowHost(by: nil)
        #expect(await site.failure() == .refused(asked: site.server.place, reason: .sshHostKeyUnknown(), hint: .hostKey))
        try site.server.knowHost(by: "other-host")
        #expect(await site.failure() == .refused(asked: site.server.place, reason: .sshHostKeyChanged(), hint: .hostKey))
        try site.server.knowHost()
        try site.server.spoilConfiguration()
        #expect(await site.failure()?.text.hasPrefix("ssh cannot read its configuration:") == true)
        try site.server.use(key: "user")
        #expect(await site.failure() == nil)
        await site.machines.end()
        site.server.stop()
        let gone = try SSHTests.Site(place: site.server.place)
        #expect(await gone.failure() == .unreachable(asked: site.server.place, reason: .sshNobodyListens(), hint: .nobodyListens))
    }

    @Test func mistakesOfTheWayThere() async throws {
        let unknown = try SSHTests.Site(place: "ssh://nobody.invalid")
        #expect(await unknown.failure()?.hint == .unknownName)
        let none = try SSHTests.Site(program: "/nowhere/ssh")
        #expect(await none.failure()?.text.hasPrefix("there is no ssh client (/nowhere/ssh)") == true)
        // One that takes the connection and says nothing; a poll of 4 s is told after 3.
        let mute = try LoopbackServer()
        let silent = try SSHTests.Site(place: "ssh://" + mute.endpoint, deadline: .seconds(4))
        #expect(await silent.failure() == .unreachable(asked: "ssh://" + mute.endpoint, reason: .sshSilent(.seconds(3)), hint: .silent))
        await silent.machines.end()
        #expect(silent.processes == [], "one that is still on its way ends too")
        let other = try LoopbackServer()
        let accepted = OwnThread.start {
            let peer = other.accept()
            _ = send(peer, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, 0)
            close(peer)
        }
        #expect(accepted)
        let noSSHD = try SSHTests.Site(place: "ssh://" + other.endpoint)
        let failure = await noSSHD.failure()
        #expect(failure?.hint == .closed || failure?.text.hasPrefix("ssh: ") == true, "\(failure?.text ?? "none")")
    }

    @Test func mistakesBehindIt() async throws {
        let site = try SSHTests.Site()
        let socket = site.folder.file("nobody")
        #expect(await site.failure(socket) == .unreachable(asked: socket, reason: .sshSocketNotOpened()))
        #expect(await site.failure("127.0.0.1:1")?.hint == .nobodyListens)
        #expect(await site.failure("127.0.0.1:1")?.text == "Connection refused: 127.0.0.1:1")
        #expect(await site.failure("/run/a b.sock")?.text.hasPrefix("through ssh a socket's path has only") == true)
        #expect(await site.failure("/run/$(id).sock")?.hint == .endpoint)
        #expect(await site.failure("nonsense")?.hint == .endpoint)
        await site.machines.end()
        let closed = try SSHTests.Site(["AllowTcpForwarding no", "AllowStreamLocalForwarding no"])
        let server = try LoopbackServer(path: closed.folder.file("there"))
        #expect(await closed.failure("127.0.0.1:22") == .refused(asked: "127.0.0.1:22", reason: .sshForwardingProhibited()))
        // Of a socket sshd does not say which of the reasons it is.
        #expect(await closed.failure(server.endpoint)?.text.contains("AllowStreamLocalForwarding") == true)
        #expect(try await closed.run("echo commands go").get().output == Array("commands go\n".utf8))
        await closed.machines.end()
    }

    /// What the key's line and sshd's configuration allow.
    @Test func mistakesOfRights() async throws {
        let site = try SSHTests.Site()
        let server = try LoopbackServer(path: site.folder.file("there"))
        for options in ["restrict", #"restrict,port-forwarding,permitopen="127.0.0.1:9""#] {
            try site.server.allow(options)
            let failure = await site.failure(String(site.server.place.dropFirst(6)))
            #expect(failure?.text.contains("restrict without port-forwarding") == true && failure?.text.contains("permitopen") == true)
            #expect(try await site.run("echo commands go").get().output == Array("commands go\n".utf8))
            site.server.killConnections()
            try await eventually("the end of its master") { site.processes.isEmpty }
        }
        try site.server.allow("restrict")
        #expect(await site.failure(server.endpoint)?.text.contains("restrict without port-forwarding") == true)
        await site.machines.end()
        let none = try SSHTests.Site(["MaxSessions 0"])
        #expect(await none.failure() == .refused(asked: none.server.place, reason: .sshNoSession()))
        await none.machines.end()
    }

    @Test func tooManyKeys() async throws {
        let site = try SSHTests.Site(["MaxAuthTries 1"])
        try site.server.use(key: "other", "user")
        #expect(await site.failure()?.text.contains("and says: Too many authentication failures") == true)
        await site.machines.end()
    }
}
