import Alarms
import MetricStore
import Telemetry

/// A number of a host whose trend belongs to an alarm.
struct AlarmTrend {
    let row: HostRow
    let metric: Metric

    private static let own: [Metric] = [.cpu, .cpuWait, .memory, .sessions]
    /// What the lines beside it name first, then what its rule looks at and the load of its host; as far as it is measured, at most six.
    static func all(of alarm: Alarm, in context: DrawContext) -> [AlarmTrend] {
        var sources: [AlarmTrend] = []
        func add(_ metric: Metric, _ row: HostRow) {
            guard sources.count < 6, !sources.contains(where: { $0.metric == metric && $0.row.host.id == row.host.id }) else { return }
            if context.world.history.latest(SeriesKey(host: row.host.id, metric: metric)) != nil {
                sources.append(AlarmTrend(row: row, metric: metric))
            }
        }
        for line in alarm.context.prefix(4) {
            if let (host, metric) = line.place, let row = context.summary.row(host) { add(metric, row) }
        }
        if let row = context.summary.rows(of: alarm.key.host).first {
            let rule = standardRules.first { $0.id == alarm.key.rule }
            for metric in [rule?.shownMetric ?? .cpu] + own { add(metric, row) }
        }
        return sources
    }
}

extension Message {
    /// What a line beside an alarm is about: a number of a host. Nil where it is about none, or is a text of an older journal.
    fileprivate var place: (host: Host.ID, metric: Metric)? {
        var host: Host.ID?
        var metric = id == Message.poolFull.id ? Metric.sessions : nil
        for argument in arguments {
            switch argument {
            case .host(let found): host = found
            case .metric(let id): metric = Metric.standard(id)
            default: break
            }
        }
        return host.flatMap { host in metric.map { (host, $0) } }
    }
}
