import Alarms
import Drawing
import MetricStore
import Telemetry

/// The trends of a guest's numbers over the chosen span, on one time axis.
enum GuestTrends {
    struct Trend {
        let metric: Metric
        let keys: [SeriesKey]
        var label = ""
        var top: Double?
        var size = Trend.gibibyte
        static let gibibyte = 1_073_741_824.0
    }

    /// The most telling first; of a guest that does not run those of which something was measured within the span.
    static func metrics(of detail: GuestDetail, in context: DrawContext) -> [Trend] {
        let (host, guest) = (detail.row.host, detail.guest)
        func own(_ metric: Metric, _ label: String, top: Double? = nil) -> Trend {
            let entity = Entity.guest(guest.id)
            return Trend(
                metric: metric, keys: [SeriesKey(host: host.owner(of: entity), entity: entity, metric: metric)], label: label, top: top)
        }
        let disks = detail.figures.disks.flatMap { disk in
            [PartMetric.readTime, PartMetric.writeTime].map { metric in
                let entity = Entity.part(.disk, disk.id, of: guest.id)
                return SeriesKey(host: host.owner(of: entity), entity: entity, metric: metric)
            }
        }
        let whole = detail.figures.whole
        // A small guest's is a flat line in GiB.
        let isSmall = guest.memoryMaximum < 2 * Trend.gibibyte
        let size = isSmall ? Trend.gibibyte / 1024 : Trend.gibibyte
        let assigned = guest.memoryMaximum > 0 && guest.memoryView == .guest ? guest.memoryMaximum / size : nil
        var memory = own(.guestMemoryUsed, isSmall ? localized("Memory, MiB") : localized("Memory, GiB"), top: assigned)
        memory.size = size
        var list = [own(.guestCPU, "CPU, %", top: 100), own(.guestWait, localized("Wait, %")), memory]
        if detail.figures.slowestDisk != nil {
            list.append(Trend(metric: PartMetric.readTime, keys: disks, label: localized("Slowest disk, ms")))
        }
        let received = guest.state.isRunning && whole.net.value != nil || !guest.state.isRunning
        if received { list += [own(.netReceived, localized("Net in, kB/s")), own(.netSent, localized("Net out, kB/s"))] }
        let (start, end) = (context.world.now - context.span.duration, context.world.now)
        return list.filter { trend in
            guest.state.isRunning
                ? trend.keys.contains { context.world.history.latest($0) != nil }
                : trend.keys.contains { context.world.history.summary($0, from: start, to: end) != nil }
        }
    }

    static func graphs(of detail: GuestDetail, isFocused: Bool, in context: DrawContext) -> LoadGraphs {
        let (start, end) = (context.world.now - context.span.duration, context.world.now)
        let graphs = metrics(of: detail, in: context).map {
            LoadGraph(
                context: context, row: detail.row, metric: $0.metric, start: start, end: end, keys: $0.keys, label: $0.label, top: $0.top,
                size: $0.size)
        }
        let changes = detail.events.filter { $0.at >= start }.map { (at: $0.at, role: Role.notice) }
        let alarms = detail.alarms.alarms.filter { $0.raisedAt >= start }.map {
            (at: $0.raisedAt, role: $0.severity == .critical ? Role.critical : .warning)
        }
        return LoadGraphs(context: context, graphs: graphs, marks: changes + alarms, isFocused: isFocused, rowsOfLine: 7)
    }
}
