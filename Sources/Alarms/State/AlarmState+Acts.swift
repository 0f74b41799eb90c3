public import Telemetry

/// What a person does to one occurrence.
extension AlarmState {
    /// B to C, D to A, latched to latched and seen, and from there to A; on C it extends the time.
    /// - Parameter why: what the step says where nobody typed anything.
    public mutating func acknowledge(
        by author: String, comment: String, because why: Message = .nothing, at now: Moment, for duration: Duration
    ) throws(ActProblem) -> [Transition] {
        guard let flag = alarm?.flag else {
            return try acknowledgeAnnounced(by: author, comment: comment, because: why, at: now, for: duration)
        }
        switch flag {
        case .shelved: throw ActProblem(.isShelved())
        case .suppressed: throw ActProblem(.isSuppressed(suppressedBy ?? .nothing))
        case .inMaintenance: throw ActProblem(.isInMaintenance())
        }
    }

    private mutating func acknowledgeAnnounced(
        by author: String, comment: String, because why: Message, at now: Moment, for duration: Duration
    ) throws(ActProblem) -> [Transition] {
        let next: Phase
        switch phase {
        case .unacknowledged, .acknowledged: next = .acknowledged
        case .returned: next = .normal
        case .latchedUnacknowledged: next = .latchedAcknowledged
        // Acknowledging a second time resets it.
        case .latchedAcknowledged: return try reset(by: author, comment: comment, at: now)
        case .normal: throw ActProblem(.isOver())
        }
        let at = monotonic(now)
        let before = seen
        let said = comment.allSatisfy(\.isWhitespace) ? "" : comment
        // Who only goes on with it keeps what he said. Another one's words stay with the alarm, under the name of who said them.
        let own = alarm?.acknowledgement.flatMap { phase == .acknowledged && $0.author == author ? $0.comment : nil }
        let words = said.isEmpty ? own ?? "" : said
        endAcknowledgement()
        seen = [before, alarm?.severity].compactMap(\.self).max()
        seenCount = nil
        alarm?.acknowledgement = Acknowledgement(author: author, at: at, comment: words, expires: now + duration)
        return move(to: next, .acknowledged, at: at, by: author, said.isEmpty ? why : .raw(said))
    }

    /// Beyond `mostComments` what was said is in the journal's steps alone.
    mutating func keep(_ remark: Comment) {
        if let count = alarm?.comments.count, count < Self.mostComments { alarm?.comments.append(remark) }
    }
    /// Every step of an alarm carries them all.
    public static let mostComments = 100

    /// Its words stay with the alarm: whoever takes over wants to know who had it and what was said.
    mutating func endAcknowledgement() {
        guard let held = alarm?.acknowledgement else { return }
        alarm?.acknowledgement = nil
        seen = nil
        seenCount = nil
        keep(held.remark)
    }

    /// As with an acknowledgement: the reason outlives the shelf.
    mutating func endShelf() {
        guard let held = alarm?.shelf else { return }
        alarm?.shelf = nil
        keep(held.remark)
    }

    /// Gives a latched alarm free once it is acknowledged; its step keeps the last words.
    public mutating func reset(by author: String, comment: String = "", at now: Moment) throws(ActProblem) -> [Transition] {
        guard phase == .latchedAcknowledged else {
            throw ActProblem(phase == .latchedUnacknowledged ? .acknowledgeFirst() : .notLatched())
        }
        return move(to: .normal, .reset, at: now, by: author, comment.allSatisfy(\.isWhitespace) ? .nothing : .raw(comment))
    }

    public mutating func comment(_ text: String, by author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        guard let count = alarm?.comments.count, count < Self.mostComments else {
            throw ActProblem(.tooManyComments(Self.mostComments))
        }
        let at = monotonic(now)
        alarm?.comments.append(Comment(author: author, at: at, text: text))
        return record(.commented, at: at, by: author, .raw(text))
    }

    /// Takes back an acknowledgement of this occurrence; what has happened since then stays. `before` is what it replaced.
    mutating func undoAcknowledgement(before: Acknowledgement?, by author: String, at now: Moment) -> [Transition] {
        guard alarm?.acknowledgement != nil else { return [] }
        alarm?.acknowledgement = before
        if before == nil { seen = nil }
        if let before { alarm?.comments.removeAll { $0 == before.remark } }
        let next: Phase
        switch phase {
        case .acknowledged: next = before == nil ? .unacknowledged : .acknowledged
        // It was D, or it went from C to A since then: either way nobody has looked.
        case .normal: next = before == nil ? .returned : .normal
        case .latchedAcknowledged: next = before == nil ? .latchedUnacknowledged : .latchedAcknowledged
        case .unacknowledged, .returned, .latchedUnacknowledged: next = phase
        }
        return move(to: next, .undone, at: now, by: author, .undoneAcknowledgement())
    }

    mutating func undoReset(by author: String, at now: Moment) -> [Transition] {
        guard phase == .normal else { return [] }
        return move(to: .latchedAcknowledged, .undone, at: now, by: author, .undoneReset())
    }

    mutating func undoShelf(_ shelf: Shelf, before: Shelf?, by author: String, at now: Moment) -> [Transition] {
        guard alarm?.shelf == shelf else { return [] }
        alarm?.shelf = before
        if let before { alarm?.comments.removeAll { $0 == before.remark } }
        return record(.undone, at: monotonic(now), by: author, .undoneShelf())
    }
}

extension Acknowledgement {
    /// What is left of it once it holds no longer.
    var remark: Comment { Comment(author: author, at: at, message: .remarkAcknowledged(comment.isEmpty ? nil : comment)) }
}

extension Shelf {
    var remark: Comment { Comment(author: author, at: at, message: .remarkShelved(reason)) }
}
