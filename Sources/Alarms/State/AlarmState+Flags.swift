public import Telemetry

/// Flags: while one lies over the alarm nothing is announced; when the last is lifted, the live condition counts.
extension AlarmState {
    public mutating func shelve(_ shelf: Shelf) throws(ActProblem) -> [Transition] {
        guard alarm != nil, phase != .normal || isFlagged else { throw ActProblem("there is nothing to shelve") }
        let at = monotonic(shelf.at)
        endShelf()
        alarm?.shelf = Shelf(author: shelf.author, at: at, reason: shelf.reason, until: shelf.until, wakes: shelf.wakes)
        isOwed = false
        return touch(.shelved, at: at, by: shelf.author, shelf.reason)
    }

    public mutating func unshelve(at now: Moment, by author: String = "", why: String = "") -> [Transition] {
        guard alarm?.shelf != nil else { return [] }
        endShelf()
        return lift(.unshelved, at: now, by: author, why)
    }

    /// `cause` nil lifts it.
    public mutating func suppress(by cause: String?, at now: Moment) -> [Transition] {
        guard cause != suppressedBy else { return [] }
        let began = suppressedBy == nil
        if began { isOwed = !isFlagged && (alarm?.isUnseen ?? false) }
        suppressedBy = cause
        alarm?.suppressedBy = cause
        guard phase != .normal else { return [] }
        if let cause { return began ? touch(.suppressed, at: now, by: "", cause) : [] }
        return lift(.unsuppressed, at: now, by: "", "")
    }

    public mutating func setOutOfService(_ isOut: Bool, at now: Moment, by author: String, reason: String) -> [Transition] {
        guard isOut != isOutOfService else { return [] }
        isOutOfService = isOut
        alarm?.isOutOfService = isOut
        if isOut { isOwed = false }
        guard phase != .normal else { return [] }
        return isOut ? touch(.outOfService, at: now, by: author, reason) : lift(.returnedToService, at: now, by: author, reason)
    }

    /// Never back to an old acknowledgement: B where the condition holds, A where it does not. Two things stay: what is latched, and what
    /// nobody had looked at when logic, not a person, took it off the screen.
    private mutating func lift(_ what: Transition.What, at now: Moment, by author: String, _ comment: String) -> [Transition] {
        guard !isFlagged else { return touch(what, at: now, by: author, comment) }
        defer { isOwed = false }
        switch phase {
        case .normal: return touch(what, at: now, by: author, comment)
        case .latchedUnacknowledged, .latchedAcknowledged:
            endAcknowledgement()
            return move(to: .latchedUnacknowledged, what, at: now, by: author, comment)
        case .unacknowledged, .acknowledged:
            endAcknowledgement()
            alarm?.announcedAt = now
            return move(to: .unacknowledged, what, at: now, by: author, comment)
        case .returned:
            return move(to: isOwed ? .returned : .normal, what, at: now, by: author, comment)
        }
    }

    private mutating func touch(_ what: Transition.What, at now: Moment, by author: String, _ comment: String) -> [Transition] {
        record(what, at: monotonic(now), by: author, comment)
    }
}
