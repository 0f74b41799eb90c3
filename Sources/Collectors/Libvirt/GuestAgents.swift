import CLibvirt
import Synchronization
import Telemetry

/// Whose turn it is to be asked for its users: all connections of one host together, so that an agent that hangs is asked by one only.
final class GuestAgents: Sendable {
    private let due = Mutex<[String: ContinuousClock.Instant]>([:])

    /// An answer serves for that long; an agent takes some milliseconds, on Windows more.
    static let interval = Duration.seconds(10)
    /// After a failure: the agent is not there, hangs, or the guest has none.
    static let pause = Duration.seconds(60)
    /// Seconds that one agent may take.
    static let patience: Int32 = 1

    /// Whether to ask this guest now. Until it has `answered` it counts as failed.
    func takeTurn(_ guest: String) -> Bool {
        due.withLock { due in
            if let next = due[guest], next > .now { return false }
            due[guest] = .now + Self.pause
            return true
        }
    }
    func answered(_ guest: String) { due.withLock { $0[guest] = .now + Self.interval } }
    /// The agent has just come up.
    func retry(_ guest: String) { due.withLock { $0[guest] = nil } }
    func forget(except guests: Set<String>) { due.withLock { due in due = due.filter { guests.contains($0.key) } } }

    /// The users of a running guest; nil where its agent does not say, which is no failure of the poll. Needs a connection that may write:
    /// the call is `domain:write` in libvirt's access rules.
    static func users(of domain: OpaquePointer, guest: String) -> [Session]? {
        // The time limit is the guest's, not the call's: put back at once, or a backup's freeze would run into it.
        guard virDomainAgentSetResponseTimeout(domain, patience, 0) == 0 else { return nil }
        defer { virDomainAgentSetResponseTimeout(domain, VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK.rawValue, 0) }
        var list: virTypedParameterPtr?
        var count: Int32 = 0
        guard virDomainGetGuestInfo(domain, UInt32(VIR_DOMAIN_GUEST_INFO_USERS.rawValue), &list, &count, 0) == 0 else { return nil }
        defer { virTypedParamsFree(list, count) }
        return DesktopSessions.users(TypedParameters(list, count: Int(count)), guest: guest)
    }
}
