import Link
import MetricStore
import Telemetry

/// What a site's series are and their newest numbers, asked for once: for a command where the store cannot be mapped.
struct FetchedHistory: History {
    private var hosts: [Host.ID: [Series]] = [:]
    private var points: [SeriesKey: Point] = [:]

    init(of site: Site, from call: LinkCall) throws(LinkProblem) {
        // Guests' numbers are their target's.
        for owner in Set(site.hosts.flatMap { [$0.id, $0.target] }) { hosts[owner] = try call.series(of: owner) }
        let keys = hosts.values.flatMap { $0.map(\.key) }
        for (key, point) in zip(keys, try call.latest(keys)) { points[key] = point }
    }
    func series(of host: Host.ID) -> [Series] { hosts[host] ?? [] }
    func latest(_ key: SeriesKey) -> Point? { points[key] }
    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        Array(repeating: nil, count: max(0, columns))
    }
}
