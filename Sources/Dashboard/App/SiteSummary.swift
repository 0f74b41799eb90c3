import Alarms
import Drawing
import Feed
import MetricStore
import Telemetry

/// What all screens share, gathered from the world once for each picture in which it changed.
struct SiteSummary: Sendable {
    private(set) var rows: [HostRow] = []
    private(set) var places: [Host.ID: Int] = [:]
    /// Of targets that are no host themselves.
    private var placesOfTargets: [Target.ID: [Int]] = [:]
    private(set) var alarms = AlarmList()
    private(set) var causes = CauseTable()
    private(set) var totals = SessionTotals()
    /// Columns of the longest host name, within reason.
    private var longestName = 6
    /// The same, as far as a part of that width has them to spare.
    func nameWidth(in width: Int) -> Int { min(longestName, width >= 110 ? 32 : 16) }
    private(set) var mostSevere: Host.ID?
    /// Whoever wants to be looked at most comes first, then as configured.
    var worstFirst: [Host.ID] {
        rows.indices.sorted { (rows[$1].urgency, $0) < (rows[$0].urgency, $1) }.map { rows[$0].host.id }
    }
    /// Hosts in maintenance.
    private(set) var maintenanceWindows = 0
    /// When the newest answer of any host came, and how often the one is asked that is asked most.
    private(set) var newestAnswer: Moment?
    private(set) var shortestInterval: Duration?
    /// Whether anything older than ten minutes is known, within an hour.
    private(set) var hasPast = false
    private var causesAt: Moment?

    func row(_ id: Host.ID?) -> HostRow? { id.flatMap { places[$0] }.map { rows[$0] } }
    /// By the name that it is asked about: a window may be of a target, and is that of all of its hosts then.
    func windows(of hosts: [Host.ID], at now: Moment) -> [Host.ID: MaintenanceWindow] {
        var found: [Host.ID: MaintenanceWindow] = [:]
        for host in hosts { found[host] = rows(of: host).lazy.compactMap { $0.maintenance(at: now) }.first }
        return found
    }
    /// The host of that id, or all of the target of that id: an alarm may be of either.
    func rows(of id: Host.ID) -> [HostRow] { places(of: id).map { rows[$0] } }
    private func places(of id: Host.ID) -> [Int] { places[id].map { [$0] } ?? placesOfTargets[id] ?? [] }

    /// How often each part was worked out: callers see by it that there is something new, and tests see what a frame costs.
    struct Work: Hashable, Sendable {
        var rows = 0
        /// Of these the hosts that reported.
        var reports = 0
        /// Hosts of which it was found anew how much they want to be looked at.
        var judged = 0
        var sites = 0
        var alarms = 0
        var totals = 0
        var causes = 0
    }
    private(set) var work = Work()

    init() {}
    /// Of a moment of the past: what was worked out of another moment has other numbers.
    init(number: Int) {
        let first = number << 40
        work = Work(rows: first, reports: first, sites: first, alarms: first, totals: first, causes: first)
    }
    mutating func refreshAll(_ world: World, offset: Int) {
        totals.forgetPeaks()
        var all = Stale()
        (all.site, all.alarms, all.ends, all.history, all.time, all.numbers, all.past) = (true, true, true, true, true, true, true)
        refresh(all, world, offset: offset)
    }

