import Telemetry

/// What happened between two surveys, as far as lists can tell: what was and what is. The first survey is no news, but for what needs somebody.
struct ClusterHappenings: Sendable {
    /// States of a service that need somebody (manual of Proxmox VE, "High Availability", "Service States").
    private static let trouble: Set<String> = ["error", "fence"]

    private let target: Target.ID
    private var machines: [Int: Known] = [:]
    private var quorum = Lasting()
    /// By node and name.
    private var storages: [[String]: (condition: Lasting, at: ContinuousClock.Instant)] = [:]
    private var hasBegun = false

    /// What was known of a guest last: it, or its word, may be missing for a look.
    private struct Known {
        var machine: ClusterResources.Machine
        var at: ContinuousClock.Instant
        var availabilityAt: ContinuousClock.Instant
    }

    init(target: Target.ID) { self.target = target }

    /// Crashes are by node.
    mutating func take(_ survey: Survey, at now: Moment) -> (events: [HostEvent], crashes: [String: [GuestCrash]]) {
        var events: [HostEvent] = []
        var crashes: [String: [GuestCrash]] = [:]
        func tell(_ message: Message, on node: String) {
            events.append(HostEvent(at: now, host: Host.id(of: node, in: target), message, isKnown: true))
        }
        for machine in survey.resources.machines {
            guard let old = machines[machine.number]?.machine else {
                // What its cluster has given up is news, however it was before.
                if let word = machine.availability, Self.trouble.contains(word) {
                    tell(.guestAvailability(machine.name, word), on: machine.node)
                }
                continue
            }
            if old.node != machine.node { tell(.guestMoved(machine.name, old.node, machine.node), on: machine.node) }
            if let message = change(from: old, to: machine) { tell(message, on: machine.node) }
            if machine.state == .crashed, old.state != .crashed {
                crashes[machine.node, default: []].append(
                    GuestCrash(at: now, guest: machine.id, name: machine.name, isAutostarted: false, evidence: .guestStatus(machine.status))
                )
            }
            if let word = machine.availability, word != old.availability, !word.isEmpty {
                tell(.guestAvailability(machine.name, word), on: machine.node)
            }
        }
        if case .success(let state) = survey.state, let isQuorate = state.isQuorate, let node = survey.resources.nodes.first?.name {
            // A cluster without quorum is news, however it was before.
            switch quorum.take(isWrong: !isQuorate, at: survey.at) {
            case .wrong?: tell(.quorumLost(), on: node)
            case .right?: tell(.quorumBack(), on: node)
            case nil: break
            }
        }
        for (storage, news) in takeStorages(of: survey) {
            tell(news == .wrong ? .storageGone(storage.name) : .storageBack(storage.name), on: storage.node)
        }
        machines = known(of: survey)
        hasBegun = true
        return (events, crashes)
    }

    private mutating func takeStorages(of survey: Survey) -> [(ClusterResources.Storage, Lasting.News)] {
        let online = Set(survey.resources.nodes.filter { $0.status == "online" }.map(\.name))
        var news: [(ClusterResources.Storage, Lasting.News)] = []
        var there = storages.filter { survey.at - $0.value.at < Lasting.patience }
        for storage in survey.resources.storages {
            let key = [storage.node, storage.name]
            var condition = storages[key]?.condition ?? Lasting(isWrong: !hasBegun && !storage.isAvailable)
            // What a node that is down has is neither there nor gone.
            if online.contains(storage.node), let one = condition.take(isWrong: !storage.isAvailable, at: survey.at) {
                news.append((storage, one))
            }
            there[key] = (condition, survey.at)
        }
        storages = there
        return news
    }

    /// Of one whose node says nothing, what was known last: what has changed when it speaks again has changed meanwhile.
    private func known(of survey: Survey) -> [Int: Known] {
        var known = machines.filter { survey.at - $0.value.at < Lasting.patience }
        for var machine in survey.resources.machines {
            let old = machines[machine.number]
            if machine.state == .unknown, let old { machine.status = old.machine.status }
            var availabilityAt = survey.at
            if machine.availability == nil, let old, survey.at - old.availabilityAt < Lasting.patience {
                (machine.availability, availabilityAt) = (old.machine.availability, old.availabilityAt)
            }
            known[machine.number] = Known(machine: machine, at: survey.at, availabilityAt: availabilityAt)
        }
        return known
    }

    /// Proxmox says what is, not why.
    private func change(from old: ClusterResources.Machine, to new: ClusterResources.Machine) -> Message? {
        switch (old.state, new.state) {
        case (let before, let now) where before == now || before == .unknown || now == .unknown: nil
        case (_, .off): .guestStopped(new.name, nil)
        case (_, .crashed): .guestFailed(new.name, new.status)
        case (_, .paused): .guestPaused(new.name, new.status)
        case (_, .suspended): .guestSleeps(new.name, new.status)
        case (_, .shuttingDown): .guestShuttingDown(new.name)
        case (.off, .running), (.crashed, .running): .guestStarted(new.name, nil)
        case (_, .running): .guestResumed(new.name, nil)
        default: nil
        }
    }
}
