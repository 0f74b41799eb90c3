import Alarms
import Drawing
import Feed
import Telemetry

/// The whole site at a glance: every host in its area, sessions, timeouts, alarms. One cursor runs through hosts and alarms.
struct OverviewScreen: Screen {
    static let title = "Overview"

    enum Part: Hashable, Sendable { case hosts, alarms }
    private(set) var part = Part.hosts
    private(set) var isFull = false
    private(set) var sort = HostTable.Sort.site
    private(set) var descending = true
    private(set) var lines: [HostTable.Line] = []
    private(set) var hosts: [Host.ID] = []
    private(set) var alarms = AlarmRows()
    private struct AlarmBasis: Hashable {
        let revision: Int
        let filter: String
    }
    /// What the alarms were made of: most pictures change nothing of them.
    private var alarmsListed: AlarmBasis?
    private(set) var waiting: [HostRow.Waiting] = []
    private var alarmCursor = AlarmCursor()

    mutating func refresh(_ context: DrawContext) {
        gatherLines(context)
        let wanted = AlarmBasis(revision: context.summary.work.alarms, filter: context.focus.filter)
        if wanted != alarmsListed {
            alarmsListed = wanted
            let all = context.summary.alarms.all
            alarms = AlarmRows(wanted.filter.isEmpty ? all : all.filter { context.focus.admits($0.key.host, $0.text) })
        }
        alarmCursor.refresh(in: alarms, focus: context.focus)
        waiting = context.summary.rows.flatMap(\.waiting).sorted { a, b in
            let (first, second) = (a.wait.step(1), b.wait.step(1))
            return first == second ? (a.host, a.guest) < (b.host, b.guest) : first > second
        }
        if waiting.count > 20 { waiting.removeLast(waiting.count - 20) }
        if part == .alarms, alarms.isEmpty { part = .hosts }
        if part == .hosts, hosts.isEmpty, !alarms.isEmpty, context.world.site != nil { part = .alarms }
    }

    private mutating func gatherLines(_ context: DrawContext) {
        lines = []
        hosts = []
        let admitted = context.summary.rows.filter { context.focus.admits($0.host.id, $0.host.area) }
        var areas = context.world.site?.areas ?? []
        for row in admitted where !areas.contains(where: { $0.id == row.host.area }) { areas.append(Area(id: row.host.area)) }
        for area in areas {
            var rows = admitted.filter { $0.host.area == area.id }
            guard !rows.isEmpty else { continue }
            if sort != .site {
                // By value, then as configured: rows of the same value keep their places.
                let keyed = rows.map { (row: $0, key: OverviewScreen.key($0, sort, context.world)) }.enumerated()
                rows = keyed.sorted { a, b in
                    if a.element.key != b.element.key { return descending ? a.element.key > b.element.key : a.element.key < b.element.key }
                    return a.offset < b.offset
                }.map(\.element.row)
            }
            lines.append(.area(area.id.isEmpty ? "Hosts" : area.id, note: OverviewScreen.note(area, rows, context)))
            for row in rows {
                lines.append(.host(row.host.id))
                hosts.append(row.host.id)
            }
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
            case .alarm: row.urgency(world.limits, at: world.now)
            }
        return (value ?? -1).step(sort == .alarm ? 0 : 1)
    }

    /// `virtualized · 2 hosts · VDI 77`
    private static func note(_ area: Area, _ rows: [HostRow], _ context: DrawContext) -> String {
        var parts = area.kind.isEmpty ? [] : [area.kind]
        parts.append(counted(rows.count, "host"))
        var counts = SessionTotals.Counts([])
        for row in rows where !row.isSilent { counts.add(row.counts) }
        let words = counts.words(separator: context.symbols.separator)
        if !words.isEmpty { parts.append(words) }
        return parts.joined(separator: context.symbols.separator)
    }

    var canGoBack: Bool { isFull }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        switch action {
        case .left: part = .hosts
        case .right where !alarms.isEmpty: part = .alarms
        case .nextHost, .previousHost:
            part = .hosts
            context.focus.host = cycled(shownHost(context.focus), by: action == .nextHost ? 1 : -1, in: hosts)
        case .nextAlarm where !alarms.isEmpty: part = .alarms
        case .sortLeft, .sortRight:
            let all = HostTable.Sort.allCases
            sort = cycled(sort, by: action == .sortRight ? 1 : -1, in: all) ?? .site
        case .sortInvert: descending.toggle()
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .fullPanel: isFull.toggle()
        case .back: isFull = false
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

    /// Down from the last host to the first alarm, up from the first alarm to the last host.
    private mutating func move(_ step: Int, _ focus: inout Focus) {
        let hostIndex = hosts.firstIndex { $0 == focus.host } ?? 0
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
    func shownHost(_ focus: Focus) -> Host.ID? { hosts.contains { $0 == focus.host } ? focus.host : hosts.first }
    mutating func leave() { isFull = false }
    /// The host is the alarm's, where the cursor is on one.
    func selection(in context: DrawContext) -> Selection {
        let alarm = selectedAlarm(in: context)
        let host = part == .alarms ? alarm?.key.host : shownHost(context.focus)
        return Selection(hosts: host.map { $0.isEmpty ? [] : [$0] } ?? [], alarms: alarm.map { [$0.id] } ?? [])
    }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        if part == .alarms { words["part"] = "alarms" }
        if sort != .site { words["sort"] = "\(sort)" }
        if !descending { words["order"] = "ascending" }
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        part = memory.own["part"] == "alarms" ? .alarms : .hosts
        sort = .named(memory.own["sort"]) ?? .site
        descending = memory.own["order"] != "ascending"
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: alarms.alarms.map(\.id)) }
}
