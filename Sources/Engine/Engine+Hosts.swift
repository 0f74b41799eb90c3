import Alarms
import Feed
import Journal
import Telemetry

/// The list of hosts, which grows with what targets name.
extension Engine {
    /// The hosts of one target, as far as they are known.
    func hosts(of target: Target.ID) -> [Host] { hostsOf[target] ?? [] }

    /// A host of that id, or all of the target of that id.
    func hosts(named id: Host.ID) -> [Host.ID] { hosts[id] == nil ? hosts(of: id).map(\.id) : [id] }
    func isWatched(_ id: Host.ID) -> Bool { hosts[id] != nil || hostsOf[id] != nil }

    /// What a good answer names. A node that is named no longer stays in the list: it is missing.
    func hear(_ reading: Reading, from target: Target.ID, at now: Moment) {
        let names = reading.hosts.map(\.node)
        let changed = roster.hear(names, from: target, at: now)
        tellLeftOut(roster.leftOut(of: names, from: target), of: target, at: now)
        guard !changed.isEmpty else { return }
        journal.record(hosts: changed)
        if changed.contains(where: { hosts[$0.id] == nil }) { arrange(at: now) }
        for host in changed where host.missingSince != nil {
            if let host = hosts[host.id]?.host { tell(host, .isMissing(target), at: now) }
        }
    }

    /// That nodes are not watched is said when it begins, and once an hour as long as it is so.
    private func tellLeftOut(_ count: Int, of target: Target.ID, at now: Moment) {
        guard count > 0 else {
            nodesLeftOut[target] = nil
            return
        }
        if let told = nodesLeftOut[target], now >= told, now - told < Self.leftOutPause { return }
        nodesLeftOut[target] = now
        log("", .nodesLeftOut(HostArgument(target), count), at: now)
    }

    /// For a host that is missing, and is gone for good: its alarms and its own maintenance end with it.
    func forget(_ id: Host.ID, author: String) async throws(CommandRefusal) {
        let now = wallClock()
        guard let host = hosts[id]?.host else { throw CommandRefusal(.thereIsNoHost(id), isNotFound: true) }
        let isNamed = ActProblem(
            host.id == host.target
                ? .isConfigured(HostArgument(id)) : .isNamed(HostArgument(id), host.target))
        var tried = roster
        guard let planned = tried.forget(host) else { throw CommandRefusal(isNamed.message) }
        _ = try await carryOut(windowsOf: id, forgetting: planned, at: now) { (book: inout AlarmBook, isMeant) throws(ActProblem) in
            // It may have come back while the disk was waited for; that it is there is written behind.
            guard roster.missingSince(host) != nil else { throw isNamed }
            return book.withdraw(id, by: author, at: now, isMeant)
        }
        guard let done = roster.forget(host) else { throw CommandRefusal(isNamed.message) }
        // It was back, and is missing once more.
        if done != planned { journal.record(hosts: [done]) }
        log(id, .forgottenBy(author), at: now)
        arrange(at: now)
        // What was said of it meanwhile.
        settle(book.withdraw(id, by: author, at: now) { _ in true }, at: now, isAct: true)
    }

    /// After the list has changed: what is known of hosts that stay, stays.
    func arrange(at now: Moment) {
        let before = hosts.mapValues(\.state)
        place(at: now)
        hearOfAlarmsAside(at: now)
        settle(book.arrange(site: site, at: now), at: now)
        interruptions.forget { !$0.isEmpty && !isWatched($0) }
        showMaintenanceWindows(at: now)
        outlets.publish(.site(site))
        outlets.publish(.limits(hostLimits))
        // A node that came costs no list of all others.
        for state in site.hosts.compactMap({ hosts[$0.id]?.state }) where before[state.id] != state { outlets.publish(.host(state)) }
    }

    /// Alarms of hosts that are watched from now on, and lay aside until now, are known to who tells people as after a restart.
    func hearOfAlarmsAside(at now: Moment) {
        interruptions.restore(book.recordsAside.filter { isWatched($0.alarm.key.host) }, at: now, untoldSince: untoldSince)
    }

    /// A record for each host of the configuration's targets, and none for others.
    /// - Parameter changed: targets that are asked otherwise: they may say nothing of sessions any more, and those that last are told again.
    func place(at now: Moment, changed: Set<Target.ID> = []) {
        let base = settings.site
        let watched = Set(hosts.keys)
        site = Site(name: base.name, areas: base.areas, hosts: roster.hosts(of: base.hosts))
        hostsOf = Dictionary(grouping: site.hosts, by: \.target)
        var kept: [Host.ID: HostRecord] = [:]
        for host in site.hosts {
            kept[host.id] =
                hosts[host.id].map {
                    $0.host.collector == host.collector ? HostRecord(host: host, keeping: $0) : HostRecord(host: host, insteadOf: $0)
                }
                ?? HostRecord(host: host, answeredAt: Self.lastAnswer(of: host.id, in: store, at: now))
            // Of a node that came while the journal was locked: its sessions are known later.
            if hosts[host.id] == nil, heardBefore[host.id] == nil { heardBefore[host.id] = kept[host.id]?.state.answeredAt }
            kept[host.id]?.state.engine = status.id
            if changed.contains(host.target) { kept[host.id]?.comparableSince = nil }
        }
        hosts = kept
        facts.hosts = facts.hosts.filter { kept[$0.key] != nil }
        for (id, record) in kept where facts.hosts[id] != nil && !record.hasReading { facts.hosts[id] = record.facts }
        // Lines that were left out are summed up before their hosts go.
        tellCrowd(at: now, isLast: true)
        crowd.keep { kept[$0] != nil || hostsOf[$0] != nil }
        journal.record(past: chronicle.close({ kept[$0] == nil }, at: now))
        // Those of hosts that were not watched before either are another site's (`prune`).
        journal.record(
            sessions: ledger.close({ kept[$0].map { changed.contains($0.host.target) } ?? watched.contains($0) }, at: now))
    }
}
