public import Telemetry

/// Which rule sits where, and with which limits.
extension AlarmBook {
    /// Limits in force for `warte rules`: per rule and host (nil for the site), and where they come from.
    public func limitsInForce(_ rule: String, on host: Host?) -> (limits: Thresholds, origin: String)? {
        rules.first { $0.id == rule }.map { thresholdBook.limits(of: rule, base: $0.defaults, on: host) }
    }

    /// The alarm with the runbook in force, which no journal keeps.
    /// - Parameter knowsSite: false where no configuration could be read: then nobody knows what is watched.
    public func withRunbook(_ alarm: Alarm, knowsSite: Bool = true) -> Alarm {
        var out = alarm
        let runbook = limitsInForce(alarm.key.rule, on: subject(alarm.key.host))?.limits.runbook ?? Runbook()
        out.runbook = knowsSite && isOfAnother(alarm.key) ? .ofWatchedNoMore : runbook
        return out
    }

    /// A new configuration. What is open and has other limits by now is judged afresh at the next `evaluate`, and all else stands as it
    /// stands, with its deadband and its delays; what is watched no longer returns at once.
    public mutating func configure(site: Site, limits: ThresholdBook, at now: Moment) -> [Transition] {
        let before = states.map { ground(of: $0.key) }
        self.site = site
        thresholdBook = limits
        isToJudgeAll = true
        revision += 1
        rebuild()
        for index in before.indices where ground(of: states[index].key) != before[index] { states[index].isToSettle = true }
        return endUnwatched(at: now)
    }

    /// What an alarm stands on: its limits, and the machine that they are of. Another address is another machine.
    private struct Ground: Equatable {
        var limits: Thresholds
        let collector: String?
        let endpoint: String?
        /// Behind another machine the same endpoint is another's; a node's own address is its name.
        let address: String?
        let behind: String?
        let sessionLimit: Int?
    }

    private func ground(of key: AlarmKey) -> Ground? {
        guard let slot = slot(of: key) else { return nil }
        let host = subject(key.host)
        var ground = Ground(
            limits: limitTable[Int(slots[slot].limits)], collector: host?.collector, endpoint: host?.endpoint, address: host?.address,
            behind: host?.behind, sessionLimit: host?.sessionLimit)
        // What to do about it is no part of whether it stands.
        ground.limits.runbook = Runbook()
        return ground
    }

    /// Other hosts under the same configuration: what is open of those that stay goes on as it is.
    public mutating func arrange(site: Site, at now: Moment) -> [Transition] {
        self.site = site
        isToJudgeAll = true
        revision += 1
        rebuild()
        return endUnwatched(at: now)
    }

    /// Also after a restart: a host may have left the configuration while no engine ran.
    mutating func endUnwatched(at now: Moment) -> [Transition] {
        var out: [Transition] = []
        let linked = Set(slots.lazy.filter { $0.state >= 0 }.map { Int($0.state) })
        for index in states.indices where !linked.contains(index) {
            // It ends before its flags do: what is over is not announced, and not once more either.
            out += states[index].step(.good, at: now, policy: policy, nextID: &nextID).filter { $0.what != .reannounced }
            out += states[index].unlatch(at: now)
            out += states[index].suppress(by: nil, at: now)
            out += states[index].setInMaintenance(false, at: now, by: "", reason: .noLongerWatched())
        }
        return out
    }

    mutating func rebuild() {
        slots = []
        limitTable = []
        hostIndex = [:]
        failing = []
        longestWindow = .zero
        var known: [Thresholds: Int32] = [:]
        func place(_ rule: any Rule, _ host: Host?) {
            let limits = thresholdBook.limits(of: rule.id, base: rule.defaults, on: host).limits
            if let index = known[limits] {
                slots.append(Slot(limits: index))
            } else {
                let index = Int32(clamping: limitTable.count)
                known[limits] = index
                limitTable.append(limits)
                slots.append(Slot(limits: index))
            }
            if rule.endsItself { longestWindow = max(longestWindow, limits.window) }
        }
        targetIndex = [:]
        targetHosts = []
        // Where the first host of each area and collector is that has no limits of its own: the next such has the same.
        var alike: [[String]: Int] = [:]
        for (index, host) in site.hosts.enumerated() {
            hostIndex[host.id] = index
            if !thresholdBook.hasOwn(host), let first = alike[[host.area, host.collector]] {
                // One by one: a slice holds on to the array, which would then be copied.
                for place in first..<first + hostRules.count { slots.append(slots[place]) }
            } else {
                if !thresholdBook.hasOwn(host) { alike[[host.area, host.collector]] = slots.count }
                for rule in hostRules { place(rule, host) }
            }
            if let target = targetIndex[host.target] {
                targetHosts[target].append(index)
            } else {
                targetIndex[host.target] = targetHosts.count
                targetHosts.append([index])
            }
        }
        for hosts in targetHosts { for rule in targetRules { place(rule, site.hosts[hosts[0]].node("")) } }
        for rule in siteRules { place(rule, nil) }
        heard = heard.filter { hostIndex[$0.key] != nil }
        link()
        takeUp()
    }

    /// Ties the states that exist to their slots, and what stands to the runbook in force: no journal keeps it, and it may be another by now.
    mutating func link() {
        for index in slots.indices { slots[index].state = -1 }
        for index in states.indices {
            guard let slot = slot(of: states[index].key) else {
                if isOfAnother(states[index].key) { states[index].alarm?.runbook = .ofWatchedNoMore }
                continue
            }
            slots[slot].state = Int32(clamping: index)
            states[index].alarm?.runbook = limitTable[Int(slots[slot].limits)].runbook
        }
    }

    var targetBase: Int { site.hosts.count * hostRules.count }
    var siteBase: Int { targetBase + targetHosts.count * targetRules.count }

    /// A host of that id, or the target of it as a whole.
    func subject(_ id: Host.ID) -> Host? {
        if let host = hostIndex[id] { return site.hosts[host] }
        return targetIndex[id].map { site.hosts[targetHosts[$0][0]].node("") }
    }

    /// Somebody says that a host is gone for good: what was said of it has ended, and is seen. So has the maintenance that somebody
    /// started for it alone: who is named again by that name is another machine, and watched.
    public mutating func withdraw(_ host: Host.ID, by author: String, at now: Moment, _ isMeant: (Int64) -> Bool) -> [Transition] {
        var out = endOwnMaintenance(host, author: author, at: now)
        revision += 1
        for index in states.indices where states[index].key.host == host && states[index].alarm.map({ isMeant($0.id) }) ?? false {
            out += states[index].unshelve(at: now, why: .hostForgotten())
            guard states[index].alarm?.isUnseen == true else { continue }
            let lasts = policy.acknowledgementLasts
            out += (try? states[index].acknowledge(by: author, comment: "", because: .hostForgotten(), at: now, for: lasts)) ?? []
        }
        return out
    }

    func slot(of key: AlarmKey) -> Int? {
        guard key.entity == .host else { return nil }
        if key.host.isEmpty {
            return siteRules.firstIndex { $0.id == key.rule }.map { siteBase + $0 }
        }
        if let target = targetIndex[key.host], let rule = targetRules.firstIndex(where: { $0.id == key.rule }) {
            return targetBase + target * targetRules.count + rule
        }
        guard let host = hostIndex[key.host], let rule = hostRules.firstIndex(where: { $0.id == key.rule }) else { return nil }
        return host * hostRules.count + rule
    }

    @discardableResult
    mutating func insert(_ state: AlarmState) -> Int {
        let index = states.count
        states.append(state)
        stateOf[state.key] = index
        return index
    }
}
