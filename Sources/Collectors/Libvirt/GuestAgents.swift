import CLibvirt
import Telemetry

/// Asks guests' agents for their users: within a budget of time, and those that do not answer only seldom.
struct GuestAgents {
    private var due: [String: ContinuousClock.Instant] = [:]

    /// An answer serves for that long; an agent takes some milliseconds, on Windows more.
    static let interval = Duration.seconds(10)
    /// After a failure: the agent is not there, hangs, or the guest has none.
    static let pause = Duration.seconds(60)
    /// Seconds that one agent may take.
    static let patience: Int32 = 1

    mutating func isDue(_ guest: String) -> Bool { due[guest].map { $0 <= .now } ?? true }
    /// The agent has just come up.
    mutating func retry(_ guest: String) { due[guest] = nil }
    mutating func forget(except guests: Set<String>) { due = due.filter { guests.contains($0.key) } }

    /// The users of a running guest; nil where its agent does not say, which is no failure of the poll. Needs a connection that may write:
    /// the call is `domain:write` in libvirt's access rules.
    mutating func users(of domain: OpaquePointer, guest: String) -> [Session]? {
        due[guest] = .now + Self.pause
        // The time limit is the guest's, not the call's: put back at once, or a backup's freeze would run into it.
        guard virDomainAgentSetResponseTimeout(domain, Self.patience, 0) == 0 else { return nil }
        defer { virDomainAgentSetResponseTimeout(domain, VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK.rawValue, 0) }
        var list: virTypedParameterPtr?
        var count: Int32 = 0
        guard virDomainGetGuestInfo(domain, UInt32(VIR_DOMAIN_GUEST_INFO_USERS.rawValue), &list, &count, 0) == 0 else { return nil }
        defer { virTypedParamsFree(list, count) }
        due[guest] = .now + Self.interval
        return DesktopSessions.users(TypedParameters(list, count: Int(count)), guest: guest)
    }
}
