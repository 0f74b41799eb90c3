import Alarms
import Drawing
import Feed
import Telemetry

/// All hosts, one row each under their areas.
struct HostTable: Panel {
    /// What the rows can be sorted by inside their areas, in the order of the columns.
    enum Sort: Int, SortColumn {
        case name
        /// As configured.
        case site
        case cpu, wait, memory, pressure, sessions, alarm
        /// A bar and its number are one.
        static func at(_ column: Int) -> Sort? { allCases.first { $0.column == column || $0.isBar && $0.column == column - 1 } }
        private var isBar: Bool { self == .cpu || self == .memory }
        var column: Int? { [0, nil, 1, 3, 4, 6, 7, 9][rawValue] }
        var isNumber: Bool { self != .name && self != .site }
        /// Whether its column shows one.
        var isShown: Bool { isNumber && self != .alarm }
    }

    let context: DrawContext
    let list: HostLines
    let sort: Sort
    let descending: Bool
    let selected: Host.ID?
    var name = "hosts"

    /// Below the row of names.
    func hidden(in rows: Int) -> Int {
        let visible = max(0, rows - 1)
        let first = Table.firstRow(
            selected: list.line(of: selected), count: list.lines.count, visible: visible, at: context.place(self.name).row)
        let seen = list.lines[first..<min(first + visible, list.lines.count)]
        return list.single - seen.count { if case .host = $0 { true } else { false } }
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard !list.lines.isEmpty else {
            let words = context.focus.filter.isEmpty ? localized("no hosts configured") : context.focus.noMatch("host")
            canvas.write(words, x: area.x + 1, y: area.y, width: area.height > 0 ? area.width - 1 : 0, role: .dim)
            return
        }
        let name = context.summary.nameWidth(in: area.width)
        let columns = [
            TableColumn(localized("Host"), min(name, 9), ideal: name),
            TableColumn("CPU", 10, ideal: 22, dropOrder: 7),
            TableColumn("%", 4, align: .trailing),
            TableColumn(localized("Wait", "column"), 5, ideal: 6, align: .trailing),
            TableColumn(localized("Memory"), 10, ideal: 22, dropOrder: 7),
            TableColumn("%", 4, align: .trailing),
            TableColumn("PSI", 4, ideal: 5, align: .trailing, dropOrder: 8),
            TableColumn(localized("Sessions"), 8, ideal: 9, align: .trailing, dropOrder: 5),
            TableColumn(localized("last 24 h"), 12, ideal: 24, dropOrder: 9),
            TableColumn(localized("Alarm"), 11, ideal: 24, grows: true),
        ]
        var table = Table(
            columns, selected: list.line(of: selected), sorted: sort.column.map { ($0, descending) }, place: context.place(self.name))
        let widths = table.widths(in: area.width)
        let alarmWidth = widths.last ?? 0
        // Where there is no room for the bars, their names stand over the numbers.
        for (bar, short) in [(1, "CPU"), (4, localized("Mem"))] where widths[bar] == 0 {
            table.columns[bar + 1].title = short
            if sort.column == bar { table.sorted = (bar + 1, descending) }
        }
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: list.lines.count, widths: widths) { line in
            switch list.lines[line] {
            case .area(let area, let hosts): .group(area.id.isEmpty ? localized("Hosts") : area.id, note: note(area, list.hosts[hosts]))
            case .folded(let area, let hosts):
                .group(
                    area.id.isEmpty ? localized("Hosts") : area.id,
                    note: [localized("folded"), marked(hosts), trouble(hosts), note(area, hosts[...])].filter { !$0.isEmpty }
                        .joined(separator: context.symbols.separator))
            case .host(let id): row(context.summary.row(id), alarmWidth: alarmWidth)
            }
        }
    }

    private func marked(_ hosts: [Host.ID]) -> String {
        let count = context.marks.hosts(in: hosts).count
        return count > 0 ? localized("\(count) marked") : ""
    }
    /// `2 open alarms · 1 without data`: what a folded area must not hide.
    private func trouble(_ hosts: [Host.ID]) -> String {
        let rows = hosts.compactMap { context.summary.row($0) }
        // One of their target is an alarm of each.
        let theirs = Set(rows.lazy.flatMap { [$0.host.id, $0.host.target] })
        let open = context.summary.alarms.all.count { $0.standing == .open && theirs.contains($0.key.host) }
        let silent = rows.count(where: \.isSilent)
        let parts = [open > 0 ? counted(open, "open alarm") : "", silent > 0 ? localized("\(silent) without data") : ""]
        return parts.filter { !$0.isEmpty }.joined(separator: context.symbols.separator)
    }
    /// `virtualized · 2 hosts · VDI 77`
    private func note(_ area: Area, _ hosts: ArraySlice<Host.ID>) -> String {
        var parts = area.kind.isEmpty ? [] : [area.kind]
        parts.append(counted(hosts.count, "host"))
        var counts = SessionTotals.Counts([])
        for id in hosts {
            if let row = context.summary.row(id), !row.isSilent { counts.add(row.counts) }
        }
        let words = counts.words(separator: context.symbols.separator)
        if !words.isEmpty { parts.append(words) }
        return parts.joined(separator: context.symbols.separator)
    }

    private func row(_ row: HostRow?, alarmWidth: Int) -> TableRow {
        guard let row else { return .cells([]) }
        let id = row.host.id
        let limits = context.world.limits
        let cpu = limits.scale(.cpu, on: id)
        let wait = limits.scale(.cpuWait, on: id)
        let memory = limits.scale(.memory, on: id)
        let notes = row.isSilent ? row.silences(at: context.world.now) : []
        let seats = limits.sessionScale(of: row.sessionLimit, on: id)
        return .cells(
            [
                .name(id, row.isSilent ? .stale : .plain),
                .gauge(Gauge(row.cpu.value, scale: cpu, isStale: row.isSilent || row.cpu.isStale, notes: notes)),
                .text(row.cpu.text(Numbers.whole), row.cpu.role(cpu)),
                .text(row.wait.text(Numbers.tenths), row.wait.role(wait)),
                .gauge(Gauge(row.memory.value, scale: memory, isStale: row.isSilent || row.memory.isStale)),
                .text(row.memory.text(Numbers.whole), row.memory.role(memory)),
                .text(row.pressure.text(Numbers.whole), row.pressure.isStale ? .stale : row.pressure.value == nil ? .dim : .plain),
                .text(HostTable.seats(row), row.sessions.role(row.sessionLimit == nil ? Scale() : seats)),
                .sparkline(trend(row)),
                alarm(row, width: alarmWidth),
            ], isMarked: context.marks.holds(.host(id)))
    }

    /// `46/50`; without a limit the number alone. One that is too old is hatched, `/// 12`: a slash alone would be that of a limit.
    static func seats(_ row: HostRow) -> String {
        guard let value = row.sessions.value else { return "--" }
        if row.sessions.isStale { return "/// " + Numbers.whole(value) }
        return row.sessionLimit.map { "\(Numbers.whole(value))/\($0)" } ?? Numbers.whole(value)
    }

    private func trend(_ row: HostRow) -> Sparkline {
        guard row.trendIsSessions else {
            return Sparkline(row.trend, scale: context.world.limits.scale(.cpu, on: row.host.id))
        }
        let highest = row.trend.reduce(1.0) { max($0, $1 ?? 0) }
        var scale = context.world.limits.sessionScale(of: row.sessionLimit, on: row.host.id)
        if row.sessionLimit == nil { scale = Scale(top: highest) }
        return Sparkline(row.trend, scale: scale)
    }

    private func alarm(_ row: HostRow, width: Int) -> TableCell {
        if let maintenance = row.maintenance(at: context.world.now) {
            return .text("\(MaintenanceWindow.shape)  " + maintenance.brief(context.clock, within: width - 3), .shelved)
        }
        if let alarm = row.alarm {
            let more = row.openAlarms > 1 ? " +\(row.openAlarms - 1)" : ""
            let shape = alarm.shape.count == 1 ? alarm.shape + " " : alarm.shape
            return .text(shape + " " + alarm.brief(within: width - 3 - more.count) + more, alarm.role)
        }
        if let failure = row.failure { return .text("   " + failure, .stale) }
        if row.isUnknown { return .text("   " + localized("not kept"), .dim) }
        if row.state?.answeredAt == nil { return .text("   " + Measure.noneYet, .dim) }
        if let gaps = row.state?.gapsInWords { return .text("   " + gaps, row.state?.isBlind == true ? .warning : .dim) }
        return .blank
    }
}
