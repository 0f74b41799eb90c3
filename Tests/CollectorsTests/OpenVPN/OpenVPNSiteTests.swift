import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Against a real server with real clients, on the faults that people have.
@Suite(.serialized, .enabled(if: OpenVPNLab.missing == nil, "needs root, openvpn, openssl, iproute2, iptables and /dev/net/tun"))
struct OpenVPNSiteTests {
    /// Gathers readings, as a poller would.
    final class Watch {
        let collector: OpenVPNCollector
        private(set) var last: Reading?
        private(set) var failure: CollectFailure?
        private(set) var ends: [SessionEnd] = []
        private(set) var events: [String] = []

        init(_ endpoint: String, secret: SecretSource? = nil, options: Options = [:]) throws {
            let host = Target(
                id: "vpn", area: "a", collector: "openvpn", endpoint: endpoint, secrets: secret.map { ["password": $0] } ?? [:],
                options: options)
            collector = try OpenVPNCollector(target: host, transports: .system)
        }

        /// - Parameter limit: as a poller's deadline.
        nonisolated(nonsending) func poll(atMost limit: Duration = .seconds(30)) async {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            let now = Moment(seconds: Int64(time.tv_sec))
            let work = Task { [collector] () -> Result<Reading, CollectFailure> in
                do throws(CollectFailure) { return .success(try await collector.collect(at: now)) } catch { return .failure(error) }
            }
            let timer = Task {
                try await Task.sleep(for: limit)
                work.cancel()
            }
            defer { timer.cancel() }
            switch await work.value {
            case .success(let reading):
                last = reading
                failure = nil
                ends += reading.ends
                events += reading.events.map(\.text)
            case .failure(let error):
                failure = error
                let aside = await collector.aside(at: now)
                ends += aside.ends
                events += aside.events.map(\.text)
            }
        }
        nonisolated(nonsending) func poll(until what: String, within limit: Duration = .seconds(20), _ condition: (Watch) -> Bool)
            async throws
        {
            try await eventually(what, within: limit) {
                await poll()
                return condition(self)
            }
        }
        var users: [String] { last?.sessions.map(\.user).sorted() ?? [] }
    }

    @Test func countsWhatTheServerCounts() async throws {
        let lab = try await OpenVPNLab.up()
        let watch = try Watch(lab.socket)
        await watch.poll()
        #expect(watch.users == ["alice", "bob", "carol"])
        #expect(watch.last?.samples.first == Sample(.sessions, 3))
        #expect(watch.last?.about.hasPrefix("OpenVPN 2.") == true)
        #expect(watch.last?.ends == [])
        try await eventually("the server's own status") { try await lab.count() == 3 }
        #expect(watch.last?.samples.contains { $0.metric == .netReceived && $0.value > 1000 } == true)
        try await lab.ask("connect", "dave")
        await watch.poll()
        #expect(watch.users == ["alice", "bob", "carol", "dave"])
        await watch.collector.close()
    }

    @Test func aFrozenClientIsLostAndComesBack() async throws {
        let lab = try await OpenVPNLab.up()
        let watch = try Watch(lab.socket)
        await watch.poll()
        let session = watch.last?.sessions.first { $0.user == "bob" }
        try await lab.ask("freeze", "bob")
        try await watch.poll(until: "bob is lost") { !$0.ends.isEmpty }
        let end = try #require(watch.ends.first)
        #expect(watch.ends.count == 1)
        #expect(end.cause == .clientLost)
        #expect(end.confidence == .exact)
        #expect(end.session == session?.id)
        #expect(end.user == "bob")
        #expect(end.evidence.contains("[bob] Inactivity timeout (--ping-restart), restarting"))
        #expect(watch.users == ["alice", "carol"])
        try await lab.ask("thaw", "bob")
        try await watch.poll(until: "bob is back") { $0.users == ["alice", "bob", "carol"] }
        #expect(watch.ends.filter { $0.user == "bob" && $0.cause == .clientLost }.count == 1)
        await watch.collector.close()
    }

    @Test func aFarewellIsALogOut() async throws {
        let lab = try await OpenVPNLab.up()
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("logout", "carol")
        try await watch.poll(until: "carol is gone") { $0.users == ["alice", "bob"] }
        #expect(watch.ends.map(\.cause) == [.loggedOut], "\(watch.ends)")
        #expect(watch.ends.first?.user == "carol")
        #expect(watch.ends.first?.evidence.contains("exit") == true)
        await watch.collector.close()
    }

