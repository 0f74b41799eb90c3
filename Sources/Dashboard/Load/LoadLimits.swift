import Alarms
public import Drawing
public import Feed
public import Telemetry

/// Where a host's numbers turn from good to warning to critical on its gauges.
public struct LoadLimits: Hashable, Sendable {
    public typealias Pair = HostThresholds.Pair

    /// In percent, for every host without an own pair; sessions are percent of the host's session limit.
    public var standard: [Metric.ID: Pair]
    public var hosts: [Host.ID: [Metric.ID: Pair]]

    /// As the rules have them built in, so that a gauge turns red where its alarm comes.
    public init() {
        standard = [:]
        for rule in standardRules {
            guard let metric = LoadLimits.metrics[rule.id] else { continue }
            standard[metric.id] = Pair(warning: rule.defaults.warning, critical: rule.defaults.critical)
        }
        hosts = [:]
    }

    /// The rules whose limits are the limits of a gauge.
    private static let metrics: [String: Metric] = ["cpu": .cpu, "cpu_wait": .cpuWait, "memory": .memory, "sessions": .sessions]

    /// As the engine has them in force. Where a rule is switched off, its gauge has no limits.
    static func byMetric(_ list: [HostThresholds]) -> [Host.ID: [Metric.ID: Pair]] {
        let pairs = list.map { item in
            let own = metrics.map { rule, metric in
                (metric.id, Pair(warning: item.limits[rule]?.warning, critical: item.limits[rule]?.critical))
            }
            return (item.host, Dictionary(own, uniquingKeysWith: { first, _ in first }))
        }
        return Dictionary(pairs, uniquingKeysWith: { _, last in last })
    }

    public func pair(_ metric: Metric, on host: Host.ID) -> Pair {
        hosts[host]?[metric.id] ?? standard[metric.id] ?? Pair(warning: nil, critical: nil)
    }

    /// The scale of a percentage. A wait's gauge is full at twice its critical limit: 100 % of wait is never seen.
    public func scale(_ metric: Metric, on host: Host.ID) -> Scale {
        let pair = pair(metric, on: host)
        let top = metric == .cpuWait ? max((pair.critical ?? pair.warning ?? 10) * 2, 1) : 100
        return Scale(top: top, warning: pair.warning, critical: pair.critical)
    }

    /// The scale of a number of sessions against how many fit; without a limit it has none.
    public func sessionScale(of limit: Int?, on host: Host.ID) -> Scale {
        guard let limit, limit > 0 else { return Scale(top: 1) }
        let pair = pair(.sessions, on: host)
        let part = Double(limit) / 100
        return Scale(top: Double(limit), warning: pair.warning.map { $0 * part }, critical: pair.critical.map { $0 * part })
    }
}
