public import Telemetry

/// The life of one alarm after ISA-18.2 / IEC 62682: the only code that moves a phase. Pure; the time is an argument.
///
/// Shelved, suppressed and in maintenance are three flags over the phase, which goes on underneath. A clock that steps back
/// neither counts as time nor shows in a record: no moment of a transition is before the one before it.
public struct AlarmState: Hashable, Sendable {
    public let key: AlarmKey
    /// The occurrence, and after it the last one; nil before the first.
    public internal(set) var alarm: Alarm?
    /// The last activations, oldest first, for chattering.
    var activations: [Moment] = []
    var suppressedBy: Message?
    var isInMaintenance = false
    /// The highest value of this occurrence, and what was said of it then.
    var peak: Extent?
    var worst: Description?
    /// The worst that the acknowledgement was given for: what is no more than that is known.
    var seen: Severity?
    /// What a rule had counted by then; nil until the next look at it.
    var seenCount: Double?
    /// New limits: this alarm is judged afresh, without deadband or off-delay.
    var isToSettle = false
    private var warning = DelayedSwitch()
    private var critical = DelayedSwitch()
    private var steppedAt: Moment?
    /// The last transition: none is ever before it.
    private var recordedAt: Moment?

    public init(key: AlarmKey) { self.key = key }

    /// As it was.
    public init(restoring record: AlarmRecord) {
        key = record.alarm.key
        alarm = record.alarm
        activations = record.activations
        let alarm = record.alarm
        recordedAt = ([alarm.changedAt, alarm.acknowledgement?.at, alarm.shelf?.at] + alarm.comments.map(\.at)).compactMap { $0 }.max()
        suppressedBy = record.alarm.suppressedBy
        isInMaintenance = record.alarm.isInMaintenance
        if alarm.acknowledgement != nil { seen = record.acknowledgedFor.map { max($0, alarm.severity) } ?? alarm.severity }
        warning = DelayedSwitch(isOn: record.alarm.isLive)
        critical = DelayedSwitch(isOn: record.alarm.isLive && record.alarm.severity == .critical)
        let chatters = activations.last.map { isChattering(at: $0) } ?? false
        if chatters { self.alarm?.isChattering = true }
    }

    /// The condition itself, after delays, whatever was done about it.
    public var live: Severity? { critical.isOn ? .critical : warning.isOn ? .warning : nil }
    public var phase: Phase { alarm?.phase ?? .normal }
    /// A delay runs.
    var isPending: Bool { warning.isPending || critical.isPending }
    /// A delay that runs may be over now: before that no look at it changes anything but what it shows.
    func isDue(at now: Moment) -> Bool {
        guard let steppedAt else { return isPending }
        let passed = max(0, now.milliseconds - steppedAt.milliseconds)
        return warning.isOver(after: passed) || critical.isOver(after: passed)
    }
    /// Nothing to time, to show or to move.
    var isQuiet: Bool { phase == .normal && !(alarm?.isChattering ?? false) && !isFlagged && !isPending }
    /// Neither its rule nor the time changes anything of it any more.
    var isOver: Bool { (phase == .returned || phase == .normal) && !isFlagged }
    var isFlagged: Bool { isInMaintenance || suppressedBy != nil || alarm?.shelf != nil }

    /// What is to be said of an occurrence; asked only when it is shown.
    public struct Description: Hashable, Sendable {
        public var message: Message
        public var evidence: [Message]
        public var context: [Message]
        public init(_ message: Message, evidence: [Message] = [], context: [Message] = []) {
            self.message = message
            self.evidence = evidence
            self.context = context
        }

        /// What nobody has looked at yet stands behind what is new, the last few of it.
        mutating func add(_ before: Message, _ evidence: [Message]) {
            let parts = before.parts.filter { $0 != message }
            if !parts.isEmpty { message = .several([message] + parts.prefix(4)) }
            self.evidence = Array((self.evidence + evidence).prefix(20))
        }
    }

