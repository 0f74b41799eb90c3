import Collecting
import JSON
import Synchronization
import Telemetry

/// The way in: an entry node that answers, and the right to ask it.
final class ProxmoxPort: Sendable {
    /// Whom one poll asks, and as whom.
    struct Line: Sendable {
        let node: EntryNode
        let authentication: HTTPRequest.Authentication
    }
    private struct Answer {
        let response: HTTPResponse
        let asked: String
        let line: Line
    }
    /// Another entry node is asked than before.
    struct Change: Hashable, Sendable {
        let to: String
        let reason: Message
    }
    private struct State {
        var current = 0
        var ticket: ProxmoxTicket?
        var change: Change?
    }

    /// A list of ten thousand guests has about six million. What is longer is not read: it is parsed in one go, and nobody can call that off.
    static let mostBytes = 8 << 20
    private static let root = "/api2/json"
    /// What is said of a certificate that is valid at another time.
    private static let outOfDate = [Message.certificateExpired.id, Message.certificateNotYet.id]
    /// pveproxy lets whoever it refuses wait for three seconds (status 401); half a second for the way.
    private static let refusalDelay = Duration.milliseconds(3500)

    private let nodes: [EntryNode]
    private let access: ProxmoxAccess
    private let transports: Transports
    /// The machine through which all of them are asked.
    private let via: SSHPlace?
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(
        _ nodes: [EntryNode], access: ProxmoxAccess, transports: Transports, via: SSHPlace? = nil,
        clock: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.nodes = nodes
        self.access = access
        self.transports = transports
        self.via = via
        self.clock = clock
    }

    private var isByToken: Bool { if case .token = access { true } else { false } }

    /// The change of the entry node that has not been told yet.
    func takeChange() -> Change? {
        state.withLock { state in
            defer { state.change = nil }
            return state.change
        }
    }

    typealias Reader<Value> = @Sendable (HTTPResponse, _ asked: String) throws(CollectFailure) -> Value

    /// The poll's first question: to the entry node that answered last, and to the others in turn until one answers what can be read. Only
    /// what is the node's own trouble leads on; who is not let in here would not be let in there.
    func open<Value: Sendable>(
        _ path: String, until end: ContinuousClock.Instant, _ read: Reader<Value>
    ) async throws(CollectFailure) -> (value: Value, line: Line) {
        let first = state.withLock(\.current)
        var failures: [CollectFailure] = []
        for step in nodes.indices {
            let index = (first + step) % nodes.count
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero, !Task.isCancelled else { break }
            // One that says nothing leaves time for the next; but a refusal comes late.
            let share = ContinuousClock.now + (step == nodes.count - 1 ? left : max(left / 2, min(left, Self.refusalDelay)))
            do throws(CollectFailure) {
                let answer = try await open(path, nodes[index], until: share)
                let value = try read(answer.response, answer.asked)
                if let reason = failures.first?.message {
                    state.withLock { state in
                        state.current = index
                        state.change = Change(to: nodes[index].url, reason: reason)
                    }
                }
                return (value, answer.line)
            } catch {
                guard error.isOfEntryNode, error.trouble.asked != via?.text else { throw error }
                failures.append(error)
            }
        }
        guard let failure = failures.first else { throw .timedOut(asked: nodes[first].url, after: .zero) }
        guard failures.count > 1 else { throw failure }
        throw .unreachable(asked: nodes[first].url, reason: .proxmoxNoEntry(failures.map(\.message)), hint: failure.hint)
    }

    /// A further question to the node that answered the first one.
    func get<Value: Sendable>(
        _ path: String, _ line: Line, until end: ContinuousClock.Instant, _ read: Reader<Value>
    ) async -> Result<Value, CollectFailure> {
        do throws(CollectFailure) {
            let answer = try await checked(path, line, until: end)
            // The caller has given up.
            guard !Task.isCancelled else { throw CollectFailure.timedOut(asked: answer.asked, after: .zero) }
            return .success(try read(answer.response, answer.asked))
        } catch { return .failure(error) }
    }

    private func open(_ path: String, _ node: EntryNode, until end: ContinuousClock.Instant) async throws(CollectFailure) -> Answer {
        let (line, isFresh) = try await admission(to: node, until: end)
        let answer = try await ask(path, line, until: end)
        if answer.response.status == 401, !isByToken, !isFresh {
            // It may have been given before the cluster's key was made anew: once more, with a new one.
            state.withLock { $0.ticket = nil }
            return try await checked(path, try await admission(to: node, until: end).line, until: end)
        }
        try ProxmoxAnswer.check(answer.response, asked: answer.asked, byToken: isByToken)
        return answer
    }

    private func checked(_ path: String, _ line: Line, until end: ContinuousClock.Instant) async throws(CollectFailure) -> Answer {
        let answer = try await ask(path, line, until: end)
        try ProxmoxAnswer.check(answer.response, asked: answer.asked, byToken: isByToken)
        return answer
    }

