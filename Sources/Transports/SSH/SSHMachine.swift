import Collecting
import Glibc
import Platform
import Telemetry

/// One machine and the one connection to it, which all share who ask something there. It is made when somebody asks, and again when it is gone.
actor SSHMachine {
    private let command: SSHCommand
    /// The connection that is being made.
    private var attempt: Task<CollectFailure?, Never>?
    private var connecting: Child?
    /// What is reachable by which local socket, over the connection that stands.
    private var forwards: [String: Forward] = [:]
    private var forwardsMade = 0
    private struct Forward {
        let path: String
        let made: Task<CollectFailure?, Never>
    }
    /// Of a machine that is down everybody is told after this, whatever his own deadline is.
    private static let longestAttempt = Duration.seconds(10)
    private static let longestLog = 262_144

    init(_ command: SSHCommand) { self.command = command }

    private nonisolated var asked: String { command.place.text }

    /// A stream to a socket or port there.
    func stream(to text: String, within limit: Duration) async throws(CollectFailure) -> any ByteStream {
        let endpoint: StreamEndpoint
        do throws(ConfigurationProblem) { endpoint = try StreamEndpoint(text) } catch {
            throw .unreachable(asked: text, reason: error.message, hint: .endpoint)
        }
        try await stand(within: limit)
        let path = try await forward(endpoint, text)
        let mark = logSize
        let isSocket = if case .unix = endpoint { true } else { false }
        do throws(CollectFailure) {
            let stream = try await SocketStream.connect(to: path)
            return SSHStream(stream) { [command] () -> CollectFailure? in
                SSHWords.failure(ofChannel: Self.log(command.log, from: mark), endpoint: text, isSocket: isSocket)
            }
        } catch {
            // It ended in between.
            forwards = [:]
            throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed)
        }
    }

    /// A program there, to its end.
    func run(_ request: RunRequest, within limit: Duration) async throws(CollectFailure) -> RunResult {
        let end = ContinuousClock.now + request.deadline
        try await stand(within: limit)
        var there = request
        there.deadline = max(.milliseconds(1), end - .now)
        there.program = command.running(request.program, within: there.deadline)
        let result: RunResult
        do throws(CollectFailure) {
            result = try await ProgramRun.run(there, company: .session)
        } catch {
            throw error.named(request.program.path)
        }
        // 255 is ssh's own; a program that ends with it says something else, or leaves the connection standing.
        if result.end == .exit(255), await !isStanding() { throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
        return result
    }

    /// Ends the connection, with all that goes over it.
    func end() async {
        await connecting?.stop()
        if await isStanding() { _ = try? await ProgramRun.run(RunRequest(command.ending, deadline: .seconds(2)), company: .session) }
        for path in [command.control, command.log] + forwards.values.map(\.path) { unlink(path) }
        forwards = [:]
    }

    // MARK: - The connection

    private func stand(within limit: Duration) async throws(CollectFailure) {
        if attempt == nil, await isStanding() { return }
        let work = attempt ?? begin()
        let race = Race<CollectFailure?>()
        let waiting = Task { race.finish(await work.value) }
        let late = CollectFailure.unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent)
        // The attempt goes on: the next who asks may find it done.
        let failure = await race.value(within: limit, late: late)
        waiting.cancel()
        if let failure { throw failure }
    }

    private func begin() -> Task<CollectFailure?, Never> {
        let work = Task { [self] in
            let failure = await connect()
            attempt = nil
            return failure
        }
        attempt = work
        return work
    }

    private func connect() async -> CollectFailure? {
        forwards = [:]
        // Nobody answers at it: it is of one that was killed.
        unlink(command.control)
        unlink(command.log)
        let limit = Self.longestAttempt
        let child: Child
        do throws(CollectFailure) {
            // What it has to say is in its log.
            child = try Child(command.connecting(within: limit), input: .none, output: .none, complaints: .none, company: .session)
        } catch {
            guard case .unreachable(_, let reason, _) = error, reason.id == Message.cannotStart.id else { return error.named(asked) }
            return .unreachable(asked: asked, reason: .sshMissing(command.program))
        }
        connecting = child
        defer { connecting = nil }
        guard await child.hasEnded(within: limit + .seconds(2)), let end = await child.end(within: .zero) else {
            await child.stop()
            return .unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent)
        }
        if end == .exit(0) { return nil }
        return SSHWords.failure(Self.log(command.log, from: 0), asked: asked, within: limit)
    }

    private func isStanding() async -> Bool {
        guard access(command.control, F_OK) == 0, let stream = try? await SocketStream.connect(to: command.control) else { return false }
        stream.close()
        return true
    }

    private func forward(_ endpoint: StreamEndpoint, _ text: String) async throws(CollectFailure) -> String {
        let known = forwards[text]
        let forward: Forward
        if let known {
            forward = known
        } else {
            forwardsMade += 1
            let number = forwardsMade
            guard let program = command.forwarding(number, to: endpoint) else {
                throw .unreachable(asked: text, reason: .sshPathNotPlain(), hint: .endpoint)
            }
            let asked = asked
            let made = Task { () -> CollectFailure? in
                do throws(CollectFailure) {
                    let result = try await ProgramRun.run(RunRequest(program, deadline: .seconds(5)), company: .session)
                    if result.end == .exit(0) { return nil }
                    return SSHWords.failure(String(decoding: result.complaints, as: UTF8.self), asked: asked, within: .seconds(5))
                } catch { return error.named(asked) }
            }
            forward = Forward(path: command.local(number), made: made)
            forwards[text] = forward
        }
        if let failure = await forward.made.value {
            forwards[text] = nil
            throw failure
        }
        return forward.path
    }

    // MARK: - Its log

    private var logSize: Int {
        var status = stat()
        guard stat(command.log, &status) == 0 else { return 0 }
        if Int(status.st_size) < Self.longestLog { return Int(status.st_size) }
        // It is written at its end, wherever that is.
        truncate(command.log, 0)
        return 0
    }

    private static func log(_ path: String, from mark: Int) -> String {
        guard let bytes = try? readFile(path, longest: 2 * longestLog) else { return "" }
        return String(decoding: bytes.dropFirst(mark), as: UTF8.self)
    }
}

extension CollectFailure {
    /// What was asked was not ssh, which is only the way.
    fileprivate func named(_ asked: String) -> CollectFailure {
        switch self {
        case .unreachable(_, let reason, let hint): .unreachable(asked: asked, reason: reason, hint: hint)
        case .refused(_, let reason, let hint): .refused(asked: asked, reason: reason, hint: hint)
        case .timedOut(_, let after): .timedOut(asked: asked, after: after)
        case .busy: .busy(asked: asked)
        case .unreadable(_, let place, let got): .unreadable(asked: asked, place: place, got: got)
        case .missing: self
        }
    }
}
