public import Telemetry

/// Flags: while one lies over the alarm nothing is announced. They change nothing of what lies under them: the phase goes on as it would
/// have without them, an acknowledgement keeps its own time, and what nobody has looked at is still to be looked at afterwards.
extension AlarmState {
    public mutating func shelve(_ shelf: Shelf) throws(ActProblem) -> [Transition] {
        guard alarm != nil, phase != .normal || isFlagged else { throw ActProblem(.nothingToShelve()) }
        let at = monotonic(shelf.at)
        endShelf()
        alarm?.shelf = Shelf(author: shelf.author, at: at, reason: shelf.reason, until: shelf.until, wakes: shelf.wakes)
        return touch(.shelved, at: at, by: shelf.author, .raw(shelf.reason))
    }

    public mutating func unshelve(at now: Moment, by author: String = "", why: Message = .nothing) -> [Transition] {
        guard alarm?.shelf != nil else { return [] }
        endShelf()
        let at = monotonic(now)
        if !author.isEmpty { keep(Comment(author: author, at: at, message: .remarkUnshelved())) }
        return lift(.unshelved, at: now, by: author, why)
    }

    /// `cause` nil lifts it.
    public mutating func suppress(by cause: Message?, at now: Moment) -> [Transition] {
        guard cause != suppressedBy else { return [] }
        let began = suppressedBy == nil
        suppressedBy = cause
        alarm?.suppressedBy = cause
        guard phase != .normal else { return [] }
        if let cause { return began ? touch(.suppressed, at: now, by: "", cause) : [] }
        return lift(.unsuppressed, at: now, by: "", .nothing)
    }

    public mutating func setInMaintenance(_ isOut: Bool, at now: Moment, by author: String, reason: Message) -> [Transition] {
        guard isOut != isInMaintenance else { return [] }
        isInMaintenance = isOut
        alarm?.isInMaintenance = isOut
        guard phase != .normal else { return [] }
        return isOut ? touch(.inMaintenance, at: now, by: author, reason) : lift(.maintenanceEnded, at: now, by: author, reason)
    }

    /// What still needs attention is announced now. What came and went under flags was never announced, and is not now.
    private mutating func lift(_ what: Transition.What, at now: Moment, by author: String, _ comment: Message) -> [Transition] {
        guard !isFlagged else { return touch(what, at: now, by: author, comment) }
        switch phase {
        case .returned where alarm?.announcedAt == nil: return move(to: .normal, what, at: now, by: author, comment)
        // After a shelf or a maintenance it is announced again; after a suppression only where it was not announced before.
        case .unacknowledged, .latchedUnacknowledged:
            let isTold = alarm.map { alarm in alarm.announcedAt.map { $0 >= alarm.raisedAt } ?? false } ?? false
            if what != .unsuppressed || !isTold { alarm?.announcedAt = now }
        case .normal, .acknowledged, .returned, .latchedAcknowledged: break
        }
        return touch(what, at: now, by: author, comment)
    }

    private mutating func touch(_ what: Transition.What, at now: Moment, by author: String, _ comment: Message) -> [Transition] {
        record(what, at: monotonic(now), by: author, comment)
    }
}
