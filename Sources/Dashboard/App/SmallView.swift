import Alarms
import Drawing
import Telemetry

/// What is left where there is no room for a screen: one line that counts, and as many alarms and hosts as there are rows.
struct SmallView {
    let context: DrawContext
    /// What is shown is of then: `PAST 13:50`, `PAST 23 Nov 13:50`.
    var past: String?

    static func isNeeded(width: Int, height: Int) -> Bool { width < 40 || height < 8 }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0, area.width > 0 else { return }
        drawCounts(on: &canvas, in: area)
        var y = area.y + 1
        for alarm in context.summary.alarms.all.lazy.filter({ $0.standing != .shelved }).prefix(area.maxY - y) {
            let shape = alarm.shape.count == 1 ? alarm.shape + " " : alarm.shape
            let host = alarm.key.host.isEmpty ? localized("site") : alarm.key.host
            canvas.write("\(shape) \(host) \(alarm.text)", x: area.x, y: y, width: area.width, role: alarm.role)
            y += 1
        }
        for row in context.summary.rows.prefix(area.maxY - y) {
            var words = "   " + row.host.id
            if let maintenance = row.maintenance(at: context.world.now) {
                words += " " + maintenance.brief(context.clock, within: max(3, area.width - columns(words) - 1))
            } else if row.isSilent {
                words += " " + row.silence(at: context.world.now)
            } else {
                if row.cpu.value != nil { words += " CPU " + row.cpu.text(Numbers.whole) }
                if row.memory.value != nil { words += " " + localized("mem") + " " + row.memory.text(Numbers.whole) }
                if row.sessions.value != nil { words += " " + HostTable.seats(row) }
            }
            canvas.write(words, x: area.x, y: y, width: area.width, role: row.isSilent ? .stale : .plain)
            y += 1
        }
    }

    /// `2! 1~ 0< 97 VPN 77 VDI`; with one sort of sessions `97 sessions`. Sorts are never added.
    private func drawCounts(on canvas: inout Canvas, in area: Rect) {
        let world = context.world
        var parts: [(String, Role)] = []
        let marking = StatusLine.marking(world, context.settings)
        if !marking.isEmpty { parts.append((marking, .notice)) }
        if let past { parts.append((past, .past)) }
        switch world.connection {
        case .lost, .versionMismatch: parts.append((localized("NO ENGINE"), .problem))
        case .starting where world.site == nil: parts.append((localized("starting"), .dim))
        case .attached where world.silence != nil: parts.append((localized("engine silent"), .problem))
        case .starting, .attached: break
        }
        let alarms = context.summary.alarms
        if world.knowsAlarms {
            parts.append(("\(alarms.open)!", alarms.open == 0 ? .dim : alarms.critical > 0 ? .critical : .warning))
            parts.append(("\(alarms.acknowledged)~", alarms.acknowledged == 0 ? .dim : .acknowledged))
            parts.append(("\(alarms.returned)<", alarms.returned == 0 ? .dim : .returned))
            let windows = context.summary.maintenanceWindows
            if windows > 0 { parts.append(("\(windows)\(MaintenanceWindow.shape)", .shelved)) }
        } else if past != nil {
            parts.append((localized("alarms --"), .dim))
        } else if parts.isEmpty || !marking.isEmpty {
            parts.append((Measure.noneYet, .dim))
        }
        let totals = context.summary.totals.totals
        if !world.areSessionsKept { parts.append((localized("-- sessions"), .plain)) }
        if totals.count == 1, let only = totals.first {
            parts.append((only.count.map { counted($0, "session") } ?? localized("-- sessions"), .plain))
        } else {
            for total in totals {
                parts.append((total.count.map { "\($0) \(total.category.label)" } ?? "-- \(total.category.label)", .plain))
            }
        }
        var x = area.x
        for (text, role) in parts where x < area.maxX {
            x += canvas.write(text, x: x, y: area.y, width: area.maxX - x, role: role) + 1
        }
    }
}
