import Alarms
import JSON
import TestSupport
import Testing

@testable import Notify

struct BrokenAnswerTests {
    @Test func brokenAnswersAreRefusedOrUnderstoodAndNeverACrash() throws {
        let alerts = Array(#"[{"labels":{"alertname":"cpu"},"status":{"state":"suppressed","silencedBy":["s-1"]}}]"#.utf8)
        let silences = Array(#"[{"id":"s-1","status":{"state":"active"},"comment":"c","createdBy":"k"}]"#.utf8)
        var random = SeededGenerator(seed: 4)
        func attempt(_ alerts: [UInt8], _ silences: [UInt8]) {
            var view = SilenceView()
            var (silenced, active): ([SilenceView.SilencedAlert], [SilenceView.ActiveSilence]) = ([], [])
            try? JSONValue.elements(of: alerts) { if let one = SilenceView.SilencedAlert($0) { silenced.append(one) } }
            try? JSONValue.elements(of: silences) { if let one = SilenceView.ActiveSilence($0) { active.append(one) } }
            view.take(alerts: silenced, silences: active)
            view.see([Samples.alarm(1)]) { ["alertname": $0.key.rule] }
            _ = view.silences
        }
        for end in alerts.indices { attempt(Array(alerts[..<end]), silences) }
        for end in silences.indices { attempt(alerts, Array(silences[..<end])) }
        for _ in 0..<20_000 {
            var (broken, other) = (alerts, silences)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                broken[Int.random(in: broken.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                other[Int.random(in: other.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            attempt(broken, silences)
            attempt(alerts, other)
        }
    }
}
