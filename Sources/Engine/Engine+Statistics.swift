import Alarms
import Feed
import Telemetry

/// What fronts are told about the alarms as a whole.
extension Engine {
    static let statisticsPause = Duration.seconds(10)

    /// Every host's own limits; a rule of the whole site is with none. Most hosts have their area's, which are made once.
    var hostLimits: [HostThresholds] {
        var ofAreas: [String: [String: HostThresholds.Pair]] = [:]
        return site.hosts.map { host in
            let isOwn = settings.limits.hasOwn(host)
            if !isOwn, let known = ofAreas[host.area] { return HostThresholds(host: host.id, limits: known) }
            var pairs: [String: HostThresholds.Pair] = [:]
            for rule in book.rules where rule.scope != .site {
                let limits = settings.limits.limits(of: rule.id, base: rule.defaults, on: host).limits
                guard limits.isEnabled else { continue }
                pairs[rule.id] = HostThresholds.Pair(warning: limits.warning, critical: limits.critical)
            }
            if !isOwn { ofAreas[host.area] = pairs }
            return HostThresholds(host: host.id, limits: pairs)
        }
    }

    /// As of now, with the events that nobody had to act on.
    func statistics(at now: Moment) -> AlarmStatistics {
        var out = book.statistics(at: now)
        let day = now - .seconds(86_400)
        out.events =
            facts.ends.count { $0.at >= day } + crowd.counted(at: clock.believed) + events.count { $0.at >= day && !$0.host.isEmpty }
        return out
    }

    /// Tells them where they changed, at most once in 10 s, and where they are due.
    func tellStatistics(at now: Moment, isDue: Bool = false) {
        if !isDue, let last = statisticsAt, now >= last, now - last < Self.statisticsPause { return }
        statisticsAt = now
        let new = statistics(at: now)
        guard new != toldStatistics else { return }
        toldStatistics = new
        outlets.publish(.statistics(new))
    }
}
