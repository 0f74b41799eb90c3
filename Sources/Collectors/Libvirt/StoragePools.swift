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
        let entity = Entity.storage(name)
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
    private struct State {
        var due: ContinuousClock.Instant?
        var askedSince: ContinuousClock.Instant?
        var isUnknown = false
        /// By name, as the last answer had them.
        var known: [String] = []
        /// The pool that is asked just now; nil while all are asked together.
        var asked: String?
    }
    private let state = Mutex(State())

    /// libvirt looks at a pool when it starts and when somebody refreshes it; in between its figures stand.
    static let interval = Duration.seconds(30)
    /// Each is a call.
    static let most = 64

    /// All pools, or why there are none; nil where the driver has no storage.
    typealias Answer = Result<[PoolRecord], LibvirtError>?
    /// Blocks. It tells of each pool that it asks by itself; what the last answer had comes first.
    typealias Question = @Sendable (OpaquePointer, _ known: [String], _ asks: (String?) -> Void) -> Answer
    private let question: Question
    init(question: @escaping Question = StoragePools.all) { self.question = question }

    func takeTurn() -> Bool {
        state.withLock { state in
            if state.isUnknown || state.askedSince != nil { return false }
            if let due = state.due, due > .now { return false }
            state.askedSince = .now
            return true
        }
    }
    /// Reports the pool that a question has waited for, for longer than that; nil where none has.
    func silence(longerThan patience: Duration) -> Message? {
        state.withLock { state in
            guard let since = state.askedSince, .now - since > patience else { return nil }
            return state.asked.map { .libvirtPoolSilent($0) } ?? .libvirtPoolsSilent()
        }
    }
    private func answered(_ found: [String]?, isUnknown: Bool = false) {
        state.withLock { state in
            state = State(due: .now + Self.interval, isUnknown: isUnknown, known: found ?? state.known)
        }
    }

    func ask(_ connection: OpaquePointer) -> Answer {
        let answer = question(connection, state.withLock(\.known)) { name in state.withLock { $0.asked = name } }
        switch answer {
        case .failure(let error)? where error.isUnsupported:
            answered([], isUnknown: true)
            return nil
        case .success(let found)?: answered(found.map(\.name))
        case .failure, nil: answered(nil)
        }
        return answer
    }

    static func all(_ connection: OpaquePointer, _ known: [String], _ asks: (String?) -> Void) -> Answer {
        // The list waits for a pool that is being refreshed, too, and does not say for which.
        for name in known {
            asks(name)
            if let pool = virStoragePoolLookupByName(connection, name) { virStoragePoolFree(pool) }
        }
        asks(nil)
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = virConnectListAllStoragePools(connection, &list, 0)
        guard count >= 0 else { return .failure(.last()) }
        defer { free(list) }
        let autostarted = autostarted(connection)
        var found: [PoolRecord] = []
        for case let pool? in UnsafeBufferPointer(start: list, count: Int(count)) {
            defer { virStoragePoolFree(pool) }
            guard found.count < most, let name = virStoragePoolGetName(pool) else { continue }
            let text = String(cString: name)
            asks(text.beginning(bytes: 100))
            defer { asks(nil) }
            var info = virStoragePoolInfo()
            guard virStoragePoolGetInfo(pool, &info) == 0 else { continue }
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
