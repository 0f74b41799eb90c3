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
        guard end > self.end, columns > 0, end > start else { return base.span(key, from: start, to: end, columns: columns) }
        // What lies after the moment stays empty, and what lies before keeps its place.
        let share = max(0, (self.end - start).inSeconds / (end - start).inSeconds)
        let known = min(columns, Int(share * Double(columns)))
        guard known > 0 else { return Array(repeating: nil, count: columns) }
        let before = base.span(key, from: start, to: self.end, columns: known)
        return before + Array(repeating: nil, count: max(0, columns - before.count))
    }
}
