public import Telemetry

/// Decides when people are told something, and what: the one place for it. Pure; the time is an argument.
///
/// A transition is a step in an alarm's life, an interruption is what a person hears of. It is news when it is worse than what that person
/// was told last and has no reason to doubt: an alarm that swings was told, and is told no more while it swings.
///
/// - Bad news is told within 10 s, all that comes within some seconds of each other at once. Nothing holds it back but its own kind:
///   of a wave (three of one rule within five minutes were told) what comes after is the same news and waits.
/// - What is said again (nobody has looked), what began to chatter and what is quiet again waits up to five minutes for company.
/// - What is over is told with the next call; alone only where it was critical and nobody has looked.
/// - What came and went before anybody could be told is told to nobody; neither is what was acknowledged, shelved or suppressed by then.
public struct Interruptions: Sendable {
    /// A call is made when no bad news has come for so long: the alarms of one cause come within moments of each other.
    public static let lull = Duration.seconds(3)
    /// And no later than this after the first of them: with the engine's tick and the start of a program it is within 10 s.
    public static let longestGathering = Duration.seconds(8)
    /// What need not be told at once waits so long for company, and what is over must stay so for as long before it is over: half of the
    /// window in which an alarm is found to chatter, since one that comes back sooner is on its way there.
    public static let patience = Policy.statisticsWindow / 2
    /// This many of one rule within `patience` are a wave: people who know of these know what the next ones are.
    public static let wave = 3
    /// As long as an act may still be taken back; many at once are taken back piece by piece.
    static let undo = Policy.undo + .seconds(20)
    /// What grows by lasting, not by being worse: whoever was told that a host is silent learns nothing from its being silent longer.
    static let growingByTime: Set<String> = [NoDataRule.word]

    /// How soon something has to be announced.
    enum Haste: Hashable {
        case withTheNext, patient, urgent
    }

    /// What people know of one alarm, and what of it they have still to be told.
    struct Known {
        var alarm: Alarm
        /// The worst that was told, or seen by who acknowledged it, and may still be believed; nil where nothing was.
        var told: Severity?
        /// Since when it is less than that.
        var calmSince: Moment?
        /// When it last came or went, while it chatters; nil where it does not.
        var chatteredAt: Moment?
        var news: (item: Interruption.Item, haste: Haste, since: Moment)?
        /// What had been told when somebody acknowledged, reset or shelved it, and when that was; nil once that cannot be taken back.
        var before: (told: Severity?, calmSince: Moment?, chatteredAt: Moment?, at: Moment)?

        /// Whether the time alone may change anything of it.
        var isMoving: Bool { news != nil || calmSince != nil || chatteredAt != nil || before != nil }
    }

    var known: [AlarmKey: Known] = [:]
    private var moving: Set<AlarmKey> = []
    /// Bad news that was told, by rule, oldest first: for waves.
    private var waves: [String: [(at: Moment, severity: Severity)]] = [:]
    private var seenAt: Moment?

    public init() {}

    /// What happened to alarms, in order.
    public mutating func take(_ transitions: [Transition], at now: Moment) {
        let now = follow(now)
        for transition in transitions { take(transition, at: now) }
    }

    /// What is to be told now, if anything; to be asked about once a second.
    public mutating func due(at now: Moment) -> Interruption? {
        let now = follow(now)
        for key in moving { pass(key, at: now) }
        guard let due = nextCall, due <= now else { return nil }
        return tell(at: now)
    }

    /// The last words of an engine that stops: what is new or worse and waits for more, or for company.
    public mutating func last(at now: Moment) -> Interruption? {
        let isOwed = known.values.contains { one in
            one.news.map { $0.haste == .urgent || $0.item.news == .new || $0.item.news == .worse } ?? false
        }
        return isOwed ? tell(at: now) : nil
    }

