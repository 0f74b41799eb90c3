import CNetSNMP
import Platform
import Synchronization

/// A passphrase as version 3 signs and encrypts with it, not yet bound to an engine (Ku of RFC 3414, section 2.6). It is overwritten when
/// nobody has it any more.
final class MasterKey: Sendable {
    // Nobody writes to it.
    nonisolated(unsafe) let key: OpaquePointer

    fileprivate init(_ key: OpaquePointer) { self.key = key }
    deinit { csnmp_forget(key) }
}

/// What an agent is signed and encrypted for with; nil where that is not done.
struct AgentKeys: Sendable {
    var authentication, privacy: MasterKey?
}

/// Makes master keys, one after the other on a thread of its own: for each a megabyte is hashed, which takes milliseconds. Hundreds of agents
/// have one passphrase; while one of them has its key, so have all.
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
    private struct Known { weak var key: MasterKey? }

    private let executor = OwnThreadExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private nonisolated let known = Mutex<[Origin: Known]>([:])

    nonisolated func keys(_ settings: AgentSettings, _ secrets: AgentSecrets) async throws(AgentLine.Fault) -> AgentKeys {
        AgentKeys(
            authentication: try await key(settings.authentication, secrets.password),
            privacy: try await key(settings.authentication, secrets.privacyPassword))
    }

    private nonisolated func key(
        _ authentication: AgentSettings.Authentication, _ passphrase: String?
    ) async throws(AgentLine.Fault) -> MasterKey? {
        guard let passphrase else { return nil }
        let origin = Origin(authentication, passphrase)
        // Who needs none made does not wait behind those who do.
        if let key = known.withLock({ $0[origin]?.key }) { return key }
        return try await make(origin, passphrase)
    }

    private func make(_ origin: Origin, _ passphrase: String) throws(AgentLine.Fault) -> MasterKey {
        if let key = known.withLock({ $0[origin]?.key }) { return key }
        // For whoever gave up in the queue none is made: others wait behind.
        if Task.isCancelled { throw .keys }
        var fault = CSNMPFaultNone
        let made = withTexts([origin.authentication.rawValue, passphrase]) { texts in
            texts[0].flatMap { protocolName in texts[1].flatMap { csnmp_derive(protocolName, $0, &fault) } }
        }
        guard let made else { throw AgentLine.Fault(fault, 0) }
        let key = MasterKey(made)
        known.withLock { known in
            known = known.filter { $0.value.key != nil }
            known[origin] = Known(key: key)
        }
        return key
    }
}
