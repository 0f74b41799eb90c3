import Alarms
import MetricStore
import Telemetry
import TestSupport
import Testing

@Suite struct CorrelationTests {
    /// 24 h of one gauge, a value a minute, as fast as the test needs it.
    struct Day: History {
        var minutes: [SeriesKey: [Double?]] = [:]
        let start: Moment
        func latest(_ key: SeriesKey) -> Point? { nil }
        func span(_ key: SeriesKey, from: Moment, to: Moment, columns: Int) -> [Column?] {
            guard let series = minutes[key] else { return Array(repeating: nil, count: columns) }
            let width = (to - from).milliseconds / Int64(columns)
            return (0..<columns).map { column in
                let low = from.milliseconds - start.milliseconds + Int64(column) * width
                let first = Int(low / 60_000)
                let last = max(first + 1, Int((low + width + 59_999) / 60_000))
                let found = series[max(0, min(first, series.count))..<max(0, min(last, series.count))].compactMap { $0 }
                guard let lowest = found.min(), let highest = found.max() else { return nil }
                return Column(minimum: lowest, mean: highest, maximum: highest)
            }
        }
    }

    private let hv = site(host("hv-1"), host("hv-2"), host("vpn-1", limit: 120))

    /// Wait on hv-1 is at 2 % but for the spans given, in minutes of the day.
    private func day(_ peaks: [Range<Int>], _ host: Host.ID = "hv-1", known: Range<Int> = 0..<1440) -> Day {
        let series = (0..<1440).map { minute in known.contains(minute) ? peaks.contains { $0.contains(minute) } ? 31.0 : 2 : nil }
        return Day(minutes: [SeriesKey(host: host, metric: .cpuWait): series], start: noon)
    }
    private func cluster(_ count: Int, at minute: Int, cause: Cause = .clientLost) -> [SessionEnd] {
        (0..<count).map { end("u-\($0)", at: noon + .seconds(Int64(minute * 60 + $0 * 5)), cause: cause) }
    }
    private func lines(_ ends: [SessionEnd], _ history: any History, hosts: [Host.ID: HostFacts] = [:]) -> [String] {
        Correlation.lines(for: ends, history: history, site: hv, hosts: hosts) { rule, host in
            standardRules.first { $0.id == rule }.map { ThresholdBook().limits(of: rule, base: $0.defaults, on: host).limits }
        }.map(\.text)
    }

    @Test func aClusterInTheOnlyPeakOfTheDay() {
        #expect(lines(cluster(14, at: 1430), day([1428..<1434])) == ["14 of 14 within 60 s of CPU wait above 10 % on hv-1"])
    }

    @Test func someOfThemOutsideAreCountedAsSuch() {
        let ends = cluster(11, at: 1430) + (0..<3).map { end("v-\($0)", at: noon + .seconds(Int64(1420 * 60 + $0))) }
        #expect(lines(ends, day([1428..<1434])) == ["11 of 14 within 60 s of CPU wait above 10 % on hv-1"])
    }

    /// More ends than are looked at one by one, over so long that those taken as one would be minutes apart: nothing is better than wrong.
    @Test func ofManyEndsOverALongTimeNothingFalseIsSaid() {
        let behind = noon + .seconds(1431 * 60 + 65)
        let ends = [end("first", at: noon)] + (0..<600).map { end("u-\($0)", at: behind) }
        #expect(lines(ends, day([1430..<1431])) == [])
    }

    @Test func silentWithoutAPeakNearby() {
        #expect(lines(cluster(14, at: 1430), day([])) == [])
        #expect(lines(cluster(14, at: 1430), day([1400..<1420])) == [])
        #expect(lines(cluster(2, at: 1430), day([1428..<1434])) == [], "two are no cluster")
        #expect(lines([], day([])) == [])
        #expect(lines(cluster(14, at: 1430), EmptyHistory()) == [])
    }

    @Test func aGaugeThatIsOftenHighExplainsNothing() {
        #expect(lines(cluster(14, at: 1430), day([0..<1440])) == [])
        #expect(lines(cluster(14, at: 1430), day(stride(from: 0, to: 1440, by: 20).map { $0..<$0 + 3 })) == [])
    }

    @Test func justStartedItSaysOnlyWhatIsPlain() {
        #expect(lines(cluster(6, at: 1430), day([1429..<1440], known: 1400..<1440)).count == 1)
        #expect(lines(cluster(6, at: 1430), day([1400..<1440], known: 1400..<1440)) == [], "high since the start")
    }

    @Test func aFullPoolWherePlacesWereRefused() {
        let facts = ["vpn-1": HostFacts(sessions: 118, sessionLimit: 120)]
        #expect(lines(cluster(5, at: 1430, cause: .resource), day([]), hosts: facts) == ["pool at 118 of 120 on vpn-1"])
        #expect(lines(cluster(5, at: 1430), day([]), hosts: facts) == [], "lost clients have nothing to do with it")
        let half = ["vpn-1": HostFacts(sessions: 60, sessionLimit: 120)]
        #expect(lines(cluster(5, at: 1430, cause: .resource), day([]), hosts: half) == [])
    }

    /// Peaks and clusters at random, without any connection: the promise is at most 2 of 100.
    @Test func unrelatedDataSaysNothing() {
        var random = SeededGenerator(seed: 11)
        var spoken = 0
        for _ in 0..<400 {
            var history = Day(start: noon)
            for id in ["hv-1", "hv-2"] {
                let peaks = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    let first = Int.random(in: 0..<1440, using: &random)
                    return first..<first + Int.random(in: 1...30, using: &random)
                }
                history.minutes.merge(day(peaks, id).minutes) { $1 }
            }
            let at = 1434 - Int.random(in: 0..<5, using: &random)
            if !lines(cluster(Int.random(in: 3...30, using: &random), at: at), history).isEmpty { spoken += 1 }
        }
        #expect(spoken <= 8, "\(spoken) of 400")
    }

    @Test func itStandsInTheAlarm() {
        var watch = Watch(hv)
        watch.hosts["vpn-1"]?.sessions = 200
        for minute in -1430..<0 { watch.history.add(2, .cpuWait, of: "hv-1", at: noon + .seconds(Int64(minute) * 60)) }
        watch.history.add(31, .cpuWait, of: "hv-1", at: after(3))
        watch.ends = (1...6).map { end("u-\($0)", at: after(4)) }
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.context.map(\.text) == ["6 of 6 within 60 s of CPU wait above 10 % on hv-1"])
    }
}
