import Telemetry

/// What is known of a cluster from poll to poll. No clock, no network.
struct ClusterTracker: Sendable {
    private let target: Target.ID
    /// Whether polls come more often than new figures.
    private let isSpread: Bool
    private(set) var surveyedAt: ContinuousClock.Instant?
    private(set) var consoles = ConsoleBook()
    private var guests: [String: GuestTracker] = [:]
    private var nodes = NodeBook()
    private var pressures = GuestPressureBook()
    private var timeouts = TaskTimeouts()
    private var looks = TaskLooks()
    private var happenings: ClusterHappenings
    private var entry = EntryChanges()
    /// What the last survey says of each node, without what every poll brings anew.
    private var standing: [HostReading] = []
    private var rights = GuestRights()
    private var agents: AgentTurns?
    private var desktops = DesktopSessions()
    private var tasksFailure: CollectFailure?
    private var seesAllTasks = false

    init(target: Target.ID, interval: Duration, asksAgents: Bool) {
        self.target = target
        if asksAgents { agents = AgentTurns() }
        isSpread = interval < ProxmoxCollector.freshness
        happenings = ClusterHappenings(target: target)
    }

    /// What is known of the same cluster: with what the next lists are compared, so that nothing that happens meanwhile is missed.
    mutating func takeUp(_ old: ClusterTracker) {
        (consoles, timeouts, looks, happenings) = (old.consoles, old.timeouts, old.looks, old.happenings)
    }

    func plan(at now: ContinuousClock.Instant) -> Survey.Plan {
        Survey.Plan(
            withoutPressure: nodes.withoutPressure(at: now), guestPressure: pressures.due(of: nodes.withPressure, at: now), rights: rights,
            agents: agents)
    }

    /// - Parameters:
    ///   - survey: nil for a poll between two of them.
    ///   - answers: what nodes say of consoles of which the list says nothing.
    mutating func take(
        _ tasks: Survey.Outcome<ClusterTasks>, answers: [String: ClusterTasks.Answer], survey: Survey?, change: ProxmoxPort.Change?,
        at now: Moment, asked: ContinuousClock.Instant
    ) -> Reading {
        var events: [HostEvent] = []
        var ends: [SessionEnd] = []
        if var survey {
            survey.resources.machines = survey.resources.machines.map { machine in
                var machine = machine
                if let old = guests[machine.id]?.machine { machine.remember(old) }
                return machine
            }
            events = take(survey, at: now)
            ends = takeUsers(of: survey, at: now)
        }
        if let node = standing.first?.node, let change = entry.take(change, at: asked) {
            events.append(
                HostEvent(at: now, host: Host.id(of: node, in: target), .proxmoxAsksOther(change.to, change.reason), isKnown: true))
        }
        switch tasks {
        case .success(let tasks):
            tasksFailure = nil
            let down = Set(standing.filter { if case .failure = $0.outcome { true } else { false } }.map(\.node))
            ends += consoles.take(tasks, answers: answers, down: down, looks: &looks, target: target, at: now)
            events += timeouts.take(tasks, looks: looks, target: target, at: now)
            looks.take(tasks, at: now)
        case .failure(let failure): tasksFailure = failure
        }
        let kinds = consoles.kinds
        let hosts = standing.map { host in
            HostReading(
                node: host.node, outcome: host.outcome.map { complete($0, of: host.node, kinds, isSurvey: survey != nil, asked: asked) })
        }
        return Reading(hosts: hosts, ends: ends, events: events)
    }

    private mutating func take(_ survey: Survey, at now: Moment) -> [HostEvent] {
        surveyedAt = survey.at
        rights.take(survey)
        if case .success = survey.state { seesAllTasks = true } else { seesAllTasks = false }
        var trackers: [String: GuestTracker] = [:]
        for machine in survey.resources.machines {
            var tracker = guests[machine.id] ?? GuestTracker(machine, isSpread: isSpread, at: survey.at)
            if guests[machine.id] != nil { tracker.take(machine, at: survey.at) }
            trackers[machine.id] = tracker
        }
        guests = trackers
        let (events, crashes) = happenings.take(survey, at: now)
        pressures.take(survey)
        standing = nodes.take(survey).map { node, outcome in
            HostReading(
                node: node,
                outcome: outcome.map { figures in
                    var figures = figures
                    figures.crashes = crashes[node] ?? []
                    return figures
                })
        }
        return events
    }