    /// One result of its rule. `nextID` is the number that the next occurrence gets.
    public mutating func step(
        _ verdict: Verdict, at now: Moment, policy: Policy, nextID: inout Int64, runbook: Runbook = Runbook(),
        description: () -> Description = { Description(.nothing) }
    ) -> [Transition] {
        var out = expire(at: now, policy: policy)
        guard verdict != .unknown else {
            steppedAt = nil
            return out
        }
        let passed = steppedAt.map { max(0, min(now.milliseconds - $0.milliseconds, policy.longestStep.milliseconds)) } ?? 0
        steppedAt = now
        let (on, off) = (policy.onDelay.milliseconds, isToSettle ? 0 : policy.offDelay.milliseconds)
        isToSettle = false
        warning.step(verdict.isAtLeast(.warning), after: passed, onDelay: on, offDelay: off)
        critical.step(verdict.isAtLeast(.critical), after: passed, onDelay: on, offDelay: off)
        out += follow(live, at: now, policy: policy, nextID: &nextID, runbook: runbook, description: description)
        return out
    }

    private mutating func follow(
        _ live: Severity?, at now: Moment, policy: Policy, nextID: inout Int64, runbook: Runbook, description: () -> Description
    ) -> [Transition] {
        switch (phase, live) {
        case (.normal, nil), (.returned, nil), (.latchedUnacknowledged, nil), (.latchedAcknowledged, nil): return []
        case (.normal, let severity?), (.returned, let severity?), (.latchedUnacknowledged, let severity?),
            (.latchedAcknowledged, let severity?):
            return raise(severity, at: now, nextID: &nextID, runbook: runbook, description: description())
        case (.unacknowledged, nil):
            sayWorst()
            return move(to: policy.isLatching ? .latchedUnacknowledged : .returned, policy.isLatching ? .latched : .returned, at: now)
        case (.acknowledged, nil):
            sayWorst()
            return move(to: policy.isLatching ? .latchedAcknowledged : .normal, policy.isLatching ? .latched : .cleared, at: now)
        case (.unacknowledged, let severity?), (.acknowledged, let severity?):
            return change(to: severity, at: now, policy: policy, description: description)
        }
    }

    private mutating func raise(
        _ severity: Severity, at now: Moment, nextID: inout Int64, runbook: Runbook, description: Description
    ) -> [Transition] {
        let before = alarm
        let at = monotonic(now)
        activations = (activations + [at]).suffix(Policy.chattering)
        let unseen = before.map { $0.isUnseen ? $0.unseen + 1 : 0 } ?? 0
        // What latches is told by the event: the next one is another, which no shelf of the last covers.
        let isLatched = before?.phase == .latchedUnacknowledged || before?.phase == .latchedAcknowledged
        let shelf = isLatched ? nil : before?.shelf
        var (description, severity) = (description, severity)
        if let before, before.phase == .latchedUnacknowledged {
            // It stands for both, and nobody has looked at the worse one.
            description.add(before.message, before.evidence)
            severity = max(severity, before.severity)
        }
        // Under a flag nothing is announced; an unseen occurrence before it may have been.
        let isHushed = isInMaintenance || suppressedBy != nil || shelf != nil
        let announced = isHushed ? (unseen > 0 ? before?.announcedAt : nil) : at
        alarm = Alarm(
            id: nextID, key: key, severity: severity, phase: .unacknowledged, raisedAt: at, changedAt: at, message: description.message,
            evidence: description.evidence, shelf: shelf, suppressedBy: suppressedBy, isInMaintenance: isInMaintenance,
            count: (before?.count ?? 0) + 1, runbook: runbook, unseen: unseen, isChattering: isChattering(at: at),
            context: description.context,
            announcedAt: announced)
        nextID += 1
        peak = nil
        worst = nil
        seen = nil
        return record(.raised, at: at)
    }

    private mutating func change(to severity: Severity, at now: Moment, policy: Policy, description: () -> Description) -> [Transition] {
        guard let before = alarm, before.severity != severity else { return [] }
        // What latches has happened: a lesser one after it takes nothing back.
        if policy.isLatching, severity < before.severity { return [] }
        alarm?.severity = severity
        say(description())
        guard severity > before.severity else { return move(to: before.phase, .severityLowered, at: now) }
        if phase == .acknowledged, let seen, severity <= seen { return move(to: .acknowledged, .severityRaised, at: now) }
        endAcknowledgement()
        if !isFlagged { alarm?.announcedAt = now }
        return move(to: .unacknowledged, .severityRaised, at: now)
    }

