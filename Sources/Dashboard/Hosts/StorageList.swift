import Drawing
import Feed
import MetricStore
import Telemetry

/// A host's places for guests' disks: those that its interface lists, or, where it lists none, those that have numbers.
struct StorageList: Sendable {
    struct Item: Identifiable, Sendable {
        let name: String
        /// Nil where nobody says in which state it is.
        let pool: StoragePool?
        var id: String { name }

        /// Bad, whatever its fill: disks there cannot be read, or soon will not be.
        var trouble: Role? {
            switch pool?.state {
            case .inaccessible: .critical
            case .degraded: .warning
            // It is configured to run.
            case .inactive: pool?.isAutostarted == true ? .warning : nil
            default: nil
            }
        }
        /// Its last ones, where it does not run, are of another time.
        var hasNumbers: Bool { pool.map { [.running, .degraded, .unknown].contains($0.state) } ?? true }
    }
    private(set) var items: [Item] = []

    init() {}
    /// - Parameter series: all that is kept of the host.
    init(of row: HostRow, series: [Series], in context: DrawContext) {
        let listed = (row.state?.inventory.storages ?? []).map { Item(name: $0.name, pool: $0) }
        let all = listed.isEmpty ? StorageList.counted(series, on: row, in: context.world) : listed
        func rank(_ item: Item) -> Int { item.trouble == .critical ? 0 : item.trouble == nil ? 2 : 1 }
        items = all.filter { context.focus.admits($0.name, $0.pool?.state.rawValue ?? "", "storage") }
            .sorted { (rank($0), $0.name) < (rank($1), $1.name) }
    }

    private static func counted(_ all: [Series], on row: HostRow, in world: World) -> [Item] {
        var names: Set<String> = []
        for series in all where StorageMetric.has(series.metric, of: series.key.entity) {
            guard let at = world.measure(series.metric, of: row.host, entity: series.key.entity).at, !OtherFigureList.isGone(at, row)
            else { continue }
            names.insert(series.key.entity.id)
        }
        return names.map { Item(name: $0, pool: nil) }
    }
}
