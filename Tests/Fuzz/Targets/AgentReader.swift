import Telemetry

@testable import Collectors

/// The way of a poll without sockets: identity, plan, answers, reading.
struct AgentReader {
    private(set) var identity: AgentIdentity
    private(set) var plan: AgentPlan
    private var tracker: AgentTracker
    private(set) var manners = AgentManners()
    private let agent: ScriptedAgent
    private var clock = ContinuousClock.now

    init(
        _ agent: ScriptedAgent, named name: String? = nil, catalog: ProfileCatalog = .builtIn, network: AgentPlan.Network = .total,
        isOld: Bool = false
    ) async throws {
        manners.hasBulk = !isOld
        self.agent = agent
        var walk = AgentWalk(agent: agent, manners: manners) { (.seconds(1), 1) }
        let found = try await walk.values(of: [AgentIdentity.description, AgentIdentity.objectID])
        identity = AgentIdentity(found, named: name, in: catalog, at: clock)
        plan = AgentPlan(identity, network: network, hasBulk: !isOld)
        tracker = AgentTracker(host: "agent", network: network)
    }

    mutating func poll(after elapsed: Duration = .seconds(10), at now: Moment) async throws -> Reading {
        clock += elapsed
        var walk = AgentWalk(agent: agent, manners: manners) { (.seconds(1), 1) }
        defer { manners = walk.manners }
        var answers = AgentTracker.Answers()
        answers.values = try await walk.values(of: plan.values)
        answers.columns = try await walk.columns(plan.columns)
        answers.cut = walk.cut
        answers.broken = walk.broken
        return tracker.take(answers, identity, &plan, at: now, clock: clock)
    }
}

extension Reading {
    /// Of the only host.
    var only: HostFigures? { hosts.first.flatMap { try? $0.outcome.get() } }
    func number(_ id: Metric.ID, of entity: Entity = .host) -> Double? {
        only?.samples.first { $0.metric.id == id && $0.entity == entity }?.value
    }
}
