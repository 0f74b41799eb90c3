public import MetricStore
public import Telemetry

/// What hosts and pools showed in the minutes in which sessions timed out.
///
/// A line says how many ends lie within 60 s of a gauge above its critical limit, and is given only where chance would hardly do the same:
/// the whole cluster is moved over the last 24 h minute by minute, and at most 2 % of those places may do as well, divided by the number
/// of hosts that had anything above a limit. So a gauge that is often high explains nothing, nor does a single burst among many peaks.
public enum Correlation {
    /// Fewer ends are no cluster.
    static let fewest = 3
    static let near: Duration = .seconds(60)
    static let chance = 0.02
    static let most = 3
    /// Ten minutes, second by second.
    static let mostTimes = 600
    /// Times that are taken as one lie so far apart at most: coarser ones would say of ends what was near others.
    static let longestStep: Int64 = 20_000

    /// Newest facts, oldest way round: `ends` in any order, all of them timeouts.
    public static func lines(
        for ends: [SessionEnd], history: any History, site: Site, hosts: [Host.ID: HostFacts],
        limits: (_ rule: String, _ host: Host) -> Thresholds?
    ) -> [Message] {
        guard ends.count >= fewest, let first = ends.map(\.at).min(), let last = ends.map(\.at).max() else { return [] }
        let day = DayOfMetric(endingAt: last + near)
        let around = pools(ends, history, site, hosts, from: first - near, to: last + near)
        guard let times = Self.times(of: ends, from: first, to: last) else { return around }
        var found: [(hits: Int, line: Message)] = []
        var peaks: Int?
        for host in site.hosts {
            var best: (hits: Int, line: Message)?
            for gauge in gauges {
                guard let limit = limits(gauge.id, host)?.critical else { continue }
                let key = SeriesKey(host: host.id, metric: gauge.metric)
                guard isAbove(limit, key, history, from: first - near, to: last + near) else { continue }
                let hits = times.reduce(0) {
                    $0 + (isAbove(limit, key, history, from: $1.key - near, to: $1.key + near) ? $1.value : 0)
                }
                guard hits >= fewest, hits * 2 >= ends.count, hits > best?.hits ?? 0 else { continue }
                let others = peaks ?? hostsWithPeaks(history, site, day, limits)
                peaks = others
                guard day.isUnlikely(above: limit, key, history, ends: times, tests: max(1, others)) else { continue }
                best = (hits, .nearPeaks(hits, ends.count, near, gauge.metric, Quantity(limit, "%"), HostArgument(host.id)))
            }
            if let best { found.append(best) }
        }
        found.sort { $0.hits > $1.hits }
        return found.prefix(most).map(\.line) + around
    }

    /// How many ended when. Each time is asked about: of more ends than there may be times, those that are close together are one; nil where
    /// they would not be close.
    static func times(of ends: [SessionEnd], from first: Moment, to last: Moment) -> [Moment: Int]? {
        let step = ends.count <= mostTimes ? 1 : max(1, ((last - first).milliseconds + Int64(mostTimes) - 1) / Int64(mostTimes))
        guard step <= longestStep else { return nil }
        var out: [Moment: Int] = [:]
        for end in ends { out[first + .milliseconds((end.at - first).milliseconds / step * step + step / 2), default: 0] += 1 }
        return out
    }

    /// As a rule asks.
    static func lines(for ends: [SessionEnd], in input: RuleInput) -> [Message] {
        lines(for: ends, history: input.facts.history, site: input.site, hosts: input.facts.hosts) { input.limits($0, $1) }
    }

    /// Waiting for CPU first: of two gauges that hit as often it says more.
    private static let gauges: [any ThresholdRule] = [
        CPUWaitRule(), NumberRule(.pressureCPU), NumberRule(.pressureIO), NumberRule(.pressureMemory), NumberRule(.cpu),
        NumberRule(.memory),
    ]

    private static func isAbove(_ limit: Double, _ key: SeriesKey, _ history: any History, from start: Moment, to end: Moment) -> Bool {
        (history.summary(key, from: start, to: end)?.maximum ?? -.infinity) > limit
    }

    /// Hosts that had any gauge above its limit within the day: each is one more way to be right by chance.
    private static func hostsWithPeaks(
        _ history: any History, _ site: Site, _ day: DayOfMetric, _ limits: (_ rule: String, _ host: Host) -> Thresholds?
    ) -> Int {
        site.hosts.count { host in
            gauges.contains { gauge in
                guard let limit = limits(gauge.id, host)?.critical else { return false }
                return isAbove(limit, SeriesKey(host: host.id, metric: gauge.metric), history, from: day.start, to: day.end)
            }
        }
    }

    /// `pool at 118 of 120 on vpn-1`, where a place was refused and the pool was all but full.
    private static func pools(
        _ ends: [SessionEnd], _ history: any History, _ site: Site, _ hosts: [Host.ID: HostFacts], from start: Moment, to end: Moment
    ) -> [Message] {
        let full = Set(ends.lazy.filter { $0.cause == .resource }.map(\.host))
        let limits = Dictionary(site.hosts.lazy.filter { full.contains($0.id) }.map { ($0.id, $0.sessionLimit) }) { first, _ in first }
        return full.sorted().compactMap { id in
            let ceilings = [hosts[id]?.sessionLimit, limits[id] ?? nil].compactMap { $0 }.filter { $0 > 0 }
            guard let ceiling = ceilings.min() else { return nil }
            let peak = history.summary(SeriesKey(host: id, metric: .sessions), from: start, to: end)?.maximum
            guard let sessions = peak ?? hosts[id]?.sessions.map(Double.init), sessions >= 0.95 * Double(ceiling) else { return nil }
            return .poolFull(hosts[id]?.sessionLimitName ?? .limitPool(), Quantity(sessions), ceiling, HostArgument(id))
        }
    }
}