    /// What changed since the board was refreshed.
    struct Stale: Sendable {
        var site = false
        var hosts: Set<Host.ID> = []
        var alarms = false
        var ends = false
        var history = false
        var time = false
        /// Numbers came, of any host.
        var numbers = false
        /// There are things of which there were no numbers before.
        var series = false
        /// More is known of the past; hosts and lists are as before.
        var past = false
        /// The engine told something.
        var news = false
    }
    /// Everything once, however often it was told.
    mutating func refresh(_ stale: Stale, _ world: World, offset: Int) {
        if stale.history || stale.past { for index in rows.indices { rows[index].forgetTrend() } }
        let isNew = stale.site || stale.history
        if isNew {
            gatherRows(world)
            work.sites += 1
        }
        let reported = isNew || stale.series ? Set(rows.indices) : Set(stale.hosts.lazy.flatMap(places))
        for index in reported {
            work.rows += 1
            work.reports += 1
            rows[index].refresh(from: world, told: work.reports)
        }
        // A second that goes by is little work, however many hosts there are.
        var changed = reported
        if stale.time || stale.numbers {
            for index in rows.indices
            where !reported.contains(index) && (stale.numbers || rows[index].changesWithTime(at: world.now)) {
                changed.insert(index)
                work.rows += 1
                rows[index].refresh(from: world, told: nil)
            }
        }
        if stale.alarms {
            alarms = AlarmList(world.alarms)
            work.alarms += 1
        }
        if isNew || stale.alarms { attachAlarms() }
        if isNew || stale.time || !changed.isEmpty { watchAnswers(at: world.now) }
        if isNew || !changed.isEmpty {
            totals.refresh(rows: rows, world: world, offset: offset)
            work.totals += 1
        }
        if isNew || stale.time || stale.past { findPast(in: world) }
        // Alarms bring limits, too; and a window begins and ends by the clock.
        let judged = rows.indices.filter { stale.alarms || changed.contains($0) || stale.time && rows[$0].state?.maintenance != nil }
        for index in judged { rows[index].judge(by: world.limits, at: world.now) }
        work.judged += judged.count
        if isNew || !judged.isEmpty { findWorst() }
        if stale.ends || stale.time && areCausesOld(at: world.now) {
            causes = CauseTable(world.ends, now: world.now)
            causesAt = world.now
            work.causes += 1
        }
    }

    private mutating func gatherRows(_ world: World) {
        let old = rows
        let oldPlaces = places
        rows = []
        (places, placesOfTargets) = ([:], [:])
        for host in world.site?.hosts ?? [] where places[host.id] == nil {
            places[host.id] = rows.count
            if host.target != host.id { placesOfTargets[host.target, default: []].append(rows.count) }
            let kept = oldPlaces[host.id].map { old[$0] }
            rows.append(kept?.host == host ? kept ?? HostRow(host: host) : HostRow(host: host))
        }
        longestName = max(rows.map { columns($0.host.id, limit: 64) }.max() ?? 6, 6)
    }
    private mutating func watchAnswers(at now: Moment) {
        (maintenanceWindows, newestAnswer, shortestInterval) = (0, nil, nil)
        // By index: to copy a row costs more than what is looked at.
        for index in rows.indices {
            if rows[index].state?.maintenance?.isActive(at: now) == true { maintenanceWindows += 1 }
            if let at = rows[index].state?.answeredAt { newestAnswer = max(newestAnswer ?? at, at) }
            shortestInterval = min(shortestInterval ?? rows[index].host.interval, rows[index].host.interval)
        }
    }
    private mutating func findPast(in world: World) {
        // The whole of it: an outage of some minutes that wanders through must not turn the graphs into others and back.
        let (start, end) = (world.now - GraphSpan.hour.duration, world.now - GraphSpan.tenMinutes.duration)
        // A few hosts tell: they begin together.
        hasPast = rows.prefix(8).contains { row in
            [Metric.cpu, .sessions].contains { metric in
                world.history.span(SeriesKey(host: row.host.id, metric: metric), from: start, to: end, columns: 1).contains { $0 != nil }
            }
        }
    }
    /// Windows slide slowly: a count that is five seconds late misleads nobody.
    private func areCausesOld(at now: Moment) -> Bool { causesAt.map { now < $0 || now - $0 >= .seconds(5) } ?? true }

    private mutating func attachAlarms() {
        for index in rows.indices {
            rows[index].alarm = nil
            rows[index].openAlarms = 0
        }
        for alarm in alarms.all {
            for place in places(of: alarm.key.host) {
                if rows[place].alarm == nil { rows[place].alarm = alarm }
                if alarm.standing == .open { rows[place].openAlarms += 1 }
            }
        }
    }
    /// The first of those that are worst.
    private mutating func findWorst() {
        let worst = rows.indices.max { rows[$0].urgency < rows[$1].urgency || rows[$0].urgency == rows[$1].urgency && $0 > $1 }
        mostSevere = worst.map { rows[$0].host.id }
    }
}
