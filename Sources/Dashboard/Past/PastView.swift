import Alarms
import Feed
import MetricStore
import Telemetry

/// What is not known of a moment of the past, and how far what is shown reaches.
struct PastLimits: Hashable, Sendable {
    /// How hosts were is kept since; nil where it never was.
    var keptSince: Moment?
    /// Of sessions those that were over by then may be missing, so what is left is no count; nil where none is.
    var sessionsKeptSince: Moment?
    /// Session ends and lines of the journal from before are not here.
    var endsSince: Moment
    var eventsSince: Moment?
    /// Hosts of which nobody knows how they were.
    var unknown: Set<Host.ID> = []
    /// Where a list of sessions is empty, maybe for want of what is kept.
    var nothing: String { unknown.isEmpty && sessionsKeptSince == nil ? localized("none") : localized("not kept") }
}

/// The dashboard as it was at a moment, as far as that is kept.
struct PastView: Sendable {
    let moment: Moment
    private(set) var world: World
    private(set) var summary: SiteSummary

    /// - Parameter number: of all pictures; lists that were made of another one are not taken for its own.
    init(_ found: Travel.Findings, at moment: Moment, in now: World, number: Int, offset: Int) {
        self.moment = moment
        world = now.asItWas(at: moment, found, number: number)
        summary = SiteSummary(number: number)
        summary.refreshAll(world, offset: offset)
    }

    /// More of its numbers came, or they are read from elsewhere.
    mutating func hear(_ history: any History, offset: Int) {
        world.history = FrozenHistory(base: history, end: moment)
        world.numbersRevision += 1
        summary.refreshAll(world, offset: offset)
    }

    /// What of it is not kept, for the row below the first one; nil where all is.
    func note(_ clock: Clock) -> String? {
        guard let limits = world.past else { return nil }
        let all = summary.rows.count
        guard limits.unknown.count < all || all == 0 else {
            let since = limits.keptSince.map { localized("since \(clock.long($0)) only") } ?? localized("from now on")
            return limits.keptSince.map { $0 > moment } ?? true
                ? world.knowsAlarms
                    ? localized("how hosts were is kept \(since): of this moment there are numbers and alarms")
                    : localized("how hosts were is kept \(since): of this moment there are numbers")
                : localized("how hosts were at this moment is not kept")
        }
        var parts: [String] = []
        if limits.unknown.count == 1, let only = limits.unknown.first {
            parts.append(localized("how \(only) was is not kept"))
        } else if !limits.unknown.isEmpty {
            parts.append(localized("how \(limits.unknown.count) of \(all) hosts were is not kept"))
        }
        if let since = limits.sessionsKeptSince {
            parts.append(localized("sessions that were over by \(clock.long(since)) are not kept"))
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

extension World {
    var areSessionsKept: Bool { past?.sessionsKeptSince == nil }
    /// Of the past nothing is known of how sessions ended.
    var areEndsLost: Bool { past.map { now <= $0.endsSince } ?? false }
    /// Session ends of that time: `88+` where some of them may be kept no longer or nobody was there to see them, `--` where all are.
    func words(ends count: Int, within window: Duration) -> String {
        if areEndsLost, count == 0 { return "--" }
        let isKept = past.map { now - window >= $0.endsSince } ?? true
        return isKept && wasWatched(since: now - window) ? String(count) : "\(count)+"
    }

    /// Whether an engine ran all the time: a session that ends while none does is only found to be gone. A demo's day is whole.
    func wasWatched(since start: Moment) -> Bool {
        guard engine?.demo == nil else { return true }
        func isWithin(_ at: Moment) -> Bool { at > start && at <= now }
        if let engine, isWithin(engine.startedAt) { return false }
        if engineStarts.contains(where: isWithin) { return false }
        // The lines that would tell are here no longer; of its own time an engine needs none.
        if let since = past?.eventsSince, since > start, engine.map({ $0.startedAt > start }) ?? true { return false }
        // No engine ran at that very moment.
        guard let past, let site, !site.hosts.isEmpty else { return true }
        return past.unknown.count < site.hosts.count
    }

    /// Limits are today's. How much alarms asked of people is not kept.
    func asItWas(at moment: Moment, _ found: Travel.Findings, number: Int) -> World {
        var past = self
        past.now = moment
        past.hosts = found.hosts
        // Before anything was kept, and while no engine ran, an empty list is no all-clear.
        let isKept = found.keptSince.map { moment >= $0 } ?? false
        (past.alarms, past.knowsAlarms) = (found.alarms, !found.alarms.isEmpty || isKept && !found.hosts.isEmpty)
        past.history = FrozenHistory(base: history, end: moment)
        past.statistics = nil
        (past.connection, past.silence) = (.attached, nil)
        let horizon = now - .seconds(86_400)
        let tooMany = ends.count >= World.endsKept ? ends.first?.at : nil
        let lostSessions = found.sessionsKeptSince.flatMap { moment < $0 ? $0 : nil }
        // These are what is beside the lists.
        if lostSessions != nil { for host in past.hosts.keys { past.hosts[host]?.unlisted = nil } }
        past.past = PastLimits(
            keptSince: found.keptSince, sessionsKeptSince: lostSessions, endsSince: max(horizon, tooMany ?? horizon),
            eventsSince: events.count >= World.eventsKept ? events.first?.at : nil,
            unknown: Set(site?.hosts.lazy.map(\.id).filter { found.hosts[$0] == nil } ?? []))
        past.forgetAllAfter(moment, number: number)
        return past
    }
}