    @Test func aHandshakeThatNeverEndsIsOne() async throws {
        let lab = try await OpenVPNLab.up("alice")
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("blackhole", "dave")
        try await watch.poll(until: "the handshake fails") { !$0.ends.isEmpty }
        #expect(watch.ends.allSatisfy { $0.cause == .handshake && $0.isAttempt && $0.user.isEmpty })
        #expect(watch.ends.allSatisfy { SessionEnd.isAttempt(written: $0.session) }, "journals have no other mark")
        #expect(watch.ends.count == 1)
        #expect(watch.users == ["alice"])
        try await lab.ask("unblackhole", "dave")
        try await watch.poll(until: "dave is in") { $0.users == ["alice", "dave"] }
        await watch.collector.close()
    }

    @Test func aClientThatWasKilledWasEndedByAnAdministrator() async throws {
        let lab = try await OpenVPNLab.up("alice", "bob")
        // The port is free between polls, so somebody else can give the order.
        let watch = try Watch(lab.socket, options: ["hold_connection": false])
        await watch.poll()
        #expect(watch.users == ["alice", "bob"])
        #expect(try await lab.ask("kill-cn", "alice").contains("1 client(s) killed"))
        try await watch.poll(until: "alice has ended") { !$0.ends.isEmpty }
        #expect(watch.ends.map(\.cause) == [.admin])
        #expect(watch.ends.first?.user == "alice")
        #expect(watch.ends.first?.confidence == .exact)
    }

    @Test func aServerMayStopAndStart() async throws {
        let lab = try await OpenVPNLab.up()
        let watch = try Watch(lab.socket)
        await watch.poll()
        try await lab.ask("stop-server")
        try await watch.poll(until: "the failure") { $0.failure != nil }
        guard case .unreachable(let asked, _, _) = watch.failure else {
            Issue.record("\(String(describing: watch.failure))")
            return
        }
        #expect(asked == lab.socket)
        try await lab.ask("start-server")
        try await watch.poll(until: "it answers again") { $0.failure == nil }
        #expect(watch.ends.map(\.cause) == [.admin, .admin, .admin])
        #expect(watch.ends.allSatisfy { $0.evidence.contains("SIGTERM") })
        #expect(watch.events.contains { $0.contains("exiting") })
        try await watch.poll(until: "the clients are back") { $0.users == ["alice", "bob", "carol"] }
        #expect(watch.ends.count == 3)
        await watch.collector.close()
    }

    @Test func theSecondAtThePortIsToldItIsBusy() async throws {
        let lab = try await OpenVPNLab.up("alice")
        let first = try Watch(lab.socket)
        let second = try Watch(lab.socket)
        await first.poll()
        await second.poll()
        #expect(second.failure == .busy(asked: lab.socket))
        await first.collector.close()
        try await second.poll(until: "its turn") { $0.failure == nil }
        #expect(second.users == ["alice"])
        await second.collector.close()
    }

    @Test func overTCPWithAPassword() async throws {
        let port = try freePort()
        let lab = try await OpenVPNLab.up("alice", tcpPort: port)
        let right = try Watch("127.0.0.1:\(port)", secret: .file(lab.password))
        await right.poll()
        #expect(right.failure == nil)
        #expect(right.last?.samples.first == Sample(.sessions, 0))
        await right.collector.close()

        let folder = try TemporaryFolder()
        let wrong = try Watch("127.0.0.1:\(port)", secret: .file(folder.write("guess\n", to: "pw", mode: 0o600)))
        try await wrong.poll(until: "the port is free") { if case .busy = $0.failure { false } else { true } }
        #expect(wrong.failure == .refused(asked: "127.0.0.1:\(port)", reason: .wrongPassword(), hint: .wrongPassword))

        let open = try Watch("127.0.0.1:\(port)", secret: .file(folder.write("guess\n", to: "open", mode: 0o644)))
        try await open.poll(until: "the port is free") { if case .busy = $0.failure { false } else { true } }
        #expect(open.failure?.text.contains("chmod 600") == true)
        let none = try Watch("localhost:\(port)")
        try await none.poll(until: "the port is free") { if case .busy = $0.failure { false } else { true } }
        #expect(none.failure?.text.contains("password_file") == true)
    }
}