    /// On whichever node the guest is now.
    private mutating func takeUsers(of survey: Survey, at now: Moment) -> [SessionEnd] {
        agents?.take(survey)
        var ends: [SessionEnd] = []
        for machine in survey.resources.machines {
            guard case .success(let users)? = survey.users[machine.id] else { continue }
            let host = Host.id(of: machine.node, in: target)
            ends += desktops.take(users, of: machine.id, name: machine.name, at: now, host: host)
        }
        // One whose node says nothing may run on.
        let running = Set(survey.resources.machines.filter { $0.state.isRunning || $0.state == .unknown }.map(\.id))
        let inhabited = Set(desktops.sessions.compactMap(\.guest))
        for guest in inhabited.subtracting(running).sorted() {
            let node = guests[guest]?.machine.node ?? survey.resources.nodes.first?.name ?? ""
            ends += desktops.compare(
                running: inhabited.subtracting([guest]), failed: [], at: now, host: Host.id(of: node, in: target))
        }
        return ends
    }

    private func complete(
        _ standing: HostFigures, of node: String, _ kinds: [String: String], isSurvey: Bool, asked: ContinuousClock.Instant
    ) -> HostFigures {
        var figures = standing
        // Each is told once.
        if !isSurvey { figures.crashes = [] }
        let own = guests.values.filter { $0.machine.node == node }.sorted { $0.machine.number < $1.machine.number }
        figures.guests = own.map { $0.guest(console: kinds[$0.machine.id]) }
        for guest in own {
            figures.samples += guest.figures + guest.traffic(isSurvey: isSurvey, at: asked)
            if guest.machine.state.isRunning { figures.samples += pressures.samples(of: guest.machine.id, on: node) }
        }
        if rights.areKnown {
            figures.samples.append(Sample(.guestsDefined, Double(own.count)))
            figures.samples.append(Sample(.guestsRunning, Double(figures.guests.count { $0.state.isRunning })))
        }
        // First: it says what the other gaps follow from.
        if let gap = rights.gap { figures.inventory.gaps.insert(gap, at: 0) }
        let ids = Set(own.map(\.machine.id))
        figures.sessions = consoles.sessions(on: node) + desktops.sessions.filter { $0.guest.map { ids.contains($0) } ?? false }
        if let tasksFailure {
            figures.inventory.gaps.append(.init(figure: .figureSessions(), reason: tasksFailure.message))
        } else if seesAllTasks {
            figures.samples.append(Sample(.sessions, Double(figures.sessions.count)))
        } else {
            figures.inventory.gaps.append(.init(figure: .figureSessions(), reason: .proxmoxOwnTasksOnly()))
        }
        return figures
    }
}

/// Whether an empty list of guests is an empty cluster, or one that is not shown; and whether others are all there are.
struct GuestRights: Hashable, Sendable {
    private var isEmpty = false
    private var showsGuests: Bool?
    private var askedAt: ContinuousClock.Instant?

    /// Who grants the right wants to see it soon.
    private static let patience = Duration.seconds(30)
    /// Where guests are seen.
    private static let patienceOfMost = Duration.seconds(600)

    func isDue(whereEmpty: Bool, at now: ContinuousClock.Instant) -> Bool {
        // All are gone at once, or there: it is rather the right that went or came.
        if whereEmpty != isEmpty { return true }
        return askedAt.map { now - $0 >= (whereEmpty || showsGuests == false ? Self.patience : Self.patienceOfMost) } ?? true
    }

    mutating func take(_ survey: Survey) {
        isEmpty = survey.resources.machines.isEmpty
        if let shows = survey.showsGuests {
            showsGuests = shows
            askedAt = survey.at
        }
    }

    var areKnown: Bool { !isEmpty || showsGuests == true }
    var gap: Inventory.Gap? {
        guard showsGuests == false else { return nil }
        return isEmpty
            ? Inventory.Gap(figure: .figureGuests(), reason: .proxmoxNoGuestRight())
            : Inventory.Gap(figure: .figureOtherGuests(), reason: .proxmoxSomeGuests())
    }
}

/// Which entry node is asked, told to people: at most once a minute, and not where it is the one that was told last.
struct EntryChanges: Sendable {
    private var waiting: ProxmoxPort.Change?
    private var told: (to: String, at: ContinuousClock.Instant)?

    mutating func take(_ change: ProxmoxPort.Change?, at now: ContinuousClock.Instant) -> ProxmoxPort.Change? {
        waiting = change ?? waiting
        guard let news = waiting, told.map({ now - $0.at >= Lasting.patience }) ?? true else { return nil }
        waiting = nil
        guard news.to != told?.to else { return nil }
        told = (news.to, now)
        return news
    }
}
