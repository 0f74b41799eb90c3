import Alarms
import Drawing
import Telemetry

/// Every alarm that is open, acknowledged, over and unseen, or put aside; with evidence, history and what to do.
struct AlarmsScreen: Screen {
    static let title = "Alarms"

    enum Sort: Int, Hashable, Sendable, CaseIterable {
        /// What wants action first.
        case urgency
        case time, host
        var label: String { ["", "by time", "by host"][rawValue] }
    }
    private(set) var sort = Sort.urgency
    private(set) var isInverted = false
    private(set) var isOpen = false
    /// Rows of the detail that were scrolled away.
    private(set) var scrolled = 0
    private(set) var alarms: [Alarm] = []
    /// The same as they are shown: in a flood those that follow are a row for each rule.
    private(set) var rows: [AlarmRow] = []
    /// Rules whose alarms stand alone again in this flood.
    private(set) var unfolded: Set<String> = []
    /// The row of the alarm that is looked at, as it was seen last: where that is gone, the cursor stands on what took its place.
    private var place = 0

    mutating func refresh(_ context: DrawContext) {
        alarms = context.summary.alarms.all
        if !context.focus.filter.isEmpty { alarms = alarms.filter { context.focus.admits($0.key.host, $0.text, $0.key.rule) } }
        switch sort {
        case .urgency: break
        case .time: alarms.sort { $0.raisedAt == $1.raisedAt ? $0.id < $1.id : $0.raisedAt > $1.raisedAt }
        case .host: alarms.sort { $0.key.host == $1.key.host ? Alarm.comesFirst($0, $1) : $0.key.host < $1.key.host }
        }
        if isInverted { alarms.reverse() }
        if context.world.statistics?.flood == nil { unfolded = [] }
        foldRows(context)
        if let found = rows.firstIndex(where: { $0.holds(context.focus.alarm) }) { place = found }
        // Another one must not stand where somebody reads and acts.
        if isOpen, !alarms.contains(where: { $0.id == context.focus.alarm }) { isOpen = false }
    }
    private mutating func foldRows(_ context: DrawContext) {
        // Who looks for letters wants to see what holds them.
        let flood = context.focus.filter.isEmpty ? context.world.statistics?.flood : nil
        rows = AlarmRow.rows(alarms, in: flood, unfolded: unfolded)
    }

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
        case .sortLeft, .sortRight: sort = cycled(sort, by: action == .sortRight ? 1 : -1, in: Sort.allCases) ?? .urgency
        case .sortInvert: isInverted.toggle()
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .nextHost, .previousHost:
            let current = selectedAlarm(in: context)?.key.host
            var hosts: [Host.ID] = []
            for alarm in alarms where !hosts.contains(alarm.key.host) { hosts.append(alarm.key.host) }
            let host = cycled(current, by: action == .nextHost ? 1 : -1, in: hosts)
            if let alarm = alarms.first(where: { $0.key.host == host }) { unfold(alarm, in: &context) }
        case .nextAlarm:
            scrolled = 0
            // A fold must not hide what was asked for.
            if let alarm = alarms.first(where: { $0.id == context.focus.alarm }) { unfold(alarm, in: &context) }
        default:
            guard let step = action.step else { break }
            if isOpen {
                scroll(by: step, context)
            } else if let now = selectedRow(in: context) {
                place = min(max(now + step, 0), rows.count - 1)
                look(at: rows[place].first, &context.focus)
            }
        }
        return []
    }
    /// Not beyond what there is: rows that were never seen would have to be scrolled back first.
    private mutating func scroll(by step: Int, _ context: DrawContext) {
        guard let alarm = selectedAlarm(in: context) else { return }
        let detail = AlarmDetail(context: context, alarm: alarm, scrolled: scrolled)
        scrolled = min(max(scrolled + step, 0), detail.mostScrolled(in: context.body))
    }
    /// Shows an alarm in a row of its own, and looks at it.
    private mutating func unfold(_ alarm: Alarm, in context: inout DrawContext) {
        if case .fold? = rows.first(where: { $0.holds(alarm.id) }) {
            unfolded.insert(alarm.key.rule)
            foldRows(context)
        }
        look(at: alarm, &context.focus)
    }
    private mutating func look(at alarm: Alarm, _ focus: inout Focus) {
        focus.alarm = alarm.id
        if !alarm.key.host.isEmpty { focus.host = alarm.key.host }
        scrolled = 0
    }

    func path(in context: DrawContext) -> [String] { ["Alarms"] }
    private func selectedRow(in context: DrawContext) -> Int? {
        rows.firstIndex { $0.holds(context.focus.alarm) } ?? (rows.isEmpty ? nil : min(place, rows.count - 1))
    }
    func selectedAlarm(in context: DrawContext) -> Alarm? {
        alarms.first { $0.id == context.focus.alarm } ?? selectedRow(in: context).map { rows[$0].first }
    }
    func selection(in context: DrawContext) -> Selection {
        if let fold = selectedFold(in: context) {
            return Selection(hosts: fold.hosts.filter { !$0.isEmpty }, alarms: fold.alarms.map(\.id), fold: fold.label)
        }
        guard let alarm = selectedAlarm(in: context) else { return Selection() }
        return Selection(hosts: alarm.key.host.isEmpty ? [] : [alarm.key.host], alarms: [alarm.id])
    }
    func selectedFold(in context: DrawContext) -> AlarmFold? {
        // Whoever has one open goes on reading it when a flood begins.
        guard !isOpen, let index = selectedRow(in: context), case .fold(let fold) = rows[index] else { return nil }
        return fold
    }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        if sort != .urgency { words["sort"] = "\(sort)" }
        if isInverted { words["order"] = "inverted" }
        if isOpen { words["detail"] = "open" }
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        sort = .named(memory.own["sort"]) ?? .urgency
        isInverted = memory.own["order"] == "inverted"
        isOpen = memory.own["detail"] == "open"
        scrolled = 0
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: alarms.map(\.id)) }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let selected = selectedAlarm(in: context)
        if isOpen, let selected { return AlarmDetail(context: context, alarm: selected, scrolled: scrolled).draw(on: &canvas, in: area) }
        // The list first; the detail stands below it where at least its first lines fit.
        let flood = FloodCard(context)
        let figures = context.world.knowsAlarms && area.height >= 12 ? 1 : 0
        let card = flood == nil ? 0 : min(FloodCard.rows, max(area.height - 4 - figures, 0))
        let head = 1 + figures + card
        let list = RowDemand(min(head + 2, area.height), head + 1 + max(rows.count, 1))
        let detail = RowDemand(0, selected == nil || area.height < 14 ? 0 : area.height)
        var given = Rows.share(area.height, among: [list, detail])
        if detail.wanted > 0, given[1] < 9 { given = [max(area.height - 9, 5), min(9, area.height - 5)] }
        let part = area.rows(0, given[0])
        guard part.height > 0 else { return }
        let filter = context.focus.filter.isEmpty ? "" : "  /" + context.focus.filter
        Section(
            sort == .urgency ? "Alarms" : "Alarms " + sort.label,
            note: context.world.knowsAlarms
                ? AlarmsPanel.summary(context.summary.alarms, symbols: context.symbols, within: area.width - 14) + filter : "",
            isFocused: true
        ).draw(on: &canvas, x: part.x, y: part.y, width: part.width, symbols: context.symbols)
        if figures > 0 { AlarmFigures(context: context).draw(on: &canvas, in: part.rows(1, 1)) }
        flood?.draw(on: &canvas, in: part.rows(1 + figures, card))
        AlarmsPanel(context: context, rows: rows, selected: selected?.id, showsHeader: true)
            .draw(on: &canvas, in: part.rows(head, part.height - head))
        // A list that is empty leaves its place to what happened.
        if alarms.isEmpty, context.focus.filter.isEmpty, area.height >= given[0] + 4 {
            let rest = area.rows(given[0], area.height - given[0])
            Titled(Section("Journal"), JournalList(context: context), in: context).draw(on: &canvas, in: rest)
        }
        if let fold = selectedFold(in: context) {
            drawFold(fold, context, on: &canvas, in: area.rows(given[0], given[1]))
        } else if let selected, given[1] > 0 {
            AlarmDetail(context: context, alarm: selected, scrolled: 0).draw(on: &canvas, in: area.rows(given[0], given[1]))
        }
    }

    /// What a folded row stands for.
    private func drawFold(_ fold: AlarmFold, _ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        Section("", note: area.width >= 60 ? "Enter opens them, a acknowledges them" : "")
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let words = " \(fold.worst.shape) \(fold.words(within: area.width - 8)) "
        canvas.write(words, x: area.x + 1, y: area.y, width: area.width - 2, role: fold.worst.role)
        let alarms = Array(fold.alarms.prefix(area.height - 1))
        AlarmsPanel(context: context, alarms: alarms, selected: nil).draw(on: &canvas, in: area.rows(1, area.height - 1))
        let hidden = fold.alarms.count - alarms.count
        if hidden > 0, area.height > 2 {
            canvas.fill(area.rows(area.height - 1, 1))
            canvas.write("and \(hidden + 1) more", x: area.x + 1, y: area.maxY - 1, width: area.width - 2, role: .dim)
        }
    }
}
