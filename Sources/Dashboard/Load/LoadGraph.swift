import Alarms
import Drawing
import MetricStore
import Telemetry

/// The trend of one of a host's numbers up to now, or around a moment.
struct LoadGraph {
    let context: DrawContext
    let row: HostRow
    let metric: Metric
    let start: Moment
    let end: Moment
    /// Stands before the metric where more than one host may be meant.
    var name = ""
    /// Of what, where it is not the host itself: of several the highest at each time is shown.
    var keys: [SeriesKey] = []
    /// In place of the metric's own label.
    var label = ""
    /// Where the value axis ends at least, in the unit that is shown.
    var top: Double?
    /// So many bytes are one of the unit that is shown.
    var size = 1_073_741_824.0

    /// The metrics of this host that are worth a graph, the most telling first.
    static func metrics(of row: HostRow, in world: World) -> [Metric] {
        var list: [Metric] = []
        // The list of sessions gives a number too; a trend needs one that was stored. Where nobody ever sits it comes last.
        let hasSessions = world.measure(.sessions, of: row.host).value != nil
        let carriesSessions = row.sessionLimit != nil || row.sessions.value ?? 0 > 0
        if row.cpu.value != nil { list.append(.cpu) }
        if hasSessions, carriesSessions { list.append(.sessions) }
        if row.wait.value != nil { list.append(.cpuWait) }
        if row.memory.value != nil { list.append(.memory) }
        for metric in [Metric.netReceived, .netSent] where world.measure(metric, of: row.host).value != nil { list.append(metric) }
        if hasSessions, !carriesSessions { list.append(.sessions) }
        return list.isEmpty ? [.cpu] : list
    }
    static func title(_ metric: Metric) -> String {
        switch metric.unit {
        case .percent: "\(metric.name), %"
        case .bytesPerSecond: "\(metric.name), kB/s"
        case .bytes: "\(metric.name), GiB"
        default: metric.unit.symbol.isEmpty ? metric.name : "\(metric.name), \(metric.unit.symbol)"
        }
    }

    func draw(on canvas: inout Canvas, in area: Rect, marks: [(at: Moment, role: Role)] = [], isFocused: Bool = false) {
        guard area.height >= 1, area.width > 0 else { return }
        let style = context.settings.graphs
        let count = Graph.columnCount(width: area.width, style: style)
        let factor = metric.unit == .bytesPerSecond ? 0.001 : metric.unit == .bytes ? 1 / size : 1
        var lowest = Double.infinity
        var highest = 0.0
        var sum = 0.0
        var known = 0
        var columns: [GraphColumn?] = []
        columns.reserveCapacity(count)
        if count > 0 {
            for column in read(columns: count) {
                guard let column, column.mean.isFinite, column.maximum.isFinite else {
                    columns.append(nil)
                    continue
                }
                columns.append(GraphColumn(mean: column.mean * factor, peak: column.maximum * factor))
                lowest = min(lowest, column.minimum * factor)
                highest = max(highest, column.maximum * factor)
                sum += column.mean * factor
                known += 1
            }
        }
        let note =
            known == 0
            ? localized("nothing measured")
            : localized("min \(write(lowest))  mean \(write(sum / Double(known)))  max \(write(highest))")
        Section(title, note: note, isFocused: isFocused)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let length = Double(end.milliseconds - start.milliseconds)
        let points = marks.compactMap { mark -> Graph.Marker? in
            guard mark.at >= start, mark.at <= end, length > 0 else { return nil }
            let share = Double(mark.at.milliseconds - start.milliseconds) / length
            return Graph.Marker(column: min(Int(share * Double(count)), count - 1), role: mark.role)
        }
        let clock = context.clock
        Graph(
            columns, scale: scale(highest: highest), style: style, marks: points, start: clock.axis(start), end: clock.axis(end),
            isOfCounts: metric.unit == .count
        ).draw(on: &canvas, in: area.rows(1, area.height - 1), symbols: context.symbols)
    }

    private var title: String {
        let words = label.isEmpty ? LoadGraph.title(metric) : label
        return name.isEmpty ? words : name + "  " + words
    }
    /// A tenth of a GiB is worth a digit.
    private func write(_ value: Double) -> String { metric.unit == .bytes ? Numbers.tenths(value) : Numbers.whole(value) }

    private func read(columns count: Int) -> [Column?] {
        let keys = self.keys.isEmpty ? [SeriesKey(host: row.host.id, metric: metric)] : self.keys
        var merged: [Column?] = []
        for key in keys {
            let next = context.world.history.span(key, from: start, to: end, columns: count)
            guard !merged.isEmpty else {
                merged = next
                continue
            }
            for (index, column) in next.enumerated() where index < merged.count {
                guard let column, column.mean > merged[index]?.mean ?? -1 else { continue }
                merged[index] = column
            }
        }
        return merged
    }

    private func scale(highest: Double) -> Scale {
        let limits = context.world.limits
        // A little above, as by what runs beside it, is no reason for another scale.
        if let top { return Scale(top: highest > top * 1.1 ? LoadGraph.rounded(highest) : top) }
        switch metric.unit {
        case .percent where metric == .cpuWait || metric == .guestWait:
            var scale = limits.scale(.cpuWait, on: row.host.id)
            scale.top = max(scale.top, LoadGraph.rounded(highest))
            return scale
        case .percent:
            var scale = limits.scale(metric, on: row.host.id)
            scale.top = max(100, LoadGraph.rounded(highest))
            return scale
        case .count where metric == .sessions && row.sessionLimit != nil:
            var scale = limits.sessionScale(of: row.sessionLimit, on: row.host.id)
            scale.top = max(scale.top, LoadGraph.rounded(highest))
            return scale
        default: return Scale(top: LoadGraph.rounded(highest))
        }
    }

    /// The next of 1, 2, 5 times a power of ten, so that the axis bears plain numbers; 10 at least.
    static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value > 10, value < 1e15 else { return 10 }
        var size = 10.0
        while size * 10 <= value { size *= 10 }
        for step in [1.0, 2, 4, 5, 8, 10] where step * size >= value { return step * size }
        return size * 10
    }
}
