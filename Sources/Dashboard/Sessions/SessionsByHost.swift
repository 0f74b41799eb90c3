import Drawing
import Telemetry

/// How many sessions each host carries, against what fits.
struct SessionsByHost: Panel {
    let context: DrawContext
    let hosts: [Host.ID]
    let selected: Host.ID?

    var want: RowDemand { RowDemand(2, 1 + hosts.count) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Host"), 8, ideal: context.summary.nameWidth(in: area.width) + 2),
            TableColumn(localized("Sessions"), 10, align: .trailing),
            TableColumn("", 8, ideal: 24, dropOrder: 1),
            TableColumn("", 10, ideal: 30, grows: true),
        ]
        let index = selected.flatMap { id in hosts.firstIndex(of: id) }
        let table = Table(columns, selected: index, showsHeader: false, place: context.place("hosts"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: hosts.count) { line in
            guard let row = context.summary.row(hosts[line]) else { return .cells([]) }
            let scale = context.world.limits.sessionScale(of: row.sessionLimit, on: row.host.id)
            let hasLimit = row.sessionLimit != nil
            return .cells([
                .name(row.host.id, row.isSilent ? .stale : .plain),
                .text(HostTable.seats(row), row.sessions.role(hasLimit ? scale : Scale())),
                hasLimit ? .gauge(Gauge(row.sessions.value, scale: scale, isStale: row.isSilent)) : .blank,
                .text(
                    row.isSilent ? row.silence(at: context.world.now) : row.counts.words(separator: "  ", unlisted: row.unlisted),
                    row.isSilent ? .stale : .dim),
            ])
        }
    }
}
