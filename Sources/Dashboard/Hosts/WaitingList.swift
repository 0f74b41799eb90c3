import Drawing
import Telemetry

/// The guests that wait longest for a CPU, over all hosts.
struct WaitingList: Panel {
    let context: DrawContext
    let waiting: [HostRow.Waiting]
    var selected: Int?

    /// Narrower pictures have no room for it.
    static let fewestColumns = 170
    private static let kept = 20
    /// By steps, then by name: those that wait alike do not change places all the time. What is old stands last.
    static func worst(of rows: [HostRow]) -> [HostRow.Waiting] {
        func comesFirst(_ a: HostRow.Waiting, _ b: HostRow.Waiting) -> Bool {
            guard a.isOld == b.isOld else { return b.isOld }
            let (first, second) = (a.wait.step(1), b.wait.step(1))
            return first == second ? (a.host, a.guest) < (b.host, b.guest) : first > second
        }
        var found: [HostRow.Waiting] = []
        for row in rows {
            for var guest in row.waiting {
                guest.isOld = row.isSilent
                if found.count == kept, let last = found.last, !comesFirst(guest, last) { continue }
                found.insert(guest, at: found.firstIndex { comesFirst(guest, $0) } ?? found.count)
                if found.count > kept { found.removeLast() }
            }
        }
        return found
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard !waiting.isEmpty else {
            // Not measured, or not any more, is not none.
            let isKnown = context.summary.rows.contains { $0.measuresWaiting && !$0.isSilent }
            let words = isKnown ? localized("no guest waits for a CPU") : localized("no guest's wait is known")
            canvas.write(words, x: area.x + 1, y: area.y, width: area.width - 1, role: .dim)
            return
        }
        let columns = [
            TableColumn(localized("Guest"), 10, ideal: 18),
            TableColumn(localized("Host"), 8, ideal: context.summary.nameWidth(in: area.width), dropOrder: 2),
            TableColumn(localized("Wait %"), 8, ideal: 14, dropOrder: 1),
            TableColumn("", 5, align: .trailing),
            TableColumn(localized("CPU %"), 5, align: .trailing, dropOrder: 3),
        ]
        let table = Table(columns, selected: selected, place: context.place("waiting"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: waiting.count) { line in
            let guest = waiting[line]
            let scale = context.world.limits.scale(.cpuWait, on: guest.host)
            return .cells([
                .name(guest.guest),
                .name(guest.host, .dim),
                .gauge(Gauge(guest.wait, scale: Scale(top: 50, warning: scale.warning, critical: scale.critical), isStale: guest.isOld)),
                text(guest.wait, guest.isOld, Numbers.tenths, scale),
                text(guest.cpu, guest.isOld, Numbers.whole, Scale()),
            ])
        }
    }
    private func text(_ value: Double?, _ isOld: Bool, _ write: (Double) -> String, _ scale: Scale) -> TableCell {
        let measure = Measure(value: value, at: nil, isStale: isOld)
        return .text(measure.text(write), measure.role(scale))
    }
}
