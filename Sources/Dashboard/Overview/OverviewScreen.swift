import Alarms
import Drawing
import Feed
import Telemetry

/// The whole site at a glance: every host in its area, sessions, timeouts, alarms. One cursor runs through hosts and alarms.
struct OverviewScreen: Screen {
    static var title: String { localized("Overview") }

    enum Part: String, Hashable, Sendable, CaseIterable { case hosts, waiting, alarms }
    private(set) var part = Part.hosts
    private(set) var isFull = false
    private(set) var sorting = Sorting(HostTable.Sort.site)
    var sort: HostTable.Sort { sorting.column }
    var descending: Bool { sorting.isDescending }
    private(set) var list = HostLines()
    /// Areas in one row each.
    private(set) var folded: Set<String> = []
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
        // Of hosts that reported, and of those that no longer do.
        if waitingAt != context.summary.work.rows {
            waitingAt = context.summary.work.rows
            waiting = WaitingList.worst(of: context.summary.rows)
        }
        waitingCursor.refresh(in: waiting, id: \.identity)
        if !parts(context).contains(part) { part = .hosts }
        if part == .hosts, list.hosts.isEmpty, !alarms.isEmpty, context.world.site != nil { part = .alarms }
    }

    /// What the list of hosts was made of: most pictures change nothing of its order.
    private struct ListBasis: Hashable {
        let sites: Int
        let filter: Filter
        let sorting: Sorting<HostTable.Sort>
        let folded: Set<String>
        /// What is sorted by: other numbers, other alarms.
        let numbers: Int
        let alarms: Int
        let worst: Host.ID?
    }
    private mutating func gatherHosts(_ context: DrawContext) {
        let work = context.summary.work
        let query = context.focus.query
        let wanted = ListBasis(
            sites: work.sites, filter: query, sorting: sorting,
            folded: folded, numbers: !sort.isNumber && !query.asks(for: .state) ? 0 : work.rows,
            alarms: sort == .alarm || query.asks(for: .state) ? work.alarms : 0, worst: context.summary.mostSevere)
        guard wanted != listed else { return }
        listed = wanted
        listsMade += 1
        var areas = context.world.site?.areas ?? []
        var known = Set(areas.map(\.id))
        var members: [String: [HostRow]] = [:]
        for row in context.summary.rows where query.admits(row, number: OverviewScreen.shownValue(row, sort), in: context.world) {
            if known.insert(row.host.area).inserted { areas.append(Area(id: row.host.area)) }
            members[row.host.area, default: []].append(row)
        }
        list = HostLines()
        for area in areas {
            guard let rows = members.removeValue(forKey: area.id) else { continue }
            // Who looks for letters wants to see what holds them; and whichever stands for all goes by no number.
            if query.isEmpty, folded.contains(area.id) {
                list.fold(area, rows.map(\.host.id))
            } else {
                list.add(area, sorted(rows).map(\.host.id))
            }
        }
        others = list.plain(without: wanted.worst)
    }
    /// By value, then as configured: rows of the same value keep their places.
    private func sorted(_ rows: [HostRow]) -> [HostRow] {
        switch sort {
        case .site: return sorting.isInverted ? rows.reversed() : rows
        case .name: return rows.sorted { ($0.host.id < $1.host.id) != descending }
        case .cpu, .wait, .memory, .pressure, .sessions, .alarm: break
        }
        let keys = rows.map { OverviewScreen.key($0, sort) }
        return rows.indices.sorted { a, b in
            if keys[a] != keys[b] { return descending ? keys[a] > keys[b] : keys[a] < keys[b] }
            return a < b
        }.map { rows[$0] }
    }

    private struct AlarmBasis: Hashable {
        let revision: Int
        let filter: Filter
        /// Which area a host is of.
        let sites: Int
        /// Of hosts, where the filter compares them, and which of their numbers.
        let numbers: Int
        let compared: HostTable.Sort?
    }
    private mutating func gatherAlarms(_ context: DrawContext) {
        let query = context.focus.query
        let wanted = AlarmBasis(
            revision: context.summary.work.alarms, filter: query, sites: query.isEmpty ? 0 : context.summary.work.sites,
            numbers: query.asksForNumbers ? context.summary.work.rows : 0, compared: query.asksForNumbers ? sort : nil)
        guard wanted != alarmsListed else { return }
        alarmsListed = wanted
        let all = context.summary.alarms.all
        alarms = AlarmRows(
            query.isEmpty
                ? all
                : all.filter { alarm in
                    let row = context.summary.rows(of: alarm.key.host).first
                    return query.admits(alarm, of: row, number: row.flatMap { OverviewScreen.shownValue($0, sort) }.map { .value($0) })
                })
        awake = alarms.alarms.reduce(0) { $0 + ($1.standing < .shelved ? 1 : 0) }
        let first = alarms.alarms.first { $0.standing == .open && !$0.context.isEmpty }
        contextLine = first.flatMap { alarm in
            alarm.context.first.map { alarm.key.host.isEmpty ? $0.text : "\(alarm.key.host): \($0.text)" }
        }
    }

    private static func key(_ row: HostRow, _ sort: HostTable.Sort) -> Double {
        sort == .alarm ? row.urgency : (value(row, sort) ?? -1).step(1)
    }
    /// As its column shows it; nil where that is no number.
    private static func shownValue(_ row: HostRow, _ sort: HostTable.Sort) -> Double? {
        value(row, sort).map(sort == .wait ? Numbers.asTenths : Numbers.asWhole)
    }
    private static func value(_ row: HostRow, _ sort: HostTable.Sort) -> Double? {
        switch sort {
        case .site, .name, .alarm: nil
        case .cpu: row.cpu.value
        case .wait: row.wait.value
        case .memory: row.memory.value
        case .pressure: row.pressure.value
        case .sessions: row.sessions.value
        }
    }
    static let filterColumns: [Filter.Field] = [.area, .host, .state, .kind]
    var comparesNumbers: Bool { sort.isShown }

    var canGoBack: Bool { isFull }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        if sorting.handle(action) { return [] }
        switch action {
        case .left, .right:
            let parts = parts(context)
            let place = (parts.firstIndex(of: part) ?? 0) + (action == .left ? -1 : 1)
            part = parts[min(max(place, 0), parts.count - 1)]
        case .nextHost, .previousHost:
            part = .hosts
            context.focus.host = cycled(shownHost(context.focus), by: action == .nextHost ? 1 : -1, in: list.hosts)
        case .nextAlarm where !alarms.isEmpty: part = .alarms
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .fullPanel: isFull.toggle()
        case .back: isFull = false
        case .open where part == .waiting:
            guard let guest = waiting.at(waitingCursor) else { return [.say(localized("no guest is selected"))] }
            (context.focus.host, context.focus.guest) = (guest.host, guest.identity)
            return [.show(.guest)]
        case .fold where !context.focus.query.isEmpty:
            return [.say(localized("a filter shows each host by itself: nothing is folded while it is on"))]
        case .fold: toggleFold(context)
        case .open where part == .hosts && list.folded(with: shownHost(context.focus)) != nil: toggleFold(context)
        case .open:
            guard part == .alarms else {
                guard let host = shownHost(context.focus) else { return [.say(localized("no host is selected"))] }
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

    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool {
        let isHost = list == "others" || list == "worst"
        guard let chosen = isHost ? .hosts : Part(rawValue: list), parts(context).contains(chosen) else { return false }
        let before = (part, selection(in: context))
        part = chosen
        guard let row else { return false }
        switch chosen {
        case .hosts where list == "worst": context.focus.host = context.summary.mostSevere ?? context.focus.host
        case .hosts:
            guard let host = (list == "others" ? others : self.list).host(in: row) else { return false }
            context.focus.host = host
        case .waiting: waitingCursor.move(by: row - waitingCursor.index, in: waiting, id: \.identity)
        case .alarms: context.focus.alarm = alarmCursor.stand(in: row, of: alarms)?.id ?? context.focus.alarm
        }
        return before.0 == part && before.1 == selection(in: context)
    }
    mutating func sort(by column: Int, of list: String) {
        if list == "hosts" || list == "others" { sorting.choose(HostTable.Sort.at(column)) }
    }

    /// Where the cursor can be: a list that has no room is none.
    private func parts(_ context: DrawContext) -> [Part] {
        let hasWaiting = !waiting.isEmpty && context.body.width >= WaitingList.fewestColumns
        return Part.allCases.filter { part in
            switch part {
            case .hosts: true
            case .waiting: hasWaiting
            case .alarms: !alarms.isEmpty
            }
        }
    }

    private mutating func toggleFold(_ context: DrawContext) {
        part = .hosts
        guard let host = context.summary.row(shownHost(context.focus)) else { return }
        if folded.remove(host.host.area) == nil { folded.insert(host.host.area) }
        gatherHosts(context)
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
        let host = shownHost(context.focus)
        return list.folded(with: host) == nil ? context.summary.row(host)?.alarm : nil
    }
    /// The host of the cursor among the hosts: a filter may have taken the one that was looked at.
    func shownHost(_ focus: Focus) -> Host.ID? { list.place(of: focus.host) == nil ? list.hosts.first : focus.host }
    mutating func leave() { isFull = false }
    /// The host is the alarm's, where the cursor is on one.
    func selection(in context: DrawContext) -> Selection {
        if part == .waiting, let guest = waiting.at(waitingCursor) {
            return Selection(hosts: [guest.host], guests: [guest.identity])
        }
        if part == .hosts, let folded = list.folded(with: shownHost(context.focus)) { return Selection(hosts: folded.hosts) }
        let alarm = selectedAlarm(in: context)
        let host = part == .alarms ? alarm?.key.host : shownHost(context.focus)
        return Selection(hosts: host.map { $0.isEmpty ? [] : [$0] } ?? [], alarms: alarm.map { [$0.id] } ?? [])
    }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        if part != .hosts { words["part"] = part.rawValue }
        sorting.remember(in: &words)
        if !folded.isEmpty { words["folded"] = ScreenMemory.joined(folded.sorted()) }
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        part = .named(memory.own["part"]) ?? .hosts
        sorting.recall(memory.own)
        folded = Set(memory.own["folded"]?.split(separator: "/").compactMap { String(percentEncoded: $0) } ?? [])
    }
    func markable(in context: DrawContext) -> Markable? {
        switch part {
        case .hosts:
            let host = shownHost(context.focus)
            let row = list.folded(with: host)?.hosts ?? (host.map { [$0] } ?? [])
            return Markable(row: row.map { .host($0) }, rows: list.rows.map { $0.map { .host($0) } })
        case .waiting: return nil
        case .alarms:
            return Markable(row: selectedAlarm(in: context).map { [.alarm($0.id)] } ?? [], rows: alarms.marks)
        }
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: alarms.alarms.map(\.id)) }
}
