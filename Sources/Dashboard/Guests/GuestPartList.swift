import MetricStore
import Telemetry

/// Of what parts of a guest there are numbers, each in its own order: vCPUs and interfaces by number, disks by name.
struct GuestPartList: Sendable {
    private(set) var processors: [Entity] = []
    private(set) var disks: [Entity] = []
    private(set) var interfaces: [Entity] = []
    private(set) var hasMemory = false
    var isEmpty: Bool { processors.isEmpty && disks.isEmpty && interfaces.isEmpty && !hasMemory }

    init() {}
    init(of guest: Guest, on host: Host, in world: World) {
        var newest: [Entity: Moment] = [:]
        for series in world.history.series(of: host) {
            let entity = series.key.entity
            guard entity.guestPart != nil, entity.wholeGuest == guest.id else { continue }
            let at = world.measure(series.metric, of: host, entity: entity).at ?? Moment(milliseconds: 0)
            newest[entity] = max(newest[entity] ?? at, at)
        }
        // The others went on for an hour without it: it was unplugged.
        let last = newest.values.max() ?? world.now
        let there = newest.filter { $0.value >= last - .seconds(3600) || $0.value == Moment(milliseconds: 0) }.keys
        func sorted(_ part: GuestPart) -> [Entity] {
            there.filter { $0.guestPart == part }.sorted { a, b in
                let (first, second) = (GuestPartList.name(a), GuestPartList.name(b))
                guard let one = Int(first), let other = Int(second) else { return first < second }
                return one < other
            }
        }
        processors = sorted(.vCPU)
        disks = sorted(.disk)
        interfaces = sorted(.interface)
        hasMemory = there.contains { $0.guestPart == .memory }
    }

    /// Which one of its kind: `vda`, `0`.
    static func name(_ part: Entity) -> String {
        part.id.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(part.id[part.id.utf8.index(after: $0)...]) } ?? ""
    }
}
