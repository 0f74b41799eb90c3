import Collecting
import Glibc
import Platform
import Telemetry

/// One machine and the one connection to it, which all share who ask something there. It is made when somebody asks, and again when it is gone.
actor SSHMachine {
    private let command: SSHCommand
    /// The connection that stands, or stood.
    private var line: Line?
    /// The one that is being made.
    private var attempt: Task<CollectFailure?, Never>?
    private var connecting: Child?
    /// What is reachable by which local socket, over the connection that stands.
    private var forwards: [String: Forward] = [:]
    private var forwardsMade = 0
    private struct Line {
        /// A connection to ssh's control socket, over which nothing is said: ssh stays while there is one, and ends by itself soon after the
        /// engine has, whatever that died of.
        let hold: SocketStream
        let log: SSHLog
    }
    private struct Forward {
        let path: String
        let made: Task<CollectFailure?, Never>
    }
    /// Of a machine that is down everybody is told after this, whatever his own deadline is.
    private static let longestAttempt = Duration.seconds(10)

    init(_ command: SSHCommand) { self.command = command }

    private nonisolated var asked: String { command.place.text }

    /// A stream to a socket or port there.
    func stream(to text: String, within limit: Duration) async throws(CollectFailure) -> any ByteStream {
        let endpoint: StreamEndpoint
        do throws(ConfigurationProblem) { endpoint = try StreamEndpoint(text) } catch {
            throw .unreachable(asked: text, reason: error.message, hint: .endpoint)
        }
        let log = try await stand(within: limit).log
        let path = try await forward(endpoint, text)
        let mark = log.end
        let isSocket = if case .unix = endpoint { true } else { false }
        do throws(CollectFailure) {
            let stream = try await SocketStream.connect(to: path)
            return SSHStream(stream) { hasHeard in
                hasHeard ? nil : SSHWords.failure(ofChannel: log.text(from: mark), endpoint: text, isSocket: isSocket)
            }
        } catch {
            // It ended in between.
            dropForwards()
            throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed)
        }
    }

    /// A program there, to its end.
    func run(_ request: RunRequest, within limit: Duration) async throws(CollectFailure) -> RunResult {
        let end = ContinuousClock.now + request.deadline
        let line = try await stand(within: limit)
        let mark = line.log.end
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
        if result.end == .exit(255), let failure = Self.failure(ofProgramOver: line, from: mark, asked) { throw failure }
        return result
    }

    /// A program there that is a stream; closing it ends it, there too.
    func start(_ program: Executable, within limit: Duration) async throws(CollectFailure) -> any ByteStream {
        let line = try await stand(within: limit)
        let (mark, asked) = (line.log.end, asked)
        do throws(CollectFailure) {
            let stream = try ChildStream(command.streaming(program), asked: program.path, company: .session)
            return SSHStream(stream) { _ in Self.failure(ofProgramOver: line, from: mark, asked) }
        } catch { throw error.named(program.path) }
    }

    private static func failure(ofProgramOver line: Line, from mark: Int, _ asked: String) -> CollectFailure? {
        guard line.hold.isHeld else { return .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
        return SSHWords.isRefusedChannel(line.log.text(from: mark)) ? .refused(asked: asked, reason: .sshNoSession(), hint: nil) : nil
    }

    /// Ends the connection, with all that goes over it.
    func end() async {
        await connecting?.stop()
        if standing != nil { _ = try? await ProgramRun.run(RunRequest(command.ending, deadline: .seconds(2)), company: .session) }
        drop()
        unlink(command.control)
    }

    // MARK: - The connection

    private func stand(within limit: Duration) async throws(CollectFailure) -> Line {
        if attempt == nil, let standing { return standing }
        let work = attempt ?? begin()
        let race = Race<CollectFailure?>()
        let waiting = Task { race.finish(await work.value) }
        let late = CollectFailure.unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent)
        // The attempt goes on: the next who asks may find it done.
        let failure = await race.value(within: limit, late: late)
        waiting.cancel()
        if let failure { throw failure }
        guard let line else { throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
        return line
    }

    private var standing: Line? { line?.hold.isHeld == true ? line : nil }

    private func drop() {
        line?.hold.close()
        line?.log.close()
        line = nil
        dropForwards()
    }

    private func dropForwards() {
        for forward in forwards.values { unlink(forward.path) }
        forwards = [:]
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
        drop()
        // Nobody answers at it: it is of one that was killed.
        unlink(command.control)
        let limit = Self.longestAttempt
        let child: Child
        let log: SSHLog
        do throws(CollectFailure) {
            (child, log) = try SSHLog.start(command.connecting(within: limit), asked: asked)
        } catch {
            guard case .unreachable(_, let reason, _) = error, reason.id == Message.cannotStart.id else { return error.named(asked) }
            return .unreachable(asked: asked, reason: .sshMissing(command.program))
        }
        connecting = child
        defer { connecting = nil }
        guard await child.hasEnded(within: limit + .seconds(2)), let end = await child.end(within: .zero) else {
            await child.stop()
            log.close()
            return .unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent)
        }
        guard end == .exit(0), let hold = try? await SocketStream.connect(to: command.control) else {
            defer { log.close() }
            return SSHWords.failure(log.text(), asked: asked, within: limit)
        }
        line = Line(hold: hold, log: log)
        return nil
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
                    return SSHWords.failure(ofForwarding: String(decoding: result.complaints, as: UTF8.self), asked: asked)
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
