import Alarms
import MetricStore
import Synchronization
import Telemetry
import TestSupport
import Testing

/// One gateway's port scan: tens of thousands of ends in a window that other hosts' alarms must not feel.
@Suite struct TimeoutFloodTests {
    /// Answers like another, and counts how often it is asked.
    private final class Counting: History {
        let asked = Atomic(0)
        private let history: ScriptedHistory
        init(_ history: ScriptedHistory) { self.history = history }
        func latest(_ key: SeriesKey) -> Point? { history.latest(key) }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
            asked.add(1, ordering: .relaxed)
            return history.span(key, from: start, to: end, columns: columns)
        }
    }

    private func scan(_ count: Int, on host: Host.ID = "vpn-1", over seconds: Int64 = 300) -> [SessionEnd] {
        (0..<count).map { number in
            let at = noon + .milliseconds(Int64(number) * seconds * 1000 / Int64(count))
            return end("", on: host, at: at, cause: .handshake, session: "from 2001:db8:\(host):\(number)", isAttempt: true)
        }
    }

    /// Those that are in no list go too, once there are too many: the flooded gateway's.
    @Test func itPushesOutNothingThatOthersLost() {
        var watch = Watch(site(host("vpn-1"), host("vpn-2")))
        watch.unlisted.add((0..<7).map { end("u-\($0)", on: "vpn-2", at: after(0)) })
        watch.unlisted.add(scan(30_000))
        watch.now = after(300)
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-2")?.text == "7 clients lost at once")
        #expect(watch.alarm("timeouts", "vpn-1")?.text.hasPrefix("19993 handshakes failed") == true, "the bound is that of all")
    }

    /// Of each client the newest end counts, in whatever order they are told, and none that is older than the window.
    @Test func ofEachClientTheNewestCounts() {
        var watch = Watch(site(host("vpn-1")))
        watch.unlisted.add((0..<9).map { end("u-\($0)", at: after(20)) } + (0..<9).map { end("u-\($0)", at: after(10)) })
        watch.unlisted.add((0..<5).map { end("u-\($0)", at: after(200), cause: .resource) } + [end("u-8", at: after(15))])
        watch.unlisted.add([end("UNDEF", at: after(100)), end("UNDEF", at: after(100))])
        watch.now = after(200)
        watch.run(1)
        #expect(
            watch.alarm("timeouts", "vpn-1")?.text == "11 clients timed out in 3 min: 6 clients lost, 5 without room",
            "nine with a name, two without")
        watch.unlisted.forget(before: after(50))
        watch.unlisted.rename(["u-1": "u-90", "u-2": "u-91"])
        watch.unlisted.add([end("u-90", at: after(210), cause: .resource)])
        watch.now = after(640)
        watch.run(1)
        #expect(watch.book.alarms.isEmpty || watch.alarm("timeouts", "vpn-1")?.isLive == true)
    }

    /// However many ended: of one gauge the store is asked once for each of so many times.
    @Test func whatHostsShowedIsAskedOnceForEachTime() {
        var watch = Watch(site(host("vpn-1"), host("hv-1")))
        for minute in -1430..<0 { watch.history.add(2, .cpuWait, of: "hv-1", at: noon + .seconds(Int64(minute) * 60)) }
        for second in stride(from: 0, through: 300, by: 5) { watch.history.add(31, .cpuWait, of: "hv-1", at: after(Int64(second))) }
        let history = Counting(watch.history)
        let ends = scan(9_000)
        let lines = Correlation.lines(for: ends, history: history, site: watch.book.site, hosts: watch.hosts) { rule, _ in
            rule == "cpu_wait" ? Thresholds(critical: 10) : nil
        }
        #expect(lines.map(\.text) == ["9000 of 9000 within 60 s of CPU wait above 10 % on hv-1"])
        #expect(history.asked.load(ordering: .relaxed) < 700)
    }

    /// A rule that looks at all hosts is asked once a second, not with each host's report.
    @Test func theSiteIsJudgedOnTicks() {
        var watch = Watch(site(host("vpn-1"), host("vpn-2"), host("vpn-3")))
        watch.run(1)
        watch.ends = (1...3).map { end("u-\($0)", on: "vpn-\($0)", at: after(5)) }
        #expect(watch.round(["vpn-1"]).isEmpty)
        #expect(watch.round([]).map(\.alarm.key.rule) == ["site_timeouts"])
    }
}
