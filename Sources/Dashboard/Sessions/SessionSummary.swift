import Alarms
import Drawing
import Telemetry

/// Sessions by sort against what fits, and the timeouts among all ends. The sorts stand apart: they are never added.
struct SessionSummary: Panel {
    let context: DrawContext

    var want: RowDemand { RowDemand(1, rowsWanted) }
    var rowsWanted: Int { max(1, context.summary.totals.totals.reduce(0) { $0 + ($1.silent.isEmpty ? 1 : 2) }) }

    /// A gauge for each sort.
    func draw(on canvas: inout Canvas, in area: Rect) {
        let totals = context.summary.totals.totals
        guard !totals.isEmpty else {
            canvas.write(
                context.world.past?.nothing ?? localized("none seen yet"), x: area.x + 1, y: area.y, width: area.width - 1, role: .dim)
            return
        }
        var y = area.y
        for total in totals where y < area.maxY {
            canvas.write(total.category.label, x: area.x + 1, y: y, width: 6, role: .plain)
            let scale = context.world.limits.sessionScale(of: total.limit, on: "")
            canvas.write(
                total.words, x: area.x + 8, y: y, width: min(12, area.width - 8), role: SessionSummary.role(total, in: context.world),
                align: .trailing)
            let peak = total.peak.map { localized("today up to \($0)") }
            let note = [total.rest, peak].compactMap { $0 }.joined(separator: ", ")
            let gauge = min(24, area.width - 22 - (note.isEmpty ? 0 : total.rest == nil ? 19 : columns(note) + 3))
            if total.limit != nil, gauge >= 6 {
                Gauge(total.known, scale: scale).draw(on: &canvas, x: area.x + 22, y: y, width: gauge, symbols: context.symbols)
                canvas.write(note, x: area.x + 24 + gauge, y: y, width: area.width - 24 - gauge, role: .dim)
            } else {
                // Of two that do not fit the first that does, rather than half a word.
                let room = area.width - 22
                let words = columns(note) <= room ? note : [total.rest, peak].compactMap { $0 }.first { columns($0) <= room } ?? note
                canvas.write(words, x: area.x + 22, y: y, width: room, role: .dim)
            }
            y += 1
            if !total.silent.isEmpty, y < area.maxY {
                canvas.write(
                    localized("without \(total.silent.joined(separator: ", "))"), x: area.x + 9, y: y, width: area.width - 9, role: .stale)
                y += 1
            }
        }
    }

    static func role(_ total: SessionTotals.Total, in world: World) -> Role {
        guard let count = total.known else { return .stale }
        return total.limit == nil ? .plain : world.limits.sessionScale(of: total.limit, on: "").role(count)
    }

    /// `12 of 23`: lost clients, failed handshakes and exhausted resources out of all ends. Without an engine nobody counts on.
    static func timeouts(_ causes: CauseTable, in world: World) -> String {
        guard world.knowsEnds else { return "--" }
        func words(_ count: Int) -> String { world.words(ends: count, within: GraphSpan.tenMinutes.duration) }
        let (timeouts, all) = (words(causes.timeouts), words(causes.all.tenMinutes))
        return (world.connection == .attached ? "" : "/") + localized("\(timeouts) of \(all)")
    }
    /// By the timeout rule's own numbers.
    static func role(timeouts: Int) -> Role { timeoutScale.role(Double(timeouts)) }
    private static let timeoutScale: Scale = {
        let limits = standardRules.first { $0.id == "timeouts" }?.defaults
        return Scale(warning: limits?.warning ?? 3, critical: limits?.critical ?? 5)
    }()
}
