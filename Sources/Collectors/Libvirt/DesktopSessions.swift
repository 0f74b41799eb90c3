import Telemetry

/// Users that are logged in inside guests, as the guests' agents name them.
struct DesktopSessions: Hashable, Sendable {
    private var guests: [String: [Session]] = [:]

    var sessions: [Session] { guests.sorted { $0.key < $1.key }.flatMap(\.value) }

    /// The answer of one guest's agent; who is no longer in it has left, for a reason that the agent does not know.
    mutating func take(_ users: [Session], of guest: String, name: String, at now: Moment, host: Host.ID) -> [SessionEnd] {
        let before = guests[guest] ?? []
        guests[guest] = users
        let there = Set(users.map(\.id))
        return before.filter { !there.contains($0.id) }.map { session in
            SessionEnd(
                at: now, host: host, kind: .desktop, session: session.id, user: session.user, cause: .loggedOut, confidence: .inferred,
                because: .notLoggedIn(name, MarkedLine([.name(session.user)])))
        }
    }

    /// Guests that do not run have no users.
    mutating func compare(running: Set<String>, failed: Set<String>, at now: Moment, host: Host.ID) -> [SessionEnd] {
        let gone = guests.keys.filter { !running.contains($0) }.sorted()
        return gone.flatMap { guest in
            (guests.removeValue(forKey: guest) ?? []).map { session in
                SessionEnd(
                    at: now, host: host, kind: .desktop, session: session.id, user: session.user,
                    cause: failed.contains(guest) ? .error : .admin, confidence: .inferred,
                    because: .guestNotRunning(guest))
            }
        }
    }

    mutating func lose(because evidence: Message, at now: Moment, host: Host.ID) -> [SessionEnd] {
        let all = sessions
        guests = [:]
        return all.map { session in
            SessionEnd(
                at: now, host: host, kind: .desktop, session: session.id, user: session.user, cause: .unknown, confidence: .inferred,
                because: evidence)
        }
    }

    /// Reads `virDomainGetGuestInfo` with `VIR_DOMAIN_GUEST_INFO_USERS`: `user.count` and `user.N.name`, `.domain` (Windows) and
    /// `.login-time` (milliseconds since 1970).
    static func users(_ parameters: TypedParameters, guest: String) -> [Session] {
        let count = min(parameters.count("user.count") ?? 0, 10_000)
        return (0..<count).compactMap { index in
            // No system has longer ones; a guest may say anything.
            func word(_ field: String) -> String { (parameters.text("user.\(index).\(field)") ?? "").beginning(bytes: 256) }
            let name = word("name")
            guard !name.isEmpty else { return nil }
            let domain = word("domain")
            let user = domain.isEmpty ? name : "\(domain)\\\(name)"
            let login = parameters.number("user.\(index).login-time").flatMap { $0 < 1e15 ? Moment(milliseconds: Int64($0)) : nil }
            return Session(
                id: "\(guest)/\(user)/\(login?.milliseconds ?? 0)", kind: .desktop, user: user, guest: guest, since: login)
        }
    }
}
