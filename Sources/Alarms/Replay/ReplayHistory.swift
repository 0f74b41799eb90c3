import MetricStore
import Telemetry

/// The hosts' numbers in equal steps, as they were at the end of one step: what came later is not there yet.
struct ReplayHistory: History {
    /// Of one step each, from `start`.
    let trends: [SeriesKey: [Column?]]
    let start: Moment
    let step: Duration
    /// Of every series.
    let count: Int
    /// The last step that is over.
    var last: Int

    /// The end of that step.
    var now: Moment { moment(last + 1) }

    private func moment(_ index: Int) -> Moment { start + .milliseconds(Int64(clamping: index) * step.milliseconds) }

    /// Whether a host has any value, by step.
    func stepsWithData(of host: Host, _ metrics: [Metric]) -> [Bool] {
        var out = [Bool](repeating: false, count: count)
        for metric in metrics {
            guard let trend = trends[SeriesKey(host: host.id, metric: metric)] else { continue }
            for (index, column) in trend.enumerated() where column != nil && index < count { out[index] = true }
        }
        return out
    }

    func latest(_ key: SeriesKey) -> Point? {
        guard let trend = trends[key] else { return nil }
        for index in stride(from: min(last, trend.count - 1), through: max(0, last - 2), by: -1) {
            if let column = trend[index] { return Point(at: moment(index + 1), value: column.mean) }
        }
        return nil
    }

    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        guard columns > 0, end > start, let trend = trends[key] else { return Array(repeating: nil, count: max(0, columns)) }
        let width = (end - start).milliseconds
        return (0..<columns).map { column in
            let low = index(start.milliseconds + width * Int64(column) / Int64(columns))
            let high = index(start.milliseconds + width * Int64(column + 1) / Int64(columns))
            let found = trend[bounded(low, trend.count)..<bounded(max(high, low), trend.count)].compactMap { $0 }
            guard let lowest = found.map(\.minimum).min(), let highest = found.map(\.maximum).max() else { return nil }
            return Column(minimum: lowest, mean: found.reduce(0) { $0 + $1.mean } / Double(found.count), maximum: highest)
        }
    }

    private func index(_ milliseconds: Int64) -> Int {
        Int(clamping: (milliseconds - start.milliseconds) / max(1, step.milliseconds))
    }
    /// No step before the first and none after the last that is over.
    private func bounded(_ index: Int, _ count: Int) -> Int { max(0, min(index, min(count, last + 1))) }
}
