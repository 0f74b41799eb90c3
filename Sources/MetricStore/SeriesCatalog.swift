import Telemetry

/// A series in the file: where, and what its numbers are.
struct CatalogEntry {
    let number: Int
    let generation: UInt32
    let metric: Metric
}

/// All series by host.
struct Catalog {
    private struct HostSeries {
        var entries: [SeriesKey: CatalogEntry] = [:]
        /// Asked for at every picture, and changed seldom.
        var inOrder: [Series]?
    }
    private var hosts: [Host.ID: HostSeries] = [:]
    private(set) var count = 0

    subscript(key: SeriesKey) -> CatalogEntry? {
        get { hosts[key.host]?.entries[key] }
        set {
            count += (newValue == nil ? 0 : 1) - (self[key] == nil ? 0 : 1)
            hosts[key.host, default: HostSeries()].entries[key] = newValue
            hosts[key.host]?.inOrder = nil
            if hosts[key.host]?.entries.isEmpty == true { hosts[key.host] = nil }
        }
    }
    /// In the order in which they came.
    mutating func series(of host: Host.ID) -> [Series] {
        guard let found = hosts[host] else { return [] }
        if let inOrder = found.inOrder { return inOrder }
        let inOrder = found.entries.sorted { $0.value.number < $1.value.number }.map { Series(key: $0.key, metric: $0.value.metric) }
        hosts[host]?.inOrder = inOrder
        return inOrder
    }
    func entries(of host: Host.ID) -> [SeriesKey: CatalogEntry] { hosts[host]?.entries ?? [:] }
    var all: [(key: SeriesKey, entry: CatalogEntry)] { hosts.values.flatMap { $0.entries.map { ($0.key, $0.value) } } }
}
