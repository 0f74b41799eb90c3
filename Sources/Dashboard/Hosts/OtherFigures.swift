import Drawing
import Feed
import MetricStore
import Telemetry

/// One number of a host for which the screen has no place of its own: a collector's own metric, or one of a thing that only it knows.
struct OtherFigure: Identifiable, Sendable {
    let series: Series
    /// Empty for the host's own.
    let kind: String
    /// Which one of its kind, by the name that people know.
    let name: String
    let measure: Measure
    var id: SeriesKey { series.key }

    /// The host's own first, then kind by kind in the order in which they came.
    static func list(of row: HostRow, guestNames: [String: String], in world: World) -> [OtherFigure] {
        var found: [OtherFigure] = []
        for series in world.history.series(of: row.host) {
            let entity = series.key.entity
            guard Metric.standard(series.metric.id) == nil || !(entity == .host || entity.guest != nil) else { continue }
            // A guest that its host has no more is no part of the picture.
            if let guest = entity.guest, guestNames[guest] == nil { continue }
            let measure = world.measure(series.metric, of: row.host, entity: entity)
            guard let at = measure.at, !isGone(at, row) else { continue }
            let name = entity.guest.flatMap { guestNames[$0] } ?? entity.id
            found.append(OtherFigure(series: series, kind: entity == .host ? "" : entity.kind, name: name, measure: measure))
        }
        var places: [String: Int] = ["": -1]
        for figure in found where places[figure.kind] == nil { places[figure.kind] = places.count }
        return found.enumerated().sorted { a, b in
            let first = places[a.element.kind] ?? 0
            let second = places[b.element.kind] ?? 0
            if first != second { return first < second }
            return a.element.name == b.element.name ? a.offset < b.offset : a.element.name < b.element.name
        }.map(\.element)
    }

    /// The host has told of others for an hour since: it has this one no more.
    private static func isGone(_ at: Moment, _ row: HostRow) -> Bool {
        guard let answered = row.state?.answeredAt else { return false }
        return at < answered - .seconds(3600)
    }
}

/// The other figures of a host, a row each; things under the word for their kind.
struct OtherFigures: Panel {
    private enum Line {
        case kind(String, count: Int)
        case figure(OtherFigure)
    }
    let context: DrawContext
    let row: HostRow
    private let lines: [Line]
    private let selected: Int?
    private let hasNames: Bool
    /// A row is the header's.
    var want: RowDemand { lines.isEmpty ? RowDemand(0, 0) : RowDemand(2, 1 + lines.count) }
    private static let trendColumns = 24

    init(context: DrawContext, row: HostRow, figures: [OtherFigure], selected: SeriesKey?) {
        self.context = context
        self.row = row
        var lines: [Line] = []
        var place: Int?
        var kind = ""
        for figure in figures {
            if figure.kind != kind {
                kind = figure.kind
                let names = Set(figures.filter { $0.kind == kind }.map(\.name))
                lines.append(.kind(kind, count: names.count))
            }
            if figure.id == selected { place = lines.count }
            lines.append(.figure(figure))
        }
        self.lines = lines
        self.selected = place
        hasNames = !kind.isEmpty
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            hasNames ? TableColumn("Name", 8, ideal: 24) : TableColumn("", 0),
            TableColumn("Figure", 12, ideal: 30),
            TableColumn("Now", 9, ideal: 16, align: .trailing),
            TableColumn("last " + context.span.label, 10, ideal: OtherFigures.trendColumns, dropOrder: 1),
        ]
        let table = Table(columns, selected: selected)
        let hasTrend = table.widths(in: area.width).last ?? 0 > 0
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: lines.count) { line in
            switch lines[line] {
            case .kind(let kind, let count): .group(kind, note: String(count))
            case .figure(let figure):
                .cells([
                    .name(figure.name),
                    .text(figure.series.metric.label),
                    .text(
                        figure.measure.text { Numbers.figure($0, of: figure.series.metric) }, figure.measure.role(Scale(top: 1))),
                    hasTrend ? .sparkline(trend(figure.series)) : .blank,
                ])
            }
        }
    }

    private func trend(_ series: Series) -> Sparkline {
        let now = context.world.now
        let values = context.world.history.span(
            series.key, from: now - context.span.duration, to: now, columns: OtherFigures.trendColumns
        ).map { $0?.mean }
        let highest = values.reduce(0) { max($0, $1 ?? 0) }
        return Sparkline(values, scale: Scale(top: series.metric.unit == .percent ? max(100, highest) : highest), role: .plain)
    }
}
