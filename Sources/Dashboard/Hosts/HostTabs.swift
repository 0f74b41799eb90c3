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

    private var count: Int {
        switch shown {
        case .guests: lists.guests.count
        case .sessions: lists.sessions.count
        case .ends: ends
        // These have a place of their own.
        case .graphs, .storages, .figures, .alarms: 0
        }
    }
    /// Of a host that never answered nobody knows whether it has any.
    private var unknown: String? { row.state?.answeredAt == nil ? row.silence(at: context.world.now) : nil }
    private var unknownSessions: String? { unknown ?? (context.world.areSessionsKept ? nil : localized("not kept")) }
    /// What watches the host tells neither a number nor a list: nobody knows whether there are any.
    private var areSessionsTold: Bool { row.sessions.value != nil || !lists.sessions.isEmpty || lists.unlisted > 0 }
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
        if count == 0, let lack {
            canvas.write(lack, x: body.x + 1, y: body.y, width: body.width - 1, role: .dim)
        } else {
            table.draw(on: &canvas, in: body)
        }
    }

    /// What stands in the place of an empty list; nil where its table says that itself.
    private var lack: String? {
        func none(_ word: String, _ all: String) -> String { context.focus.filter.isEmpty ? all : context.focus.noMatch(word) }
        return switch shown {
        case .guests: unknown ?? none("guest", localized("no guests"))
        case .sessions:
            lists.unlisted == 0
                ? unknownSessions ?? (areSessionsTold ? none("session", localized("no sessions")) : localized("sessions are not told"))
                : nil
        case .ends, .graphs, .storages, .figures, .alarms: nil
        }
    }

    /// What the line says of a list; nil of a part that is none of the lists.
    private func note(of part: HostScreen.Part, isWide: Bool) -> String? {
        // As in the list of hosts: these are of the last answer.
        switch part {
        case .guests:
            if lists.guests.isEmpty { return unknown ?? localized("none") }
            let between = lists.guests.count - lists.running - lists.off
            let paused = between > 0 && isWide ? localized("\(between) paused, ") : ""
            return (row.isSilent || row.failure != nil ? "/// " : "") + localized("\(lists.running) run, \(paused)\(lists.off) off")
        case .sessions:
            let sessions =
                SessionTable.count(lists.sessions.count, in: context.world) ?? lists.counts.words(separator: ", ", unlisted: lists.unlisted)
            if sessions.isEmpty { return unknownSessions ?? (areSessionsTold ? localized("none") : "--") }
            return (row.isSilent ? "/// " : "") + sessions
        case .ends: return context.world.areEndsLost && ends == 0 ? "--" : String(ends)
        case .graphs, .storages, .figures, .alarms: return nil
        }
    }

    private func drawLine(on canvas: inout Canvas, in area: Rect) {
        let filter = context.focus.filter.isEmpty ? "" : "/" + context.focus.filter
        Section("", note: filter).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        var x = area.x + 1
        for part in HostScreen.Part.allCases {
            guard let note = note(of: part, isWide: area.width >= 60) else { continue }
            let words = part.label + " " + note
            guard x + columns(words) < area.maxX else { break }
            canvas.note(.list("\(part)"), x: x, y: area.y, width: columns(words))
            let role: Role = part != shown ? .dim : isFocused ? .accent : .title
            x += canvas.write(words, x: x, y: area.y, width: area.maxX - x, role: role)
            x += 2
        }
    }
}
