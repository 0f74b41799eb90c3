import MetricStore
import Telemetry

/// The 24 h before a moment, minute by minute, to tell a coincidence from a connection.
struct DayOfMetric {
    static let minutes = 1440
    /// With less than this known there is no day to compare with.
    static let fewest = 180
    let start: Moment
    let end: Moment

    init(endingAt end: Moment) {
        self.end = end
        start = end - .seconds(60 * Int64(Self.minutes))
    }

    /// Whether the ends, so many at each time, lie near peaks more often than they would at other times of the day, by a circular shift: it keeps the
    /// clustering of both, which a test that takes ends for independent would mistake for a connection.
    func isUnlikely(above limit: Double, _ key: SeriesKey, _ history: any History, ends: [Moment: Int], tests: Int) -> Bool {
        let columns = history.span(key, from: start, to: end, columns: Self.minutes)
        let known = columns.count { $0 != nil }
        let above = columns.map { ($0?.maximum ?? -.infinity) > limit }
        let near = above.indices.map { above[max(0, $0 - 1)...min(above.count - 1, $0 + 1)].contains(true) }
        var perMinute: [Int: Int] = [:]
        for (at, count) in ends {
            let minute = (at - start).milliseconds / 60_000
            if let minute = Int(exactly: minute), near.indices.contains(minute) { perMinute[minute, default: 0] += count }
        }
        func hits(_ shift: Int) -> Int {
            perMinute.reduce(0) { $0 + (near[($1.key + shift) % near.count] ? $1.value : 0) }
        }
        guard near.count == Self.minutes else { return false }
        let found = hits(0)
        guard known >= Self.fewest else {
            // Just started: high now, and not high for most of the little that is known.
            return found * 4 >= ends.values.reduce(0, +) * 3 && near.count { $0 } * 2 <= known
        }
        let places = (0..<near.count).filter { shift in
            perMinute.keys.contains { columns[($0 + shift) % columns.count] != nil }
        }
        let asGood = places.count { hits($0) >= found }
        return Double(asGood) * Double(tests) <= Correlation.chance * Double(places.count)
    }
}
