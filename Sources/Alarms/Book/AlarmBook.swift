public import Telemetry

/// Every alarm there is: asks the rules, moves the states, takes the operators' acts. Pure; the time is an argument.
///
/// Most subjects are quiet most of the time, so a subject costs eight bytes until something is wrong with it.
public struct AlarmBook: Sendable {
    /// One rule on one host.
    struct Slot: Sendable {
        /// Into `limitTable`.
        var limits: Int32
        /// Into `states`; -1 while nothing was ever wrong.
        var state: Int32 = -1
    }

    /// A host's last answer, and how much time had been watched then.
    struct Heard: Sendable {
        let answer: Moment?
        let at: Duration
    }

    public let rules: [any Rule]
    public internal(set) var site: Site
    public internal(set) var thresholdBook: ThresholdBook
    /// The next occurrence's id: never given twice.
    public internal(set) var nextID: Int64 = 1
    /// Maintenance windows of the last 24 h and those that are open.
    public internal(set) var maintenanceWindows: [MaintenanceWindow] = [] { didSet { coverage = nil } }
    /// Of them; nil where they have changed since.
    var coverage: MaintenanceCoverage?
    public internal(set) var flood: Flood?
    /// How all alarms live; delays and latching are those of their rule.
    public var policy = Policy()
    /// Grows whenever `alarms` may have changed, so that callers need not compare lists.
    public internal(set) var revision = 0
    let hostRules: [any Rule]
    let targetRules: [any Rule]
    let siteRules: [any Rule]
    var states: [AlarmState] = []
    var stateOf: [AlarmKey: Int] = [:]
    /// Of hosts that are not watched, from before the start, and until when they lie there.
    var aside: [AlarmState] = []
    var asideUntil: Moment?
    /// Hosts times rules, then targets times rules, then the site's rules.
    var slots: [Slot] = []
    var limitTable: [Thresholds] = []
    var hostIndex: [Host.ID: Int] = [:]
    var targetIndex: [Target.ID: Int] = [:]
    /// The places of each target's hosts in the site.
    var targetHosts: [[Int]] = []
    /// How far back any rule looks for what timed out.
    public internal(set) var longestWindow: Duration = .zero
    /// Silenced elsewhere, and why.
    var silences: [AlarmKey: Message] = [:]
    /// What each author did last, for `undo`.
    var lastActs: [String: LastAct] = [:]
    /// Of the last 24 h, oldest first.
    var activations: [Activation] = []
    var isToJudgeAll = true
    var watched = WatchedTime()
    /// By which maintenance windows grow old; nil before the first round.
    var clock: BelievedClock?
    /// Ends of a host up to then are those of an alarm that is over, whatever the clock says by now.
    var spent: [Host.ID: Moment] = [:]
    /// What `watched` showed when each host last answered.
    var heard: [Host.ID: Heard] = [:]
    /// Hosts, by their place in the site, that fail and of whose silence there may be more to say.
    var failing: Set<Int> = []
    /// How many alarms the rounds looked at so far: a round may cost what is new in it, not what there is.
    var looks = 0

    public init(site: Site, limits: ThresholdBook, rules: [any Rule] = standardRules) {
        self.rules = rules
        self.site = site
        thresholdBook = limits
        hostRules = rules.filter { $0.scope == .host }
        targetRules = rules.filter { $0.scope == .target }
        siteRules = rules.filter { $0.scope == .site }
        rebuild()
    }

    /// Everything that is not normal, and what has a flag over it: the worst first.
    public var alarms: [Alarm] {
        let suppressed = suppressedByHost
        return states.compactMap { state -> Alarm? in
            guard var alarm = state.alarm, alarm.phase != .normal || alarm.shelf != nil else { return nil }
            if alarm.isLive, isOfTheConnection(alarm.key.rule) { alarm.suppresses = suppressed[alarm.key.host] ?? 0 }
            return alarm
        }
        .sorted { Self.rank($0) < Self.rank($1) }
    }

    /// All that a restart needs: `restore(from:)`.
    public var records: [AlarmRecord] { Self.records(of: states + aside) }

    static func records(of states: [AlarmState]) -> [AlarmRecord] {
        states.compactMap { state in
            state.alarm.map { AlarmRecord(alarm: $0, activations: state.activations, acknowledgedFor: state.seen) }
        }
    }

    /// Brings back what a journal kept; what is known already and newer stays. Ids go on after the highest.
    public mutating func restore(
        from records: [AlarmRecord], nextID: Int64 = 1, maintenanceWindows: [MaintenanceWindow] = [], activations: [Activation] = []
    ) {
        for record in records {
            let restored = AlarmState(restoring: record)
            if let index = stateOf[record.alarm.key] {
                if let known = states[index].alarm, known.id >= record.alarm.id { continue }
                states[index] = restored
            } else if isOfAnother(record.alarm.key), !restored.isOver {
                aside.append(restored)
            } else {
                insert(restored)
            }
            // It holds until the list of silences comes again.
            if let cause = record.alarm.suppressedBy, cause.isSilence { silences[record.alarm.key] = cause }
            self.nextID = max(self.nextID, record.alarm.id &+ 1)
        }
        self.nextID = max(self.nextID, nextID)
        self.maintenanceWindows += maintenanceWindows.filter { !self.maintenanceWindows.contains($0) }
        self.activations = (activations + self.activations).sorted { $0.at < $1.at }
        link()
        isToJudgeAll = true
        revision += 1
    }

    private static func rank(_ alarm: Alarm) -> (Int, Int, Int64, Int64) {
        let phase =
            switch alarm.phase {
            case .unacknowledged: 0
            case .latchedUnacknowledged: 1
            case .acknowledged: 2
            case .latchedAcknowledged: 3
            case .returned: 4
            case .normal: 5
            }
        let flag = alarm.flag.map { 10 * $0.rawValue } ?? 0
        return (flag + phase, -alarm.severity.rawValue, alarm.raisedAt.milliseconds, alarm.id)
    }

    private var suppressedByHost: [Host.ID: Int] {
        var out: [Host.ID: Int] = [:]
        for state in states where state.phase != .normal {
            if let cause = state.suppressedBy, !cause.isSilence { out[state.key.host, default: 0] += 1 }
        }
        return out
    }

    func isOfTheConnection(_ rule: String) -> Bool { hostRules.contains { $0.id == rule && $0.isOfTheConnection } }

    /// The alarm of an occurrence; nil where that occurrence is not the alarm's last.
    public func alarm(_ id: Int64) -> Alarm? { states.first { $0.alarm?.id == id }?.alarm }
}
