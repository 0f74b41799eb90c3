import Telemetry

/// A cluster of sessions that timed out on one gateway. A single one is an event, never an alarm.
///
/// It holds while enough of them lie inside the window and either somebody has not come back or the last one is younger than the
/// off-delay: with everybody back and quiet it is over, without waiting for the window to pass.
struct TimeoutsRule: Rule {
    static let word = "timeouts"
    let id = TimeoutsRule.word
    let label = "session timeouts"
    let unit = "clients"
    let endsItself = true
    let movesByTime = true
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
        let tally = subject.timeouts.tally(of: host.id, window: limits.window, at: subject.now, facts: subject.facts)
        // A gateway that is silent may have lost more, and nobody knows who is back.
        guard subject.isAnswering else { return Judgement(.unknown, value: Double(tally?.clients ?? 0)) }
        guard let tally else { return Judgement(.good, value: 0) }
        let verdict = Self.verdict(of: tally, limits: limits, standing: standing, at: subject.now)
        return Judgement(verdict, value: Double(tally.clients))
    }

    static func verdict(of tally: TimeoutTally, limits: Limits, standing: Severity?, at now: Moment) -> Verdict {
        let found = limits.verdict(of: Double(tally.clients), standing: standing)
        guard case .bad(let severity) = found, let newest = tally.ends.first else { return .good }
        // Of those from before a restart nobody knows: then it stays as it is.
        if tally.missing == 0, now - newest.at >= limits.offDelay { return tally.unknown == 0 ? .good : .unknown }
        return .bad(severity)
    }

    func words(_ subject: Subject, limits: Limits, severity: Severity) -> AlarmState.Words {
        guard let host = subject.host,
            let tally = subject.timeouts.tally(of: host.id, window: limits.window, at: subject.now, facts: subject.facts)
        else { return AlarmState.Words("") }
        return AlarmState.Words(tally.text, proofs: tally.proofs, context: Coincidence.lines(for: tally.ends, in: subject))
    }
}
