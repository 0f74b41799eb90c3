import Alarms
import Telemetry
import Testing

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
    private func replay(_ limits: LimitBook = LimitBook(), ends: [SessionEnd] = [], utcOffset: Duration = .zero) -> [String: ReplayResult] {
        let results = Replay(
            history: history(), ends: ends, site: site(host("hv-1"), host("hv-2")), limits: limits, from: noon, to: after(7200),
            utcOffset: utcOffset
        ).results()
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

    @Test func otherLimitsOtherAlarms() {
        var limits = LimitBook()
        var patch = LimitsPatch(origin: "--set")
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
}
