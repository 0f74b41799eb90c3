import Telemetry

/// What happened between two surveys, as far as lists can tell: what was and what is. The first survey is no news.
struct ClusterHappenings: Sendable {
    private let target: Target.ID
    private var machines: [Int: ClusterResources.Machine] = [:]
    private var isQuorate: Bool?
    private var missingStorages: Set<[String]> = []
    private var hasBegun = false

    init(target: Target.ID) { self.target = target }

    /// Crashes are by node.
    mutating func take(_ survey: Survey, at now: Moment) -> (events: [HostEvent], crashes: [String: [GuestCrash]]) {
        var events: [HostEvent] = []
        var crashes: [String: [GuestCrash]] = [:]
        func tell(_ message: Message, on node: String) {
            events.append(HostEvent(at: now, host: Host.id(of: node, in: target), message, isKnown: true))
        }
        for machine in survey.resources.machines {
            guard let old = machines[machine.number] else { continue }
            if old.node != machine.node { tell(.guestMoved(machine.name, old.node, machine.node), on: machine.node) }
            if let message = change(from: old, to: machine) { tell(message, on: machine.node) }
            if machine.state == .crashed, old.state != .crashed {
                crashes[machine.node, default: []].append(
                    GuestCrash(at: now, guest: machine.id, name: machine.name, isAutostarted: false, evidence: "status: " + machine.status))
            }
            if let word = machine.availability, word != old.availability, !word.isEmpty {
                tell(.guestAvailability(machine.name, word), on: machine.node)
            }
        }
        if case .success(let state) = survey.state, let quorate = state.isQuorate {
            // A cluster without quorum is news, however it was before.
            let before = isQuorate ?? true
            if before != quorate, let node = survey.resources.nodes.first?.name { tell(quorate ? .quorumBack() : .quorumLost(), on: node) }
            isQuorate = quorate
        }
        let online = Set(survey.resources.nodes.filter { $0.status == "online" }.map(\.name))
        let missing = Set(
            survey.resources.storages.filter { !$0.isAvailable && online.contains($0.node) }.map { [$0.node, $0.name] })
        if hasBegun {
            for one in missing.subtracting(missingStorages).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                tell(.storageGone(one[1]), on: one[0])
            }
            let there = Set(survey.resources.storages.filter(\.isAvailable).map { [$0.node, $0.name] })
            for one in missingStorages.intersection(there).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                tell(.storageBack(one[1]), on: one[0])
            }
        }
        // What a node that is down has is neither there nor gone.
        missingStorages = missing.union(missingStorages.filter { !online.contains($0[0]) })
        machines = Dictionary(survey.resources.machines.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        hasBegun = true
        return (events, crashes)
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