    private func ask(_ path: String, _ line: Line, until end: ContinuousClock.Instant) async throws(CollectFailure) -> Answer {
        var request = HTTPRequest(.get, line.node.url + Self.root + path)
        request.authentication = line.authentication
        let response = try await send(&request, to: line.node, until: end)
        return Answer(response: response, asked: request.asked, line: line)
    }

    private func send(
        _ request: inout HTTPRequest, to node: EntryNode, until end: ContinuousClock.Instant
    ) async throws(CollectFailure) -> HTTPResponse {
        request.trust = node.trust
        request.deadline = max(ContinuousClock.now.duration(to: end), .milliseconds(1))
        // Nobody is refused before there is a connection.
        if nodes.count > 1 { request.connectDeadline = request.deadline / 2 }
        request.mostBytes = Self.mostBytes
        request.headers["Accept"] = "application/json"
        do throws(CollectFailure) { return try await transports.http(request) } catch {
            guard case .refused(let asked, let reason, .certificate) = error else { throw error }
            throw .refused(asked: asked, reason: await refusal(of: node, reason, until: end))
        }
    }

    /// What is wrong with the node's certificate and what helps: where no authority vouches for it, its own fingerprint is told, to be
    /// compared and written down.
    private func refusal(of node: EntryNode, _ reason: Message, until end: ContinuousClock.Instant) async -> Message {
        if Self.outOfDate.contains(reason.id) { return .proxmoxCertificateTime(reason) }
        var found: String?
        switch node.trust {
        case .authority, .system:
            var request = HTTPRequest(.get, node.url + Self.root)
            // No certificate has this one: the handshake ends with the one that is shown, and nothing is asked.
            request.trust = .certificate(sha256: [UInt8](repeating: 0, count: 32))
            request.deadline = max(ContinuousClock.now.duration(to: end), .milliseconds(1))
            do throws(CollectFailure) { _ = try await transports.http(request) } catch {
                guard case .refused(_, let told, .certificate) = error, told.id == Message.otherCertificate.id,
                    case .text(let text)? = told.arguments.first
                else { break }
                found = text
            }
        case .certificate, .publicKey: break
        }
        return .proxmoxCertificate(reason, found)
    }

    // MARK: Admission

    /// Secrets are read when they are needed.
    private func admission(
        to node: EntryNode, until end: ContinuousClock.Instant
    ) async throws(CollectFailure) -> (line: Line, isFresh: Bool) {
        switch access {
        case .token(let source):
            let token = try await transports.readSecret(source)
            return (Line(node: node, authentication: try ProxmoxAccess.authentication(token: token)), false)
        case .password(let user, let source):
            let old = state.withLock(\.ticket)
            if let old, clock() - old.since < ProxmoxTicket.lifetime {
                return (Line(node: node, authentication: old.authentication), false)
            }
            let ticket = try await ticket(user: user, source, old: old, node, until: end)
            state.withLock { $0.ticket = ticket }
            return (Line(node: node, authentication: ticket.authentication), true)
        }
    }

    /// A ticket that still holds is as good as the password.
    private func ticket(
        user: String, _ source: SecretSource, old: ProxmoxTicket?, _ node: EntryNode, until end: ContinuousClock.Instant
    ) async throws(CollectFailure) -> ProxmoxTicket {
        if let old, clock() - old.since < ProxmoxTicket.lifetime * 7 / 4 {
            do throws(CollectFailure) { return try await logIn(user, old.text.text, node, until: end) } catch {
                guard case .refused = error else { throw error }
            }
        }
        return try await logIn(user, try await transports.readSecret(source), node, until: end)
    }

    private func logIn(
        _ user: String, _ password: String, _ node: EntryNode, until end: ContinuousClock.Instant
    ) async throws(CollectFailure) -> ProxmoxTicket {
        var request = HTTPRequest(.post, node.url + Self.root + "/access/ticket")
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.body = ProxmoxAccess.form(user: user, password: password)
        let since = clock()
        let response = try await send(&request, to: node, until: end)
        let asked = request.asked
        if response.status == 401 { throw .refused(asked: asked, reason: .proxmoxLoginRefused()) }
        try ProxmoxAnswer.check(response, asked: asked, byToken: false)
        return try ProxmoxTicket(response, asked: asked, since: since)
    }
}

extension CollectFailure {
    /// Whether it says something of the node that was asked, and nothing of the cluster or of whoever asks.
    fileprivate var isOfEntryNode: Bool {
        switch self {
        case .unreachable, .timedOut, .unreadable: true
        case .refused(_, let reason, _): [Message.proxmoxCertificate.id, Message.proxmoxCertificateTime.id].contains(reason.id)
        case .busy, .missing: false
        }
    }
}
