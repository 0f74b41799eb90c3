import Synchronization
import Telemetry

/// How many parts a guest has, of those that are looked at.
struct PartCounts: Hashable, Sendable {
    var vCPUs = 0
    var disks = 0
    var interfaces = 0

    /// A guest with more than these has numbers of the first ones only.
    static let most = PartCounts(vCPUs: 64, disks: 32, interfaces: 32)

    init(vCPUs: Int, disks: Int, interfaces: Int) {
        self.vCPUs = vCPUs
        self.disks = disks
        self.interfaces = interfaces
    }
    /// As its host says: `vcpu.current`, `block.count`, `net.count`.
    init(_ parameters: TypedParameters) {
        func count(_ name: String, _ most: Int) -> Int { min(parameters.count(name) ?? 0, most) }
        vCPUs = count("vcpu.current", Self.most.vCPUs)
        disks = count("block.count", Self.most.disks)
        interfaces = count("net.count", Self.most.interfaces)
    }

    /// How many series they can have, the guest's memory among them.
    var series: Int {
        vCPUs * PartMetric.most(of: .vCPU) + PartMetric.most(of: .memory) + disks * PartMetric.most(of: .disk)
            + interfaces * PartMetric.most(of: .interface)
    }
    func union(_ other: PartCounts) -> PartCounts {
        PartCounts(
            vCPUs: max(vCPUs, other.vCPUs), disks: max(disks, other.disks), interfaces: max(interfaces, other.interfaces))
    }
}

/// Series that all libvirt hosts of an engine may have for guests' parts together. A store has 250,000; the guests themselves, at eight
/// each, come first.
final class SeriesPool: Sendable {
    static let shared = SeriesPool(40_000)
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }

    /// False, and nothing is taken, where there are not so many left.
    func take(_ count: Int) -> Bool {
        left.withLock { left in
            guard count <= left else { return false }
            left -= count
            return true
        }
    }
    func giveBack(_ count: Int) { left.withLock { $0 += count } }
}

/// Which of a host's guests have numbers of their parts: the first ones for which there is room, and from then on always those.
final class PartsBook: Sendable {
    private struct State {
        var granted: [String: PartCounts] = [:]
        var taken = 0
    }
    private let state = Mutex(State())
    private let limit: Int
    private let pool: SeriesPool

    /// - Parameter limit: the most series that this host may have for parts; 0 for none.
    init(limit: Int, pool: SeriesPool = .shared) {
        self.limit = limit
        self.pool = pool
    }
    deinit { pool.giveBack(state.withLock(\.taken)) }

    /// What of its parts a guest may tell; nil for nothing.
    func counts(of guest: String) -> PartCounts? { state.withLock { $0.granted[guest] } }
    /// No guest may ever tell anything.
    var isEmpty: Bool { limit == 0 }
    /// The guests that may tell anything.
    var guests: Set<String> { state.withLock { Set($0.granted.keys) } }

    /// Takes all guests of the host; answers how many that run had to be left out. One that is off keeps what it has: its numbers are kept.
    func settle(_ guests: [GuestRecord]) -> Int {
        guard limit > 0 else { return 0 }
        return state.withLock { state in
            let there = Set(guests.map(\.id))
            for (id, counts) in state.granted where !there.contains(id) {
                state.granted[id] = nil
                state.taken -= counts.series
                pool.giveBack(counts.series)
            }
            var leftOut = 0
            // By id: after a restart the same guests have them.
            for guest in guests.sorted(by: { $0.id < $1.id }) where Guest.State(libvirt: guest.parameters).isActive {
                let had = state.granted[guest.id]
                let wanted = PartCounts(guest.parameters).union(had ?? PartCounts(vCPUs: 0, disks: 0, interfaces: 0))
                let more = wanted.series - (had?.series ?? 0)
                guard more > 0 else { continue }
                if state.taken + more <= limit, pool.take(more) {
                    state.granted[guest.id] = wanted
                    state.taken += more
                } else if had == nil {
                    leftOut += 1
                }
            }
            return leftOut
        }
    }
}

extension PartMetric {
    /// How many of them one part of that kind has at most.
    static func most(of part: GuestPart) -> Int {
        switch part {
        case .vCPU: 4
        case .memory: 10
        case .disk: 11
        case .interface: 8
        }
    }
}
