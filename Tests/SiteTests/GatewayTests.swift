import Alarms
import Glibc
import Journal
import Telemetry
import TestSupport
import Testing

/// A real OpenVPN server with real clients, watched through the real terminal with real keys.
@Suite(.serialized, .enabled(if: isRoot, "needs root: namespaces and tun devices")) struct GatewayTests {
    /// The server's own detection time (LAB_PING_RESTART) plus its timer, plus one interval, plus a busy machine.
    let detection = Duration.seconds(20)

    /// Three clients, and a front that shows them.
    private func started(_ site: Site) async throws -> PseudoTerminal {
        try site.vpn("up")
        try site.configure(site.gateway)
        let front = try site.front()
        try await front.wait(forText: "3/10", within: .seconds(20))
        return front
    }

    @Test func aFrozenClientIsAnAlarmThatIsAcknowledgedAndLeavesWhenItIsBack() async throws {
        let site = try Site()
        defer { site.end() }
        let front = try await started(site)
        // As the server itself says it.
        try await eventually("the server's own status says three") {
            try site.vpn("status").split(separator: "\n").count { $0.hasPrefix("CLIENT_LIST") } == 3
        }

        // A clean log-out is no alarm.
        try site.vpn("logout", "carol")
        try await front.wait(forText: "2/10", within: .seconds(20))
        front.send("5")
        try await front.wait(for: "the log-out among the ends", within: .seconds(20)) { $0.contains("Logged out") && $0.contains("1") }
        front.send("3")
        try await front.wait(forText: "no alarms")

        // A frozen one is.
        try site.vpn("freeze", "bob")
        let alarm = try await front.wait(for: "the alarm with its evidence", within: detection) {
            $0.contains("1 client lost") && $0.contains("Inactivity timeout (--ping-restart), restarting")
        }
        #expect(!alarm.contains("bob"))
        #expect(alarm.text.contains(#/u-[0-9a-f]{4}/#))

        front.send("a")
        try await front.wait(for: "the question") { $0.contains("Comment") || $0.contains("comment") }
        front.send("known, train\r")
        try await front.wait(for: "the acknowledgement") { $0.contains("known, train") && $0.contains("~") }
        let listed = try site.warte("alarms")
        #expect(listed.stdout.contains("root, until") && listed.stdout.contains("known, train"))

        // It comes back, and the alarm leaves.
        try site.vpn("thaw", "bob")
        try await front.wait(forText: "no alarms", within: .seconds(40))
        #expect(try site.warte("alarms", "--history").stdout.contains("1 client lost"))
    }

    @Test func aHandshakeThatFailsCountsAsHandshake() async throws {
        let site = try Site()
        defer { site.end() }
        let front = try await started(site)
        try site.vpn("blackhole", "dave")
        front.send("5")
        try await front.wait(for: "a handshake among the ends", within: .seconds(30)) { screen in
            screen.lines.contains { $0.contains(#/Handshake +[1-9]/#) } && (screen.contains("TLS") || screen.contains("[UNDEF]"))
        }
    }

    @Test func aServerThatStopsGoesStaleSaysWhyAndComesBackByItself() async throws {
        let site = try Site()
        defer { site.end() }
        let front = try await started(site)
        try site.vpn("stop-server")
        try await front.wait(for: "stale, and why", within: .seconds(30)) {
            $0.contains("stale") && ($0.contains("onnection refused") || $0.contains("No such file"))
        }
        // Nothing freezes meanwhile.
        front.send("?")
        try await front.wait(forText: "Keys on", within: .seconds(2))
        front.send("\u{1b}")
        try site.vpn("start-server")
        try await front.wait(forText: "3/10", within: .seconds(60))
        try await front.wait(for: "no longer stale", within: .seconds(20)) { !$0.contains("stale") }
    }

    @Test func anEngineThatIsKilledUnderTwoFrontsIsReplacedAndNothingIsLost() async throws {
        let site = try Site()
        defer { site.end() }
        try site.vpn("up")
        try site.configure(site.gateway)
        let fronts = [try site.front(), try site.front(columns: 80, rows: 24)]
        for front in fronts { try await front.wait(forText: "3/10", within: .seconds(20)) }
        try site.vpn("freeze", "alice")
        for front in fronts { try await front.wait(forText: "1 client lost", within: detection) }
        // What nobody was told is done is written a little after it is shown.
        let journal = site.folder.file("state/warte/journal.sqlite")
        try await eventually("it is written") {
            try Journal(reading: journal).restore(at: site.now).records.contains { $0.alarm.key.rule == "timeouts" && $0.alarm.isLive }
        }
        let before = try site.warte("alarms").stdout
        let first = site.runningEngines()
        #expect(first.count == 1)
        kill(first[0], SIGKILL)
        for front in fronts { try await front.wait(for: "that the engine is gone", within: .seconds(5)) { $0.contains("engine") } }
        try await eventually("a new engine", within: .seconds(20)) {
            let now = site.runningEngines()
            return now.count == 1 && now != first
        }
        for front in fronts {
            try await front.wait(for: "live again, the alarm as it was", within: .seconds(20)) {
                $0.contains("live") && $0.contains("1 client lost") && $0.contains("/10")
            }
        }
        #expect(try site.warte("alarms").stdout == before)
    }
}
