import Telemetry

/// What a poll asks for: at first all that could be of use, then what was.
///
/// Of alternatives the first that is told is told the next time too, and the others are left out; of interfaces only the counters change.
/// Every now and then all is asked again.
struct AgentPlan: Sendable {
    enum Network: String, CaseIterable, Sendable {
        /// All wired interfaces together.
        case total
        /// And each of them.
        case each
        case none
    }
    /// Every so many polls.
    private static let round = 12

    private let identity: AgentIdentity
    private let network: Network
    private var polls = 0
    /// The figures that were told, by their places; nil for all.
    private var told: (own: Set<Int>, generic: Set<Int>)?
    private var standing: [OID: [OID: SNMPValue]] = [:]
    private var hasLongCounters = true
    /// Places of generic figures that are wanted at all.
    private let wanted: Set<Int>
    /// What the next poll asks for.
    private(set) var values: [OID] = []
    private(set) var columns: [OID] = []

    init(_ identity: AgentIdentity, network: Network, hasBulk: Bool) {
        self.identity = identity
        self.network = network
        // SNMPv1 has no counters of 64 bits.
        hasLongCounters = hasBulk
        let generic = identity.profile.generic
        wanted = Set(
            identity.generic.figures.indices.filter { place in
                switch identity.generic.figures[place].subject {
                case .metric(let metric) where metric.id.hasPrefix("cpu"): generic.contains(.cpu)
                case .processors: generic.contains(.cpu)
                default: generic.contains(.memory)
                }
            })
        choose()
    }

    private var generic: Set<Profile.Generic> { identity.profile.generic }
    private var asksTicks: Bool { generic.contains(.cpu) }
    private var isFull: Bool { told == nil || polls % Self.round == 0 }
    private var asksNetwork: Bool { generic.contains(.network) && network != .none }

    private func names(_ profile: Profile, _ places: Set<Int>) -> Set<String> {
        places.reduce(into: []) { $0.formUnion(profile.figures[$1].expression.names) }
    }

    private var own: (values: [OID], columns: [OID]) {
        let profile = identity.profile
        let places = isFull ? Set(profile.figures.indices) : told?.own ?? []
        var names = names(profile, places)
        if let version = profile.version { names.insert(version) }
        names.formUnion(profile.sessions?.columns ?? [])
        return (names.compactMap { profile.values[$0] }, names.compactMap { profile.columns[$0] })
    }
    private var common: (values: [OID], columns: [OID]) {
        let names = names(identity.generic, isFull ? wanted : told?.generic ?? [])
        return (names.compactMap { identity.generic.values[$0] }, names.compactMap { identity.generic.columns[$0] })
    }

    private mutating func choose() {
        let (own, common) = (self.own, self.common)
        let ticks = asksTicks ? TickShares.names : []
        values = Array(Set(Uptime.names + ticks + own.values + common.values)).sorted()
        var network: [OID] = []
        if asksNetwork {
            if isFull {
                network = Interfaces.long + Interfaces.short
            } else {
                network = hasLongCounters ? [Interfaces.received, Interfaces.sent] : [Interfaces.receivedShort, Interfaces.sentShort]
            }
        }
        columns = Array(Set(own.columns + common.columns + network)).sorted()
    }

    /// What of the network is known now and from the last time that all was asked.
    mutating func interfaces(_ found: [OID: [OID: SNMPValue]]) -> [OID: [OID: SNMPValue]]? {
        guard asksNetwork else { return nil }
        if isFull {
            for name in [Interfaces.kinds, Interfaces.connectors, Interfaces.names] { standing[name] = found[name] }
            hasLongCounters = found[Interfaces.received]?.isEmpty == false
        }
        return standing.merging(found) { _, new in new }
    }

    /// Remembers which figures were told; what was told the last time and is not now is looked for anew.
    /// - Parameters: places of figures (`Profile.Told`).
    mutating func took(own: Set<Int>, generic: Set<Int>) {
        // Alternatives are wanted together or not at all.
        let new = (own: own, generic: generic.intersection(wanted))
        let wasFull = isFull
        let lost = self.told.map { !$0.own.isSubset(of: new.own) || !$0.generic.isSubset(of: new.generic) } ?? false
        let isOther = lost || self.told.map { $0 != new } ?? true
        self.told = lost ? nil : new
        polls += 1
        // To make the lists anew costs as much as to ask.
        if wasFull || isFull || isOther { choose() }
    }
}

/// How long an agent's system has been up.
enum Uptime {
    /// hrSystemUptime: the system's own.
    private static let system: OID = "1.3.6.1.2.1.25.1.1.0"
    /// snmpEngineTime and sysUpTime: the agent's. The latter begins anew after 497 days.
    private static let engine: OID = "1.3.6.1.6.3.10.2.1.3.0"
    private static let agent: OID = "1.3.6.1.2.1.1.3.0"
    static let names = [system, engine, agent]
    static let metric = Metric("uptime", label: "up", unit: Metric.Unit(symbol: "s"))

    static func seconds(of found: [OID: SNMPValue]) -> Double? {
        if let ticks = found[system]?.number { return ticks / 100 }
        guard let short = found[agent]?.number.map({ $0 / 100 }) else { return found[engine]?.number }
        guard let long = found[engine]?.number else { return short }
        // Some agents' engine time is of another clock. Where it is not, it is the shorter one that has gone round.
        let off = abs((long - short).remainder(dividingBy: whole))
        return off < 120 ? long : short
    }
    private static let whole = 42_949_672.96
    /// Of the time that the agent's clock can show, the end is near: what comes next is no new start.
    static func isNearItsEnd(_ seconds: Double) -> Bool { seconds > 42_940_000 }
}
