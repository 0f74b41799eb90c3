public import Telemetry

extension AlarmBook {
    /// The clock was far ahead for a while, is right again and can be believed: nothing has happened later than now.
    /// - Parameter wrong: how far ahead what is brought back is dated.
    /// - Returns: what stands otherwise than it was written.
    @discardableResult
    public mutating func bringBack(to now: Moment, from wrong: ClosedRange<Duration> = Policy.wrongClock...Policy.farthest) -> [Alarm] {
        let back = states.indices.filter { states[$0].bringBack(to: now, from: wrong) }
        activations = activations.map {
            wrong.contains($0.at - now)
                ? Activation(at: now, key: $0.key, severity: $0.severity, isAnnounced: $0.isAnnounced) : $0
        }
        revision += 1
        return back.compactMap { states[$0].alarm }.filter { $0.phase != .normal || $0.shelf != nil }
    }

    /// The clock was set back just now. What was told within the last day is not of the future, and ends that have had their alarm, which is
    /// over, raise no second one because they are young again.
    /// - Returns: what stands otherwise than it was written.
    @discardableResult
    public mutating func clockWasSetBack(to now: Moment) -> [Alarm] {
        // Those that ended while it was ahead.
        let over = Set(
            states.lazy.filter { $0.live == nil && ($0.alarm.map { max($0.changedAt, $0.returnedAt ?? $0.changedAt) } ?? now) > now }
                .map(\.key))
        let back = bringBack(to: now, from: .seconds(1)...BelievedClock.day)
        spent = spent.filter { $0.value <= now }
        guard state(AlarmKey(rule: SiteTimeoutsRule.word, host: ""))?.live == nil else { return back }
        for host in site.hosts {
            let key = AlarmKey(rule: TimeoutsRule.word, host: host.id)
            if over.contains(key), state(key)?.alarm != nil { spent[host.id] = now }
        }
        return back
    }

    private func state(_ key: AlarmKey) -> AlarmState? { stateOf[key].map { states[$0] } }
}