    /// Who has seen eight lost clients has not seen three thousand: at least twice as many, and ten more, are other news than what was
    /// acknowledged.
    static func isFarMore(_ count: Double, than seen: Double) -> Bool { count >= 2 * seen && count >= seen + 10 }

    /// An acknowledgement that was given for far less holds no longer.
    mutating func outgrow(by count: Double, at now: Moment) -> [Transition] {
        guard phase == .acknowledged, let seenCount, Self.isFarMore(count, than: seenCount) else { return [] }
        endAcknowledgement()
        if !isFlagged { alarm?.announcedAt = now }
        return move(to: .unacknowledged, .worsened, at: now)
    }

    /// What it is about is watched no longer, or its rule is switched off: what latched waits for nobody's reset.
    mutating func unlatch(at now: Moment) -> [Transition] {
        switch phase {
        case .latchedUnacknowledged: move(to: .returned, .returned, at: now)
        case .latchedAcknowledged: move(to: .normal, .cleared, at: now)
        case .normal, .unacknowledged, .acknowledged, .returned: []
        }
    }

    /// Brings text and evidence of what is live up to date; no transition. Answers whether they are others than before.
    @discardableResult
    mutating func say(_ description: Description) -> Bool {
        if let alarm, alarm.message == description.message, alarm.evidence == description.evidence, alarm.context == description.context {
            return false
        }
        alarm?.message = description.message
        alarm?.evidence = description.evidence
        alarm?.context = description.context
        return true
    }

    /// Once it is over, what it came to is what counts: the last value says nothing.
    private mutating func sayWorst() {
        if let worst { say(worst) }
    }

    mutating func move(to phase: Phase, _ what: Transition.What, at now: Moment, by author: String = "", _ comment: Message = .nothing)
        -> [Transition]
    {
        let at = monotonic(now)
        let wasLive = alarm?.isLive ?? false
        alarm?.phase = phase
        alarm?.changedAt = at
        if wasLive, let isLive = alarm?.isLive, !isLive { alarm?.returnedAt = at }
        return record(what, at: at, by: author, comment)
    }

    mutating func record(_ what: Transition.What, at: Moment, by author: String = "", _ comment: Message = .nothing) -> [Transition] {
        recordedAt = at
        return alarm.map { [Transition(alarm: $0, what: what, at: at, author: author, comment: comment)] } ?? []
    }

    /// Not before the last transition, whatever the clock says.
    func monotonic(_ now: Moment) -> Moment { max(now, recordedAt ?? now) }

    /// What was dated by a clock that was far ahead was no later than now; else all that is to come would be dated as late.
    /// - Returns: whether it was.
    mutating func bringBack(to now: Moment, from wrong: ClosedRange<Duration>) -> Bool {
        guard let alarm, wrong.contains(max(recordedAt ?? alarm.changedAt, alarm.raisedAt, alarm.changedAt) - now) else { return false }
        self.alarm?.raisedAt = min(alarm.raisedAt, now)
        self.alarm?.changedAt = min(alarm.changedAt, now)
        self.alarm?.returnedAt = alarm.returnedAt.map { min($0, now) }
        // They last as long as they were meant to.
        if let held = alarm.acknowledgement, held.at > now {
            self.alarm?.acknowledgement = Acknowledgement(
                author: held.author, at: now, comment: held.comment, expires: now + (held.expires - held.at))
        }
        if let shelf = alarm.shelf, shelf.at > now {
            self.alarm?.shelf = Shelf(
                author: shelf.author, at: now, reason: shelf.reason, until: now + (shelf.until - shelf.at), wakes: shelf.wakes)
        }
        self.alarm?.comments = alarm.comments.map { Comment(author: $0.author, at: min($0.at, now), message: $0.message) }
        recordedAt = now
        activations = activations.map { min($0, now) }
        return true
    }

    func isChattering(at now: Moment) -> Bool {
        guard activations.count >= Policy.chattering, let first = activations.first else { return false }
        // As far ahead as back: a clock that was ahead for a while must not make it chatter for as long.
        return (.zero - Policy.statisticsWindow...Policy.statisticsWindow).contains(now - first)
    }
}
