import Collecting
import Telemetry

/// All that one full poll of a cluster brought. What is missing is missing with its reason.
struct Survey: Sendable {
    typealias Outcome<Value> = Result<Value, CollectFailure>
    /// What need not be asked every time.
    struct Plan: Hashable, Sendable {
        /// Nodes whose pressure is not due, or that have none.
        var withoutPressure: Set<String> = []
        /// Nodes whose guests' pressure is due.
        var guestPressure: Set<String> = []
        /// What is known of whether all guests are shown.
        var rights = GuestRights()
        /// Nil where agents are not asked at all.
        var agents: AgentTurns?
    }

    let line: ProxmoxPort.Line
    let at: ContinuousClock.Instant
    var resources: ClusterResources
    var tasks: Outcome<ClusterTasks>
    var state: Outcome<ClusterState>
    var statuses: [String: Outcome<NodeStatus>] = [:]
    /// Of nodes that were asked: nil where it has none.
    var pressures: [String: NodePressure?] = [:]
    /// Of nodes that were asked for that of their guests.
    var guestPressures: [String: GuestPressures] = [:]
    /// Nil where it was not asked.
    var showsGuests: Bool?
    /// Who is logged in in guests whose agents were asked.
    var users: [String: Outcome<[Session]>] = [:]

    /// pveproxy has three workers by default (`max_workers`): more questions at once would only wait there.
    private static let mostAtOnce = 6

    static func take(
        through port: ProxmoxPort, plan: Plan, until end: ContinuousClock.Instant, at now: ContinuousClock.Instant
    ) async throws(CollectFailure) -> Survey {
        let (resources, line) = try await port.open(ClusterResources.path, until: end, ClusterResources.init)
        async let state = port.get(ClusterState.path, line, until: end, ClusterState.init)
        async let tasks = port.get(ClusterTasks.path, line, until: end, ClusterTasks.init)
        let asksRights = plan.rights.isDue(whereEmpty: resources.machines.isEmpty, at: now)
        async let showsGuests = asksRights ? Self.rights(port, line, until: end) : nil
        async let users = AgentTurns.ask(plan.agents?.next(of: resources.machines, at: now) ?? [], through: port, line, until: end)
        let found = await nodes(resources, through: port, line, plan: plan, until: end)
        var survey = Survey(line: line, at: now, resources: resources, tasks: await tasks, state: await state)
        (survey.statuses, survey.pressures, survey.guestPressures) = (found.statuses, found.pressures, found.guestPressures)
        survey.showsGuests = await showsGuests
        survey.users = await users
        return survey
    }

    private enum Question: Sendable {
        case status(String)
        case pressure(String)
        case guests(String, ClusterResources.Machine.Kind)
    }
    private enum NodeAnswer: Sendable {
        case status(String, Outcome<NodeStatus>)
        case pressure(String, Outcome<NodePressure?>)
        case guests(String, Outcome<GuestPressures>)
    }
    private struct Answers {
        var statuses: [String: Outcome<NodeStatus>] = [:]
        var pressures: [String: NodePressure?] = [:]
        var guestPressures: [String: GuestPressures] = [:]

        mutating func take(_ answer: NodeAnswer) {
            switch answer {
            case .status(let name, let outcome): statuses[name] = outcome
            case .pressure(let name, .success(let pressure)): pressures[name] = .some(pressure)
            case .pressure: break
            case .guests(let name, let outcome):
                guestPressures[name, default: GuestPressures()].add((try? outcome.get()) ?? GuestPressures())
            }
        }
    }

    /// Each node that is there, by the entry node. One that hangs costs its own figures.
    private static func nodes(
        _ resources: ClusterResources, through port: ProxmoxPort, _ line: ProxmoxPort.Line, plan: Plan,
        until end: ContinuousClock.Instant
    ) async -> Answers {
        let names = resources.nodes.filter { $0.status != "offline" }.map(\.name)
        var questions =
            names.map { Question.status($0) } + names.filter { !plan.withoutPressure.contains($0) }.map { Question.pressure($0) }
        for name in names where plan.guestPressure.contains(name) {
            // One that has no guest of a kind is not asked for it.
            let kinds = Set(resources.machines.lazy.filter { $0.node == name && $0.state.isRunning }.map(\.kind))
            questions += [.qemu, .lxc].filter(kinds.contains).map { Question.guests(name, $0) }
        }
        var answers = Answers()
        await withTaskGroup(of: NodeAnswer.self) { group in
            var waiting = questions[...]
            for _ in 0..<mostAtOnce {
                if let next = waiting.popFirst() { group.addTask { await answer(next, through: port, line, until: end) } }
            }
            while let found = await group.next() {
                answers.take(found)
                if let next = waiting.popFirst() { group.addTask { await answer(next, through: port, line, until: end) } }
            }
        }
        return answers
    }

    private static func answer(
        _ question: Question, through port: ProxmoxPort, _ line: ProxmoxPort.Line, until end: ContinuousClock.Instant
    ) async -> NodeAnswer {
        let end = share(of: end)
        return switch question {
        case .status(let name): .status(name, await port.get(NodeStatus.path(name), line, until: end, NodeStatus.init))
        case .pressure(let name): .pressure(name, await port.get(NodePressure.path(name), line, until: end, NodePressure.init))
        case .guests(let name, let kind):
            .guests(name, await port.get(GuestPressures.path(name, kind), line, until: end, GuestPressures.init))
        }
    }

    /// Half of the time that is left: where several nodes hang, the others have their turn all the same.
    static func share(of end: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        return now + now.duration(to: end) / 2
    }

    private static func rights(_ port: ProxmoxPort, _ line: ProxmoxPort.Line, until end: ContinuousClock.Instant) async -> Bool? {
        try? await port.get(OwnRights.path, line, until: end, OwnRights.showGuests).get()
    }
}
