import Alarms
import Drawing
import Telemetry

/// Goes to a host by a few of its letters.
struct HostSwitcher: Sendable {
    enum Outcome: Hashable, Sendable {
        case open, closed
        case chosen(Host.ID)
    }
    private(set) var field = TextField(capacity: 60)
    private var cursor = Cursor<Host.ID>()

    /// Hosts that begin with the letters, then those that hold them, then those that hold them in order.
    func matches(in summary: Summary) -> [HostRow] {
        let wanted = field.text.lowercased()
        guard !wanted.isEmpty else { return summary.rows }
        var ranks: [(rank: Int, row: HostRow)] = []
        for row in summary.rows {
            let name = row.host.id.lowercased()
            if name.hasPrefix(wanted) {
                ranks.append((0, row))
            } else if name.contains(wanted) || row.host.area.lowercased().contains(wanted) {
                ranks.append((1, row))
            } else if HostSwitcher.holds(name, inOrder: wanted) {
                ranks.append((2, row))
            }
        }
        return (0...2).flatMap { rank in ranks.filter { $0.rank == rank }.map(\.row) }
    }
    private static func holds(_ name: String, inOrder letters: String) -> Bool {
        var rest = Substring(name)
        for letter in letters {
            guard let index = rest.firstIndex(of: letter) else { return false }
            rest = rest[rest.index(after: index)...]
        }
        return true
    }

    mutating func handle(_ key: Key, summary: Summary) -> Outcome {
        let found = matches(in: summary)
        // Hosts may have come or gone since the last key.
        cursor.refresh(in: found, id: \.host.id)
        switch key {
        case .escape, .control("c"): return .closed
        case .enter: return found.at(cursor).map { .chosen($0.host.id) } ?? .open
        case .down, .tab: cursor.move(by: 1, in: found, id: \.host.id)
        case .up, .backTab: cursor.move(by: -1, in: found, id: \.host.id)
        default:
            if field.handle(key) {
                cursor.reset()
                cursor.refresh(in: matches(in: summary), id: \.host.id)
            }
        }
        return .open
    }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let found = matches(in: context.summary)
        var cursor = cursor
        cursor.refresh(in: found, id: \.host.id)
        let width = min(area.width, 60)
        let height = min(area.height, 4 + min(max(found.count, 1), 12))
        let box = Rect(x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width: width, height: height)
        let body = Box("Go to host", note: "Enter goes, Esc leaves").draw(on: &canvas, in: box, symbols: context.symbols)
        if body.height > 0 { field.draw(on: &canvas, x: body.x, y: body.y, width: body.width, isFocused: true) }
        let list = body.rows(1, body.height - 1)
        if found.isEmpty, list.height > 0 {
            canvas.write("no host holds these letters", x: list.x + 1, y: list.y, width: list.width - 1, role: .dim)
        }
        let columns = [
            TableColumn("", min(context.summary.nameWidth(in: 60), 12), ideal: context.summary.nameWidth(in: 110)),
            TableColumn("", 8, ideal: 16, dropOrder: 1), TableColumn("", 10, ideal: 20, grows: true),
        ]
        Table(columns, selected: cursor.index, showsHeader: false)
            .draw(on: &canvas, in: list, symbols: context.symbols, count: found.count) { line in
                let row = found[line]
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
