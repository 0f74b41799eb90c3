import MetricStore
import Synchronization
import Telemetry
import Testing

@testable import Alarms

@Suite struct ReplayTests {
    /// Two hours of hv-1: memory at 50 %, at 95 % for 20 min from 12:30 and for 10 min from 13:30.
    private func history() -> ScriptedHistory {
        var history = ScriptedHistory()
        for step in 0..<720 {
            let minute = step / 6
            let isHigh = (30..<50).contains(minute) || (90..<100).contains(minute)
            history.add(isHigh ? 95 : 50, .memory, of: "hv-1", at: after(Int64(step) * 10 + 5))
            // hv-2 is silent from 13:00 to 13:05.
            if !(60..<65).contains(minute) { history.add(3, .cpu, of: "hv-2", at: after(Int64(step) * 10 + 5)) }
        }
        return history
    }
    private func outcome(_ limits: ThresholdBook = ThresholdBook(), ends: [SessionEnd] = [], utcOffset: Duration = .zero) -> ReplayOutcome {
        Replay(
            history: history(), ends: ends, site: site(host("hv-1"), host("hv-2")), limits: limits, from: noon, to: after(7200),
            utcOffset: utcOffset
        ).outcome()
    }
    private func replay(_ limits: ThresholdBook = ThresholdBook(), ends: [SessionEnd] = [], utcOffset: Duration = .zero) -> [String:
        ReplayResult]
    {
        let results = outcome(limits, ends: ends, utcOffset: utcOffset).rules
        #expect(results.map(\.rule) == standardRules.map(\.id))
        return Dictionary(uniqueKeysWithValues: results.map { ($0.rule, $0) })
    }

    @Test func saysWhatWouldHaveFired() {
        let found = replay()
        let memory = found["memory"]
        #expect(memory?.activations == 2)
        #expect(memory?.healedByItself == 2)
        #expect(memory?.atNight == 0)
        // 20 and 10 min, less 2 min on-delay and plus 1 min off-delay each.
        #expect(memory?.total == .seconds(28 * 60))
        #expect(found["no_data"]?.activations == 1)
        #expect(found["cpu"]?.activations == 0)
    }

    /// Whatever a rule looks at is found again in what is stored; a host of which nothing else is known is not silent.
    @Test func everyGaugeIsReplayed() {
        let gauges = standardRules.filter { $0.isOfPercent && $0.id != "sessions" }
        #expect(gauges.count > 5)
        for rule in gauges {
            guard let gauge = rule.shownMetric else { return #expect(Bool(false), "\(rule.id) says no gauge") }
            var history = ScriptedHistory()
            let (first, then) = rule.id == "session_drop" ? (99.0, 0.0) : (0, 99)
            for step in 0..<360 { history.add(step < 180 ? first : then, gauge, of: "hv-1", at: after(Int64(step) * 10 + 5)) }
            let outcome = Replay(
                history: history, ends: [], site: site(host("hv-1")), limits: ThresholdBook(), from: noon, to: after(3600)
            ).outcome()
            #expect(outcome.rules.filter { $0.activations > 0 }.map(\.rule) == [rule.id])
        }
    }

    @Test func otherLimitsOtherAlarms() {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "--set")
        patch.onDelay = .seconds(15 * 60)
        limits.site["memory"] = patch
        #expect(replay(limits)["memory"]?.activations == 1)
        patch.warning = 96
        limits.site["memory"] = patch
        #expect(replay(limits)["memory"]?.activations == 0)
    }

    @Test func nightIsByTheLocalClock() {
        #expect(replay(utcOffset: .seconds(10 * 3600))["memory"]?.atNight == 2)
    }

    @Test func endsThatCameLaterAreNotKnownYet() {
        let ends = (0..<4).map { end("u-\($0)", on: "hv-1", at: after(3600)) } + [end("v-1", on: "hv-1", at: after(7000))]
        let found = replay(ends: ends)
        #expect(found["timeouts"]?.activations == 1)
        #expect(found["timeouts"]?.total == .seconds(610))
        let spread = [
            end("u-1", on: "hv-1", at: after(3600)), end("u-2", on: "hv-2", at: after(3601)), end("u-3", on: "hv-2", at: after(3602)),
        ]
        #expect(replay(ends: spread)["site_timeouts"]?.activations == 1)
    }

    @Test func saysHowOftenSomebodyWouldHaveBeenTold() {
        let found = outcome()
        let told = Dictionary(uniqueKeysWithValues: found.rules.map { ($0.rule, $0.interruptions) })
        // Memory twice and hv-2 as silent once; each call brings the end of what was told before.
        #expect(found.interruptions == 3 && told["memory"] == 3 && told["no_data"] == 2, "\(found.interruptions) \(told)")
    }

    /// A year: what is asked of the store at once does not grow with the span.
    @Test func aLongSpanIsWalkedThroughInPieces() {
        let asked = AskedHistory()
        let outcome = Replay(
            history: asked, ends: [], site: site(host("hv-1")), limits: ThresholdBook(), from: noon, to: after(3 * 86_400),
            rules: [NumberRule(.cpu)]
        ).outcome()
        #expect(outcome.rules.first?.activations == 4, "each day's hour, though a piece ends in its middle")
        #expect(asked.most <= 8640 + 91 && asked.first <= noon - .seconds(900), "\(asked.most)")
    }
}

/// CPU at 99 % in the hour round every noon; remembers how much was asked for at once.
private final class AskedHistory: History {
    private let state = Mutex((most: 0, first: Moment(milliseconds: .max)))
    var most: Int { state.withLock { $0.most } }
    var first: Moment { state.withLock { $0.first } }
    func latest(_ key: SeriesKey) -> Point? { nil }
    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        state.withLock { $0 = (max($0.most, columns), min($0.first, start)) }
        guard key == SeriesKey(host: "hv-1", metric: .cpu) else { return Array(repeating: nil, count: columns) }
        let width = (end - start).milliseconds / Int64(columns)
        return (0..<columns).map { column in
            let second = (start.seconds + width * Int64(column) / 1000) % 86_400
            let value = (41_400..<45_000).contains(second) ? 99.0 : 10
            return Column(minimum: value, mean: value, maximum: value)
        }
    }
}
