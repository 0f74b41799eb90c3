import Collecting
import Synchronization
import Telemetry

/// One server's management interface: owns the connection, reads it between polls too, and turns polls into readings.
///
/// The interface serves one client at a time. Whoever comes second is connected by the kernel and hears nothing, so silence in place of
/// a greeting means that somebody else is there.
actor ManagementPort {
    private let host: Host
    private let transports: Transports
    /// Whether the connection stays between polls.
    private let holds: Bool
    private let current = CurrentStream()
    private var dialogue = ManagementDialogue()
    private var watch: GatewayWatch
    private var connection = 0
    private var greeting: Waiter<Greeting>?
    private var waiting: [Waiter<ManagementDialogue.Reply>] = []
    /// Why the last connection ended, for whoever waits or asks next.
    private var broken: CollectFailure?
    /// Set where the server waits for its management client's word on each log-in, which we cannot give.
    private var unwelcome = false
    private var awayUntil: Moment?

    private enum Greeting { case info, prompt }
    private typealias Waiter<Value: Sendable> = CheckedContinuation<Result<Value, CollectFailure>, Never>

    private static let firstByte = Duration.seconds(2)
    private static let away = Duration.seconds(600)

    init(host: Host, transports: Transports, holds: Bool, history: Duration) {
        self.host = host
        self.transports = transports
        self.holds = holds
        watch = GatewayWatch(host: host.id, history: history)
    }

    /// One poll. A cancelled one gives up the connection.
    func collect(at now: Moment) async -> Result<Reading, CollectFailure> {
        let current = current
        return await withTaskCancellationHandler {
            do throws(CollectFailure) {
                return .success(try await poll(at: now))
            } catch {
                return .failure(Task.isCancelled ? .timedOut(asked: host.endpoint, after: host.deadline) : error)
            }
        } onCancel: {
            current.close()
        }
    }

    func close() { drop(connection, .unreachable(asked: host.endpoint, reason: "the watch has ended")) }

    private func poll(at now: Moment) async throws(CollectFailure) -> Reading {
        if unwelcome {
            let until = awayUntil ?? now + Self.away
            awayUntil = until
            guard now >= until else { throw Self.authenticates(host.endpoint) }
            unwelcome = false
            awayUntil = nil
        }
        let old = current.isOpen
        do throws(CollectFailure) {
            if !old { try await open() }
            return try await ask(at: now)
        } catch {
            drop(connection, error)
            // What broke may be a connection that the server had closed since the last poll: once more, on a new one.
            guard old, !Task.isCancelled, case .unreachable = error else { throw error }
        }
        do throws(CollectFailure) {
            try await open()
            return try await ask(at: now)
        } catch {
            drop(connection, error)
            throw error
        }
    }

    private func ask(at now: Moment) async throws(CollectFailure) -> Reading {
        let status = try await send(StatusReply.command, .block)
        guard case .lines(let lines) = status else { throw refusal(StatusReply.command, status) }
        var load: LoadStats?
        if case .success(let text) = try await send(LoadStats.command, .line) { load = try LoadStats(text) }
        let reading = watch.reading(try StatusReply(lines), load, at: now)
        if !holds {
            try? await current.stream?.write(Array("quit\n".utf8))
            drop(connection, .unreachable(asked: host.endpoint, reason: "the connection is closed"))
        }
        return reading
    }

    private func refusal(_ command: String, _ reply: ManagementDialogue.Reply) -> CollectFailure {
        if watch.onHold {
            return .refused(asked: host.endpoint, reason: "the server waits for a hold release and serves nobody", hint: .onHold)
        }
        switch reply {
        case .error(let text): return .refused(asked: "\(command) of \(host.endpoint)", reason: String(text.prefix(200)))
        case .success(let text): return .unreadable(asked: command, place: "line 1", got: text)
        case .lines(let lines): return .unreadable(asked: command, place: "line 1", got: withoutPeople(lines.first ?? "END"))
        }
    }

    // MARK: - The connection

    private func open() async throws(CollectFailure) {
        let stream = try await transports.connect(host.endpoint)
        // A poll that was cancelled may still wait on the last connection.
        drop(connection, .unreachable(asked: host.endpoint, reason: "given up"))
        connection += 1
        let number = connection
        dialogue = ManagementDialogue()
        broken = nil
        watch.connects()
        current.set(stream)
        Task { [weak self] in await Self.read(stream) { await self?.received($0, on: number) } }
        if Task.isCancelled { throw .timedOut(asked: host.endpoint, after: host.deadline) }

        if case .prompt = try await greet() { try await authenticate() }
        let pid = try await send("pid", .line)
        let history = try await send(holds ? "log on all" : "log all", holds ? .lineThenBlock : .block)
        if holds { _ = try await send("state on", .line) }
        guard case .lines(let lines) = history else { throw refusal("log on", history) }
        let process: String
        if case .success(let text) = pid { process = text } else { process = "" }
        watch.connected(process: process, history: lines)
    }

    private func authenticate() async throws(CollectFailure) {
        guard let source = host.secret else {
            throw .refused(asked: host.endpoint, reason: "it wants a password, and the host has none: set password_file", hint: .noPassword)
        }
        let password = try transports.secret(source)
        guard !password.utf8.contains(where: { $0 < 32 }) else {
            throw .refused(asked: host.endpoint, reason: "the password must be one line without control characters", hint: .secret)
        }
        let bytes = dialogue.sendPassword(password)
        guard case .success = try await reply(to: bytes) else {
            throw .refused(asked: host.endpoint, reason: "wrong password", hint: .wrongPassword)
        }
    }

    private func greet() async throws(CollectFailure) -> Greeting {
        let number = connection
        // A deadline shorter than the usual wait would end the poll before it could say why.
        let limit = min(Self.firstByte, host.deadline / 2)
        let timer = Task { [weak self] in
            try await Task.sleep(for: limit)
            await self?.silence(on: number)
        }
        defer { timer.cancel() }
        if let broken { throw broken }
        return try await withCheckedContinuation { greeting = $0 }.get()
    }
    private func silence(on number: Int) {
        guard number == connection, greeting != nil else { return }
        drop(number, dialogue.heard ? .timedOut(asked: host.endpoint, after: Self.firstByte) : .busy(asked: host.endpoint))
    }

    private func send(_ command: String, _ form: ManagementDialogue.Form) async throws(CollectFailure) -> ManagementDialogue.Reply {
        try await reply(to: dialogue.send(command, form))
    }
    private func reply(to bytes: [UInt8]) async throws(CollectFailure) -> ManagementDialogue.Reply {
        if let broken { throw broken }
        guard let stream = current.stream else { throw .unreachable(asked: host.endpoint, reason: "the connection is closed") }
        let number = connection
        // The answer may come before the write returns, so the place in the queue is taken first.
        let writer = Task { [weak self] in
            do throws(CollectFailure) { try await stream.write(bytes) } catch { await self?.drop(number, error) }
        }
        defer { writer.cancel() }
        return try await withCheckedContinuation { waiting.append($0) }.get()
    }

    private static func read(_ stream: any ByteStream, _ take: (Result<[UInt8], CollectFailure>) async -> Bool?) async {
        while true {
            let portion: Result<[UInt8], CollectFailure>
            do throws(CollectFailure) { portion = .success(try await stream.read()) } catch { portion = .failure(error) }
            guard await take(portion) == true else { return stream.close() }
        }
    }

    /// What the reader brought; false where it need not read on.
    private func received(_ portion: Result<[UInt8], CollectFailure>, on number: Int) -> Bool {
        guard number == connection, broken == nil else { return false }
        do throws(CollectFailure) {
            let bytes = try portion.get()
            guard !bytes.isEmpty else {
                throw .unreachable(asked: host.endpoint, reason: "the server closed the connection", hint: .closed)
            }
            for message in try dialogue.receive(bytes) { try take(message) }
            return true
        } catch {
            drop(number, error)
            return false
        }
    }

    private func take(_ message: ManagementDialogue.Message) throws(CollectFailure) {
        watch.take(message)
        switch message {
        case .info, .passwordPrompt:
            greeting?.resume(returning: .success(message == .info ? .info : .prompt))
            greeting = nil
        case .reply(let reply):
            if !waiting.isEmpty { waiting.removeFirst().resume(returning: .success(reply)) }
        case .asksForAuthentication:
            unwelcome = true
            throw Self.authenticates(host.endpoint)
        case .hold, .log, .state, .fatal, .other:
            break
        }
    }

    private func drop(_ number: Int, _ failure: CollectFailure) {
        guard number == connection, broken == nil else { return }
        broken = failure
        current.close()
        greeting?.resume(returning: .failure(failure))
        greeting = nil
        for waiter in waiting { waiter.resume(returning: .failure(failure)) }
        waiting = []
    }

    private static func authenticates(_ endpoint: String) -> CollectFailure {
        .refused(
            asked: endpoint,
            reason: "the server wants its management client to let users in (management-client-auth); watching it here would lock them out")
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
