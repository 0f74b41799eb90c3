public import Telemetry

/// What operators do. Every act names who and when, and is refused for a reason.
extension AlarmBook {
    /// What an author can take back.
    public struct LastAct: Sendable {
        enum Kind: Sendable {
            /// What it left, to know it by.
            case acknowledged(Acknowledgement?, Phase, before: Acknowledgement?)
            case reset
            case shelved(Shelf, before: Shelf?)
        }
        let at: Moment
        var parts: [(state: Int, occurrence: Int64, kind: Kind)]

        /// Upon how many alarms.
        public var count: Int { parts.count }

        /// The same upon some of them alone.
        public func filter(_ isMeant: (Int64) -> Bool) -> LastAct { LastAct(at: at, parts: parts.filter { isMeant($0.occurrence) }) }

        /// The same upon the first of them alone, and upon all others.
        public func prefix(_ count: Int) -> LastAct { LastAct(at: at, parts: Array(parts.prefix(count))) }
        public func dropFirst(_ count: Int) -> LastAct { LastAct(at: at, parts: Array(parts.dropFirst(count))) }
    }

    /// On an acknowledged alarm it extends the time. Of several, those that can be are; only where none can it is refused.
    ///
    /// `goesOn`: it is a part of that act, and taken back with it.
    public mutating func acknowledge(
        _ ids: [Int64], author: String, comment: String = "", at now: Moment, for duration: Duration = Policy.shift,
        goesOn earlier: LastAct? = nil
    ) throws(ActProblem) -> [Transition] {
        guard duration > .zero else { throw ActProblem(.needsTime()) }
        var parts = earlier?.parts ?? []
        let out = try upon(ids, else: .nothingToAcknowledge()) { (state, index, id) throws(ActProblem) in
            let before = state.alarm?.acknowledgement
            let isReset = state.phase == .latchedAcknowledged
            let made = try state.acknowledge(by: author, comment: comment, at: now, for: duration)
            parts.append((index, id, isReset ? .reset : .acknowledged(state.alarm?.acknowledgement, state.phase, before: before)))
            return made
        }
        lastActs[author] = LastAct(at: now, parts: parts)
        return out
    }

    /// The same words to each of them.
    public mutating func comment(_ ids: [Int64], author: String, text: String, at now: Moment) throws(ActProblem) -> [Transition] {
        guard !Self.isBlank(text) else { throw ActProblem(.commentNeedsWords()) }
        return try upon(ids) { (state, _, _) throws(ActProblem) in try state.comment(text, by: author, at: now) }
    }
    public mutating func comment(_ id: Int64, author: String, text: String, at now: Moment) throws(ActProblem) -> [Transition] {
        try comment([id], author: author, text: text, at: now)
    }

    /// The reason is required; the longest time is the policy's: 8 h for a critical alarm and 24 h for a warning.
    ///
    /// `goesOn`: it is a part of that act, and taken back with it.
    public mutating func shelve(
        _ ids: [Int64], author: String, for duration: Duration = .seconds(3600), reason: String, wakes: [Shelf.UnshelveCondition] = [],
        at now: Moment, goesOn earlier: LastAct? = nil
    ) throws(ActProblem) -> [Transition] {
        guard !Self.isBlank(reason) else { throw ActProblem(.shelfNeedsReason()) }
        let (policy, rules) = (policy, rules)
        var parts = earlier?.parts ?? []
        let out = try upon(ids) { (state, index, id) throws(ActProblem) in
            let longest = policy.longestShelf(state.alarm?.severity ?? .critical)
            guard duration > .zero, duration <= longest else { throw ActProblem(.shelfTooLong(Int(id), longest)) }
            let rule = rules.first { $0.id == state.key.rule }
            guard rule?.hasValue == true || !wakes.contains(where: \.isOfValue) else { throw ActProblem(.shelfWithoutValue(Int(id))) }
            let before = state.alarm?.shelf
            let made = try state.shelve(Shelf(author: author, at: now, reason: reason, until: now + duration, wakes: wakes))
            if let shelf = state.alarm?.shelf { parts.append((index, id, .shelved(shelf, before: before))) }
            return made
        }
        lastActs[author] = LastAct(at: now, parts: parts)
        return out
    }
    public mutating func shelve(
        _ id: Int64, author: String, for duration: Duration = .seconds(3600), reason: String, wakes: [Shelf.UnshelveCondition] = [],
        at now: Moment
    ) throws(ActProblem) -> [Transition] {
        try shelve([id], author: author, for: duration, reason: reason, wakes: wakes, at: now)
    }

