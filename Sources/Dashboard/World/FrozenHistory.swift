import MetricStore
import Telemetry

/// The history as it stood at one moment: what came later is not seen. For a paused screen.
struct FrozenHistory: History {
    let base: any History
    let end: Moment
    /// What a history that has to ask knew at that moment: it is not asked where each number came from.
    private let known: [SeriesKey: Point]
    private static let pieces = 60

    init(base: any History, end: Moment) {
        self.base = base
        self.end = end
        known = (base as? CalledHistory)?.known ?? [:]
    }

    func latest(_ key: SeriesKey) -> Point? {
        if let point = known[key], point.at <= end { return point }
        guard let newest = base.latest(key) else { return nil }
        if newest.at <= end { return newest }
        // What came since hides it. Some hosts are asked once an hour, and some have not answered for a day: it is looked for in wider and
        // wider windows, and then in the piece that holds it.
        for seconds in [60, 3600, 86_400, 8 * 86_400] {
            if let point = last(key, within: .seconds(seconds)) { return point }
        }
        return nil
    }

    func series(of host: Host.ID) -> [Series] { base.series(of: host) }

    private func last(_ key: SeriesKey, within window: Duration) -> Point? {
        var found: Point?
        // What is of that very moment is in it.
        var (start, end) = (end.milliseconds + 1 - window.milliseconds, end.milliseconds + 1)
        while end - start >= Int64(FrozenHistory.pieces) {
            let columns = fixed(key, Moment(milliseconds: start), Moment(milliseconds: end), FrozenHistory.pieces)
            // A piece that is finer than what is kept may hold nothing: then the coarser one stands.
            guard let index = columns.lastIndex(where: { $0 != nil }), let column = columns[index] else { break }
            let length = (end - start) / Int64(FrozenHistory.pieces)
            (start, end) = (start + Int64(index) * length, min(end, start + Int64(index + 1) * length))
            found = Point(at: Moment(milliseconds: end), value: column.mean)
            if length <= 1000 { break }
        }
        return found
    }

    private func fixed(_ key: SeriesKey, _ start: Moment, _ end: Moment, _ columns: Int) -> [Column?] {
        (base as? CalledHistory)?.span(SeriesSpan(key, from: start, to: end, columns: columns), isFixed: true)
            ?? base.span(key, from: start, to: end, columns: columns)
    }

    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        guard end > self.end, columns > 0, end > start else { return fixed(key, start, end, columns) }
        // What lies after the moment stays empty, and what lies before keeps its place.
        let share = max(0, (self.end - start).inSeconds / (end - start).inSeconds)
        let known = min(columns, Int(share * Double(columns)))
        guard known > 0 else { return Array(repeating: nil, count: columns) }
        let before = fixed(key, start, self.end, known)
        return before + Array(repeating: nil, count: max(0, columns - before.count))
    }
}
