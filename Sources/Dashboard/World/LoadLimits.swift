public import Drawing
public import Telemetry

/// Where a host's numbers turn from good to warning to critical on its gauges.
public struct LoadLimits: Hashable, Sendable {
    public struct Pair: Hashable, Sendable {
        public var warning: Double?
        public var critical: Double?
        public init(warning: Double?, critical: Double?) {
            self.warning = warning
            self.critical = critical
        }
    }

    /// In percent, for every host without an own pair; sessions are percent of the host's session limit.
    public var standard: [Metric.ID: Pair]
    public var hosts: [Host.ID: [Metric.ID: Pair]]

    public init() {
        standard = [
            Metric.cpu.id: Pair(warning: 80, critical: 90),
            Metric.cpuWait.id: Pair(warning: 5, critical: 10),
            Metric.memory.id: Pair(warning: 90, critical: 97.5),
            Metric.sessions.id: Pair(warning: 80, critical: 95),
        ]
        hosts = [:]
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
