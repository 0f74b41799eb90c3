import Alarms
import Telemetry
import TestSupport

/// One alarm book of single alarms, the policy, and the calls it made: driven second by second.
struct Desk {
    var policy = Interruptions()
    var states: [AlarmKey: AlarmState] = [:]
    var nextID: Int64 = 1
    var second: Int64 = 0
    var calls: [(second: Int64, call: Interruption)] = []

    var now: Moment { after(second) }

    static func key(_ rule: String, _ host: Host.ID = "hv-1") -> AlarmKey { AlarmKey(rule: rule, host: host) }

    mutating func become(_ level: Severity?, _ rule: String = "cpu", _ host: Host.ID = "hv-1", latches: Bool = false, words: String = "") {
        var alarms = Policy()
        alarms.isLatching = latches
        let key = Self.key(rule, host)
        let steps = states[key, default: AlarmState(key: key)].step(
            level.map { .bad($0) } ?? .good, at: now, policy: alarms, nextID: &nextID, description: { .init(.raw(words)) })
        policy.take(steps, at: now)
    }

    mutating func act(_ rule: String = "cpu", _ host: Host.ID = "hv-1", _ act: (inout AlarmState, Moment) throws -> [Transition]) rethrows {
        let key = Self.key(rule, host)
        policy.take(try act(&states[key, default: AlarmState(key: key)], now), at: now)
    }

    mutating func acknowledge(_ rule: String = "cpu", _ host: Host.ID = "hv-1") throws {
        try act(rule, host) { try $0.acknowledge(by: "km", comment: "", at: $1, for: Policy.shift) }
    }

    mutating func pass(_ seconds: Int64) {
        for _ in 0..<seconds {
            second += 1
            if let call = policy.due(at: now) { calls.append((second, call)) }
        }
    }

    /// What was told, as `second: news rule host`.
    var told: [String] {
        calls.flatMap { second, call in call.items.map { "\(second): \($0.news) \($0.alarm.key.rule) \($0.alarm.key.host)" } }
    }
}
