import Alarms
import Drawing
import Feed
import Telemetry

/// What all screens share, gathered from the world when it changed, so that a frame only reads.
struct Board: Sendable {
    private(set) var rows: [HostRow] = []
    private(set) var places: [Host.ID: Int] = [:]
    private(set) var alarms = AlarmList()
    private(set) var causes = CauseTable()
    private(set) var totals = SessionTotals()
    /// Columns of the longest host name, within reason.
    private var longestName = 6
    /// The same, as far as a part of that width has them to spare.
    func nameWidth(in width: Int) -> Int { min(longestName, width >= 110 ? 32 : 16) }
    private(set) var mostSevere: Host.ID?
    private var causesAt: Moment?

    func row(_ id: Host.ID?) -> HostRow? { id.flatMap { places[$0] }.map { rows[$0] } }

    mutating func siteChanged(_ world: World, offset: Int) {
        let old = rows
        let oldPlaces = places
        rows = []
        places = [:]
        for host in world.site?.hosts ?? [] where places[host.id] == nil {
            places[host.id] = rows.count
            let kept = oldPlaces[host.id].map { old[$0] }
            rows.append(kept?.host == host ? kept ?? HostRow(host: host) : HostRow(host: host))
        }
        longestName = max(rows.map { columns($0.host.id, limit: 64) }.max() ?? 6, 6)
        for index in rows.indices { rows[index].refresh(from: world, guestsChanged: true) }
        attachAlarms()
        refreshTotals(world, offset: offset)
    }
    /// What changed since the rows were gathered.
    struct Stale: Sendable {
        var hosts: Set<Host.ID> = []
        var ends = false
        var time = false
    }
    /// Each row once, however often its host reported.
    mutating func refresh(_ stale: Stale, _ world: World, offset: Int) {
        if stale.time { timePassed(world, except: stale.hosts) }
        for id in stale.hosts { if let place = places[id] { rows[place].refresh(from: world, guestsChanged: true) } }
        if stale.time || !stale.hosts.isEmpty { refreshTotals(world, offset: offset) }
        if stale.ends || stale.time && areCausesOld(at: world.now) { endsChanged(world) }
    }
    mutating func alarmsChanged(_ world: World) {
        alarms = AlarmList(world.alarms)
        attachAlarms()
        findWorst(world)
    }
    private mutating func endsChanged(_ world: World) {
        causes = CauseTable(world.ends, now: world.now)
        causesAt = world.now
    }
    mutating func historyChanged(_ world: World, offset: Int) {
        for index in rows.indices { rows[index].forgetCourse() }
        siteChanged(world, offset: offset)
    }
    private mutating func timePassed(_ world: World, except changed: Set<Host.ID>) {
        for index in rows.indices where !changed.contains(rows[index].host.id) { rows[index].refresh(from: world, guestsChanged: false) }
    }
    /// Windows slide slowly: a count that is five seconds late misleads nobody.
    private func areCausesOld(at now: Moment) -> Bool { causesAt.map { now < $0 || now - $0 >= .seconds(5) } ?? true }

    private mutating func refreshTotals(_ world: World, offset: Int) {
        totals.refresh(rows: rows, world: world, offset: offset)
        findWorst(world)
    }
    private mutating func attachAlarms() {
        for index in rows.indices {
            rows[index].alarm = nil
            rows[index].openAlarms = 0
        }
        for alarm in alarms.all {
            guard let place = places[alarm.key.host] else { continue }
            if rows[place].alarm == nil { rows[place].alarm = alarm }
            if alarm.standing == .open { rows[place].openAlarms += 1 }
        }
    }
    private mutating func findWorst(_ world: World) {
        var worst: (id: Host.ID, badness: Double)?
        for row in rows {
            let badness = row.badness(world.limits, at: world.now)
            if badness > worst?.badness ?? -1 { worst = (row.host.id, badness) }
        }
        mostSevere = worst?.id
    }
}
