import Alarms
import MetricStore
import Telemetry

/// A number of a host whose course belongs to an alarm.
struct LoadSource {
    let row: HostRow
    let metric: Metric

    private static let own: [Metric] = [.cpu, .cpuWait, .memory, .sessions]
    /// What the rule is about comes before the rest.
    private static let ruled: [String: Metric] = [
        "cpu_wait": .cpuWait, "memory": .memory, "sessions": .sessions, "timeouts": .sessions, "pressure_cpu": .pressureCPU,
        "pressure_io": .pressureIO, "pressure_memory": .pressureMemory,
    ]
    /// As the lines beside an alarm name gauges; the longer names first, since one holds another.
    private static let nouns: [(String, Metric)] = [
        ("CPU wait", .cpuWait), ("CPU pressure", .pressureCPU), ("I/O pressure", .pressureIO), ("memory pressure", .pressureMemory),
        ("CPU", .cpu), ("memory", .memory), ("pool", .sessions),
    ]

    /// What the lines beside it name first, then the load of its own host; as far as it is measured, and at most six.
    static func all(of alarm: Alarm, in context: DrawContext) -> [LoadSource] {
        var sources: [LoadSource] = []
        func add(_ metric: Metric, _ row: HostRow) {
            guard sources.count < 6, !sources.contains(where: { $0.metric == metric && $0.row.host.id == row.host.id }) else { return }
            if context.world.history.latest(SeriesKey(host: row.host.id, metric: metric)) != nil {
                sources.append(LoadSource(row: row, metric: metric))
            }
        }
        for line in alarm.context.prefix(4) {
            let words = String(line.prefix(300))
            guard let row = context.summary.rows.first(where: { !$0.host.id.isEmpty && words.hasSuffix(" on " + $0.host.id) }),
                let metric = nouns.first(where: { words.contains($0.0) })?.1
            else { continue }
            add(metric, row)
        }
        if let row = context.summary.row(alarm.key.host) { for metric in [ruled[alarm.key.rule] ?? .cpu] + own { add(metric, row) } }
        return sources
    }
}
