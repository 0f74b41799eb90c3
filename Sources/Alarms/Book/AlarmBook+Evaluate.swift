public import Telemetry

/// One round: rules over what is new, then what the time alone brings.
extension AlarmBook {
    /// `hosts`: those with a new report since the last round; nil is all; an empty list is a tick of the clock, which judges those where
    /// something is under way. What happened is returned in order.
    public mutating func evaluate(_ facts: RuleFacts, hosts: [Host.ID]? = nil, at now: Moment) -> [Transition] {
        if watched.look(at: now) { heard = heard.mapValues { Heard(answer: $0.answer, at: watched.passed) } }
        takeUpLeftovers(at: now)
        let all = isToJudgeAll || hosts == nil
        let isTick = hosts?.isEmpty ?? true
        isToJudgeAll = false
        var out = all ? endUnwatched(at: now) : []
        if all || isTick { out += endMaintenanceWindows(at: now) }
        let coverage = coverage ?? MaintenanceCoverage(maintenanceWindows)
        self.coverage = coverage
        // Not of the book itself, which would be held and then copied.
        let (watchedHosts, places, spent) = (site.hosts, hostIndex, spent)
        let judged = all ? Array(site.hosts.indices) : isTick ? underWay(at: now) : (hosts ?? []).compactMap { hostIndex[$0] }
        let wanted = all || isTick ? nil : Set(judged.map { site.hosts[$0].id })
        let timeouts = TimeoutTallies(facts, of: wanted, reach: longestWindow, at: now) { end in
            if let spent = spent[end.host], end.at <= spent { return true }
            guard !coverage.isEmpty else { return false }
            return coverage.covers(end, of: places[end.host].map { watchedHosts[$0].target })
        }
        let (rules, book) = (rules, thresholdBook)
        let limits: @Sendable (String, Host?) -> Thresholds? = { id, host in
            rules.first { $0.id == id }.map { book.limits(of: id, base: $0.defaults, on: host).limits }
        }
        func input(_ host: Host?, known: HostFacts? = nil, silent: Duration) -> RuleInput {
            RuleInput(
                site: site, places: places, host: host, known: known, facts: facts, timeouts: timeouts, limits: limits, now: now,
                silent: silent)
        }
        for index in judged {
            let host = site.hosts[index]
            judge(index, input(host, silent: silence(of: host, facts.hosts[host.id])), into: &out)
        }
        var seen: Set<Int> = []
        for index in judged {
            guard !targetRules.isEmpty, let target = targetIndex[site.hosts[index].target], seen.insert(target).inserted else { continue }
            let hosts = targetHosts[target].map { site.hosts[$0] }
            // Most targets are one host.
            let known = hosts.count == 1 ? facts.hosts[hosts[0].id] : HostFacts(of: hosts.compactMap { facts.hosts[$0.id] })
            judge(target: target, input(hosts[0].node(""), known: known, silent: .zero), into: &out)
        }
        judgeSite(input(nil, silent: .zero), isTick: all || isTick, into: &out)
        // Evaluated hosts advance on the way; all others need only the clock.
        if all || isTick { expire(at: now, into: &out) }
        if !out.isEmpty { revision += 1 }
        count(out, isTick: all || isTick, at: now)
        return out
    }

    private mutating func judgeSite(_ whole: RuleInput, isTick: Bool, into out: inout [Transition]) {
        for (offset, rule) in siteRules.enumerated() where isTick || !rule.looksAtAllHosts {
            let slot = siteBase + offset
            judge(rule, slot: slot, whole, into: &out)
            let state = Int(slots[slot].state)
            if state >= 0 { out += states[state].suppress(by: silence(of: states[state].key), at: whole.now) }
        }
    }

    private mutating func expire(at now: Moment, into out: inout [Transition]) {
        for index in states.indices where !states[index].isQuiet {
            looks += 1
            let wasChattering = states[index].alarm?.isChattering
            out += states[index].expire(at: now, policy: policy)
            if states[index].alarm?.isChattering != wasChattering { revision += 1 }
        }
    }

    /// How long nothing was heard of a host, in time that was watched.
    private mutating func silence(of host: Host, _ known: HostFacts?) -> Duration {
        guard let last = heard[host.id], known?.failure != nil || known?.answeredAt == last.answer else {
            heard[host.id] = Heard(answer: known?.answeredAt, at: watched.passed)
            return .zero
        }
        return watched.passed - last.at
    }

