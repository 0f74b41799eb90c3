import Alarms
import Drawing
import Feed
import Telemetry

/// The whole site at a glance: every host in its area, sessions, timeouts, alarms. One cursor runs through hosts and alarms.
struct OverviewScreen: Screen {
    static let title = "Overview"

    enum Part: String, Hashable, Sendable, CaseIterable { case hosts, waiting, alarms }
    private(set) var part = Part.hosts
    private(set) var isFull = false
    private(set) var sort = HostTable.Sort.site
    private(set) var descending = true
    private(set) var list = HostLines()
    /// The same without the worst one, where that stands apart.
    private(set) var others = HostLines()
    private(set) var alarms = AlarmRows()
    /// Of the alarms, how many are not put aside.
    private(set) var awake = 0
    /// What hosts and pools showed when the worst alarm began.
    private(set) var contextLine: String?
    private(set) var waiting: [HostRow.Waiting] = []
    private var alarmCursor = AlarmCursor()
    private(set) var waitingCursor = Cursor<GuestIdentity>(followsTop: true)
    private var listed: ListBasis?
    /// How often: for tests of what a picture costs.
    private(set) var listsMade = 0
    private var alarmsListed: AlarmBasis?
    private var waitingAt: Int?

    mutating func refresh(_ context: DrawContext) {
        gatherHosts(context)
        gatherAlarms(context)
        alarmCursor.refresh(in: alarms, focus: context.focus)
        if waitingAt != context.summary.work.reports {
            waitingAt = context.summary.work.reports
            waiting = WaitingList.worst(of: context.summary.rows)
        }
        waitingCursor.refresh(in: waiting, id: \.identity)
        if !parts(context).contains(part) { part = .hosts }
        if part == .hosts, list.hosts.isEmpty, !alarms.isEmpty, context.world.site != nil { part = .alarms }
    }

    /// What the list of hosts was made of: most pictures change nothing of its order.
    private struct ListBasis: Hashable {
        let sites: Int
        let filter: String
        let sort: HostTable.Sort
        let descending: Bool
        /// What is sorted by: other numbers, other alarms.
        let numbers: Int
        let alarms: Int
        let worst: Host.ID?
    }
    private mutating func gatherHosts(_ context: DrawContext) {
        let work = context.summary.work
        let wanted = ListBasis(
            sites: work.sites, filter: context.focus.filter, sort: sort, descending: descending, numbers: sort == .site ? 0 : work.rows,
            alarms: sort == .alarm ? work.alarms : 0, worst: context.summary.mostSevere)
        guard wanted != listed else { return }
        listed = wanted
        listsMade += 1
        var areas = context.world.site?.areas ?? []
        var known = Set(areas.map(\.id))
        var members: [String: [HostRow]] = [:]
        for row in context.summary.rows where context.focus.admits(row.host.id, row.host.area) {
            if known.insert(row.host.area).inserted { areas.append(Area(id: row.host.area)) }
            members[row.host.area, default: []].append(row)
        }
        list = HostLines()
        for area in areas {
            guard let rows = members.removeValue(forKey: area.id) else { continue }
            list.add(area, sorted(rows, context.world).map(\.host.id))
        }
        others = list.plain(without: wanted.worst)
    }
    /// By value, then as configured: rows of the same value keep their places.
    private func sorted(_ rows: [HostRow], _ world: World) -> [HostRow] {
        guard sort != .site else { return rows }
        let keys = rows.map { OverviewScreen.key($0, sort, world) }
        return rows.indices.sorted { a, b in
            if keys[a] != keys[b] { return descending ? keys[a] > keys[b] : keys[a] < keys[b] }
            return a < b
        }.map { rows[$0] }
    }

    private struct AlarmBasis: Hashable {
        let revision: Int
        let filter: String
    }
    private mutating func gatherAlarms(_ context: DrawContext) {
        let wanted = AlarmBasis(revision: context.summary.work.alarms, filter: context.focus.filter)
        guard wanted != alarmsListed else { return }
        alarmsListed = wanted
        let all = context.summary.alarms.all
        alarms = AlarmRows(wanted.filter.isEmpty ? all : all.filter { context.focus.admits($0.key.host, $0.text) })
        awake = alarms.alarms.reduce(0) { $0 + ($1.standing < .shelved ? 1 : 0) }
        let first = alarms.alarms.first { $0.standing == .open && !$0.context.isEmpty }
        contextLine = first.flatMap { alarm in
            alarm.context.first.map { alarm.key.host.isEmpty ? $0.text : "\(alarm.key.host): \($0.text)" }
        }
    }

