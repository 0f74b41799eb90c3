import Telemetry

/// What is known of a cluster from poll to poll. No clock, no network.
struct ClusterCourse: Sendable {
    private let target: Target.ID
    /// Whether polls come more often than new figures.
    private let isSpread: Bool
    private(set) var surveyedAt: ContinuousClock.Instant?
    private(set) var consoles = ConsoleBook()
    private var guests: [String: GuestCourse] = [:]
    private var nodes = NodeBook()
    private var happenings: ClusterHappenings
    /// What the last survey says of each node, without what every poll brings anew.
    private var standing: [HostReading] = []
    private var rights = GuestRights()
    private var tasksFailure: CollectFailure?
    private var seesAllTasks = false

    init(target: Target.ID, interval: Duration) {
        self.target = target
        isSpread = interval < ProxmoxCollector.freshness
        happenings = ClusterHappenings(target: target)
    }

    func plan(at now: ContinuousClock.Instant) -> Survey.Plan {
        Survey.Plan(withoutPressure: nodes.withoutPressure(at: now), asksRights: rights.isDue(at: now))
    }

    /// - Parameters:
    ///   - survey: nil for a poll between two of them.
    ///   - finished: how consoles ended of which the list says nothing.
    mutating func take(
        _ tasks: Survey.Outcome<ClusterTasks>, finished: [String: ClusterTasks.End], survey: Survey?, change: ProxmoxPort.Change?,
        at now: Moment, asked: ContinuousClock.Instant
    ) -> Reading {
        var events: [HostEvent] = []
        if let survey { events = take(survey, at: now) }
        if let change, let node = standing.first?.node {
            events.append(
                HostEvent(at: now, host: Host.id(of: node, in: target), .proxmoxAsksOther(change.to, change.reason), isKnown: true))
        }
        var ends: [SessionEnd] = []
        switch tasks {
        case .success(let tasks):
            tasksFailure = nil
            let down = Set(standing.filter { if case .failure = $0.outcome { true } else { false } }.map(\.node))
            ends = consoles.take(tasks, finished: finished, down: down, target: target, at: now)
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
        var courses: [String: GuestCourse] = [:]
        for machine in survey.resources.machines {
            var course = guests[machine.id] ?? GuestCourse(machine, isSpread: isSpread, at: survey.at)
            if guests[machine.id] != nil { course.take(machine, at: survey.at) }
            courses[machine.id] = course
        }
        guests = courses
        let (events, crashes) = happenings.take(survey, at: now)
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

    private func complete(
        _ standing: HostFigures, of node: String, _ kinds: [String: String], isSurvey: Bool, asked: ContinuousClock.Instant
    ) -> HostFigures {
        var figures = standing
        // Each is told once.
        if !isSurvey { figures.crashes = [] }
        let own = guests.values.filter { $0.machine.node == node }.sorted { $0.machine.number < $1.machine.number }
        figures.guests = own.map { $0.guest(console: kinds[$0.machine.id]) }
        for guest in own { figures.samples += guest.figures + guest.traffic(isSurvey: isSurvey, at: asked) }
        if rights.areKnown {
            figures.samples.append(Sample(.guestsDefined, Double(own.count)))
            figures.samples.append(Sample(.guestsRunning, Double(figures.guests.count { $0.state.isRunning })))
        }
        if let gap = rights.gap { figures.inventory.gaps.append(gap) }
        figures.sessions = consoles.sessions(on: node)
        if let tasksFailure {
            figures.inventory.gaps.append(.init(figure: "sessions", reason: tasksFailure.message))
        } else if seesAllTasks {
            figures.samples.append(Sample(.sessions, Double(figures.sessions.count)))
        } else {
            figures.inventory.gaps.append(.init(figure: "sessions", reason: .proxmoxOwnTasksOnly()))
        }
        return figures
    }
}

/// Whether an empty list of guests is an empty cluster, or one that is not shown.
struct GuestRights: Sendable {
    private var isEmpty = false
    private var showsGuests: Bool?
    private var askedAt: ContinuousClock.Instant?

    /// Who grants the right wants to see it soon.
    private static let patience = Duration.seconds(30)

    func isDue(at now: ContinuousClock.Instant) -> Bool { askedAt.map { now - $0 >= Self.patience } ?? true }

    mutating func take(_ survey: Survey) {
        isEmpty = survey.resources.machines.isEmpty
        if !isEmpty { showsGuests = true }
        if let shows = survey.showsGuests {
            showsGuests = shows
            askedAt = survey.at
        }
    }

    var areKnown: Bool { !isEmpty || showsGuests == true }
    var gap: Inventory.Gap? {
        isEmpty && showsGuests == false ? Inventory.Gap(figure: "guests", reason: .proxmoxNoGuestRight()) : nil
    }
}
