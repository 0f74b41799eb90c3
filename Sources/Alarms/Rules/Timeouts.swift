import Telemetry

/// A cluster of sessions that timed out on one gateway. A single one is an event, never an alarm.
///
/// It holds while enough of them lie inside the window and either somebody has not come back or the last one is younger than the
/// off-delay: with everybody back and quiet it is over, without waiting for the window to pass.
struct TimeoutsRule: Rule {
    static let word = "timeouts"
    /// Of all sessions of a gateway: so large a cluster is critical whatever its number.
    static let criticalShare = 0.1
    let id = TimeoutsRule.word
    let label = "session timeouts"
    let unit = "clients"
    let endsItself = true
    let keepsWorst = true
    let defaults = Limits(
        warning: 3, critical: 5, offDelay: .seconds(60), window: .seconds(600),
        runbook: Runbook(
            consequence: "people at the other end are cut off in the middle of their work",
            action:
                "look at the uplink (clients lost), at firewall, certificates, clock (handshake), at the pool (no room); proofs: screen 5",
            timeToAct: "15 min"))

    func judge(_ subject: Subject, limits: Limits, standing: Severity?) -> Judgement {
        guard let host = subject.host else { return .unknown }
        guard let tally = subject.timeouts.tally(of: host.id, window: limits.window, at: subject.now, facts: subject.facts) else {
            return Judgement(subject.isAnswering ? .good : .unknown, value: 0)
        }
        let verdict = Self.verdict(of: tally, sessions: subject.known?.sessions, limits: limits, standing: standing, at: subject.now)
        // A gateway that is silent may have lost more: what it does not say is not good.
        return Judgement(verdict == .good && !subject.isAnswering ? .unknown : verdict, value: Double(tally.clients))
    }

    static func verdict(of tally: TimeoutTally, sessions: Int?, limits: Limits, standing: Severity?, at now: Moment) -> Verdict {
        let found = limits.verdict(of: Double(tally.clients), standing: standing)
        guard case .bad(let severity) = found, let newest = tally.ends.first else { return .good }
        if tally.missing == 0, now - newest.at >= limits.offDelay { return .good }
        let all = (sessions ?? 0) + tally.missing
        // With a deadband, so that one session more or less does not un-acknowledge it.
        let share = standing == .critical ? criticalShare * 0.8 : criticalShare
        let isLarge = sessions != nil && all > 0 && Double(tally.clients) >= share * Double(all)
        return .bad(limits.critical != nil && isLarge ? .critical : severity)
    }

    func words(_ subject: Subject, limits: Limits, severity: Severity) -> AlarmState.Words {
        guard let host = subject.host,
            let tally = subject.timeouts.tally(of: host.id, window: limits.window, at: subject.now, facts: subject.facts)
        else { return AlarmState.Words("") }
        return AlarmState.Words(tally.text, proofs: tally.proofs, context: Coincidence.lines(for: tally.ends, in: subject))
    }
}
