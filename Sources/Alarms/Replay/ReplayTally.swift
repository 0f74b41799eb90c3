import Telemetry

/// Counts occurrences from transitions, and interruptions.
struct ReplayTally {
    private var results: [String: ReplayResult] = [:]
    private var interruptions = 0
    private var open: [AlarmKey: Moment] = [:]
    private let rules: [String]
    private let utcOffset: Duration

    init(rules: [String], utcOffset: Duration) {
        self.rules = rules
        self.utcOffset = utcOffset
        for rule in rules { results[rule] = ReplayResult(rule: rule) }
    }

    mutating func add(_ transitions: [Transition]) {
        for transition in transitions {
            let key = transition.alarm.key
            switch transition.what {
            case .raised:
                results[key.rule]?.activations += 1
                if isNight(transition.at) { results[key.rule]?.atNight += 1 }
                open[key] = transition.at
            case .returned, .cleared, .latched:
                results[key.rule]?.healedByItself += 1
                if let since = open.removeValue(forKey: key) { results[key.rule]?.total += transition.at - since }
            default: break
            }
        }
    }

    mutating func add(_ call: Interruption) {
        interruptions += 1
        for rule in Set(call.items.map(\.alarm.key.rule)) { results[rule]?.interruptions += 1 }
    }

    func outcome(endingAt end: Moment) -> ReplayOutcome {
        var results = results
        for (key, since) in open { results[key.rule]?.total += max(.zero, end - since) }
        return ReplayOutcome(rules: rules.compactMap { results[$0] }, interruptions: interruptions)
    }

    private func isNight(_ moment: Moment) -> Bool {
        let second = CivilDate.day(ofSecond: (moment + utcOffset).seconds).second
        return second >= 22 * 3600 || second < 6 * 3600
    }
}
