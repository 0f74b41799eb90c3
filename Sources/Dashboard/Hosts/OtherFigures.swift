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
    var id: SeriesKey { series.key }
}

/// The other figures of a host: its own first, then kind by kind in the order in which they came; things under the word for their kind.
struct OtherFigureList: Sendable {
    enum Line: Sendable {
        case kind(String, count: Int)
        case figure(OtherFigure)
    }
    private(set) var figures: [OtherFigure] = []
    private(set) var lines: [Line] = []
    /// The line of each figure.
    private(set) var places: [Int] = []
    private(set) var hasNames = false

    init() {}
    /// - Parameter series: all that is kept of the host.
    init(of row: HostRow, series: [Series], guestNames: [String: String], in context: DrawContext) {
        figures = OtherFigureList.sorted(
            OtherFigureList.found(in: series, on: row, guestNames: guestNames, in: context.world).filter {
                context.focus.admits($0.series.metric.name, $0.name, $0.kind)
            })
        var kind = ""
        for (index, figure) in figures.enumerated() {
            if figure.kind != kind {
                kind = figure.kind
                var names: Set<String> = []
                for peer in figures[index...] {
                    guard peer.kind == kind else { break }
                    names.insert(peer.name)
                }
                lines.append(.kind(kind, count: names.count))
            }
            places.append(lines.count)
            lines.append(.figure(figure))
        }
        hasNames = !kind.isEmpty
    }

    private static func found(in all: [Series], on row: HostRow, guestNames: [String: String], in world: World) -> [OtherFigure] {
        var found: [OtherFigure] = []
        for series in all {
            let entity = series.key.entity
            guard Metric.standard(series.metric.id) == nil || !(entity == .host || entity.guest != nil) else { continue }
            // A guest's vCPUs and disks are too many beside what is the host's own.
            if entity.guestPart != nil { continue }
            if StorageMetric.has(series.metric, of: entity) { continue }
            // A guest that its host has no more is no part of the picture.
            if let guest = entity.guest, guestNames[guest] == nil { continue }
            guard let at = world.measure(series.metric, of: row.host, entity: entity).at, !isGone(at, row) else { continue }
            let name = entity.guest.flatMap { guestNames[$0] } ?? entity.id
            found.append(OtherFigure(series: series, kind: entity == .host ? "" : entity.kind, name: name))
        }
        return found
    }
    /// The host has told of others for an hour since: it has this one no more.
    static func isGone(_ at: Moment, _ row: HostRow) -> Bool {
        guard let answered = row.state?.answeredAt else { return false }
        return at < answered - .seconds(3600)
    }
    private static func sorted(_ found: [OtherFigure]) -> [OtherFigure] {
        var kinds: [String: Int] = ["": -1]
        for figure in found where kinds[figure.kind] == nil { kinds[figure.kind] = kinds.count }
        return found.enumerated().sorted { a, b in
            let first = kinds[a.element.kind] ?? 0
            let second = kinds[b.element.kind] ?? 0
            if first != second { return first < second }
            return a.element.name == b.element.name ? a.offset < b.offset : a.element.name < b.element.name
        }.map(\.element)
    }
}

/// The other figures of a host, a row each. Their numbers are read where they are seen.
struct OtherFigures: Panel {
    let context: DrawContext
    let row: HostRow
    let list: OtherFigureList
    /// Which one of the figures.
    let selected: Int?
    /// A row is the header's.
    var want: RowDemand { list.lines.isEmpty ? .none : RowDemand(2, 1 + list.lines.count) }
    private static let trendColumns = 24

    /// Names of columns without a row say nothing.
    func used(of rows: Int) -> Int { rows > 1 ? rows : 0 }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            list.hasNames ? TableColumn(localized("Name"), 8, ideal: 24) : TableColumn("", 0),
            TableColumn(localized("Figure"), 12, ideal: 30),
            TableColumn(localized("Now"), 9, ideal: 16, align: .trailing),
            TableColumn(localized("last \(context.span.label)"), 10, ideal: OtherFigures.trendColumns, dropOrder: 1),
        ]
        let table = Table(
            columns, selected: selected.flatMap { $0 < list.places.count ? list.places[$0] : nil }, place: context.place("figures"))
        let hasTrend = table.widths(in: area.width).last ?? 0 > 0
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: list.lines.count) { line in
            switch list.lines[line] {
            case .kind(let kind, let count): .group(kind, note: String(count))
            case .figure(let figure): row(figure, hasTrend: hasTrend)
            }
        }
    }

    private func row(_ figure: OtherFigure, hasTrend: Bool) -> TableRow {
        let metric = figure.series.metric
        let measure = context.world.measure(metric, of: row.host, entity: figure.series.key.entity)
        return .cells([
            .name(figure.name),
            .text(metric.name),
            .text(measure.text { Numbers.figure($0, of: metric) }, measure.role(Scale(top: 1))),
            hasTrend ? .sparkline(trend(figure.series)) : .blank,
        ])
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
