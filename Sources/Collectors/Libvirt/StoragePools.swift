import CLibvirt
import Glibc
import Synchronization
import Telemetry

/// A pool as libvirt tells of it. Bytes.
struct PoolRecord: Hashable, Sendable {
    var name: String
    /// `virStoragePoolState`.
    var state: Int
    var isAutostarted: Bool?
    var capacity: UInt64 = 0
    var allocation: UInt64 = 0

    var pool: StoragePool {
        let states: [StoragePool.State] = [.inactive, .building, .running, .degraded, .inaccessible]
        return StoragePool(
            name: name, state: states.indices.contains(state) ? states[state] : .unknown, isAutostarted: isAutostarted)
    }
    /// Of one that does not run libvirt says 0 bytes of 0.
    var samples: [Sample] {
        guard [.running, .degraded].contains(pool.state), capacity > 0, capacity < 1 << 60, allocation < 1 << 60 else { return [] }
        let entity = Entity(kind: "storage", id: name)
        return [
            Sample(StorageMetric.used, of: entity, Double(allocation) / Double(capacity) * 100),
            Sample(StorageMetric.size, of: entity, Double(capacity)),
            Sample(StorageMetric.allocated, of: entity, Double(allocation)),
        ]
    }
}

/// When to ask for a host's pools: all its connections together. A pool on a file server that is gone holds up whoever asks, for as long
/// as the server is gone: then nobody else does.
final class StoragePools: Sendable {
    private let state = Mutex<(due: ContinuousClock.Instant?, askedSince: ContinuousClock.Instant?, isUnknown: Bool)>((nil, nil, false))

    /// libvirt looks at a pool when it starts and when somebody refreshes it; in between its figures stand.
    static let interval = Duration.seconds(30)
    /// Each is a call.
    static let most = 64

    /// All pools, or why there are none; nil where the driver has no storage.
    typealias Answer = Result<[PoolRecord], LibvirtError>?
    /// Blocks.
    private let question: @Sendable (OpaquePointer) -> Answer
    init(question: @escaping @Sendable (OpaquePointer) -> Answer = StoragePools.all) { self.question = question }

    func takeTurn() -> Bool {
        state.withLock { state in
            if state.isUnknown || state.askedSince != nil { return false }
            if let due = state.due, due > .now { return false }
            state.askedSince = .now
            return true
        }
    }
    /// Whether somebody asks, and has done so for longer than that.
    func isWaiting(longerThan patience: Duration) -> Bool {
        state.withLock { state in state.askedSince.map { .now - $0 > patience } ?? false }
    }
    private func answered(isUnknown: Bool) { state.withLock { $0 = (.now + Self.interval, nil, isUnknown) } }

    func ask(_ connection: OpaquePointer) -> Answer {
        let answer = question(connection)
        if case .failure(let error)? = answer, error.isUnsupported {
            answered(isUnknown: true)
            return nil
        }
        answered(isUnknown: false)
        return answer
    }

    private static func all(_ connection: OpaquePointer) -> Answer {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = virConnectListAllStoragePools(connection, &list, 0)
        guard count >= 0 else { return .failure(.last()) }
        defer { free(list) }
        let autostarted = autostarted(connection)
        var found: [PoolRecord] = []
        for case let pool? in UnsafeBufferPointer(start: list, count: Int(count)) {
            defer { virStoragePoolFree(pool) }
            guard found.count < most, let name = virStoragePoolGetName(pool) else { continue }
            var info = virStoragePoolInfo()
            guard virStoragePoolGetInfo(pool, &info) == 0 else { continue }
            let text = String(cString: name)
            found.append(
                PoolRecord(
                    name: text.beginning(bytes: 100), state: Int(info.state), isAutostarted: autostarted?.contains(text),
                    capacity: info.capacity, allocation: info.allocation))
        }
        return .success(found.sorted { $0.name < $1.name })
    }

    /// Their names; nil where the driver does not say.
    private static func autostarted(_ connection: OpaquePointer) -> Set<String>? {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = virConnectListAllStoragePools(connection, &list, UInt32(VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART.rawValue))
        guard count >= 0 else { return nil }
        defer { free(list) }
        var names: Set<String> = []
        for case let pool? in UnsafeBufferPointer(start: list, count: Int(count)) {
            if let name = virStoragePoolGetName(pool) { names.insert(String(cString: name)) }
            virStoragePoolFree(pool)
        }
        return names
    }
}