    /// Hosts of which time alone may change something: a delay that ends, a rule that moves by time, a silence that grows.
    private func underWay(at now: Moment) -> [Int] {
        let moving = Set((hostRules + targetRules).lazy.filter(\.movesByTime).map(\.id))
        let timed = states.lazy.filter { state in
            state.isToSettle || state.isDue(at: now)
                || (state.isPending || state.alarm?.isLive == true) && moving.contains(state.key.rule)
        }
        return failing.union(
            timed.compactMap { state in
                hostIndex[state.key.host] ?? targetIndex[state.key.host].map { targetHosts[$0][0] }
            }
        ).sorted()
    }

    private mutating func judge(_ host: Int, _ input: RuleInput, into out: inout [Transition]) {
        let base = host * hostRules.count
        var isFailing = false
        for (offset, rule) in hostRules.enumerated() {
            judge(rule, slot: base + offset, input, into: &out)
            guard rule.growsWithSilence, let known = input.known, known.failure != nil, !known.isMissing else { continue }
            // At its worst there is nothing left to wait for.
            let (slot, worst) = (slots[base + offset], limitTable[Int(slots[base + offset].limits)])
            let live = slot.state >= 0 ? states[Int(slot.state)].live : nil
            isFailing = isFailing || (worst.isEnabled && live != (worst.critical != nil ? .critical : .warning))
        }
        if isFailing { failing.insert(host) } else { failing.remove(host) }
        suppress(base, hostRules, because: silent(host), at: input.now, into: &out)
    }

    private mutating func judge(target: Int, _ input: RuleInput, into out: inout [Transition]) {
        let base = targetBase + target * targetRules.count
        for (offset, rule) in targetRules.enumerated() { judge(rule, slot: base + offset, input, into: &out) }
        let causes = targetHosts[target].map { silent($0) }
        suppress(base, targetRules, because: causes.contains(nil) ? nil : causes[0], at: input.now, into: &out)
    }

    /// What says that a host gives no data; nil where it does.
    private func silent(_ host: Int) -> Message? {
        let base = host * hostRules.count
        for (offset, rule) in hostRules.enumerated() where rule.isOfTheConnection {
            let state = Int(slots[base + offset].state)
            if state >= 0, states[state].live != nil { return rule.suppression }
        }
        return nil
    }

    /// A host that gives no data: what else is said of it follows from that.
    private mutating func suppress(
        _ base: Int, _ rules: [any Rule], because cause: Message?, at now: Moment, into out: inout [Transition]
    ) {
        for offset in rules.indices {
            let state = Int(slots[base + offset].state)
            guard state >= 0 else { continue }
            if rules[offset].isOfTheConnection {
                out += states[state].suppress(by: silence(of: states[state].key), at: now)
                continue
            }
            let wanted = cause ?? silence(of: states[state].key)
            guard let old = states[state].suppressedBy, old != wanted else {
                out += states[state].suppress(by: wanted, at: now)
                continue
            }
            if cause == nil, !old.isSilence { out += wake(state, .hostBack, at: now) }
            out += states[state].suppress(by: wanted, at: now)
        }
    }

    private mutating func judge(_ rule: any Rule, slot: Int, _ input: RuleInput, into out: inout [Transition]) {
        let index = Int(slots[slot].state)
        let table = Int(slots[slot].limits)
        guard limitTable[table].isEnabled else {
            if index >= 0 {
                advance(index, rule, RuleResult(.good), input, limits: limitTable[table], into: &out)
                out += states[index].unlatch(at: input.now)
            }
            return
        }
        // New limits judge afresh; a host that does not answer is not well for that.
        let standing = index < 0 || states[index].isToSettle && !rule.isOfTheConnection ? nil : states[index].live
        let result = rule.judge(input, limits: limitTable[table], standing: standing)
        if index >= 0 {
            advance(index, rule, result, input, limits: limitTable[table], into: &out)
        } else if case .bad = result.verdict {
            var state = AlarmState(key: AlarmKey(rule: rule.id, host: input.host?.id ?? ""))
            state.isInMaintenance = maintenanceWindows.contains { isOf($0, state.key.host) && $0.isActive(at: input.now) }
            let index = insert(state)
            slots[slot].state = Int32(clamping: index)
            advance(index, rule, result, input, limits: limitTable[table], into: &out)
        }
    }

