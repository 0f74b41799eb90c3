import CNetSNMP
import Platform
import Synchronization

/// A passphrase as version 3 signs and encrypts with it, not yet bound to an engine (Ku of RFC 3414, section 2.6). It is overwritten when
/// nobody has it any more.
final class MasterKey: Sendable {
    // It is never written to.
    nonisolated(unsafe) let key: OpaquePointer

    fileprivate init(_ key: OpaquePointer) { self.key = key }
    deinit { csnmp_forget(key) }
}

/// What an agent is signed and encrypted for with; nil where that is not done.
struct AgentKeys: Sendable {
    var authentication, privacy: MasterKey?
}

/// Makes master keys, one after the other on a thread of its own: for each a megabyte is hashed, which takes half a millisecond or more.
/// Hundreds of agents have one passphrase; while one of them has its key, so have all.
actor MasterKeys {
    static let shared = MasterKeys()

    /// What a key is made of. The passphrase cannot be read out of it.
    private struct Origin: Hashable {
        let authentication: AgentSettings.Authentication
        let marks: [Int]

        init(_ authentication: AgentSettings.Authentication, _ passphrase: String) {
            self.authentication = authentication
            // 128 bits of a hash whose seed is this process's own: no two passphrases are taken for one.
            marks = (0..<2).map { part in
                var hasher = Hasher()
                hasher.combine(part)
                hasher.combine(passphrase)
                return hasher.finalize()
            }
        }
    }
    private struct Known {
        private struct Holder { weak var key: MasterKey? }
        private var holders: [Origin: Holder] = [:]
        /// With so many, those that nobody has any more are looked for: not at each, of thousands.
        private var most = 64

        subscript(origin: Origin) -> MasterKey? { holders[origin]?.key }
        mutating func add(_ key: MasterKey, _ origin: Origin) {
            if holders.count >= most {
                holders = holders.filter { $0.value.key != nil }
                most = max(64, holders.count * 2)
            }
            holders[origin] = Holder(key: key)
        }
    }

    nonisolated let executor = OwnThreadExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private nonisolated let known = Mutex(Known())
    private typealias Wanted = (origin: Origin, passphrase: String)

    nonisolated func keys(_ settings: AgentSettings, _ secrets: AgentSecrets) async throws(AgentLine.Fault) -> AgentKeys {
        func wanted(_ passphrase: String?) -> Wanted? { passphrase.map { (Origin(settings.authentication, $0), $0) } }
        let (authentication, privacy) = (wanted(secrets.password), wanted(secrets.privacyPassword))
        // Who needs none made does not wait behind those who do.
        let keys = known.withLock { known in
            AgentKeys(authentication: authentication.flatMap { known[$0.origin] }, privacy: privacy.flatMap { known[$0.origin] })
        }
        if (keys.authentication == nil) == (authentication == nil), (keys.privacy == nil) == (privacy == nil) { return keys }
        return try await make(authentication, privacy)
    }

    /// Both in one turn: whoever stood in line a second time would wait until all others have their first, and nobody would have his in time.
    private func make(_ authentication: Wanted?, _ privacy: Wanted?) throws(AgentLine.Fault) -> AgentKeys {
        AgentKeys(authentication: try key(authentication), privacy: try key(privacy))
    }

    private func key(_ wanted: Wanted?) throws(AgentLine.Fault) -> MasterKey? {
        guard let (origin, passphrase) = wanted else { return nil }
        if let key = known.withLock({ $0[origin] }) { return key }
        // No key is made for a caller that gave up in the queue: others wait behind.
        if Task.isCancelled { throw .keys }
        var fault = CSNMPFaultNone
        let made = withTexts([origin.authentication.rawValue, passphrase]) { texts in
            texts[0].flatMap { protocolName in texts[1].flatMap { csnmp_derive(protocolName, $0, &fault) } }
        }
        guard let made else { throw AgentLine.Fault(fault, 0) }
        let key = MasterKey(made)
        known.withLock { $0.add(key, origin) }
        return key
    }
}
