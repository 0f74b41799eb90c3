import Alarms
import Drawing
import Telemetry

/// Every alarm that is open, acknowledged, over and unseen, or put aside; with evidence, history and what to do.
struct AlarmsScreen: Screen {
    static var title: String { localized("Alarms") }

    enum Sort: Int, SortColumn {
        /// What wants action first.
        case urgency
        case time, host
        var isNumber: Bool { self != .host }
        var label: String { self == .time ? localized("by time") : self == .host ? localized("by host", "order") : "" }
    }
    private(set) var sorting = Sorting(Sort.urgency)
    private(set) var isOpen = false
    /// Rows of the detail that were scrolled away.
    private(set) var scrolled = 0
    /// In a flood those that follow are a row for each rule.
    private(set) var list = AlarmRows()
    private var alarms: [Alarm] { list.alarms }
    private struct Basis: Hashable {
        let revision: Int
        let filter: Filter
        /// Which area a host is of.
        let sites: Int
        /// Of the time, where the filter compares it.
        let minute: Int64
        let sorting: Sorting<Sort>
        let flood: Flood?
        let unfolded: Set<String>
    }
    /// What the list was made of: most pictures change nothing of it.
    private var listed: Basis?
    /// Rules whose alarms stand alone again in this flood.
    private(set) var unfolded: Set<String> = []
    /// The row of the alarm that is looked at, as it was seen last: where that is gone, the cursor stands on what took its place.
    private var cursor = AlarmCursor()

    mutating func refresh(_ context: DrawContext) {
        if context.world.statistics?.flood == nil { unfolded = [] }
        gather(context)
        cursor.refresh(in: list, focus: context.focus)
        // The selection must not move to another alarm while people read or act.
        if isOpen, list.alarm(context.focus.alarm) == nil { isOpen = false }
    }
    private mutating func gather(_ context: DrawContext) {
        let filter = context.focus.query
        // A search by letters shows what holds them.
        let flood = filter.isEmpty ? context.world.statistics?.flood : nil
        let wanted = Basis(
            revision: context.summary.work.alarms, filter: filter, sites: filter.isEmpty ? 0 : context.summary.work.sites,
            minute: filter.asksForNumbers ? context.world.now.seconds / 60 : 0,
            sorting: sorting, flood: flood, unfolded: unfolded)
        guard wanted != listed else { return }
        listed = wanted
        var alarms = context.summary.alarms.all
        if !filter.isEmpty {
            alarms = alarms.filter { alarm in
                filter.admits(
                    alarm, of: context.summary.rows(of: alarm.key.host).first, number: .time(context.world.now - alarm.raisedAt))
            }
        }
        switch sorting.column {
        case .urgency: break
        case .time: alarms.sort { $0.raisedAt == $1.raisedAt ? $0.id < $1.id : $0.raisedAt > $1.raisedAt }
        case .host: alarms.sort { $0.key.host == $1.key.host ? Alarm.comesFirst($0, $1) : $0.key.host < $1.key.host }
        }
        if sorting.isInverted { alarms.reverse() }
        list = AlarmRows(alarms, rows: AlarmRow.rows(alarms, in: flood, unfolded: unfolded))
    }

    static let filterColumns: [Filter.Field] = [.area, .host, .state, .kind]
    /// The time: it is all that they have.
    var comparesNumbers: Bool { true }

    var canGoBack: Bool { isOpen || !unfolded.isEmpty }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        switch action {
        case .open, .fullPanel:
            if let fold = selectedFold(in: context) {
                unfold(fold.worst, in: &context)
                break
            }
            context.focus.alarm = selectedAlarm(in: context)?.id
            isOpen = !alarms.isEmpty && (action == .open || !isOpen)
            scrolled = 0
        case .back where isOpen: isOpen = false
        case .back: unfolded = []
        case .sortLeft, .sortRight, .sortInvert: _ = sorting.handle(action)
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .nextHost, .previousHost:
            let current = selectedAlarm(in: context)?.key.host
            var seen: Set<Host.ID> = []
            let hosts = alarms.map(\.key.host).filter { seen.insert($0).inserted }
            let host = cycled(current, by: action == .nextHost ? 1 : -1, in: hosts)
            if let alarm = alarms.first(where: { $0.key.host == host }) { unfold(alarm, in: &context) }
        case .nextAlarm:
            scrolled = 0
            // A fold must not hide what was asked for.
            if let alarm = list.alarm(context.focus.alarm) { unfold(alarm, in: &context) }
        default:
            guard let step = action.step else { break }
            if isOpen, !action.isMatch {
                scroll(by: step, context)
            } else if let alarm = cursor.moved(by: step, in: list, focus: context.focus) {
                look(at: alarm, &context.focus)
            }
        }
        return []
    }
    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool {
        // The short form below the list opens the long one.
        if list == "detail" { return true }
        guard list == "alarms", let row, !isOpen else { return false }
        let before = selection(in: context)
        if let alarm = cursor.stand(in: row, of: self.list) { look(at: alarm, &context.focus) }
        return before == selection(in: context)
    }
    mutating func sort(by column: Int, of list: String) {
        if list == "alarms" { sorting.choose(Sort(rawValue: column)) }
    }
    /// Not beyond what there is: rows that were never seen would have to be scrolled back first.
    private mutating func scroll(by step: Int, _ context: DrawContext) {
        guard let alarm = selectedAlarm(in: context) else { return }
        let detail = AlarmDetail(context: context, alarm: alarm, scrolled: scrolled)
        scrolled = min(max(scrolled + step, 0), detail.mostScrolled(in: context.body))
    }
    /// Shows an alarm in a row of its own, and looks at it.
    private mutating func unfold(_ alarm: Alarm, in context: inout DrawContext) {
        if let place = list.place(of: alarm.id), case .fold = list.rows[place] {
            unfolded.insert(alarm.key.rule)
            gather(context)
        }
        look(at: alarm, &context.focus)
    }
    private mutating func look(at alarm: Alarm, _ focus: inout Focus) {
        focus.alarm = alarm.id
        if !alarm.key.host.isEmpty { focus.host = alarm.key.host }
        scrolled = 0
    }

    func path(in context: DrawContext) -> [String] { [localized("Alarms")] }
    func selectedAlarm(in context: DrawContext) -> Alarm? { cursor.selected(in: list, focus: context.focus) }
    func selection(in context: DrawContext) -> Selection {
        if let fold = selectedFold(in: context) {
            return Selection(hosts: fold.hosts.filter { !$0.isEmpty }, alarms: fold.alarms.map(\.id), fold: fold.label)
        }
        guard let alarm = selectedAlarm(in: context) else { return Selection() }
        return Selection(hosts: alarm.key.host.isEmpty ? [] : [alarm.key.host], alarms: [alarm.id])
    }
    func selectedFold(in context: DrawContext) -> AlarmFold? {
        // An alarm that is open stays open when a flood begins.
        guard !isOpen, let index = cursor.index(in: list, focus: context.focus), case .fold(let fold) = list.rows[index] else { return nil }
        return fold
    }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        sorting.remember(in: &words)
        if isOpen { words["detail"] = "open" }
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        sorting.recall(memory.own)
        isOpen = memory.own["detail"] == "open"
        scrolled = 0
    }
    func markable(in context: DrawContext) -> Markable? {
        // An open alarm shows no marks.
        guard !isOpen else { return nil }
        return Markable(row: selection(in: context).alarms.map { .alarm($0) }, rows: list.marks)
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: alarms.map(\.id)) }
}
