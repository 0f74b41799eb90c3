import Alarms
import Drawing
import Telemetry

/// How much the alarms ask of people, in one line: what EEMUA 191 and ISA-18.2 measure an alarm system by.
struct AlarmFigures: Panel {
    let context: DrawContext
    var want: RowDemand { RowDemand(1, 1) }

    /// The most telling first; what does not fit is left out whole.
    var parts: [(text: String, role: Role)] {
        let list = context.summary.alarms
        let now = context.world.now
        let known = context.world.statistics
        let new = known?.new ?? list.raised(since: now - .seconds(600))
        var parts: [(String, Role)] = [(localized("\(new) new in 10 min"), AlarmFigures.role(new: new))]
        if let oldest = list.oldestUnseen { parts.append((localized("longest unseen \(Numbers.age(now - oldest))"), .plain)) }
        let standing = known?.standing ?? list.standing(at: now)
        if standing > 0 { parts.append((localized("\(standing) standing"), .plain)) }
        if let stale = known?.stale, stale > 0 { parts.append((localized("\(stale) stale"), .plain)) }
        if let chronic = known?.chronic, chronic > 0 { parts.append((localized("\(chronic) chronic"), .plain)) }
        let chattering = known?.chattering ?? list.chattering
        if chattering > 0 { parts.append((localized("\(chattering) chattering"), .warning)) }
        if let known, let share = known.criticalShare {
            let bearable = AlarmStatistics.bearableCriticalShare
            let words =
                localized(
                    "24 h: \(Numbers.whole(Double(known.warnings) + Double(known.criticals))) alarms, \(share) % critical (\(bearable) is bearable)"
                )
            parts.append((words, share > bearable ? .plain : .dim))
        }
        if context.world.past != nil { parts.append((localized("floods are not kept"), .dim)) }
        return parts
    }
    /// About one in 10 min is acceptable, two are manageable, above ten is a flood.
    private static func role(new: Int) -> Role { new > 10 ? .critical : new > 2 ? .warning : .dim }

    /// As the note of a heading.
    func words(within width: Int) -> String {
        var words = ""
        for part in parts {
            let longer = words.isEmpty ? part.text : words + context.symbols.separator + part.text
            guard columns(longer) <= width else { break }
            words = longer
        }
        return words
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        var x = area.x + 1
        for (index, part) in parts.enumerated() {
            let gap = index == 0 ? "" : context.symbols.separator
            guard index == 0 || x + columns(gap + part.text) < area.maxX else { continue }
            x += canvas.write(gap, x: x, y: area.y, width: area.maxX - x, role: .dim)
            x += canvas.write(part.text, x: x, y: area.y, width: area.maxX - x, role: part.role)
        }
    }
}
