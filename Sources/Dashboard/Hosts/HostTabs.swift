import Drawing
import Feed
import Telemetry

/// The guests, sessions and session ends of one host: the three lists in one line, the one that is shown set off, and its rows below.
struct HostTabs: Panel {
    let context: DrawContext
    let row: HostRow
    let lists: HostLists
    let ends: Int
    let shown: HostScreen.Part
    let isFocused: Bool
    let table: any Panel

    private var count: Int { shown == .guests ? lists.guests.count : shown == .sessions ? lists.sessions.count : ends }
    /// Of a host that never answered nobody knows whether it has any.
    private var unknown: String? { row.state?.answeredAt == nil ? row.silence(at: context.world.now) : nil }
    private var unknownSessions: String? { unknown ?? (context.world.areSessionsKept ? nil : "not kept") }
    var want: RowDemand {
        let rows = 2 + max(count, 1)
        return RowDemand(5, min(rows, 8), most: rows)
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        canvas.note(.list("\(shown)"), at: area)
        drawLine(on: &canvas, in: area)
        let body = area.rows(1, area.height - 1)
        guard body.height > 0 else { return }
        if count == 0, shown != .ends, shown != .sessions || lists.unlisted == 0 {
            let word = shown == .guests ? "guest" : "session"
            let text =
                (shown == .guests ? unknown : unknownSessions)
                ?? (context.focus.filter.isEmpty ? "no \(word)s" : context.focus.noMatch(word))
            canvas.write(text, x: body.x + 1, y: body.y, width: body.width - 1, role: .dim)
        } else {
            table.draw(on: &canvas, in: body)
        }
    }

    private func drawLine(on canvas: inout Canvas, in area: Rect) {
        let between = lists.guests.count - lists.running - lists.off
        let paused = between > 0 && area.width >= 60 ? "\(between) paused, " : ""
        // As in the list of hosts: these are of the last answer.
        let hatch = row.isSilent ? "/// " : ""
        let hatchOfGuests = row.isSilent || row.failure != nil ? "/// " : ""
        let sessions =
            SessionTable.count(lists.sessions.count, in: context.world) ?? lists.counts.words(separator: ", ", unlisted: lists.unlisted)
        let notes: [(HostScreen.Part, String)] = [
            (.guests, lists.guests.isEmpty ? unknown ?? "none" : hatchOfGuests + "\(lists.running) run, \(paused)\(lists.off) off"),
            (.sessions, sessions.isEmpty ? unknownSessions ?? "none" : hatch + sessions),
            (.ends, context.world.areEndsLost && ends == 0 ? "--" : String(ends)),
        ]
        let filter = context.focus.filter.isEmpty ? "" : "/" + context.focus.filter
        Section("", note: filter).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        var x = area.x + 1
        for (part, note) in notes {
            let words = part.label + " " + note
            guard x + columns(words) < area.maxX else { break }
            canvas.note(.list("\(part)"), x: x, y: area.y, width: columns(words))
            let role: Role = part != shown ? .dim : isFocused ? .accent : .title
            x += canvas.write(words, x: x, y: area.y, width: area.maxX - x, role: role)
            x += 2
        }
    }
}
