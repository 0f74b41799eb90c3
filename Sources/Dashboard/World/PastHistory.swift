import MetricStore
import Telemetry

/// The history as it stood at one moment: what came later is not seen. For a paused screen.
struct PastHistory: History {
    let base: any History
    let end: Moment

    func latest(_ key: SeriesKey) -> Point? {
        guard let newest = base.latest(key) else { return nil }
        if newest.at <= end { return newest }
        // One-second pieces of the last half minute, the newest that holds something.
        let columns = base.span(key, from: end - .seconds(30), to: end, columns: 30)
        guard let index = columns.lastIndex(where: { $0 != nil }), let column = columns[index] else { return nil }
        return Point(at: end - .seconds(29 - index), value: column.mean)
    }

    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        base.span(key, from: start, to: min(end, self.end), columns: columns)
    }
}
