public import Telemetry

/// One alarm that began, for what is counted over time.
public struct Activation: Hashable, Sendable {
    public let at: Moment
    public let key: AlarmKey
    public let severity: Severity
    /// Whether anybody was told: neither shelved, suppressed nor in maintenance.
    public let isAnnounced: Bool
    public init(at: Moment, key: AlarmKey, severity: Severity, isAnnounced: Bool) {
        self.at = at
        self.key = key
        self.severity = severity
        self.isAnnounced = isAnnounced
    }
}

/// More new alarms than anybody can look at: above 10 within 10 min, until there are fewer than 5 (EEMUA 191, ISA-18.2).
public struct Flood: Hashable, Sendable {
    static let begins = 10
    static let ends = 5

    public var since: Moment
    /// The alarm that came first: the probable cause.
    public var first: AlarmKey
    /// Alarms by rule, the most frequent first.
    public var symptoms: [Symptom]
    /// Hosts they are on.
    public var hosts: Int
    public init(since: Moment, first: AlarmKey, symptoms: [Symptom], hosts: Int) {
        self.since = since
        self.first = first
        self.symptoms = symptoms
        self.hosts = hosts
    }

    public struct Symptom: Hashable, Sendable {
        public var rule: String
        public var count: Int
        public init(rule: String, count: Int) {
            self.rule = rule
            self.count = count
        }
    }
}

extension AlarmBook {
    private static let kept = 20_000

    /// `isTick`: the clock alone may end a flood. In one its symptoms are counted again at each tick, not at each new alarm: there are many.
    mutating func count(_ transitions: [Transition], isTick: Bool, at now: Moment) {
        for transition in transitions where transition.what == .raised {
            let alarm = transition.alarm
            activations.append(
                Activation(at: now, key: alarm.key, severity: alarm.severity, isAnnounced: alarm.flag == nil))
        }
        // It counts for the worst that it came to.
        var risen: [AlarmKey: Severity] = [:]
        for transition in transitions where transition.what == .severityRaised { risen[transition.alarm.key] = transition.alarm.severity }
        // One walk for all of them: thousands may become worse at once.
        for index in activations.indices.reversed() {
            if risen.isEmpty { break }
            let old = activations[index]
            guard let severity = risen.removeValue(forKey: old.key) else { continue }
            activations[index] = Activation(at: old.at, key: old.key, severity: severity, isAnnounced: old.isAnnounced)
        }
        markAnnounced(transitions)
        guard isTick || (flood == nil && transitions.contains { $0.what == .raised }) else { return }
        let old = activations.prefix { now - $0.at > .seconds(86_400) }.count
        if old > 0 || activations.count > Self.kept { activations.removeFirst(max(old, activations.count - Self.kept)) }
        let recent = announced(within: Policy.statisticsWindow, at: now)
        if flood != nil ? recent.count < Flood.ends : recent.count <= Flood.begins {
            flood = nil
            return
        }
        // What is over and done with is the cause of nothing that stands.
        func stands(_ key: AlarmKey) -> Bool { stateOf[key].map { states[$0].phase != .normal } ?? false }
        guard let first = recent.first(where: { stands($0.key) }) ?? recent.first else { return }
        let known = flood.flatMap { stands($0.first) ? $0.first : nil }
        var byRule: [String: Int] = [:]
        for activation in recent { byRule[activation.key.rule, default: 0] += 1 }
        let symptoms = byRule.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { Flood.Symptom(rule: $0.key, count: $0.value) }
        flood = Flood(since: flood?.since ?? first.at, first: known ?? first.key, symptoms: symptoms, hosts: hosts(of: recent))
    }

    /// On how many hosts they are. What is of Warte itself is on none, and what is of a whole cluster on those of its hosts that are there.
    private func hosts(of activations: [Activation]) -> Int {
        let named = Set(activations.map(\.key.host)).subtracting([""])
        let targets = Set(named.compactMap { hostIndex[$0].map { site.hosts[$0].target } })
        return named.count { hostIndex[$0] != nil || !targets.contains($0) }
    }

    /// What began unseen is new to people once nothing lies over it any more.
    mutating func markAnnounced(_ transitions: [Transition]) {
        var lifted = Set(transitions.lazy.filter { $0.alarm.flag == nil && $0.what.liftsFlag }.map(\.alarm.key))
        // One walk, however many: the newest of each.
        for index in activations.indices.reversed() {
            if lifted.isEmpty { break }
            let old = activations[index]
            guard lifted.remove(old.key) != nil, !old.isAnnounced else { continue }
            activations[index] = Activation(at: old.at, key: old.key, severity: old.severity, isAnnounced: true)
        }
    }

    /// Those that were announced, oldest first.
    func announced(within window: Duration, at now: Moment) -> [Activation] {
        var out: [Activation] = []
        for activation in activations.reversed() {
            if now - activation.at > window { break }
            // What a clock that was ahead dated in the future is not new for as long.
            if activation.isAnnounced, activation.at <= now { out.append(activation) }
        }
        return out.reversed()
    }
}

extension Transition.What {
    fileprivate var liftsFlag: Bool {
        switch self {
        case .unshelved, .unsuppressed, .maintenanceEnded: true
        default: false
        }
    }
}
