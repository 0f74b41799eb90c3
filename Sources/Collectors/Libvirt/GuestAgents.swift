import CLibvirt
import Synchronization
import Telemetry

/// What one guest's agent told.
struct AgentAnswer: Hashable, Sendable {
    /// UUID in lower case.
    var guest: String
    var name: String
    /// When it was asked.
    var at: ContinuousClock.Instant
    /// Nil where it cannot say who is logged in.
    var users: [Session]?
    /// Nil where it was not asked now, or does not say.
    var system: GuestSystem?
    var fileSystems: [GuestFileSystem]?
}

/// Whose turn it is to be asked for what its agent knows: all connections of one host together, so that an agent that hangs is asked by
/// one only.
final class GuestAgents: Sendable {
    private struct State {
        var due: [String: ContinuousClock.Instant] = [:]
        /// When its operating system and file systems are next asked for.
        var detailsDue: [String: ContinuousClock.Instant] = [:]
    }
    private let state = Mutex(State())

    /// An answer serves for that long; an agent takes some milliseconds, on Windows more.
    static let interval = Duration.seconds(10)
    static let intervalOfDetails = Duration.seconds(300)
    /// After a failure: the agent is not there, hangs, or the guest has none.
    static let pause = Duration.seconds(60)
    /// Seconds that one call may take.
    static let patience: Int32 = 1

    /// Guests to ask, the longest overdue first: those that had no room the last time.
    func due(_ guests: [GuestRecord], at now: ContinuousClock.Instant = .now) -> [GuestRecord] {
        let due = state.withLock(\.due)
        let waiting = guests.filter { due[$0.id].map { $0 <= now } ?? true }
        let never = now - .seconds(86_400)
        let order = waiting.enumerated().sorted { one, other in
            (due[one.element.id] ?? never, one.offset) < (due[other.element.id] ?? never, other.offset)
        }
        return order.map(\.element)
    }
    /// Whether to ask this guest now. Until it has `answered` it counts as failed.
    private func takeTurn(_ guest: String, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            if let next = state.due[guest], next > now { return false }
            state.due[guest] = now + Self.pause
            return true
        }
    }
    private func answered(_ guest: String, at now: ContinuousClock.Instant) {
        state.withLock { $0.due[guest] = now + Self.interval }
    }
    /// Whether to ask it for its operating system and file systems, too.
    private func takeTurnForDetails(_ guest: String, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            if let next = state.detailsDue[guest], next > now { return false }
            state.detailsDue[guest] = now + Self.intervalOfDetails
            return true
        }
    }
    /// The agent has just come up.
    func retry(_ guest: String) {
        state.withLock { state in
            state.due[guest] = nil
            state.detailsDue[guest] = nil
        }
    }
    func forget(except guests: Set<String>) {
        state.withLock { state in
            state.due = state.due.filter { guests.contains($0.key) }
            state.detailsDue = state.detailsDue.filter { guests.contains($0.key) }
        }
    }

    /// One question to one agent.
    typealias Call = (virDomainGuestInfoTypes) -> Result<TypedParameters, LibvirtError>

    /// What the agents of these running guests say. No call begins after `end`; one that has begun takes `patience` at most, which is the
    /// least that libvirt knows. An agent's failure is none of the poll. `call`: nil for a guest that is gone.
    func ask(
        _ guests: [GuestRecord], until end: ContinuousClock.Instant, now: () -> ContinuousClock.Instant = { .now },
        call: (GuestRecord) -> Call?
    ) -> (answers: [AgentAnswer], isReadOnly: Bool) {
        var answers: [AgentAnswer] = []
        for guest in due(guests, at: now()) {
            if now() >= end { break }
            guard let call = call(guest), takeTurn(guest.id, at: now()) else { continue }
            var answer = AgentAnswer(guest: guest.id, name: guest.name, at: now())
            switch call(VIR_DOMAIN_GUEST_INFO_USERS) {
            case .success(let users): answer.users = DesktopSessions.users(users, guest: guest.id)
            case .failure(let error) where error.isReadOnly: return (answers, true)
            case .failure(let error): if !error.isUnsupportedByAgent { continue }
            }
            answered(guest.id, at: now())
            defer { answers.append(answer) }
            if now() >= end { break }
            guard takeTurnForDetails(guest.id, at: now()) else { continue }
            // Each by itself: an agent that lacks one of them fails the whole call.
            guard let system = Self.details(call(VIR_DOMAIN_GUEST_INFO_OS)) else { continue }
            answer.system = GuestSystem(agent: system)
            guard now() < end else {
                state.withLock { $0.detailsDue[guest.id] = nil }
                break
            }
            if let found = Self.details(call(VIR_DOMAIN_GUEST_INFO_FILESYSTEM)) { answer.fileSystems = GuestFileSystem.list(agent: found) }
        }
        return (answers, false)
    }

    /// Needs a connection that may write: it is `domain:write` in libvirt's access rules.
    static func call(_ domain: OpaquePointer, _ kind: virDomainGuestInfoTypes) -> Result<TypedParameters, LibvirtError> {
        // The time limit is the guest's, not the call's: put back at once, or a backup's freeze would run into it.
        guard virDomainAgentSetResponseTimeout(domain, patience, 0) == 0 else { return .failure(.last()) }
        defer { virDomainAgentSetResponseTimeout(domain, VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK.rawValue, 0) }
        var list: virTypedParameterPtr?
        var count: Int32 = 0
        guard virDomainGetGuestInfo(domain, UInt32(kind.rawValue), &list, &count, 0) == 0 else { return .failure(.last()) }
        defer { virTypedParamsFree(list, count) }
        return .success(TypedParameters(list, count: Int(count)))
    }

    /// Nothing where the agent does not know that; nil where it does not answer.
    private static func details(_ answer: Result<TypedParameters, LibvirtError>) -> TypedParameters? {
        switch answer {
        case .success(let parameters): parameters
        case .failure(let error): error.isUnsupportedByAgent ? TypedParameters() : nil
        }
    }
}

extension GuestSystem {
    /// `virDomainGetGuestInfo` with `VIR_DOMAIN_GUEST_INFO_OS`; nil where nothing is said.
    init?(agent parameters: TypedParameters) {
        func text(_ name: String) -> String { (parameters.text("os.\(name)") ?? "").beginning(bytes: 128) }
        let name = [text("pretty-name"), text("name"), text("id")].first { !$0.isEmpty } ?? ""
        guard !name.isEmpty else { return nil }
        self.init(name: name, version: [text("version-id"), text("version")].first { !$0.isEmpty } ?? "", kernel: text("kernel-release"))
    }
}

extension GuestFileSystem {
    private static let most = 64

    /// With `VIR_DOMAIN_GUEST_INFO_FILESYSTEM`: `fs.N.mountpoint`, `.fstype` and, of QEMU's agent since 3.0, `.total-bytes` and
    /// `.used-bytes`.
    static func list(agent parameters: TypedParameters) -> [GuestFileSystem] {
        parameters.members(of: "fs").sorted { $0.key < $1.key }.prefix(most).compactMap { _, fields in
            guard let path = fields.text("mountpoint"), !path.isEmpty else { return nil }
            let size = fields.number("total-bytes").flatMap { $0 > 0 && $0 < 1e18 ? $0 : nil }
            let used = fields.number("used-bytes").flatMap { used in size.map { used <= $0 } ?? false ? used : nil }
            return GuestFileSystem(
                mountPoint: MountPath.pieces(path.beginning(bytes: 256)), type: (fields.text("fstype") ?? "").beginning(bytes: 32),
                size: size, used: used)
        }
    }
}
