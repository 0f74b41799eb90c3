public import Alarms
public import Telemetry

/// What goes wrong, when and for how long, in seconds from the beginning: the same for Warte and for an Alertmanager beside it.
public struct Scenario: Sendable {
    public struct Trouble: Sendable {
        public let key: AlarmKey
        public let severity: Severity
        public let from: Int
        public let until: Int
    }

    public let name: String
    public let troubles: [Trouble]
    /// What somebody must hear of within 10 s of its beginning: everything else is the same news again.
    public let news: [(key: AlarmKey, at: Int)]
    /// With time for all to be quiet again.
    public let length: Int

    public static let start = Moment(seconds: 1_795_521_600)

    /// What an alarm book makes of it, by second.
    public func transitions() -> [(second: Int, steps: [Transition])] {
        var states: [AlarmKey: AlarmState] = [:]
        var nextID: Int64 = 1
        var edges: [Int: [AlarmKey]] = [:]
        let byKey = Dictionary(grouping: troubles, by: \.key)
        for trouble in troubles {
            edges[trouble.from, default: []].append(trouble.key)
            edges[trouble.until, default: []].append(trouble.key)
        }
        return edges.sorted { $0.key < $1.key }.map { second, keys in
            var steps: [Transition] = []
            for key in keys {
                let level = (byKey[key] ?? []).filter { $0.from <= second && second < $0.until }.map(\.severity).max()
                steps += states[key, default: AlarmState(key: key)].step(
                    level.map { .bad($0) } ?? .good, at: Self.start + .seconds(second), policy: Policy(), nextID: &nextID,
                    description: { AlarmState.Description(.raw("\(key.rule) on \(key.host)")) })
            }
            return (second, steps)
        }
    }

    /// What Warte makes of it: asked once a second, as the engine does.
    public func interruptions() -> [Interruption] {
        var policy = Interruptions()
        var out: [Interruption] = []
        var steps = transitions()[...]
        for second in 0...length {
            let now = Self.start + .seconds(second)
            while let next = steps.first, next.second <= second {
                policy.take(next.steps, at: now)
                steps = steps.dropFirst()
            }
            if let call = policy.due(at: now) { out.append(call) }
        }
        return out
    }
}
