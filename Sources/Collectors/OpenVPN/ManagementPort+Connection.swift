import Collecting
import Telemetry

/// The one connection, from its start to its end, and what comes over it.
extension ManagementPort {
    func getReady() async throws(CollectFailure) {
        if !current.isOpen { try await open() }
        if stage == .silent { try await greet() }
        // A prompt comes before any answer: where a silent server was asked something, it has taken that for a password.
        if stage == .prompted { try await authenticate() }
        try await lateAnswers()
        guard stage != .ready else { return }
        if case .success(let text) = try await send("pid", .line) { process = text } else { process = "" }
        if holds {
            try await readLog("log on all", .lineThenBlock)
            _ = try await send("state on", .line)
        }
        stage = .ready
    }

    /// With the connection held before the first status: what comes later comes by itself. Else behind each: who is lost between the two is
    /// still listed by the one and explained by the other, and not gone first and explained at the next poll.
    func readLog(_ command: String, _ form: ManagementDialogue.Form) async throws(CollectFailure) {
        let history = try await send(command, form)
        guard case .lines(let lines) = history else { throw refusal(command, history) }
        watch.connected(process: process, history: lines)
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
        let password = try await transports.readSecret(source)
        guard !password.utf8.contains(where: { $0 < 32 }) else {
            throw .refused(asked: target.endpoint, reason: .secretHasControl(), hint: .secret)
        }
        let bytes = dialogue.sendPassword(password)
        guard case .success = try await reply(to: bytes) else {
            throw .refused(asked: target.endpoint, reason: .wrongPassword(), hint: .wrongPassword)
        }
        stage = .greeted
    }

    /// A deadline shorter than the usual wait would end the poll before it could say why.
    private var greetingLimit: Duration { min(Self.firstByte, target.deadline / 2) }

    private func greet() async throws(CollectFailure) {
        let number = connection
        let limit = greetingLimit
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
        waiter.resume(returning: .failure(mute ? .timedOut(asked: target.endpoint, after: greetingLimit) : .busy(asked: target.endpoint)))
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

    func send(_ command: String, _ form: ManagementDialogue.Form) async throws(CollectFailure) -> ManagementDialogue.Reply {
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

    private func take(_ message: ManagementDialogue.ServerMessage) throws(CollectFailure) {
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

    func drop(_ number: Int, _ failure: CollectFailure) {
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
}