    private mutating func advance(
        _ index: Int, _ rule: any Rule, _ result: RuleResult, _ input: RuleInput, limits: Thresholds, into out: inout [Transition]
    ) {
        if states[index].isQuiet, result.verdict == .good { return }
        looks += 1
        let interval = input.host?.interval ?? .seconds(60)
        var policy = policy
        // What latches has happened: it is there for one round, no delay would ever see it again, and the next may come within one.
        policy.onDelay = rule.isLatching ? .zero : limits.onDelay
        policy.offDelay = rule.endsItself || rule.isLatching || !limits.isEnabled ? .zero : limits.offDelay
        // What comes and goes stands until it has been gone for a while.
        if states[index].alarm?.isChattering == true, limits.isEnabled, !rule.endsItself, !rule.isLatching {
            policy.offDelay = max(policy.offDelay, Policy.chatterOffDelay)
        }
        policy.isLatching = rule.isLatching
        policy.longestStep = .seconds(max(interval.inSeconds, 1) * RuleInput.freshIntervals)
        let before = states[index].alarm
        if before?.shelf != nil { out += wake(index, result, at: input.now) }
        if rule.isCount, let before, before.phase == .acknowledged, states[index].seenCount == nil {
            states[index].seenCount = (states[index].peak ?? rule.extent(saidBy: before.message))?.value
        }
        let description: (Severity) -> AlarmState.Description = { rule.description(input, limits: limits, severity: $0) }
        let severity: Severity = if case .bad(let found) = result.verdict { found } else { .warning }
        let made = states[index].step(
            result.verdict, at: input.now, policy: policy, nextID: &nextID, runbook: limits.runbook, description: { description(severity) })
        out += made
        if let alarm = states[index].alarm, alarm.isChattering != before?.isChattering { revision += 1 }
        guard let alarm = states[index].alarm, alarm.isLive, case .bad = result.verdict else { return }
        let isNew = alarm.id != before?.id || alarm.severity != before?.severity
        let (extent, peak) = (result.extent, states[index].peak ?? (isNew ? nil : rule.extent(saidBy: alarm.message)))
        let isWorst = peak.map { extent >= $0 } ?? true
        // What is new has been said on the way.
        var said = AlarmState.Description(alarm.message, evidence: alarm.evidence, context: alarm.context)
        if !isNew, rule.keepsWorst ? peak.map({ extent > $0 }) ?? false : true {
            said = description(alarm.severity)
            // Else a critical alarm shows a number that is none.
            if !rule.keepsWorst, rule.isOfPercent, let now = result.value, let peak, peak.value > now,
                let limit = alarm.severity == .critical ? limits.critical : limits.warning, now < limit
            {
                said.message = .worstWas(said.message, Quantity((peak.value * 10).rounded() / 10, "%"))
            }
            say(said, at: index)
        }
        if isWorst || states[index].peak == nil {
            states[index].peak = max(extent, peak ?? extent)
            states[index].worst = said
        }
        out += states[index].outgrow(by: extent.value, at: input.now)
    }

    private mutating func say(_ description: AlarmState.Description, at index: Int) {
        if states[index].say(description) { revision += 1 }
    }

    /// Brings a shelved alarm back whose wake condition has come.
    private mutating func wake(_ index: Int, _ result: RuleResult, at now: Moment) -> [Transition] {
        guard let alarm = states[index].alarm, let shelf = alarm.shelf else { return [] }
        for wake in shelf.wakes {
            switch wake {
            case .value(let limit):
                if let value = result.value, result.verdict != .unknown, value >= limit {
                    return states[index].unshelve(at: now, why: .valueIs(Quantity(value)))
                }
            case .severityUp:
                if case .bad(let severity) = result.verdict, severity > alarm.severity {
                    return states[index].unshelve(at: now, why: .isWorse())
                }
            case .hostBack:
                if isOfTheConnection(alarm.key.rule), result.verdict == .good {
                    return states[index].unshelve(at: now, why: .hostAnswers())
                }
            }
        }
        return []
    }

    private mutating func wake(_ index: Int, _ wake: Shelf.UnshelveCondition, at now: Moment) -> [Transition] {
        guard states[index].alarm?.shelf?.wakes.contains(wake) == true else { return [] }
        return states[index].unshelve(at: now, why: .hostAnswers())
    }
}
