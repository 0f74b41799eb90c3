import Collecting
import Telemetry

/// One server's management interface: owns the connection, reads it between polls too, and turns polls into readings.
///
/// The interface serves one client at a time. Whoever comes second is connected by the kernel and hears nothing, so silence in place of
/// a greeting means that somebody else is there. We wait in that line instead of leaving and coming again: each connection that was given up
/// would stay in it, and the line is two long (listen(2), a backlog of 1).
actor ManagementPort {
    let target: Target
    let transports: Transports
    /// Whether the connection stays between polls.
    let holds: Bool
    let current = CurrentStream()
    var dialogue = ManagementDialogue()
    var watch: GatewayWatch
    var connection = 0
    var stage = Stage.silent
    /// The server's, as it says; empty where it does not.
    var process = ""
    var greeting: Waiter<Void>?
    /// Whether a server that was silent has been asked something all the same.
    var hasProvoked = false
    /// Those who wait for an answer, in the order of the questions; nil where nobody waits any more, but the answer will still come.
    var waiting: [Waiter<ManagementDialogue.Reply>?] = []
    var drained: Waiter<Void>?
    /// Why the last connection ended, for those who wait or ask next.
    var broken: CollectFailure?
    var polls = 0
    var isPolling = false
    /// The poll that was given up last: it waits for nothing any more.
    var givenUp: Int?
    /// Since when an answer is late.
    private var lateSince: Moment?
    /// Whether the last thing that we know of the server is that it did not answer: then silence is no sign of somebody else.
    var wasMute = false
    /// Set where the server waits for its management client's word on each log-in, which we cannot give.
    var unwelcome = false
    private var awayUntil: Moment?

    /// How far a connection has come: nothing heard yet, a password wanted, greeted, all asked for that is asked once.
    enum Stage { case silent, prompted, greeted, ready }
    typealias Waiter<Value: Sendable> = CheckedContinuation<Result<Value, CollectFailure>, Never>

    static let firstByte = Duration.seconds(2)
    private static let away = Duration.seconds(600)
    /// A server that runs a script answers nobody until it has ended; a connection that is silent for longer than this may be a dead one.
    private static let patience = Duration.seconds(120)

    init(target: Target, transports: Transports, holds: Bool, history: Duration) {
        self.target = target
        self.transports = transports
        self.holds = holds
        watch = GatewayWatch(host: target.id, history: history)
    }

    /// One poll. A cancelled one waits no longer; its connection stays, as the answer may only be late.
    func collect(at now: Moment) async -> Result<Reading, CollectFailure> {
        polls += 1
        isPolling = true
        defer { isPolling = false }
        let number = polls
        return await withTaskCancellationHandler {
            do throws(CollectFailure) {
                return .success(try await poll(at: now))
            } catch {
                return .failure(Task.isCancelled ? late : error)
            }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    /// What was heard although a poll failed, and whether there is a connection on which the server's next word will come.
    func aside(at now: Moment) -> Aside {
        let (ends, events) = watch.heard(at: now)
        return Aside(ends: ends, events: events, isInLine: current.isOpen)
    }

    func takeUp(_ past: HeardBefore) { watch.takeUp(past) }

    func lastWords(at now: Moment) -> Aside {
        let (ends, events) = watch.lastWords(at: now)
        return Aside(ends: ends, events: events)
    }

    func close() { drop(connection, .unreachable(asked: target.endpoint, reason: .watchEnded())) }

    var late: CollectFailure { .timedOut(asked: target.endpoint, after: target.deadline) }

    func poll(at now: Moment) async throws(CollectFailure) -> Reading {
        if unwelcome {
            let until = awayUntil ?? now + Self.away
            awayUntil = until
            guard now >= until else { throw Self.authenticates(target.endpoint) }
            unwelcome = false
            awayUntil = nil
        }
        let old = current.isOpen
        do throws(CollectFailure) {
            return try await ask(at: now)
        } catch {
            leave(after: error, at: now)
            // What broke may be a connection that the server had closed since the last poll: once more, on a new one.
            guard old, !Task.isCancelled, case .unreachable = error else { throw error }
        }
        do throws(CollectFailure) {
            return try await ask(at: now)
        } catch {
            leave(after: error, at: now)
            throw error
        }
    }

    private func ask(at now: Moment) async throws(CollectFailure) -> Reading {
        try await getReady()
        let status = try await send(StatusReply.command, .block)
        guard case .lines(let lines) = status else { throw refusal(StatusReply.command, status) }
        var load: LoadStats?
        if case .success(let text) = try await send(LoadStats.command, .line) { load = try LoadStats(text) }
        if !holds { try await readLog("log all", .block) }
        let reading = watch.reading(try StatusReply(lines), load, at: now)
        lateSince = nil
        if !holds {
            try? await current.stream?.write(Array("quit\n".utf8))
            drop(connection, .unreachable(asked: target.endpoint, reason: .connectionClosed()))
        }
        return reading
    }

    /// A connection on which nothing is wrong but that the answer is late is kept: a new one would be the second in line.
    private func leave(after failure: CollectFailure, at now: Moment) {
        switch failure {
        case .busy: return
        case .timedOut where current.isOpen:
            let since = lateSince ?? now
            lateSince = since
            wasMute = true
            // A password was sent and not answered: there is no telling what the next answer will be about.
            if now - since < Self.patience, stage != .prompted { return }
        default: wasMute = false
        }
        lateSince = nil
        drop(connection, failure)
    }

    /// The poll has no more time: its caller goes on without an answer.
    private func giveUp(_ number: Int) {
        guard number == polls else { return }
        givenUp = number
        greeting?.resume(returning: .failure(late))
        greeting = nil
        drained?.resume(returning: .failure(late))
        drained = nil
        for index in waiting.indices {
            waiting[index]?.resume(returning: .failure(late))
            waiting[index] = nil
        }
    }

    func refusal(_ command: String, _ reply: ManagementDialogue.Reply) -> CollectFailure {
        if watch.onHold {
            return .refused(asked: target.endpoint, reason: .servesNobody(), hint: .onHold)
        }
        switch reply {
        case .error(let text):
            return .refused(asked: "\(target.endpoint): \(command)", reason: .marked(KnownWords.pieces(of: text.beginning(bytes: 200))))
        case .success(let text):
            return .unreadable(asked: command, place: .answerLine(1), got: .raw(KnownWords.shape(of: text.beginning(bytes: 200))))
        case .lines(let lines):
            return .unreadable(
                asked: command, place: .answerLine(1), got: .raw(KnownWords.shape(of: (lines.first ?? "END").beginning(bytes: 200))))
        }
    }

    static func authenticates(_ endpoint: String) -> CollectFailure {
        .refused(
            asked: endpoint,
            reason: .wantsToAuthenticate())
    }
}
