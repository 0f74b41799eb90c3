import Drawing
import Feed
import Telemetry

/// One host's gauges, a row each, with what stands behind the number.
struct HostGauges: Panel {
    typealias Row = GaugeRows.Row

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
            Row(
                label: label, measure: measure, scale: limits.scale(metric, on: id),
                value: measure.value == nil ? "--" : measure.text(write) + " %", note: note,
                limits: HostGauges.limits(limits.pair(metric, on: id)))
        }
        var all = [
            percent(.cpu, localized("CPU"), row.cpu, HostGauges.cpuNote(context, row), Numbers.whole),
            percent(.cpuWait, localized("Wait"), row.wait, HostGauges.waitNote(row), Numbers.tenths),
            percent(.memory, localized("Memory"), row.memory, HostGauges.memoryNote(context, row), Numbers.whole),
        ]
        let seats = limits.sessionScale(of: row.sessionLimit, on: id)
        all.append(
            Row(
                label: localized("Sessions"),
                measure: row.sessionLimit == nil ? Measure(value: nil, at: nil, isStale: false) : row.sessions,
                scale: seats, value: HostTable.seats(row), note: HostGauges.sessionNote(row),
                limits: row.sessionLimit == nil ? localized("no limit") : ""))
        // What this host's interface never tells is no row; before the first answer all stand there and say so.
        let measured = all.filter { $0.value != "--" }
        rows = measured.isEmpty ? all : measured
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        GaugeRows(context: context, rows: rows, isSilent: row.isSilent, ages: row.silences(at: context.world.now))
            .draw(on: &canvas, in: area)
    }
    /// Where it is a warning and where critical; empty where neither is in force.
    static func limits(_ pair: LoadLimits.Pair) -> String {
        let values = [pair.warning, pair.critical].compactMap { $0 }.map { $0 == $0.rounded() ? Numbers.whole($0) : Numbers.tenths($0) }
        return values.isEmpty ? "" : localized("limit \(values.joined(separator: " / ")) %")
    }

    private static func cpuNote(_ context: DrawContext, _ row: HostRow) -> [String] {
        func parts(_ metrics: [Metric]) -> [String] {
            metrics.compactMap { metric in
                let measure = context.world.measure(metric, of: row.host)
                return measure.isStale ? nil : measure.value.map { metric.name + " " + Numbers.whole($0) }
            }
        }
        // Where there is no room for all: of these, pressure alone has a limit and can be what an alarm is about.
        let pressure = row.pressure.isStale ? nil : row.pressure.value.map { "PSI " + Numbers.whole($0) }
        return parts([.cpuUser, .cpuSystem]) + [pressure].compactMap { $0 } + parts([.cpuIOWait, .cpuSteal])
    }
    private static func waitNote(_ row: HostRow) -> [String] {
        [row.waiting.first.map { localized("per vCPU, worst \($0.guest) \(Numbers.whole($0.wait)) %") } ?? localized("per vCPU")]
    }
    private static func memoryNote(_ context: DrawContext, _ row: HostRow) -> [String] {
        var parts: [String] = []
        let total = context.world.measure(.memoryTotal, of: row.host)
        let available = context.world.measure(.memoryAvailable, of: row.host)
        if let all = total.value, let free = available.value, !available.isStale {
            parts.append(Numbers.bytes(max(0, all - free), of: all))
        }
        let swap = context.world.measure(.swapUsed, of: row.host)
        if let used = swap.value, !swap.isStale, used > 0 { parts.append(localized("swap \(Numbers.bytes(used))")) }
        return parts
    }
    private static func sessionNote(_ row: HostRow) -> [String] {
        [row.counts.words(separator: "  ", unlisted: row.unlisted)]
    }
}