    private static func key(_ row: HostRow, _ sort: HostTable.Sort, _ world: World) -> Double {
        let value: Double? =
            switch sort {
            case .site: 0
            case .cpu: row.cpu.value
            case .wait: row.wait.value
            case .memory: row.memory.value
            case .pressure: row.pressure.value
            case .sessions: row.sessions.value
            case .alarm: row.urgency
            }
        return (value ?? -1).step(sort == .alarm ? 0 : 1)
    }

    var canGoBack: Bool { isFull }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        switch action {
        case .left, .right:
            let parts = parts(context)
            let place = (parts.firstIndex(of: part) ?? 0) + (action == .left ? -1 : 1)
            part = parts[min(max(place, 0), parts.count - 1)]
        case .nextHost, .previousHost:
            part = .hosts
            context.focus.host = cycled(shownHost(context.focus), by: action == .nextHost ? 1 : -1, in: list.hosts)
        case .nextAlarm where !alarms.isEmpty: part = .alarms
        case .sortLeft, .sortRight:
            let all = HostTable.Sort.allCases
            sort = cycled(sort, by: action == .sortRight ? 1 : -1, in: all) ?? .site
        case .sortInvert: descending.toggle()
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .fullPanel: isFull.toggle()
        case .back: isFull = false
        case .open where part == .waiting:
            guard let guest = waiting.at(waitingCursor) else { return [.say("no guest is selected")] }
            (context.focus.host, context.focus.guest) = (guest.host, guest.id)
            return [.show(.guest)]
        case .open:
            guard part == .alarms else {
                guard let host = shownHost(context.focus) else { return [.say("no host is selected")] }
                context.focus.host = host
                return [.show(.host)]
            }
            context.focus.alarm = selectedAlarm(in: context)?.id
            return [.show(.alarms)]
        default:
            if let step = action.step { move(step, &context.focus) }
        }
        return []
    }

    /// Where the cursor can be: a list that has no room is none.
    private func parts(_ context: DrawContext) -> [Part] {
        let hasWaiting = !waiting.isEmpty && context.body.width >= WaitingList.fewestColumns
        return Part.allCases.filter { $0 == .waiting ? hasWaiting : $0 == .hosts || !alarms.isEmpty }
    }

    /// Down from the last host to the first alarm, up from the first alarm to the last host.
    private mutating func move(_ step: Int, _ focus: inout Focus) {
        if part == .waiting { return waitingCursor.move(by: step, in: waiting, id: \.identity) }
        let hosts = list.hosts
        let hostIndex = list.place(of: focus.host) ?? 0
        let alarmIndex = alarmCursor.index(in: alarms, focus: focus) ?? 0
        let current = part == .hosts ? hostIndex : hosts.count + alarmIndex
        let count = hosts.count + alarms.count
        guard count > 0 else { return }
        let next = min(max(current + step, 0), count - 1)
        if next < hosts.count {
            part = .hosts
            focus.host = hosts[next]
        } else {
            part = .alarms
            focus.alarm = alarms.rows[next - hosts.count].first.id
        }
    }

    func selectedAlarm(in context: DrawContext) -> Alarm? {
        if part == .alarms { return alarmCursor.selected(in: alarms, focus: context.focus) }
        return context.summary.row(shownHost(context.focus))?.alarm
    }
    /// The host of the cursor among the hosts: a filter may have taken the one that was looked at.
    func shownHost(_ focus: Focus) -> Host.ID? { list.place(of: focus.host) == nil ? list.hosts.first : focus.host }
    mutating func leave() { isFull = false }
    /// The host is the alarm's, where the cursor is on one.
    func selection(in context: DrawContext) -> Selection {
        if part == .waiting, let guest = waiting.at(waitingCursor) {
            return Selection(hosts: [guest.host], guests: [guest.identity])
        }
        let alarm = selectedAlarm(in: context)
        let host = part == .alarms ? alarm?.key.host : shownHost(context.focus)
        return Selection(hosts: host.map { $0.isEmpty ? [] : [$0] } ?? [], alarms: alarm.map { [$0.id] } ?? [])
    }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        if part != .hosts { words["part"] = part.rawValue }
        if sort != .site { words["sort"] = "\(sort)" }
        if !descending { words["order"] = "ascending" }
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        part = .named(memory.own["part"]) ?? .hosts
        sort = .named(memory.own["sort"]) ?? .site
        descending = memory.own["order"] != "ascending"
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: alarms.alarms.map(\.id)) }
}
