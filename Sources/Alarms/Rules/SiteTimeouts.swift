import Telemetry

/// Timeouts that are few on each gateway and many over the site: what hits all of them is not a gateway's fault.
///
/// A gateway whose own cluster is an alarm already is left out: one cause, one alarm.
struct SiteTimeoutsRule: Rule {
    let id = "site_timeouts"
    let label = "session timeouts over the site"
    let unit = "clients"
    let scope = RuleScope.site
    let endsItself = true
    let keepsWorst = true
    let defaults = Limits(
        warning: 3, critical: 5, offDelay: .seconds(60), window: .seconds(600),
        runbook: Runbook(
            consequence: "people at several places are cut off in the middle of their work",
            action: "look at what the gateways share: uplink, DNS, firewall, the hypervisor under them; then at the proofs on screen 5",
            timeToAct: "10 min"))

    private func tally(_ subject: Subject, limits: Limits) -> (tally: TimeoutTally, hosts: Int) {
        var ends: [SessionEnd] = []
        var hosts = 0
        for id in subject.timeouts.byHost.keys {
            guard let host = subject.site.host(id), let own = subject.limits(TimeoutsRule.word, host),
                let tally = subject.timeouts.tally(of: id, window: limits.window, at: subject.now, facts: subject.facts),
                !tally.ends.isEmpty, !isAlarm(subject, host, own)
            else { continue }
            ends += tally.ends
            hosts += 1
        }
        ends.sort { ($0.at, $0.host, $0.user) > ($1.at, $1.host, $1.user) }
        return (TimeoutTally(ends, known: subject.facts.peopleKnownSince) { subject.facts.hosts[$0.host]?.sessionsByUser[$0.user] }, hosts)
    }

    private func isAlarm(_ subject: Subject, _ host: Host, _ own: Limits) -> Bool {
        guard own.isEnabled, let limit = own.warning ?? own.critical,
            let tally = subject.timeouts.tally(of: host.id, window: own.window, at: subject.now, facts: subject.facts)
        else { return false }
        return Double(tally.clients) >= limit
    }

    func judge(_ subject: Subject, limits: Limits, standing: Severity?) -> Judgement {
        guard !subject.timeouts.byHost.isEmpty else { return Judgement(.good, value: 0) }
        let (tally, hosts) = tally(subject, limits: limits)
        guard hosts > 1 else { return Judgement(.good, value: 0) }
        // After a restart nobody knows who is back before the gateways have answered.
        let isHeard = subject.timeouts.byHost.keys.allSatisfy { host in
            subject.site.host(host) == nil || subject.facts.hosts[host]?.answeredAt != nil
        }
        guard isHeard else { return Judgement(.unknown, value: Double(tally.clients)) }
        let verdict = TimeoutsRule.verdict(of: tally, limits: limits, standing: standing, at: subject.now)
        return Judgement(verdict, value: Double(tally.clients))
    }

    func words(_ subject: Subject, limits: Limits, severity: Severity) -> AlarmState.Words {
        let (tally, hosts) = tally(subject, limits: limits)
        let context = Coincidence.lines(for: tally.ends, in: subject)
        return AlarmState.Words("\(tally.text) on \(hosts) gateways", proofs: tally.proofs, context: context)
    }
}
