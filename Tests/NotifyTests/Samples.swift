import Alarms
import Synchronization
import Telemetry
import TestSupport

/// Alarms to tell of.
enum Samples {
    static let start = Moment(seconds: 1_800_000_000)

    static func alarm(
        _ id: Int64, rule: String = "cpu", host: String = "hv-1", severity: Severity = .critical, phase: Phase = .unacknowledged,
        raised: Moment = start, text: String = "CPU 97 %, limit 95 %", runbook: Runbook = Runbook(), suppressedBy: Message? = nil
    ) -> Alarm {
        Alarm(
            id: id, key: AlarmKey(rule: rule, host: host), severity: severity, phase: phase, raisedAt: raised, changedAt: raised,
            message: .raw(text),
            evidence: ["a raw line"], suppressedBy: suppressedBy, runbook: runbook)
    }

    static func call(_ ids: ClosedRange<Int64>, severity: Severity = .critical, _ news: Interruption.News = .new) -> Interruption {
        Interruption(
            at: start,
            items: ids.map { id in
                let alarm = alarm(id, host: "hv-\(id)", severity: severity)
                return .init(
                    news, Transition(alarm: alarm, what: .raised, at: start + .seconds(id), author: "anna", comment: "anna's words"))
            })
    }

    static func raised(_ id: Int64) -> Transition {
        Transition(alarm: alarm(id), what: .raised, at: start + .seconds(id), author: "anna", comment: "anna's words")
    }
}

/// What was told, from whatever thread.
final class Told<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    func add(_ value: Value) { values.withLock { $0.append(value) } }
    var all: [Value] { values.withLock { $0 } }
    var last: Value? { all.last }
}
