import Collecting
import Synchronization
import Telemetry

/// One server's management interface: owns the connection, reads it between polls too, and turns polls into readings.
///
/// The interface serves one client at a time. Whoever comes second is connected by the kernel and hears nothing, so silence in place of
/// a greeting means that somebody else is there. We wait in that line instead of leaving and coming again: each connection that was given up
/// would stay in it, and the line is two long (listen(2), a backlog of 1).
actor ManagementPort {
    private let target: Target
    private let transports: Transports
    /// Whether the connection stays between polls.
    private let holds: Bool
    private let current = CurrentStream()
    private var dialogue = ManagementDialogue()
    private var watch: GatewayWatch
    private var connection = 0
    private var stage = Stage.silent
    private var greeting: Waiter<Void>?
    /// Whether a server that was silent has been asked something all the same.
    private var hasProvoked = false
    /// Those who wait for an answer, in the order of the questions; nil where nobody waits any more, but the answer will still come.
    private var waiting: [Waiter<ManagementDialogue.Reply>?] = []
    private var drained: Waiter<Void>?
    /// Why the last connection ended, for whoever waits or asks next.
    private var broken: CollectFailure?
    private var polls = 0
    private var isPolling = false
    /// The poll that was given up last: it waits for nothing any more.
    private var givenUp: Int?
    /// Since when an answer is late.
    private var lateSince: Moment?
    /// Whether the last thing that we know of the server is that it did not answer: then silence is no sign of somebody else.
    private var wasMute = false
    /// Set where the server waits for its management client's word on each log-in, which we cannot give.
    private var unwelcome = false
    private var awayUntil: Moment?

    /// How far a connection has come: nothing heard yet, a password wanted, greeted, all asked for that is asked once.
    private enum Stage { case silent, prompted, greeted, ready }
    private typealias Waiter<Value: Sendable> = CheckedContinuation<Result<Value, CollectFailure>, Never>

    private static let firstByte = Duration.seconds(2)
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

    func close() { drop(connection, .unreachable(asked: target.endpoint, reason: .watchEnded())) }

    private var late: CollectFailure { .timedOut(asked: target.endpoint, after: target.deadline) }

    private func poll(at now: Moment) async throws(CollectFailure) -> Reading {
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
            // With a password sent and no answer nobody knows what the next word will be about.
            if now - since < Self.patience, stage != .prompted { return }
        default: wasMute = false
        }
        lateSince = nil
        drop(connection, failure)
    }

    /// The poll has no more time: whoever waits for it goes on without an answer.
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

    private func refusal(_ command: String, _ reply: ManagementDialogue.Reply) -> CollectFailure {
        if watch.onHold {
            return .refused(asked: target.endpoint, reason: .servesNobody(), hint: .onHold)
        }
        switch reply {
        case .error(let text):
            return .refused(asked: "\(command) of \(target.endpoint)", reason: .marked(KnownWords.pieces(of: text.beginning(bytes: 200))))
        case .success(let text): return .unreadable(asked: command, place: "line 1", got: KnownWords.shape(of: text.beginning(bytes: 200)))
        case .lines(let lines):
            return .unreadable(asked: command, place: "line 1", got: KnownWords.shape(of: (lines.first ?? "END").beginning(bytes: 200)))
        }
    }

    // MARK: - The connection

    private func getReady() async throws(CollectFailure) {
        if !current.isOpen { try await open() }
        if stage == .silent { try await greet() }
        // A prompt comes before any answer: where a silent server was asked something, it has taken that for a password.
        if stage == .prompted { try await authenticate() }
        try await lateAnswers()
        guard stage != .ready else { return }
        let pid = try await send("pid", .line)
        let history = try await send(holds ? "log on all" : "log all", holds ? .lineThenBlock : .block)
        if holds { _ = try await send("state on", .line) }
        guard case .lines(let lines) = history else { throw refusal("log on", history) }
        let process: String
        if case .success(let text) = pid { process = text } else { process = "" }
        watch.connected(process: process, history: lines)
        stage = .ready
    }

    private func open() async throws(CollectFailure) {
        let stream = try await transports.connect(target.endpoint)
        // A poll that was cancelled may still wait on the last connection.
        drop(connection, .unreachable(asked: target.endpoint, reason: .givenUp()))
        connection += 1
        let number = connection
        dialogue = ManagementDialogue()
        stage = .silent
        hasProvoked = false
        broken = nil
        watch.connects()
        current.set(stream)
        Task { [weak self] in await Self.read(stream) { await self?.received($0, on: number) } }
    }

    private func authenticate() async throws(CollectFailure) {
        guard let source = target.secrets[OpenVPNCollector.password] else {
            throw .refused(asked: target.endpoint, reason: .wantsPassword(), hint: .noPassword)
        }
        let password = try transports.secret(source)
        guard !password.utf8.contains(where: { $0 < 32 }) else {
            throw .refused(asked: target.endpoint, reason: .secretHasControl(), hint: .secret)
        }
        let bytes = dialogue.sendPassword(password)
        guard case .success = try await reply(to: bytes) else {
            throw .refused(asked: target.endpoint, reason: .wrongPassword(), hint: .wrongPassword)
        }
        stage = .greeted
    }

    private func greet() async throws(CollectFailure) {
        let number = connection
        // A deadline shorter than the usual wait would end the poll before it could say why.
        let limit = min(Self.firstByte, target.deadline / 2)
        let timer = Task { [weak self] in
            try await Task.sleep(for: limit / 2)
            await self?.provoke(on: number)
            try await Task.sleep(for: limit / 2)
            await self?.silence(on: number)
        }
        defer { timer.cancel() }
        try mayWait()
        try await withCheckedContinuation { greeting = $0 }.get()
    }
    /// OpenVPN speaks first; other services (HTTP) wait for their client's first line, and what they say to this one tells them apart. A
    /// server that somebody else holds answers it when our turn comes. Where a password is wanted it would be a wrong one.
    private func provoke(on number: Int) async {
        guard number == connection, greeting != nil, !hasProvoked, target.secrets[OpenVPNCollector.password] == nil,
            let stream = current.stream
        else { return }
        hasProvoked = true
        waiting.append(nil)
        do throws(CollectFailure) { try await stream.write(dialogue.send("pid", .line)) } catch { drop(number, error) }
    }
    private func silence(on number: Int) {
        guard number == connection, let waiter = greeting else { return }
        greeting = nil
        let mute = dialogue.heard || wasMute
        waiter.resume(returning: .failure(mute ? .timedOut(asked: target.endpoint, after: Self.firstByte) : .busy(asked: target.endpoint)))
    }

    /// Waits until all questions of polls that were given up are answered.
    private func lateAnswers() async throws(CollectFailure) {
        guard !waiting.isEmpty else { return }
        try mayWait()
        try await withCheckedContinuation { drained = $0 }.get()
    }

    private func mayWait() throws(CollectFailure) {
        if let broken { throw broken }
        if givenUp == polls { throw late }
    }

    private func send(_ command: String, _ form: ManagementDialogue.Form) async throws(CollectFailure) -> ManagementDialogue.Reply {
        try mayWait()
        return try await reply(to: dialogue.send(command, form))
    }
    private func reply(to bytes: [UInt8]) async throws(CollectFailure) -> ManagementDialogue.Reply {
        guard let stream = current.stream else { throw .unreachable(asked: target.endpoint, reason: .connectionClosed()) }
        let number = connection
        // The answer may come before the write returns, so the place in the queue is taken first. A poll that is given up leaves the
        // write alone: half a command would have no answer.
        Task { [weak self] in
            do throws(CollectFailure) { try await stream.write(bytes) } catch { await self?.drop(number, error) }
        }
        return try await withCheckedContinuation { waiting.append($0) }.get()
    }

    private static func read(_ stream: any ByteStream, _ take: (Result<[UInt8], CollectFailure>) async -> Duration?) async {
        while true {
            let portion: Result<[UInt8], CollectFailure>
            do throws(CollectFailure) { portion = .success(try await stream.read()) } catch { portion = .failure(error) }
            guard let pause = await take(portion) else { return stream.close() }
            if pause > .zero { try? await Task.sleep(for: pause) }
        }
    }

    /// What the reader brought; how long to wait before the next, nil where it need not read on.
    private func received(_ portion: Result<[UInt8], CollectFailure>, on number: Int) -> Duration? {
        guard number == connection, broken == nil else { return nil }
        do throws(CollectFailure) {
            let bytes = try portion.get()
            guard !bytes.isEmpty else {
                throw .unreachable(asked: target.endpoint, reason: .serverClosed(), hint: .closed)
            }
            let began = ContinuousClock.now
            watch.count(bytes: bytes.count)
            for message in try dialogue.receive(bytes) { try take(message) }
            // A server that writes without end is read as slowly as it can be, and has a small part of one thread.
            return watch.isFlooded ? max(.milliseconds(100), began.duration(to: .now) * 9) : .zero
        } catch {
            drop(number, error)
            return nil
        }
    }

    private func take(_ message: ManagementDialogue.Message) throws(CollectFailure) {
        watch.take(message)
        switch message {
        case .info, .passwordPrompt:
            wasMute = false
            if stage == .silent { stage = message == .info ? .greeted : .prompted }
            greeting?.resume(returning: .success(()))
            greeting = nil
            leaveIdle()
        case .reply(let reply):
            wasMute = false
            if !waiting.isEmpty { waiting.removeFirst()?.resume(returning: .success(reply)) }
            guard waiting.isEmpty else { return }
            drained?.resume(returning: .success(()))
            drained = nil
            leaveIdle()
        case .asksForAuthentication:
            unwelcome = true
            throw Self.authenticates(target.endpoint)
        case .hold, .log, .state, .fatal, .other:
            break
        }
    }

    /// Whose turn comes between two polls and who must not hold the port leaves it again.
    private func leaveIdle() {
        guard !holds, !isPolling, let stream = current.stream else { return }
        let number = connection
        Task { [weak self] in
            try? await stream.write(Array("quit\n".utf8))
            await self?.drop(number, .unreachable(asked: "", reason: .connectionClosed()))
        }
    }

    private func drop(_ number: Int, _ failure: CollectFailure) {
        guard number == connection, broken == nil else { return }
        broken = failure
        current.close()
        greeting?.resume(returning: .failure(failure))
        greeting = nil
        drained?.resume(returning: .failure(failure))
        drained = nil
        for waiter in waiting { waiter?.resume(returning: .failure(failure)) }
        waiting = []
    }

    private static func authenticates(_ endpoint: String) -> CollectFailure {
        .refused(
            asked: endpoint,
            reason: .wantsToAuthenticate())
    }
}

/// The open stream, where a cancelled poll can close it without waiting for the actor.
private final class CurrentStream: Sendable {
    private let held = Mutex<(any ByteStream)?>(nil)
    var stream: (any ByteStream)? { held.withLock { $0 } }
    var isOpen: Bool { stream != nil }
    func set(_ stream: any ByteStream) { held.withLock { $0 = stream } }
    func close() {
        let stream = held.withLock { held in
            defer { held = nil }
            return held
        }
        stream?.close()
    }
    deinit { close() }
}
