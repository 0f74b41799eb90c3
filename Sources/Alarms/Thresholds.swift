public import Telemetry

/// When one rule speaks. Values are in the rule's own unit; nil switches that severity off.
public struct Thresholds: Hashable, Sendable {
    public var warning: Double?
    /// Where a warning ends again, below `warning` (deadband).
    public var warningOff: Double?
    public var critical: Double?
    public var criticalOff: Double?
    /// How long it must be wrong before it is said.
    public var onDelay: Duration
    /// How long it must be right before it is over.
    public var offDelay: Duration
    /// The time looked back over, for rules that count or average.
    public var window: Duration
    public var isEnabled: Bool
    public var runbook: Runbook
    public init(
        warning: Double? = nil, warningOff: Double? = nil, critical: Double? = nil, criticalOff: Double? = nil,
        onDelay: Duration = .zero, offDelay: Duration = .seconds(60), window: Duration = .zero, isEnabled: Bool = true,
        runbook: Runbook = Runbook()
    ) {
        self.warning = warning
        self.warningOff = warningOff
        self.critical = critical
        self.criticalOff = criticalOff
        self.onDelay = onDelay
        self.offDelay = offDelay
        self.window = window
        self.isEnabled = isEnabled
        self.runbook = runbook
    }
}

/// What a configuration changes of a rule's limits, and where it says so. Nil leaves the wider level's word.
public struct ThresholdsPatch: Hashable, Sendable {
    public var warning: Double?
    public var warningOff: Double?
    public var critical: Double?
    public var criticalOff: Double?
    public var onDelay: Duration?
    public var offDelay: Duration?
    public var window: Duration?
    public var isEnabled: Bool?
    public var consequence: String?
    public var action: String?
    public var timeToAct: String?
    public var link: String?
    /// `warte.toml:12`, for `warte rules`.
    public var origin: String
    public init(origin: String) { self.origin = origin }

    /// A changed `warning` or `critical` without an `…Off` of its own keeps the width of the deadband it found.
    public func applied(to base: Thresholds) -> Thresholds {
        var out = base
        if let warning {
            out.warningOff = base.warning.flatMap { old in base.warningOff.map { warning - (old - $0) } }
            out.warning = warning
        }
        if let critical {
            out.criticalOff = base.critical.flatMap { old in base.criticalOff.map { critical - (old - $0) } }
            out.critical = critical
        }
        if let warningOff { out.warningOff = warningOff }
        if let criticalOff { out.criticalOff = criticalOff }
        if let onDelay { out.onDelay = onDelay }
        if let offDelay { out.offDelay = offDelay }
        if let window { out.window = window }
        if let isEnabled { out.isEnabled = isEnabled }
        if let consequence { out.runbook.consequence = .raw(consequence) }
        if let action { out.runbook.action = .raw(action) }
        if let timeToAct { out.runbook.timeToAct = .raw(timeToAct) }
        if let link { out.runbook.link = link }
        return out
    }
}

/// The limits in force: a rule's own, changed by the site, then the area, then the target, then the one host of it.
public struct ThresholdBook: Hashable, Sendable {
    public var site: [String: ThresholdsPatch] = [:]
    public var areas: [String: [String: ThresholdsPatch]] = [:]
    public var hosts: [Host.ID: [String: ThresholdsPatch]] = [:]
    /// For rules whose runbook has no link; nil where the site names none.
    public var links: RunbookLinks?
    /// What to do where a host gives no data, by its collector: each is asked in another way.
    public var advice: [String: Message] = [:]
    public init() {}
    /// What stands for the origin of a rule's own limits, for programs too: people are told it by the catalogue.
    public static let builtIn = "built in"

    /// `host` nil asks for the whole site's.
    public func limits(of rule: String, base: Thresholds, on host: Host?) -> (limits: Thresholds, origin: String) {
        var found = (limits: base, origin: Self.builtIn)
        if rule == NoDataRule.word, let action = host.flatMap({ advice[$0.collector] }) { found.limits.runbook.action = action }
        for patch in patches(of: rule, on: host) { found = (patch.applied(to: found.limits), patch.origin) }
        if found.limits.runbook.link.isEmpty, let links { found.limits.runbook.link = links.link(to: rule) }
        return found
    }

    /// Whether a host, or its target, has limits that its area has not.
    public func hasOwn(_ host: Host) -> Bool { hosts[host.target] != nil || hosts[host.id] != nil }

    /// The wider level first.
    func patches(of rule: String, on host: Host?) -> [ThresholdsPatch] {
        [
            site[rule], host.flatMap { areas[$0.area]?[rule] }, host.flatMap { hosts[$0.target]?[rule] },
            host.flatMap { $0.id == $0.target ? nil : hosts[$0.id]?[rule] },
        ].compactMap { $0 }
    }
}
