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
        var out: [Transition] = []
        var act = LastAct(at: now, parts: [])
        var problem = ActProblem(.nothingToAcknowledge())
        revision += 1
        var indices: [Int64: Int] = [:]
        for (index, state) in states.enumerated() { if let id = state.alarm?.id { indices[id] = index } }
        // An id that is named again is one act all the same: each more would be one more comment, and the last would not be undone alone.
        var seen: Set<Int64> = []
        for id in ids where seen.insert(id).inserted {
            guard let index = indices[id] else {
                problem = Self.unknown(id)
                continue
            }
            do throws(ActProblem) {
                let before = states[index].alarm?.acknowledgement
                let isReset = states[index].phase == .latchedAcknowledged
                out += try states[index].acknowledge(by: author, comment: comment, at: now, for: duration)
                let made = states[index].alarm?.acknowledgement
                act.parts.append((index, id, isReset ? .reset : .acknowledged(made, states[index].phase, before: before)))
            } catch {
                problem = ActProblem(.ofAlarm(Int(id), error.message))
            }
        }
        guard !out.isEmpty else { throw problem }
        if let earlier { act.parts = earlier.parts + act.parts }
        lastActs[author] = act
        return out
    }

    public mutating func comment(_ id: Int64, author: String, text: String, at now: Moment) throws(ActProblem) -> [Transition] {
        guard !Self.isBlank(text) else { throw ActProblem(.commentNeedsWords()) }
        return try states[try find(id)].comment(text, by: author, at: now)
    }

    /// The reason is required; the longest time is the policy's: 8 h for a critical alarm and 24 h for a warning.
    public mutating func shelve(
        _ id: Int64, author: String, for duration: Duration = .seconds(3600), reason: String, wakes: [Shelf.UnshelveCondition] = [],
        at now: Moment
    ) throws(ActProblem) -> [Transition] {
        guard !Self.isBlank(reason) else { throw ActProblem(.shelfNeedsReason()) }
        let index = try find(id)
        let longest = policy.longestShelf(states[index].alarm?.severity ?? .critical)
        guard duration > .zero, duration <= longest else {
            throw ActProblem(.shelfTooLong(Int(id), longest))
        }
        let rule = rules.first { $0.id == states[index].key.rule }
        guard rule?.hasValue == true || !wakes.contains(where: \.isOfValue) else { throw ActProblem(.shelfWithoutValue(Int(id))) }
        let before = states[index].alarm?.shelf
        let out = try states[index].shelve(Shelf(author: author, at: now, reason: reason, until: now + duration, wakes: wakes))
        if let shelf = states[index].alarm?.shelf {
            lastActs[author] = LastAct(at: now, parts: [(index, id, .shelved(shelf, before: before))])
        }
        return out
    }

    public mutating func unshelve(_ id: Int64, author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        let index = try find(id)
        guard states[index].alarm?.shelf != nil else { throw ActProblem(.notShelved(Int(id))) }
        let out = states[index].unshelve(at: now, by: author)
        markAnnounced(out)
        return out
    }

    /// Gives a latched alarm free.
    public mutating func reset(_ id: Int64, author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        try states[try find(id)].reset(by: author, at: now)
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
                // Somebody else may have extended it since, or done with what was latched.
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

    /// Why it cannot be acknowledged as it stands; nil where it can.
    public func objection(toAcknowledging id: Int64, at now: Moment) -> ActProblem? {
        guard var state = states.first(where: { $0.alarm?.id == id }) else { return Self.unknown(id) }
        do throws(ActProblem) { _ = try state.acknowledge(by: "", comment: "", at: now, for: .seconds(1)) } catch {
            return ActProblem(.ofAlarm(Int(id), error.message))
        }
        return nil
    }

    /// Of these occurrences those that are their alarm's last, as they stand.
    public func standing(_ ids: Set<Int64>) -> [Int64: Alarm] {
        var out: [Int64: Alarm] = [:]
        for state in states { if let alarm = state.alarm, ids.contains(alarm.id) { out[alarm.id] = alarm } }
        return out
    }

    /// Where it is; whoever asks is about to change it.
    private mutating func find(_ id: Int64) throws(ActProblem) -> Int {
        revision += 1
        if let index = states.firstIndex(where: { $0.alarm?.id == id }) { return index }
        throw Self.unknown(id)
    }

    private static func unknown(_ id: Int64) -> ActProblem { ActProblem(.noSuchAlarm(Int(id))) }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
