import Collecting
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Against real servers of the kinds that are not like the first one, on what goes wrong with them.
@Suite(.serialized, .enabled(if: OpenVPNLab.missing == nil, "needs root, openvpn, openssl, iproute2, iptables and /dev/net/tun"))
struct OpenVPNFaultSiteTests {
    typealias Watch = OpenVPNSiteTests.Watch

    @Test func aServerThatAsksForPasswordsOnlyLosesClientsAndRefusesOthers() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob", settings: ["LAB_PASSWORDS": "1", "LAB_WRONG": "frank"])
        let watch = try Watch(lab.socket)
        await watch.poll()
        #expect(watch.users == ["alice", "bob"])
        try await lab.ask("try", "frank")
        try await watch.poll(until: "the refusal") { $0.ends.contains { $0.cause == .error } }
        #expect(watch.users == ["alice", "bob"], "who was refused has no session")
        try await lab.ask("die", "bob")
        try await watch.poll(until: "bob is lost") { $0.users == ["alice"] }
        let lost = watch.ends.filter { $0.user == "bob" }
        #expect(lost.map(\.cause) == [.clientLost] && lost.first?.confidence == .exact)
        #expect(watch.ends.allSatisfy { $0.cause == .error || $0.user == "bob" }, "\(watch.ends)")
        await watch.collector.close()
    }

    @Test func oneNameAndOneAddressWithTwoSessionsLosesOne() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob", settings: ["LAB_PROTO": "udp6", "LAB_SHARED": "1"])
        let watch = try Watch(lab.socket)
        await watch.poll()
        #expect(watch.users == ["alice", "alice"])
        try await lab.ask("die", "alice")
        try await lab.ask("connect", "alice")
        try await watch.poll(until: "the old session is over") { !$0.ends.isEmpty && $0.last?.sessions.count == 2 }
        // The server lists the newcomer for as long as it is there, and so do we.
        await watch.poll()
        #expect(watch.ends.map(\.cause) == [.clientLost], "\(watch.ends)")
        #expect(watch.users == ["alice", "alice"])
        await watch.collector.close()
    }

    @Test func aBridgeOverTCPHasSessionsWithoutAddresses() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob", settings: ["LAB_PROTO": "tcp4", "LAB_DEV": "tap"])
        let watch = try Watch(lab.socket)
        await watch.poll()
        #expect(watch.users == ["alice", "bob"])
        try await lab.ask("freeze", "bob")
        try await watch.poll(until: "bob is lost") { $0.users == ["alice"] }
        #expect(watch.ends.map(\.cause) == [.clientLost] && watch.ends.first?.user == "bob")
        await watch.collector.close()
    }

    @Test func anExpiredCertificateIsAnErrorWhoseSubjectNobodyKeeps() async throws {
        let lab = try await OpenVPNLab.up("alice", settings: ["LAB_EXPIRED": "frank"])
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("try", "frank")
        try await watch.poll(until: "the refusal") { !$0.ends.isEmpty }
        let end = try #require(watch.ends.first)
        #expect(end.cause == .error && end.evidence.contains("certificate has expired"))
        let known = end.pieces.compactMap { piece in if case .known(let text) = piece { text } else { nil } }.joined()
        #expect(known.contains("VERIFY ERROR: depth=0, error=certificate has expired: "))
        for secret in ["frank", "beispiel", "example.org", "serial", "Lab"] { #expect(!known.contains(secret), "\(known)") }
        #expect(watch.users == ["alice"])
        await watch.collector.close()
    }

    @Test func aServerThatBeginsAnewTellsItsEndsAtOnce() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob")
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("hangup")
        try await watch.poll(until: "the ends") { $0.ends.count == 2 }
        #expect(watch.ends.allSatisfy { $0.cause == .admin && $0.evidence.contains("SIGHUP") }, "\(watch.ends)")
        try await watch.poll(until: "the clients are back", within: .seconds(30)) { $0.users == ["alice", "bob"] }
        #expect(watch.ends.count == 2)
        await watch.collector.close()
    }

    /// `management-hold` is read at the server's start, and holds it at each one after.
    @Test func aServerThatIsHeldSaysSoAndTellsItsEndsAtOnce() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob", settings: ["LAB_HOLD": "1"])
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("hangup")
        try await watch.poll(until: "that it is held") { $0.failure?.hint == .onHold && $0.ends.count == 2 }
        #expect(watch.ends.allSatisfy { $0.cause == .admin && $0.evidence.contains("SIGHUP") }, "\(watch.ends)")
        await watch.collector.close()
        _ = try await lab.ask("release")
        let after = try Watch(lab.socket)
        try await after.poll(until: "the clients are back", within: .seconds(30)) { $0.users == ["alice", "bob"] }
        await after.collector.close()
    }

    @Test func aServerThatEndsSaysSoWhileItIsGone() async throws {
        let lab = try await OpenVPNLab.up("alice")
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("stop-server")
        try await watch.poll(until: "the failure") { $0.failure != nil }
        #expect(watch.ends.map(\.cause) == [.admin] && watch.ends.first?.user == "alice")
        #expect(watch.events.contains("the server is exiting (SIGTERM)"))
        await watch.collector.close()
    }

    /// One that runs a script for a newcomer hears nobody meanwhile: it is late, and nobody else has its port.
    @Test func aServerThatRunsAScriptIsLateAndNotBusy() async throws {
        let lab = try await OpenVPNLab.up("alice", settings: ["LAB_CONNECT_SLEEP": "5", "LAB_PING_RESTART": "30"])
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("try", "erin")
        var late = 0
        try await eventually("erin is in", within: .seconds(30)) {
            await watch.poll(atMost: .seconds(1))
            if let failure = watch.failure {
                guard case .timedOut = failure else { throw Unexpected(failure: failure) }
                late += 1
            }
            return watch.users == ["alice", "erin"]
        }
        #expect(late > 0)
        #expect(watch.ends == [])
        await watch.collector.close()
    }
    struct Unexpected: Error { let failure: CollectFailure }

    @Test func aHeldPortStaysBusyOverTCPAndIsOursWhenItIsFree() async throws {
        let port = try freePort()
        let lab = try await OpenVPNLab.up("alice", tcpPort: port)
        let holder = try await Transports.system.connect("127.0.0.1:\(port)")
        #expect(try await holder.read().starts(with: Array("ENTER".utf8)))
        let watch = try Watch("127.0.0.1:\(port)", secret: .file(lab.password))
        for _ in 0..<5 {
            await watch.poll()
            #expect(watch.failure == .busy(asked: "127.0.0.1:\(port)"))
        }
        holder.close()
        await watch.poll()
        #expect(watch.failure == nil)
        await watch.collector.close()
    }
}
