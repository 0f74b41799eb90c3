import Telemetry

extension AlarmState {
    /// What the time alone brings: acknowledgements and shelves that end, and alarms that are said again.
    mutating func expire(at now: Moment, policy: Policy) -> [Transition] {
        guard alarm != nil else { return [] }
        cap(at: now, policy: policy)
        var out: [Transition] = []
        if alarm?.isChattering == true, !isChattering(at: now) { alarm?.isChattering = false }
        if let shelf = alarm?.shelf, shelf.until <= now { out += unshelve(at: now, why: .timeIsOver()) }
        if phase == .acknowledged, let expires = alarm?.acknowledgement?.expires, expires <= now {
            endAcknowledgement()
            if !isFlagged { alarm?.announcedAt = now }
            out += move(to: .unacknowledged, .acknowledgementExpired, at: now)
        }
        if phase == .unacknowledged, !isFlagged, let alarm, let pause = policy.reannounced(alarm.severity) {
            // A clock that was ahead for a while must not keep it quiet.
            let last = min(alarm.announcedAt ?? now, now)
            if alarm.announcedAt != last { self.alarm?.announcedAt = last }
            if now - last >= pause {
                self.alarm?.announcedAt = now
                out += record(.reannounced, at: monotonic(now))
            }
        }
        return out
    }

    /// A clock that was ahead for a while must not make a shelf or an acknowledgement last for years.
    private mutating func cap(at now: Moment, policy: Policy) {
        if let shelf = alarm?.shelf, let severity = alarm?.severity {
            let latest = now + max(policy.longestShelf(.warning), policy.longestShelf(severity))
            if shelf.until > latest {
                alarm?.shelf = Shelf(author: shelf.author, at: shelf.at, reason: shelf.reason, until: latest, wakes: shelf.wakes)
            }
        }
        if let held = alarm?.acknowledgement {
            let latest = now + max(policy.acknowledgementLasts, .seconds(24 * 3600))
            if held.expires > latest {
                alarm?.acknowledgement = Acknowledgement(author: held.author, at: held.at, comment: held.comment, expires: latest)
            }
        }
    }
}
