import Link
import MetricStore
import Telemetry

/// The newest numbers of some series, asked for once: for a command where the store cannot be mapped.
struct FetchedHistory: History {
    private let points: [SeriesKey: Point]

    init(_ keys: [SeriesKey], from call: LinkCall) throws(LinkProblem) {
        let found = try call.latest(keys)
        points = Dictionary(zip(keys, found).compactMap { key, point in point.map { (key, $0) } }, uniquingKeysWith: { first, _ in first })
    }
    func latest(_ key: SeriesKey) -> Point? { points[key] }
    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        Array(repeating: nil, count: max(0, columns))
    }
}
