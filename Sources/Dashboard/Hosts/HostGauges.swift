import Drawing
import Feed
import Telemetry

/// One host's gauges, a row each, with what stands behind the number.
struct HostGauges: Panel {
    struct Row {
        let label: String
        let measure: Measure
        let scale: Scale
        let value: String
        /// The first ones stay where the room is short.
        let note: [String]
        let limits: String
    }

    let context: DrawContext
    let row: HostRow
    let rows: [Row]
    var want: RowDemand { RowDemand(1, rows.count) }

    init(context: DrawContext, row: HostRow) {
        self.context = context
        self.row = row
        let limits = context.world.limits
        let id = row.host.id
        func percent(_ metric: Metric, _ label: String, _ measure: Measure, _ note: [String], _ write: (Double) -> String) -> Row {
            let pair = limits.pair(metric, on: id)
            let words = [pair.warning, pair.critical].compactMap { $0 }.map(HostGauges.limit).joined(separator: " / ")
            return Row(
                label: label, measure: measure, scale: limits.scale(metric, on: id),
                value: measure.value == nil ? "--" : measure.text(write) + " %", note: note, limits: words.isEmpty ? "" : "limit " + words)
        }
        var all = [
            percent(.cpu, "CPU", row.cpu, HostGauges.cpuNote(context, row), Numbers.whole),
            percent(.cpuWait, "Wait", row.wait, HostGauges.waitNote(row), Numbers.tenths),
            percent(.memory, "Memory", row.memory, HostGauges.memoryNote(context, row), Numbers.whole),
        ]
        let seats = limits.sessionScale(of: row.sessionLimit, on: id)
        all.append(
            Row(
                label: "Sessions", measure: row.sessionLimit == nil ? Measure(value: nil, at: nil, isStale: false) : row.sessions,
                scale: seats, value: HostTable.seats(row), note: HostGauges.sessionNote(row),
                limits: row.sessionLimit == nil ? "no limit" : ""))
        // What this host's interface never tells is no row; before the first answer all stand there and say so.
        let measured = all.filter { $0.value != "--" }
        rows = measured.isEmpty ? all : measured
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let value = 9
        let label = 9
        let room = area.width - label - value - 2
        let gauge = area.width >= 100 ? min(40, room / 2) : area.width >= 64 ? room / 2 : max(room, 0)
        for (index, line) in rows.enumerated() where index < area.height {
            let y = area.y + index
            canvas.write(line.label, x: area.x + 1, y: y, width: min(label, area.width - 1), role: .dim)
            let stale = row.isSilent || line.measure.isStale
            Gauge(line.measure.value, scale: line.scale, isStale: stale, note: stale ? row.silence(at: context.world.now) : "")
                .draw(on: &canvas, x: area.x + 1 + label, y: y, width: gauge, symbols: context.symbols)
            var x = area.x + 1 + label + gauge
            canvas.write(line.value, x: x, y: y, width: min(value, area.maxX - x), role: line.measure.role(line.scale), align: .trailing)
            x += value + 2
            let limit = columns(line.limits)
            let hasLimit = area.maxX - x > limit + 24
            if hasLimit { canvas.write(line.limits, x: area.maxX - limit - 1, y: y, width: limit, role: .dim) }
            // What is beside a number that is not believed is believed no more.
            guard !stale else { continue }
            let rest = area.maxX - x - (hasLimit ? limit + 2 : 0)
            canvas.write(HostGauges.fitting(line.note, in: rest), x: x, y: y, width: rest, role: .dim)
        }
    }

    /// Whole parts only, and of the first one what there is room for.
    private static func fitting(_ parts: [String], in width: Int) -> String {
        var parts = parts
        while parts.count > 1, columns(parts.joined(separator: "  ")) > width { parts.removeLast() }
        return parts.joined(separator: "  ")
    }
    private static func limit(_ value: Double) -> String { value == value.rounded() ? Numbers.whole(value) : Numbers.tenths(value) }

    private static func cpuNote(_ context: DrawContext, _ row: HostRow) -> [String] {
        var parts: [String] = []
        for metric in [Metric.cpuUser, .cpuSystem, .cpuIOWait, .cpuSteal] {
            let measure = context.world.measure(metric, of: row.host)
            if let value = measure.value, !measure.isStale { parts.append(metric.label + " " + Numbers.whole(value)) }
        }
        if let value = row.pressure.value, !row.pressure.isStale { parts.append("PSI " + Numbers.whole(value)) }
        return parts
    }
    private static func waitNote(_ row: HostRow) -> [String] {
        [row.waiting.first.map { "per vCPU, worst \($0.guest) \(Numbers.whole($0.wait)) %" } ?? "per vCPU"]
    }
    private static func memoryNote(_ context: DrawContext, _ row: HostRow) -> [String] {
        var parts: [String] = []
        let total = context.world.measure(.memoryTotal, of: row.host)
        let available = context.world.measure(.memoryAvailable, of: row.host)
        if let all = total.value, let free = available.value, !available.isStale {
            parts.append(Numbers.bytes(max(0, all - free), of: all))
        }
        let swap = context.world.measure(.swapUsed, of: row.host)
        if let used = swap.value, !swap.isStale, used > 0 { parts.append("swap " + Numbers.bytes(used)) }
        return parts
    }
    private static func sessionNote(_ row: HostRow) -> [String] {
        [row.counts.words(separator: "  ", unlisted: row.unlisted)]
    }
}
