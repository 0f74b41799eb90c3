public import Alarms

/// What the configuration has to know of a rule to check its limits. In every rule the larger value is the worse one.
public struct RuleKind: Hashable, Sendable {
    /// The word after `limits.`.
    public let id: String
    /// What a limit counts, for messages: `%`, `timeouts`.
    public let unit: String
    /// What a limit may be.
    public let range: ClosedRange<Double>
    /// The rule's own limits, which the configuration changes.
    public let base: Limits
    /// It speaks for the whole site, so no area and no host has limits of its own.
    public let isOfSite: Bool
    public init(id: String, unit: String, range: ClosedRange<Double>, base: Limits, isOfSite: Bool = false) {
        self.id = id
        self.unit = unit
        self.range = range
        self.base = base
        self.isOfSite = isOfSite
    }
}

extension RuleKind {
    /// The built-in rules. Numbers: Proxmox VE's bars for CPU and memory, VMware practice for CPU wait per vCPU, otherwise Warte's own.
    public static let standard: [RuleKind] = [
        percent("cpu", warning: (80, 75), critical: (90, 85), onDelay: .seconds(300)),
        percent("memory", warning: (90, 85), critical: (97.5, 95), onDelay: .seconds(120)),
        percent("cpu_wait", warning: (5, 4), critical: (10, 8), onDelay: .seconds(120)),
        percent("pressure_cpu", warning: (10, 7), critical: (25, 20), onDelay: .seconds(60)),
        percent("pressure_io", warning: (5, 3), critical: (15, 10), onDelay: .seconds(60)),
        percent("pressure_memory", warning: (5, 3), critical: (15, 10), onDelay: .seconds(60)),
        RuleKind(id: "swap", unit: "", range: 0...1e15, base: Limits(onDelay: .seconds(60))),
        percent("sessions", warning: (80, 75), critical: (95, 90), onDelay: .seconds(30)),
        count("timeouts", of: "timeouts", warning: 3, critical: 5),
        RuleKind(id: "timeouts_share", unit: "%", range: 0...100, base: Limits(critical: 10, window: .seconds(600))),
        count("handshakes", of: "failed handshakes", warning: 5, critical: 15),
        RuleKind(id: "no_data", unit: "missed polls", range: 1...1000, base: Limits(warning: 3, critical: 6, offDelay: .zero)),
        count("site_timeouts", of: "timeouts", warning: 3, critical: 5, isOfSite: true),
    ]

    private static func percent(
        _ id: String, warning: (on: Double, off: Double), critical: (on: Double, off: Double), onDelay: Duration
    ) -> RuleKind {
        let base = Limits(
            warning: warning.on, warningOff: warning.off, critical: critical.on, criticalOff: critical.off, onDelay: onDelay)
        return RuleKind(id: id, unit: "%", range: 0...100, base: base)
    }

    private static func count(_ id: String, of unit: String, warning: Double, critical: Double, isOfSite: Bool = false) -> RuleKind {
        let base = Limits(warning: warning, critical: critical, window: .seconds(600))
        return RuleKind(id: id, unit: unit, range: 1...1_000_000, base: base, isOfSite: isOfSite)
    }
}
