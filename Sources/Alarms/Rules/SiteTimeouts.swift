import Telemetry

/// Timeouts that are few on each gateway and many over the site: what hits all of them is not a gateway's fault.
///
/// A gateway whose own cluster is an alarm already is left out: one cause, one alarm.
struct SiteTimeoutsRule: Rule {
    static let word = "site_timeouts"
    let id = SiteTimeoutsRule.word
    let label = Message.siteTimeoutsLabel()
    let unit: Message? = .unitClients()
    let scope = RuleScope.site
    let endsItself = true
    let keepsWorst = true
    let isCount = true
    let looksAtAllHosts = true
    let defaults = Thresholds(
        warning: 3, critical: 5, offDelay: .seconds(60), window: .seconds(600),
        runbook: Runbook(
            consequence: .siteTimeoutsConsequence(), action: .siteTimeoutsAction(), timeToAct: .actWithin(.seconds(600))))

    private func tally(_ input: RuleInput, limits: Thresholds) -> (tally: TimeoutTally, hosts: Int) {
        var ends: [SessionEnd] = []
        var hosts = 0
        for id in input.timeouts.hosts {
            guard let host = input.host(id), let own = input.limits(TimeoutsRule.word, host), !isAlarm(input, host, own),
                let tally = input.timeouts.tally(of: id, window: limits.window, at: input.now, facts: input.facts),
                !tally.ends.isEmpty
            else { continue }
            ends += tally.ends
            hosts += 1
        }
        ends.sort { ($0.at, $0.host, $0.user) > ($1.at, $1.host, $1.user) }
        return (TimeoutTally(ends, renamings: input.facts.renamings) { input.timeouts.lastSeen($0, input.facts) }, hosts)
    }

    private func isAlarm(_ input: RuleInput, _ host: Host, _ own: Thresholds) -> Bool {
        guard own.isEnabled, let limit = own.warning ?? own.critical,
            let tally = input.timeouts.tally(of: host.id, window: own.window, at: input.now, facts: input.facts)
        else { return false }
        return Double(tally.clients) >= limit
    }

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard !input.timeouts.hosts.isEmpty else { return RuleResult(.good, value: 0) }
        let (tally, hosts) = tally(input, limits: limits)
        guard hosts > 1 else { return RuleResult(.good, value: 0) }
        // After a restart nobody knows who is back before the gateways have answered.
        let isHeard = input.timeouts.hosts.allSatisfy { host in
            input.host(host) == nil || input.facts.hosts[host]?.answeredAt != nil
        }
        guard isHeard else { return RuleResult(.unknown, value: Double(tally.clients)) }
        let verdict = TimeoutsRule.verdict(of: tally, limits: limits, standing: standing, at: input.now)
        return RuleResult(verdict, value: Double(tally.clients), attempts: tally.ends.count)
    }

    func extent(saidBy message: Message) -> Extent? { TimeoutTally.extent(saidBy: message) }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        let (tally, hosts) = tally(input, limits: limits)
        let context = Correlation.lines(for: tally.ends, in: input)
        return AlarmState.Description(.onGateways(tally.message, hosts), evidence: tally.evidence, context: context)
    }
}
