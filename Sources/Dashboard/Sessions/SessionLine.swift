import Drawing
import Telemetry

/// `VPN 97 of 120   VDI 77 of 100   Timeouts 10 min: 12 of 23` in one line, or in two where that is too long.
struct SessionLine: Panel {
    let context: DrawContext
    var want: RowDemand { RowDemand(1, 2) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let totals = context.summary.totals.totals
        var x = area.x + 1
        for total in totals {
            x += canvas.write(total.category.label + " ", x: x, y: area.y, width: area.maxX - x, role: .dim)
            x += canvas.write(total.words, x: x, y: area.y, width: area.maxX - x, role: SessionSummary.role(total, in: context.world))
            if let rest = total.rest { x += canvas.write(", " + rest, x: x, y: area.y, width: area.maxX - x, role: .plain) }
            if !total.silent.isEmpty {
                let silent = localized(
                    " without \(total.silent.count == 1 ? total.silent[0] : localized("\(total.silent.count) hosts"))")
                x += canvas.write(silent, x: x, y: area.y, width: area.maxX - x, role: .stale)
            }
            x += 3
        }
        if totals.isEmpty {
            let words = context.world.past.map { localized("sessions: \($0.nothing)") } ?? localized("no sessions seen yet")
            x += 3 + canvas.write(words, x: x, y: area.y, width: area.maxX - x, role: .dim)
        }
        let timeouts = SessionSummary.timeouts(context.summary.causes, in: context.world)
        let length = 19 + columns(timeouts)
        let fits = x + length <= area.maxX
        guard fits || area.height > 1 else { return }
        let y = fits ? area.y : area.y + 1
        let start = fits ? area.maxX - length : area.x + 1
        let used = canvas.write(localized("Timeouts 10 min: "), x: start, y: y, width: area.maxX - start, role: .dim)
        let isSure = context.world.connection == .attached
        let role = isSure ? SessionSummary.role(timeouts: context.summary.causes.timeouts) : .stale
        canvas.write(timeouts, x: start + used, y: y, width: area.maxX - start - used, role: role)
    }
}
