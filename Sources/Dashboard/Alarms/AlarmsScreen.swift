import Alarms
import Drawing
import Telemetry

/// Every alarm that is open, acknowledged, over and unseen, or put aside; with proof, history and what to do.
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

    mutating func refresh(_ scene: Scene) {
        alarms = scene.board.alarms.all
        if !scene.focus.filter.isEmpty { alarms = alarms.filter { scene.focus.admits($0.key.host, $0.text, $0.key.rule) } }
        switch sort {
        case .urgency: break
        case .time: alarms.sort { $0.raisedAt == $1.raisedAt ? $0.id < $1.id : $0.raisedAt > $1.raisedAt }
        case .host: alarms.sort { $0.key.host == $1.key.host ? Alarm.comesFirst($0, $1) : $0.key.host < $1.key.host }
        }
        if isInverted { alarms.reverse() }
        if scene.world.statistics?.flood == nil { unfolded = [] }
        foldRows(scene)
        if let found = rows.firstIndex(where: { $0.holds(scene.focus.alarm) }) { place = found }
        // Another one must not stand where somebody reads and acts.
        if isOpen, !alarms.contains(where: { $0.id == scene.focus.alarm }) { isOpen = false }
    }
    private mutating func foldRows(_ scene: Scene) {
        // Who looks for letters wants to see what holds them.
        let flood = scene.focus.filter.isEmpty ? scene.world.statistics?.flood : nil
        rows = AlarmRow.rows(alarms, in: flood, unfolded: unfolded)
    }

    var canGoBack: Bool { isOpen || !unfolded.isEmpty }

    mutating func handle(_ action: Action, in scene: inout Scene) -> [Request] {
        switch action {
        case .open, .fullPanel:
            if let fold = selectedFold(in: scene) {
                unfold(fold.worst, in: &scene)
                break
            }
            scene.focus.alarm = selectedAlarm(in: scene)?.id
            isOpen = !alarms.isEmpty && (action == .open || !isOpen)
            scrolled = 0
        case .back where isOpen: isOpen = false
        case .back: unfolded = []
        case .sortLeft, .sortRight: sort = cycled(sort, by: action == .sortRight ? 1 : -1, in: Sort.allCases) ?? .urgency
        case .sortInvert: isInverted.toggle()
        case .longerSpan: scene.focus.span = scene.span.longer
        case .shorterSpan: scene.focus.span = scene.span.shorter
        case .nextHost, .previousHost:
            let current = selectedAlarm(in: scene)?.key.host
            var hosts: [Host.ID] = []
            for alarm in alarms where !hosts.contains(alarm.key.host) { hosts.append(alarm.key.host) }
            let host = cycled(current, by: action == .nextHost ? 1 : -1, in: hosts)
            if let alarm = alarms.first(where: { $0.key.host == host }) { unfold(alarm, in: &scene) }
        case .nextAlarm:
            scrolled = 0
            // A fold must not hide what was asked for.
            if let alarm = alarms.first(where: { $0.id == scene.focus.alarm }) { unfold(alarm, in: &scene) }
        default:
            guard let step = action.step else { break }
            if isOpen {
                scroll(by: step, scene)
            } else if let now = selectedRow(in: scene) {
                place = min(max(now + step, 0), rows.count - 1)
                look(at: rows[place].first, &scene.focus)
            }
        }
        return []
    }
    /// Not beyond what there is: rows that were never seen would have to be scrolled back first.
    private mutating func scroll(by step: Int, _ scene: Scene) {
        guard let alarm = selectedAlarm(in: scene) else { return }
        let detail = AlarmDetail(scene: scene, alarm: alarm, scrolled: scrolled)
        scrolled = min(max(scrolled + step, 0), detail.mostScrolled(in: scene.body))
    }
    /// Shows an alarm in a row of its own, and looks at it.
    private mutating func unfold(_ alarm: Alarm, in scene: inout Scene) {
        if case .fold? = rows.first(where: { $0.holds(alarm.id) }) {
            unfolded.insert(alarm.key.rule)
            foldRows(scene)
        }
        look(at: alarm, &scene.focus)
    }
    private mutating func look(at alarm: Alarm, _ focus: inout Focus) {
        focus.alarm = alarm.id
        if !alarm.key.host.isEmpty { focus.host = alarm.key.host }
        scrolled = 0
    }

    func path(in scene: Scene) -> [String] { ["Alarms"] }
    private func selectedRow(in scene: Scene) -> Int? {
        rows.firstIndex { $0.holds(scene.focus.alarm) } ?? (rows.isEmpty ? nil : min(place, rows.count - 1))
    }
    func selectedAlarm(in scene: Scene) -> Alarm? {
        alarms.first { $0.id == scene.focus.alarm } ?? selectedRow(in: scene).map { rows[$0].first }
    }
    func selection(in scene: Scene) -> Selection {
        if let fold = selectedFold(in: scene) {
            return Selection(hosts: fold.hosts.filter { !$0.isEmpty }, alarms: fold.alarms.map(\.id), fold: fold.label)
        }
        guard let alarm = selectedAlarm(in: scene) else { return Selection() }
        return Selection(hosts: alarm.key.host.isEmpty ? [] : [alarm.key.host], alarms: [alarm.id])
    }
    func selectedFold(in scene: Scene) -> AlarmFold? {
        // Whoever has one open goes on reading it when a flood begins.
        guard !isOpen, let index = selectedRow(in: scene), case .fold(let fold) = rows[index] else { return nil }
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
    func visible(in scene: Scene) -> Selection { Selection(alarms: alarms.map(\.id)) }

    func draw(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        let selected = selectedAlarm(in: scene)
        if isOpen, let selected { return AlarmDetail(scene: scene, alarm: selected, scrolled: scrolled).draw(on: &canvas, in: area) }
        // The list first; the detail stands below it where at least its first lines fit.
        let flood = FloodCard(scene)
        let figures = scene.world.knowsAlarms && area.height >= 12 ? 1 : 0
        let card = flood == nil ? 0 : min(FloodCard.rows, max(area.height - 4 - figures, 0))
        let head = 1 + figures + card
        let list = Want(min(head + 2, area.height), head + 1 + max(rows.count, 1))
        let detail = Want(0, selected == nil || area.height < 14 ? 0 : area.height)
        var given = Rows.share(area.height, among: [list, detail])
        if detail.wanted > 0, given[1] < 9 { given = [max(area.height - 9, 5), min(9, area.height - 5)] }
        let part = area.rows(0, given[0])
        guard part.height > 0 else { return }
        let filter = scene.focus.filter.isEmpty ? "" : "  /" + scene.focus.filter
        Section(
            sort == .urgency ? "Alarms" : "Alarms " + sort.label,
            note: scene.world.knowsAlarms
                ? AlarmTable.summary(scene.board.alarms, glyphs: scene.glyphs, within: area.width - 14) + filter : "", isFocused: true
        ).draw(on: &canvas, x: part.x, y: part.y, width: part.width, glyphs: scene.glyphs)
        if figures > 0 { AlarmFigures(scene: scene).draw(on: &canvas, in: part.rows(1, 1)) }
        flood?.draw(on: &canvas, in: part.rows(1 + figures, card))
        AlarmTable(scene: scene, rows: rows, selected: selected?.id, showsHeader: true)
            .draw(on: &canvas, in: part.rows(head, part.height - head))
        // A list that is empty leaves its place to what happened.
        if alarms.isEmpty, scene.focus.filter.isEmpty, area.height >= given[0] + 4 {
            let rest = area.rows(given[0], area.height - given[0])
            Titled(Section("Journal"), JournalList(scene: scene), in: scene).draw(on: &canvas, in: rest)
        }
        if let fold = selectedFold(in: scene) {
            drawFold(fold, scene, on: &canvas, in: area.rows(given[0], given[1]))
        } else if let selected, given[1] > 0 {
            AlarmDetail(scene: scene, alarm: selected, scrolled: 0).draw(on: &canvas, in: area.rows(given[0], given[1]))
        }
    }

    /// What a folded row stands for.
    private func drawFold(_ fold: AlarmFold, _ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        Section("", note: area.width >= 60 ? "Enter opens them, a acknowledges them" : "")
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, glyphs: scene.glyphs)
        let words = " \(fold.worst.shape) \(fold.words(within: area.width - 8)) "
        canvas.write(words, x: area.x + 1, y: area.y, width: area.width - 2, role: fold.worst.role)
        let alarms = Array(fold.alarms.prefix(area.height - 1))
        AlarmTable(scene: scene, alarms: alarms, selected: nil).draw(on: &canvas, in: area.rows(1, area.height - 1))
        let hidden = fold.alarms.count - alarms.count
        if hidden > 0, area.height > 2 {
            canvas.fill(area.rows(area.height - 1, 1))
            canvas.write("and \(hidden + 1) more", x: area.x + 1, y: area.maxY - 1, width: area.width - 2, role: .dim)
        }
    }
}
