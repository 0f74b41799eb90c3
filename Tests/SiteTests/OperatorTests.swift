import Glibc
import MetricStore
import Telemetry
import TestSupport
import Testing

/// An operator's day, and a night in which nobody looks: a real gateway and real keys. Only the wall clock is moved, so that eight
/// hours need not be waited for.
@Suite(.serialized, .enabled(if: isRoot, "needs root: namespaces and tun devices")) struct OperatorTests {
    static let morning = Moment(seconds: 1_795_507_200)  // 24 Nov 2026, 08:00 UTC
    static let evening = morning + .seconds(13 * 3600 + 3000)
    static let clients = ["alice", "bob", "carol", "dave", "erin", "frank"]

    @Test func sixClientsLostAtOnceAreOneAlarmThatIsHandledThroughAShift() async throws {
        let site = try Site()
        defer { site.end() }
        try site.moveClock(to: Self.morning)
        try site.virtualDesktops(memory: 40)
        try site.configure(
            """
            site = "Lab"
            [[host]]
            name = "vpn-1"
            area = "Lab"
            collector = "openvpn"
            endpoint = "\(site.vpn)/mgmt.sock"
            interval = "1s"
            sessions = 10
            [[host]]
            name = "hv-1"
            area = "Lab"
            collector = "local"
            root = "\(site.folder.file("hv-1"))"
            interval = "1s"
            [limits.timeouts]
            window = "2d"
            off_delay = "1s"
            [limits.memory]
            on_delay = "1d"
            """)
        try site.vpn("up", Self.clients)
        try site.engine()
        let front = try site.front()
        try await front.wait(forText: "6/10", within: .seconds(20))
        try await aQuietQuarter(site)

        // The hypervisor's memory runs full, and all six are gone at once.
        try site.virtualDesktops(memory: 99)
        try await measured(site, .memory, above: 98)
        front.send("3")
        try await front.wait(forText: "no alarms")
        for client in Self.clients { try site.vpn("freeze", client) }
        let alarm = try await front.wait(for: "one alarm for six, its evidence and what was beside it", within: .seconds(30)) { screen in
            screen.contains("6 clients lost") && screen.text.count("Inactivity timeout (--ping-restart), restarting") >= 6
                && screen.contains("6 of 6 within 60 s of memory above 97.5 % on hv-1")
        }
        #expect(alarm.lines.count { $0.contains("vpn-1") && $0.contains("clients lost") && $0.contains("open") } == 1)
        #expect(alarm.contains("1 open"))
        #expect(try site.warte("alarms").stdout.split(separator: "\n").count { $0.contains("lost") } == 1)
        front.send("5")
        try await front.wait(for: "the ends by cause") { $0.lines.contains { $0.contains(#/Client lost +6/#) } }
        front.send("3")

        // Acknowledged, with a comment, for eight hours; two hours later for eight hours again.
        try await acknowledge(front, "known, line work")
        try await front.wait(for: "eight hours") { $0.contains("known, line work") && $0.contains(#/for 7 h 59 min|for 8 h/#) }
        try site.moveClock(by: .seconds(2 * 3600))
        try await front.wait(for: "six hours left") { $0.contains(#/for 5 h 59 min|for 6 h/#) }
        try await acknowledge(front, "still at it")
        try await front.wait(for: "eight hours again") { $0.contains("still at it") && $0.contains(#/for 7 h 59 min|for 8 h/#) }
        try site.moveClock(by: .seconds(7 * 3600))
        try await front.wait(for: "still acknowledged, past the first eight hours") { $0.contains(#/for 59 min|for 1 h/#) }
        try site.moveClock(by: .seconds(2 * 3600))
        try await front.wait(for: "open again") { $0.contains("1 open · 0 acknowledged") }
        #expect(try site.warte("alarms", "--history", "--since", "2d").stdout.contains("6 clients lost"))

        // Shelved for the hour that is offered; then it is as live as it is.
        front.send("s")
        try await front.wait(forText: "Reason")
        front.send("provider is on it\r")
        try await front.wait(for: "the shelf") { $0.contains("1 shelved") && $0.contains("provider is on it") }
        try site.moveClock(by: .seconds(3000))
        try await front.wait(for: "still shelved") { $0.contains("1 shelved") && $0.contains(#/shelved, (?:9|10) min/#) }
        try site.moveClock(by: .seconds(660))
        try await front.wait(for: "awake and open") { $0.contains("1 open · 0 acknowledged · 0 returned, unseen ─") }

        // What was said stays with it.
        let steps = front.screen
        for words in ["acknowledged: known, line work", "acknowledged: still at it", "shelved: provider is on it"] {
            #expect(steps.contains(words), "\(steps.text)")
        }
        // All the way no other alarm: a clock that jumps is no missing data.
        #expect(!front.screen.contains("no data"))
        let journal = try site.warte("journal", "verify")
        #expect(journal.status == .exit(0), "\(journal.stdout)\(journal.stderr)")
        for client in Self.clients { try site.vpn("thaw", client) }
        try await front.wait(forText: "1 returned, unseen", within: .seconds(60))
        front.send("1")
        try await front.wait(forText: "6/10")
    }

    @Test func anOutageAtNightStandsInTheMorningUntilSomebodyLooks() async throws {
        let site = try Site()
        defer { site.end() }
        try site.moveClock(to: Self.evening)
        try site.configure(site.gateway)
        try site.vpn("up", "alice")
        try site.engine()
        let late = try site.front()
        try await late.wait(forText: "1/10", within: .seconds(20))
        late.send("q")
        #expect(try await late.waitForEnd() == .exit(0))

        // Two in the night, for three minutes. Nobody has a front open.
        try site.moveClock(to: Self.evening + .seconds(4 * 3600 + 600))
        try site.vpn("stop-server")
        try await eventually("the alarm", within: .seconds(30)) { try site.warte("alarms").stdout.contains("no data") }
        try site.moveClock(by: .seconds(170))
        try site.vpn("start-server")
        try site.vpn("connect", "alice")
        try await eventually("it is over", within: .seconds(60)) { try site.warte("alarms").stdout.contains("returned") }

        // In the morning.
        try site.moveClock(to: Self.evening + .seconds(9 * 3600 + 600))
        let early = try site.front(columns: 80, rows: 24)
        let first = try await early.wait(for: "what happened, at once", within: .seconds(20)) {
            $0.contains("1 returned, unseen") && $0.contains("1/10")
        }
        #expect(first.lines.contains { $0.contains("02:0") && $0.contains("returned, unseen") && $0.contains("vpn-1") })
        early.send("3\r")
        try await early.wait(for: "from when to when") { $0.contains("began") && $0.contains("over by itself") && $0.contains("nobody") }
        // Looking at the clock for an hour changes nothing; looking at the alarm does.
        try site.moveClock(by: .seconds(3600))
        try await early.wait(for: "still there, an hour later") { $0.contains("08:0") && $0.contains("nobody") }
        early.send("a")
        try await early.wait(forText: "Comment")
        early.send("\r")
        try await early.wait(forText: "no alarms")
        let history = try site.warte("alarms", "--history", "--since", "24h").stdout
        #expect(history.split(separator: "\n").count { $0.contains("no data") } == 1)
    }

    private func acknowledge(_ front: PseudoTerminal, _ comment: String) async throws {
        front.send("a")
        try await front.wait(forText: "Comment")
        front.send(comment + "\r")
    }

    /// A quarter of an hour in which the hypervisor is well: without it nobody can say that it is not always like now.
    private func aQuietQuarter(_ site: Site) async throws {
        for _ in 0..<16 {
            try site.moveClock(by: .seconds(60))
            try await measured(site, .memory, above: 0)
        }
    }
    private func measured(_ site: Site, _ metric: Metric, above floor: Double) async throws {
        let store = try StoreReader(path: site.folder.file("state/warte/metrics.ring"))
        let now = site.now
        try await eventually("a measurement of \(metric.id) at \(now)") {
            _ = store.refresh()
            guard let latest = store.latest(SeriesKey(host: "hv-1", metric: metric)) else { return false }
            return latest.at >= now && latest.value > floor
        }
    }
}

extension Site {
    /// A system of few files in the folder `hv-1`: a test cannot fill the memory of a machine that belongs to others.
    fileprivate func virtualDesktops(memory percent: Int) throws {
        for name in ["hv-1", "hv-1/proc"] { mkdir(folder.file(name), 0o700) }
        try folder.write("cpu  10 0 10 100 0 0 0 0 0 0\ncpu0 10 0 10 100 0 0 0 0 0 0\n", to: "hv-1/proc/stat")
        try folder.write(
            "MemTotal: 1000000 kB\nMemAvailable: \(1_000_000 - percent * 10_000) kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n", to: "hv-1/new")
        // Renamed into its place: a reader never sees half of it.
        rename(folder.file("hv-1/new"), folder.file("hv-1/proc/meminfo"))
    }
}

extension String {
    fileprivate func count(_ part: String) -> Int { ranges(of: part).count }
}
