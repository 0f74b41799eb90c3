import MetricStore
import Telemetry

/// A history whose numbers a test writes down: the newest value of each series and the way it came there.
struct ScriptedHistory: History {
    struct Entry: Sendable {
        let newest: Point
        /// The value so many seconds before the newest; nil is a gap.
        let before: @Sendable (Double) -> Double?
    }
    private(set) var entries: [SeriesKey: Entry] = [:]
    private var known: [Series] = []

    mutating func set(
        _ metric: Metric, of host: Host.ID, guest: String? = nil, _ value: Double, at: Moment,
        before: (@Sendable (Double) -> Double?)? = nil
    ) {
        set(metric, of: host, entity: guest.map { .guest($0) } ?? .host, value, at: at, before: before)
    }
    mutating func set(
        _ metric: Metric, of host: Host.ID, entity: Entity, _ value: Double, at: Moment, before: (@Sendable (Double) -> Double?)? = nil
    ) {
        let key = SeriesKey(host: host, entity: entity, metric: metric)
        if entries[key] == nil { known.append(Series(key: key, metric: metric)) }
        entries[key] = Entry(newest: Point(at: at, value: value), before: before ?? { _ in value })
    }

    func series(of host: Host.ID) -> [Series] { known.filter { $0.key.host == host } }
    func latest(_ key: SeriesKey) -> Point? { entries[key]?.newest }

    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        guard columns > 0 else { return [] }
        guard let trend = entries[key] else { return Array(repeating: nil, count: columns) }
        let step = (end - start).inSeconds / Double(columns)
        return (0..<columns).map { column in
            let middle = start.milliseconds + Int64((Double(column) + 0.5) * step * 1000)
            let age = Double(trend.newest.at.milliseconds - middle) / 1000
            guard age > -step, let value = trend.before(max(age, 0)) else { return nil }
            return Column(minimum: value * 0.9, mean: value, maximum: value * 1.05)
        }
    }
}
