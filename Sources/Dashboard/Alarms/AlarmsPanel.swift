import Alarms
import Drawing
import Feed
import Telemetry

/// Alarms, one row each: shape, time, host, what is wrong, since when, who has it.
struct AlarmsPanel: Panel {
    let context: DrawContext
    let list: AlarmRows
    let selected: Int64?
    var showsHost: Bool
    /// The filter of the screen is about its other lists where these are of one host or guest.
    private var filter: String { showsHost ? context.focus.filter : "" }
    var showsHeader: Bool
    var sorted: (column: Int, descending: Bool)?
    /// Whether its rows are there to be pointed at.
    var isPointedAt = true

    init(
        context: DrawContext, list: AlarmRows, selected: Int64?, showsHost: Bool = true, showsHeader: Bool = false,
        sorted: (column: Int, descending: Bool)? = nil
    ) {
        self.sorted = sorted
        self.context = context
        self.list = list
        self.selected = selected
        self.showsHost = showsHost
        self.showsHeader = showsHeader
    }
    var want: RowDemand { RowDemand(1, (showsHeader ? 1 : 0) + max(list.count, 1)) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        guard !list.isEmpty else {
            let isQuiet = context.world.knowsAlarms && filter.isEmpty
            let unknown = context.world.past == nil ? localized("not known yet") : localized("not kept")
            let words = !filter.isEmpty ? context.focus.noMatch("alarm") : isQuiet ? localized("no alarms") : unknown
            canvas.write(words, x: area.x + 1, y: area.y, width: area.width - 1, role: isQuiet ? .good : .dim)
            return
        }
        let isWide = area.width >= 110
        let name = context.summary.nameWidth(in: area.width)
        let clock = context.clock
        let isLong = list.isOlder(thanToday: clock)
        let columns = [
            TableColumn("", 2),
            TableColumn(localized("Since"), isWide ? (isLong ? 12 : 8) : 6, dropOrder: 3),
            TableColumn(localized("Host"), showsHost ? min(name, 8) : 0, ideal: showsHost ? name : 0),
            TableColumn(localized("What is wrong"), area.width >= 70 ? 32 : 18, ideal: 44, grows: !isWide),
            TableColumn(localized("For", "column"), 6, align: .trailing, dropOrder: 1),
            TableColumn(localized("Status"), 16, ideal: area.width >= 150 ? 36 : 22, dropOrder: 2),
            TableColumn(localized("Beside it, or what to do"), 24, ideal: 40, dropOrder: 5, grows: isWide),
        ]
        let table = Table(
            columns, selected: list.place(of: selected), sorted: sorted, showsHeader: showsHeader,
            place: isPointedAt ? context.place("alarms") : nil)
        let widths = table.widths(in: area.width)
        let statusWidth = widths[5]
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: list.count) { line in
            let alarm: Alarm
            switch list.rows[line] {
            case .alarm(let single): alarm = single
            case .fold(let fold): return self.fold(fold, isWide: isWide, width: widths[3])
            }
            let strong: Role = alarm.standing == .open ? alarm.role : .plain
            return .cells(
                [
                    .text(alarm.shape, alarm.role),
                    .text(isWide ? clock.long(alarm.raisedAt) : clock.short(alarm.raisedAt), .dim),
                    .name(showsHost ? (alarm.key.host.isEmpty ? localized("site") : alarm.key.host) : ""),
                    .text(alarm.suppresses > 0 ? localized("\(alarm.text) (+\(alarm.suppresses) that follow)") : alarm.text, strong),
                    .text(alarm.returnedAt == nil ? Numbers.age(context.world.now - alarm.raisedAt) : "", .plain),
                    .text(alarm.status(at: context.world.now, within: statusWidth), alarm.standing == .open ? .plain : alarm.role),
                    .text(note(of: alarm), .dim),
                ], isMarked: context.marks.holds(.alarm(alarm.id)))
        }
    }

    /// Of a host that does not answer the hint of this very failure says more than the rule's advice for all of them.
    private func note(of alarm: Alarm) -> String {
        guard alarm.key.rule == "no_data", alarm.standing == .open, alarm.context.isEmpty else { return alarm.note }
        return context.world.hosts[alarm.key.host]?.hint?.text ?? alarm.note
    }

    /// The oldest begins the row, the worst gives it its look.
    private func fold(_ fold: AlarmFold, isWide: Bool, width: Int) -> TableRow {
        let (worst, clock) = (fold.worst, context.clock)
        let marked = context.marks.isEmpty ? 0 : fold.alarms.count { context.marks.holds(.alarm($0.id)) }
        return .cells(
            [
                .text(worst.shape, worst.role),
                .text(isWide ? clock.long(fold.since) : clock.short(fold.since), .dim),
                .blank,
                .text(fold.words(within: width), worst.standing == .open ? worst.role : .plain),
                .text(Numbers.age(context.world.now - fold.since), .plain),
                .text(
                    (1..<fold.alarms.count).contains(marked)
                        ? localized("\(marked) of \(fold.alarms.count) marked") : localized("Enter opens them"), .dim),
                .text(worst.note, .dim),
            ], isMarked: marked > 0)
    }

    /// `2 open · 1 acknowledged · 1 returned, unseen`: what is zero and never wants anything is left out.
    static func summary(_ list: AlarmList, symbols: Symbols, within width: Int) -> String {
        if list.all.isEmpty { return "" }
        var parts = [
            localized("\(list.open) open"), localized("\(list.acknowledged) acknowledged"), localized("\(list.returned) returned, unseen"),
        ]
        if list.shelved > 0 { parts.append(localized("\(list.shelved) shelved")) }
        if list.suppressed > 0 { parts.append(localized("\(list.suppressed) suppressed")) }
        if list.inMaintenance > 0 { parts.append(localized("\(list.inMaintenance) in maintenance")) }
        let words = parts.joined(separator: symbols.separator)
        if columns(words) <= width { return words }
        parts = [localized("\(list.open) open"), localized("\(list.acknowledged) ack"), localized("\(list.returned) over", "returned")]
        let quiet = list.shelved + list.suppressed + list.inMaintenance
        let all = (quiet > 0 ? parts + [localized("\(quiet) quiet")] : parts).joined(separator: symbols.separator)
        return columns(all) <= width ? all : parts.joined(separator: symbols.separator)
    }
}
