import Alarms
import Drawing
import Telemetry

/// Session ends by cause over 10 min, 1 h and 24 h, and the ends themselves with the line that proves each.
struct TimeoutsScreen: Screen {
    static var title: String { localized("Timeouts") }

    /// Nil shows every cause.
    private(set) var cause: Cause?
    /// Nil shows every host; next and previous host go through them.
    private(set) var host: Host.ID?
    private(set) var sorting = Sorting(EndSort.time)
    private var cursor = Cursor<SessionEnd.Identity>(followsTop: true)
    private(set) var isFull = false
    private(set) var causes = CauseTable()
    private(set) var ends: [SessionEnd] = []

    /// What `ends` was made of: there may be many, and most pictures change nothing of it.
    private struct Wanted: Hashable {
        let revision: Int
        let host: Host.ID?
        let cause: Cause?
        let filter: Filter
        let sorting: Sorting<EndSort>
        let minute: Int64
    }
    private var listed: Wanted?
    /// The second in which the causes of one host were counted.
    private var counted: Int64?
    /// The newest alarm about timeouts that waits for somebody, of the host that is shown: acts on alarms are about it here.
    private(set) var alarm: Alarm?

    mutating func refresh(_ context: DrawContext) {
        if let chosen = host, context.summary.row(chosen) == nil { host = nil }
        let (query, now) = (context.focus.query, context.world.now)
        let wanted = Wanted(
            revision: context.world.endsRevision, host: host, cause: cause, filter: query, sorting: sorting,
            minute: query.asksForNumbers ? now.seconds / 60 : 0)
        if wanted != listed {
            listed = wanted
            counted = nil
            ends = sorting.sorted(
                context.world.ends.reversed().filter { end in
                    (host == nil || end.host == host) && (cause == nil || end.cause == cause)
                        && (query.isEmpty || query.admits(end, in: context.summary.row(end.host)?.host.area ?? "", at: now))
                })
        }
        countCauses(context)
        cursor.refresh(in: ends, id: \.identity)
        alarm = TimeoutAlarm.newest(in: context.summary.alarms, of: host)
    }
    /// Where the list is alone it is not seen: nothing is done to it there.
    private var seenAlarm: Alarm? { isFull ? nil : alarm }
    /// Of one host they are counted here: when the list changed, and each second.
    private mutating func countCauses(_ context: DrawContext) {
        guard let host else {
            causes = context.summary.causes
            return
        }
        guard counted != context.world.now.seconds else { return }
        counted = context.world.now.seconds
        causes = CauseTable(context.world.ends, now: context.world.now, host: host)
    }

    static let filterColumns: [Filter.Field] = [.area, .host, .kind, .user]
    var comparesNumbers: Bool { true }

    var canGoBack: Bool { isFull || cause != nil || host != nil }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        if sorting.handle(action) { return [] }
        switch action {
        case .left, .right:
            let choices: [Cause?] = [nil] + causes.shown.map(\.cause)
            cause = cycled(cause, by: action == .right ? 1 : -1, in: choices) ?? nil
            cursor.reset()
        case .nextHost, .previousHost:
            let choices: [Host.ID?] = [nil] + context.summary.rows.map(\.host.id)
            host = cycled(host, by: action == .nextHost ? 1 : -1, in: choices) ?? nil
            if let host { context.focus.host = host }
            cursor.reset()
        case .back:
            (cause, host, isFull) = (nil, nil, false)
        case .fullPanel: isFull.toggle()
        case .open:
            guard let end = ends.at(cursor) else { return [.say(localized("no session end is selected"))] }
            context.focus.host = end.host
            return [.show(.host)]
        default:
            if let step = action.step { cursor.move(by: step, in: ends, id: \.identity) }
        }
        return []
    }

    static let choices: Set = ["causes"]
    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool {
        guard let row else { return false }
        if list == "causes", causes.shown.indices.contains(row) {
            cause = cause == causes.shown[row].cause ? nil : causes.shown[row].cause
            cursor.reset()
        }
        guard list == "ends" else { return false }
        let before = cursor
        cursor.move(by: row - cursor.index, in: ends, id: \.identity)
        return before == cursor
    }
    mutating func sort(by column: Int, of list: String) {
        if list == "ends" { sorting.choose(EndSort.allCases.first { $0.column == column }) }
    }

    func path(in context: DrawContext) -> [String] { [localized("Timeouts")] }
    mutating func leave() { isFull = false }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        words["cause"] = cause.map { "\($0)" }
        words["host"] = host
        words["end"] = cursor.id?.words
        sorting.remember(in: &words)
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        cause = .named(memory.own["cause"])
        host = memory.own["host"]
        sorting.recall(memory.own)
        cursor.stand(on: SessionEnd.Identity(words: memory.own["end"]))
    }
    func place(in context: DrawContext) -> AnyHashable { cursor }
    func selection(in context: DrawContext) -> Selection {
        var selection = Selection(alarms: visible(in: context).alarms)
        guard let end = ends.at(cursor) else { return selection }
        selection.hosts = [end.host]
        selection.sessions = [Person(user: end.user, host: end.host, session: end.session)]
        return selection
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: seenAlarm.map { [$0.id] } ?? []) }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        layout(context, in: area)?.draw(on: &canvas, in: area)
    }

    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)? {
        let timeouts = SessionSummary.timeouts(causes, in: context.world)
        let words = area.width < 50 ? localized("\(timeouts) timeouts, 10 min") : localized("\(timeouts) are timeouts in 10 min")
        let list = CauseList(context: context, causes: causes, selected: cause, isChoice: true)
        let parts =
            [seenAlarm.map { PanelPlace(TimeoutAlarm(context: context, alarm: $0), rank: 0) }].compactMap { $0 }
            + [PanelPlace(list, rank: 1, takesRest: true)]
        let above = Titled(
            Section(host.map { localized("Session ends on \($0)") } ?? localized("Session ends"), note: words), PanelStack(parts),
            in: context)
        let filter = context.focus.filter.isEmpty ? "" : "  /" + context.focus.filter
        let title = "\(cause?.name ?? localized("All causes")), \(host ?? localized("all hosts"))"
        let table = EndList(
            table: EndTable(context: context, ends: ends, sorting: sorting, selected: cursor.index), selected: ends.at(cursor))
        let section = Section(
            title,
            note: (context.world.areEndsLost && ends.isEmpty ? localized("not kept") : Telemetry.counted(ends.count, "end")) + filter,
            isFocused: true)
        return PanelStack(isFull ? [] : [above], last: Titled(section, table, in: context))
    }
}
