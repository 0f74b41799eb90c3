import Collecting
import JSON
import Telemetry

/// Whose turn it is to be asked who is logged in: `GET /nodes/{node}/qemu/{vmid}/agent/get-users`. Each is a question that the guest itself
/// answers, so that a few are asked at a time and all in turn.
struct AgentTurns: Hashable, Sendable {
    private var askedAt: [String: ContinuousClock.Instant] = [:]
    private var restUntil: [String: ContinuousClock.Instant] = [:]

    private static let mostAtOnce = 4
    /// An answer serves for that long.
    private static let interval = Duration.seconds(25)
    /// After a failure: there is no agent, it hangs, or one may not ask it.
    private static let pause = Duration.seconds(300)

    func next(of machines: [ClusterResources.Machine], at now: ContinuousClock.Instant) -> [ClusterResources.Machine] {
        let due = machines.filter { machine in
            machine.kind == .qemu && machine.state == .running && restUntil[machine.id].map { now >= $0 } ?? true
        }
        return Array(due.sorted { (askedAt[$0.id] ?? .distantPast) < (askedAt[$1.id] ?? .distantPast) }.prefix(Self.mostAtOnce))
    }

    mutating func take(_ survey: Survey) {
        for (guest, answer) in survey.users {
            askedAt[guest] = survey.at
            if case .success = answer { restUntil[guest] = survey.at + Self.interval } else { restUntil[guest] = survey.at + Self.pause }
        }
        let there = Set(survey.resources.machines.map(\.id))
        askedAt = askedAt.filter { there.contains($0.key) }
        restUntil = restUntil.filter { there.contains($0.key) }
    }

    static func ask(
        _ machines: [ClusterResources.Machine], through port: ProxmoxPort, _ line: ProxmoxPort.Line, until end: ContinuousClock.Instant
    ) async -> [String: Survey.Outcome<[Session]>] {
        let end = Survey.share(of: end)
        return await withTaskGroup(of: (String, Survey.Outcome<[Session]>).self) { group in
            for machine in machines {
                group.addTask {
                    let path = "/nodes/\(machine.node)/qemu/\(machine.number)/agent/get-users"
                    let users = await port.get(path, line, until: end) { (response, asked) throws(CollectFailure) in
                        try Self.users(response, asked: asked, guest: machine.id)
                    }
                    return (machine.id, users)
                }
            }
            var found: [String: Survey.Outcome<[Session]>] = [:]
            for await (guest, users) in group { found[guest] = users }
            return found
        }
    }

    /// `{"data": {"result": [{"user": …, "domain": …, "login-time": …}]}}`; the time is in seconds (qemu-ga, `guest-get-users`), the domain
    /// Windows' alone.
    static func users(_ response: HTTPResponse, asked: String, guest: String) throws(CollectFailure) -> [Session] {
        let users = try ProxmoxAnswer.object(response, asked: asked) { (fields) throws(UnreadableMessage) in
            let data = try fields.needed(try fields.objectIfPresent("data"), "data", "object")
            return try fields.needed(
                try data.objectsIfPresent("result") { user -> Session? in
                    guard let name = user.looseText("user"), !name.isEmpty else { return nil }
                    let domain = user.looseText("domain") ?? ""
                    let full = domain.isEmpty ? name : domain + "\\" + name
                    let since = user.amount("login-time").flatMap { $0 < 1e11 ? Moment(milliseconds: Int64($0 * 1000)) : nil }
                    return Session(
                        id: "\(guest)/\(full)/\(since?.milliseconds ?? 0)", kind: .desktop, user: full, guest: guest, since: since)
                }, "data", "list")
        }
        var seen: Set<String> = []
        return users.lazy.compactMap { $0 }.prefix(10_000).filter { seen.insert($0.id).inserted }
    }
}

extension ContinuousClock.Instant {
    /// Before any that is measured.
    fileprivate static var distantPast: Self { .now - .seconds(1_000_000_000) }
}
