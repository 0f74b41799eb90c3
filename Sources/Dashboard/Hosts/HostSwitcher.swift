import Alarms
import Drawing
import Telemetry

/// Goes to a host, a guest, an area or all hosts of a collector by a few letters.
struct HostSwitcher: Sendable {
    enum Outcome: Hashable, Sendable {
        case open, closed
        case chosen(Destination)
    }
    private(set) var field = TextField(capacity: 60)
    private var cursor = Cursor<Destination>()

    private func matches(in summary: SiteSummary) -> [FoundDestination] { FoundDestination.all(holding: field.text, in: summary) }

    mutating func handle(_ key: Key, summary: SiteSummary) -> Outcome {
        switch key {
        case .escape, .control("c"): return .closed
        case .enter, .down, .tab, .up, .backTab:
            let found = matches(in: summary)
            // Hosts may have come or gone since the last key.
            cursor.refresh(in: found, id: \.place)
            if key == .enter { return found.at(cursor).map { .chosen($0.place) } ?? .open }
            cursor.move(by: key == .down || key == .tab ? 1 : -1, in: found, id: \.place)
        default:
            if field.handle(key) {
                cursor.reset()
                cursor.refresh(in: matches(in: summary), id: \.place)
            }
        }
        return .open
    }

    /// The one in this row, as it was drawn.
    func chosen(in row: Int, summary: SiteSummary) -> Outcome {
        let found = matches(in: summary)
        return found.indices.contains(row) ? .chosen(found[row].place) : .open
    }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let found = matches(in: context.summary)
        var cursor = cursor
        cursor.refresh(in: found, id: \.place)
        let width = min(area.width, 60)
        let height = min(area.height, 4 + min(max(found.count, 1), 12))
        let box = Rect(x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width: width, height: height)
        let body = Box(localized("Go to a host, guest or area"), note: localized("Enter goes, Esc leaves")).draw(
            on: &canvas, in: box, symbols: context.symbols)
        if body.height > 0 { field.draw(on: &canvas, x: body.x, y: body.y, width: body.width, isFocused: true) }
        let list = body.rows(1, body.height - 1)
        if found.isEmpty, list.height > 0 {
            let words = field.problem ?? localized("nothing holds these letters")
            canvas.write(words, x: list.x + 1, y: list.y, width: list.width - 1, role: field.isCut ? .problem : .dim)
        }
        // Of those that are seen: guests may have longer names than hosts.
        let name = min(max(found.prefix(50).map { columns($0.name, limit: 32) }.max() ?? 0, 6), 32)
        let table = [
            TableColumn("", min(name, 12), ideal: name),
            TableColumn("", 8, ideal: 16, dropOrder: 1), TableColumn("", 10, ideal: 20, grows: true),
        ]
        Table(table, selected: cursor.index, showsHeader: false, place: ListPlace("places"))
            .draw(on: &canvas, in: list, symbols: context.symbols, count: found.count) { line in
                let item = found[line]
                guard let row = item.row else { return .cells([.name(item.name), .text(item.note, .dim), .text(item.detail, .dim)]) }
                let trouble: (String, Role) =
                    row.maintenance(at: context.world.now).map {
                        (MaintenanceWindow.shape + " " + $0.brief(context.clock, within: 18), .shelved)
                    }
                    ?? row.alarm.map { ($0.shape + " " + $0.brief(within: 24), $0.role) }
                    ?? (row.isSilent ? (row.silence(at: context.world.now), .stale) : ("", .plain))
                return .cells([.name(row.host.id), .text(row.host.area, .dim), .text(trouble.0, trouble.1)])
            }
    }
}
