import TOMLReading
import Telemetry

/// What is known of one agent from poll to poll. No clock, no socket.
struct AgentTracker: Sendable {
    private let host: Host.ID
    private let network: AgentPlan.Network
    private var uptime: Double?
    private var ticks = TickShares()
    private var interfaces = Interfaces()
    private var book = AgentSessionBook()

    init(host: Host.ID, network: AgentPlan.Network) {
        self.host = host
        self.network = network
    }

    /// One poll's answers.
    struct Answers: Sendable {
        var values: [OID: SNMPValue] = [:]
        var columns: [OID: [OID: SNMPValue]] = [:]
        /// Columns with more rows than were read.
        var cut: [OID] = []
        /// Columns that ended in an error.
        var broken: Set<OID> = []
    }

    mutating func take(
        _ answers: Answers, _ identity: AgentIdentity, _ plan: inout AgentPlan, at now: Moment, clock: ContinuousClock.Instant
    ) -> Reading {
        var figures = HostFigures()
        var events: [HostEvent] = []
        let seconds = Uptime.seconds(of: answers.values).flatMap { $0 >= 0 && $0 < 1e10 ? $0 : nil }
        let isNew = isRestart(from: uptime, to: seconds)
        if isNew, let seconds { events.append(HostEvent(at: now, host: host, .snmpRestarted(.seconds(Int64(seconds))), isKnown: true)) }
        uptime = seconds
        if let seconds { figures.samples.append(Sample(Uptime.metric, seconds)) }

        let own = identity.profile.values(answers)
        let generic = identity.generic.values(answers)
        let told = identity.profile.samples(of: own)
        figures.samples += told.samples
        // By their ids, which the store knows them by: a profile's own may be labelled otherwise.
        var has = Set(told.samples.map(\.metric.id))
        if identity.profile.generic.contains(.cpu), !has.contains(Metric.cpu.id) {
            let shares = ticks.advance(to: answers.values, isNew: isNew, at: clock)
            figures.samples += shares
            has.formUnion(shares.map(\.metric.id))
        }
        let common = identity.generic.samples(of: generic)
        figures.samples += common.samples.filter { !has.contains($0.metric.id) && identity.profile.wants($0.metric) }
        if let columns = plan.interfaces(answers.columns) {
            figures.samples += interfaces.samples(of: columns, isNew: isNew, each: network == .each)
        }

        var ends: [SessionEnd] = []
        if let table = identity.profile.sessions {
            ends = book.take(
                own, table, reach: answers.reach(of: table.columns.compactMap { identity.profile.columns[$0] }), host: host,
                title: identity.profile.title, at: now)
            figures.sessions = book.sessions
        }
        figures.sessionLimit = told.sessionLimit
        figures.sessionKind = identity.profile.sessions?.kind
        let memory = figures.samples.first { $0.metric == .memoryTotal && $0.entity == .host }
        figures.inventory = Inventory(
            product: identity.product, version: identity.version(identity.profile.version.flatMap { own.values[$0]?.text }),
            processors: told.processors ?? common.processors, memory: memory.flatMap { UInt64(exactly: $0.value.rounded()) })
        figures.inventory.gaps = gaps(figures, answers, identity, hasOwn: !told.samples.isEmpty)
        plan.took(own: told.places, generic: common.places)
        return Reading(figures, ends: ends, events: events)
    }

    private func isRestart(from old: Double?, to new: Double?) -> Bool {
        guard let old, let new else { return false }
        return new + 5 < old && !(Uptime.isNearItsEnd(old) && new < 100_000)
    }

    private func gaps(_ figures: HostFigures, _ answers: Answers, _ identity: AgentIdentity, hasOwn: Bool) -> [Inventory.Gap] {
        let told = Set(figures.samples.map(\.metric))
        var wanted: [Metric] = [.cpu, .memory]
        if identity.profile.figures.contains(where: { $0.subject == .metric(.sessions) }) { wanted.append(.sessions) }
        var gaps = wanted.filter { !told.contains($0) }.map { Inventory.Gap(figure: $0.figure, reason: .snmpNotTold()) }
        if let better = identity.better, !hasOwn {
            gaps.append(Inventory.Gap(figure: .figureProfile(), reason: .snmpOtherProfile(identity.profile.name, better)))
        }
        gaps += answers.cut.map { Inventory.Gap(figure: .raw($0.description), reason: .snmpColumnCut(AgentWalk.mostRows)) }
        gaps += answers.broken.sorted().prefix(8).map { Inventory.Gap(figure: .raw($0.description), reason: .snmpColumnBroken()) }
        gaps += identity.problems.prefix(8).map { Inventory.Gap(figure: .figureProfile(), reason: $0.placed) }
        return gaps
    }
}

extension AgentTracker.Answers {
    /// How far a table was read of which these are the columns.
    fileprivate func reach(of table: [OID]) -> AgentSessionBook.Reach {
        if table.contains(where: broken.contains) { return .untilAnError }
        return table.contains(where: cut.contains) ? .untilTheBound : .whole
    }
}

extension Profile {
    /// The answers by this profile's names.
    fileprivate func values(_ answers: AgentTracker.Answers) -> ProfileValues {
        ProfileValues(
            values: values.compactMapValues { answers.values[$0] },
            columns: columns.compactMapValues { name in answers.columns[name].map { Self.unsigned($0, in: name) } })
    }

    /// hrStorageSize and hrStorageUsed of what has more than 2^31 units come with a sign.
    private static func unsigned(_ column: [OID: SNMPValue], in name: OID) -> [OID: SNMPValue] {
        guard name == "1.3.6.1.2.1.25.2.3.1.5" || name == "1.3.6.1.2.1.25.2.3.1.6" else { return column }
        return column.mapValues { value in
            if case .integer(let number) = value, number < 0 { .integer(number + 4_294_967_296) } else { value }
        }
    }

    /// What it measures itself under that id is never another's, in no poll in which it has no value either.
    fileprivate func wants(_ metric: Metric) -> Bool {
        guard generic.contains(metric.id.hasPrefix("cpu") ? .cpu : .memory) else { return false }
        return !figures.contains { if case .metric(let own) = $0.subject { own.id == metric.id && own != metric } else { false } }
    }
}