    /// What stood before a restart was told then, unless something lay over it.
    /// - Parameter untoldSince: of an engine that was killed: what it raised after this it may not have told. What was raised up to
    ///   `patience` before may have waited as one of a wave. Rather twice than never; but not what is over by now,
    ///   and if that comes again, it is new.
    public mutating func restore(_ records: [AlarmRecord], at now: Moment, untoldSince: Moment? = nil) {
        for record in records where record.alarm.flag == nil && known[record.alarm.key] == nil {
            let alarm = record.alarm
            var known = Known(alarm: alarm)
            let recent = record.activations.suffix(Policy.chattering)
            if recent.count == Policy.chattering, let first = recent.first, let last = recent.last, now - first <= Policy.statisticsWindow {
                known.chatteredAt = max(last, alarm.changedAt)
            }
            let stands = alarm.isLive || alarm.phase == .latchedUnacknowledged
            var untold: Haste?
            if let untoldSince, let announced = alarm.announcedAt, announced >= untoldSince - Self.patience {
                untold = announced >= untoldSince ? .urgent : .patient
            }
            if let untold, stands, alarm.isUnseen, let announced = alarm.announcedAt {
                let step = Transition(alarm: alarm, what: .raised, at: announced)
                known.news = (Interruption.Item(.new, step), untold, now)
            } else if stands || known.chatteredAt != nil {
                known.told = alarm.severity
            } else if untold == nil, alarm.phase == .returned, let over = alarm.returnedAt, now - over < Self.patience,
                let announced = alarm.announcedAt, over - announced > Self.longestGathering
            {
                // It stood long enough to be told.
                (known.told, known.calmSince) = (alarm.severity, over)
            }
            keep(known)
        }
    }

    /// Hosts that are no longer watched are no news.
    public mutating func forget(where isGone: (Host.ID) -> Bool) {
        for key in known.keys where isGone(key.host) {
            known[key] = nil
            moving.remove(key)
        }
    }

    /// When the next call is to be made; nil where nothing waits for one.
    private var nextCall: Moment? {
        var (first, last, patient): (Moment?, Moment?, Moment?) = (nil, nil, nil)
        for key in moving {
            guard let news = known[key]?.news else { continue }
            switch news.haste {
            case .withTheNext: break
            case .patient: patient = min(patient ?? news.since, news.since)
            case .urgent:
                first = min(first ?? news.since, news.since)
                last = max(last ?? news.since, news.since)
            }
        }
        let urgent = first.flatMap { first in last.map { min(first + Self.longestGathering, $0 + Self.lull) } }
        return [urgent, patient.map { $0 + Self.patience }].compactMap { $0 }.min()
    }

    /// Everything that waits, and the end of all that is over by now.
    private mutating func tell(at now: Moment) -> Interruption {
        var items: [Interruption.Item] = []
        for key in moving {
            guard var one = known[key] else { continue }
            if let news = one.news {
                items.append(news.item)
                one.news = nil
                if news.item.news.isBad {
                    one.told = max(one.told ?? .warning, news.item.alarm.severity)
                    one.before = nil
                    // What waited is as old as it is, and what is said again is no other alarm.
                    if news.item.news != .still { waves[key.rule, default: []].append((news.since, news.item.alarm.severity)) }
                }
            } else if one.isOver, one.chatteredAt == nil {
                items.append(one.end)
                (one.told, one.calmSince) = (nil, nil)
            }
            keep(one)
        }
        for (rule, told) in waves {
            let recent = told.suffix(1000).filter { now - $0.at < Self.patience }
            waves[rule] = recent.isEmpty ? nil : recent
        }
        return Interruption(at: now, items: items.sorted { ($0.transition.at, $0.alarm.id) < ($1.transition.at, $1.alarm.id) })
    }

    /// Whether the people who were told lately know what another alarm of this rule is.
    func isWave(_ rule: String, _ severity: Severity, at now: Moment) -> Bool {
        (waves[rule] ?? []).count { $0.severity >= severity && now - $0.at < Self.patience } >= Self.wave
    }

    mutating func keep(_ one: Known) {
        let key = one.alarm.key
        known[key] = one.told == nil && !one.isMoving ? nil : one
        if one.isMoving { moving.insert(key) } else { moving.remove(key) }
    }

    /// A clock that is set back must not make anything wait for as long again. What is only late is of the time that was seen last.
    private mutating func follow(_ now: Moment) -> Moment {
        if let seenAt, now.isLate(after: seenAt) { return seenAt }
        defer { seenAt = now }
        guard let seenAt, now < seenAt else { return now }
        let step = seenAt - now
        for key in moving {
            guard var one = known[key] else { continue }
            one.calmSince = one.calmSince.map { $0 - step }
            one.chatteredAt = one.chatteredAt.map { $0 - step }
            one.news = one.news.map { ($0.item, $0.haste, $0.since - step) }
            one.before = one.before.map { ($0.told, $0.calmSince.map { $0 - step }, $0.chatteredAt.map { $0 - step }, $0.at - step) }
            known[key] = one
        }
        waves = [:]
        return now
    }
}