    public mutating func unshelve(_ ids: [Int64], author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        let out = try upon(ids) { (state, _, id) throws(ActProblem) in
            guard state.alarm?.shelf != nil else { throw ActProblem(.notShelved(Int(id))) }
            return state.unshelve(at: now, by: author)
        }
        markAnnounced(out)
        return out
    }
    public mutating func unshelve(_ id: Int64, author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        try unshelve([id], author: author, at: now)
    }

    /// Gives a latched alarm free.
    public mutating func reset(_ id: Int64, author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        revision += 1
        guard let index = states.firstIndex(where: { $0.alarm?.id == id }) else { throw Self.unknown(id) }
        return try states[index].reset(by: author, at: now)
    }

    /// Of several, those upon which it can be done; only where there is none it is refused, with the first one's reason.
    private mutating func upon(
        _ ids: [Int64], else none: Message = .noAlarmNamed(),
        _ act: (inout AlarmState, _ index: Int, _ id: Int64) throws(ActProblem) -> [Transition]
    ) throws(ActProblem) -> [Transition] {
        revision += 1
        var indices: [Int64: Int] = [:]
        for (index, state) in states.enumerated() { if let id = state.alarm?.id { indices[id] = index } }
        var out: [Transition] = []
        var problem: ActProblem?
        // An id that is named again is one act all the same: each more would be one more comment, and the last would not be undone alone.
        var seen: Set<Int64> = []
        for id in ids where seen.insert(id).inserted {
            do throws(ActProblem) {
                guard let index = indices[id] else { throw Self.unknown(id) }
                out += try act(&states[index], index, id)
            } catch {
                problem = problem ?? error.named(id)
            }
        }
        guard !out.isEmpty else { throw problem ?? ActProblem(none) }
        return out
    }

    public func lastAct(of author: String) -> LastAct? { lastActs[author] }

    /// This author's last acknowledge or shelve, within 10 s of it, to be taken back whole or piece by piece: it is nobody's last act any
    /// more.
    /// - Parameter window: these 10 s by the clock of `now`, which in a demo goes faster than that of people.
    public mutating func takeLastAct(
        of author: String, at now: Moment, within window: Duration = Policy.undo
    ) throws(ActProblem) -> LastAct {
        guard let act = lastActs[author], now >= act.at, now - act.at <= window else {
            throw ActProblem(.nothingToUndo(Policy.undo))
        }
        lastActs[author] = nil
        return act
    }

    /// What could not be taken back can be afterwards, unless its author has done something else since.
    public mutating func putBack(_ act: LastAct, of author: String) {
        if lastActs[author] == nil { lastActs[author] = act }
    }

    /// What has changed since then stays; empty where all has.
    public mutating func undo(_ act: LastAct, author: String, at now: Moment) -> [Transition] {
        revision += 1
        var out: [Transition] = []
        for part in act.parts where states[part.state].alarm?.id == part.occurrence {
            switch part.kind {
            case .acknowledged(let made, let phase, let before):
                // Another operator may have extended it since, or reset it.
                let isReset = phase == .latchedAcknowledged && states[part.state].phase != phase
                guard states[part.state].alarm?.acknowledgement == made, !isReset else { continue }
                out += states[part.state].undoAcknowledgement(before: before, by: author, at: now)
            case .reset: out += states[part.state].undoReset(by: author, at: now)
            case .shelved(let shelf, let before):
                out += states[part.state].undoShelf(shelf, before: before, by: author, at: now)
            }
        }
        return out
    }

    /// A step that was written down for these and came to nothing, since they are no longer as they were: they stand as they do.
    public mutating func takeBack(_ planned: [Transition], because reason: Message, at now: Moment) -> [Transition] {
        let steps = Dictionary(planned.map { ($0.alarm.id, $0) }) { $1 }
        return states.indices.flatMap { index -> [Transition] in
            guard let id = states[index].alarm?.id, let step = steps[id] else { return [] }
            return states[index].record(.undone, at: max(step.at, states[index].monotonic(now)), by: step.author, reason)
        }
    }

    /// Of these occurrences those that are their alarm's last, as they stand.
    public func standing(_ ids: Set<Int64>) -> [Int64: Alarm] {
        var out: [Int64: Alarm] = [:]
        for state in states { if let alarm = state.alarm, ids.contains(alarm.id) { out[alarm.id] = alarm } }
        return out
    }

    private static func unknown(_ id: Int64) -> ActProblem { ActProblem(.noSuchAlarm(Int(id))) }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}

extension ActProblem {
    /// With the alarm that it is about.
    fileprivate func named(_ id: Int64) -> ActProblem { message.refusedAlarm == nil ? ActProblem(.ofAlarm(Int(id), message)) : self }
}
