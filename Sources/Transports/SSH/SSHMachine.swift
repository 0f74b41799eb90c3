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
    private var sessions = SSHSessions()
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
        let isSocket = if case .unix = endpoint { true } else { false }
        for _ in 0..<2 {
            let path = try await forward(endpoint, text)
            let mark = log.end
            if let stream = try? await SocketStream.connect(to: path) {
                return SSHStream(stream) { hasHeard in
                    hasHeard ? nil : SSHWords.failure(ofChannel: log.text(from: mark), endpoint: text, isSocket: isSocket)
                }
            }
            if Task.isCancelled { throw .unreachable(asked: text, reason: .givenUp()) }
            // Where the connection stands this way alone has ended, and is made once more; the others go on.
            guard standing != nil else {
                dropForwards()
                break
            }
            forget(path, to: text)
        }
        throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed)
    }

    /// A request to a server that is reached from there, where its name is looked up. What ssh knows better than HTTP is said instead.
    func send(_ request: HTTPRequest, within limit: Duration, by http: Transports.HTTP) async throws(CollectFailure) -> HTTPResponse {
        let end = ContinuousClock.now + request.deadline
        let (limit, way) = (min(limit, request.deadline * 3 / 4), "\(request.asked) via \(asked)")
        let address = try HTTPAddress(request)
        let text = "\(address.plainHost):\(address.port)"
        let endpoint: StreamEndpoint
        do throws(ConfigurationProblem) { endpoint = try StreamEndpoint(text) } catch {
            throw .unreachable(asked: request.asked, reason: error.message, hint: .endpoint)
        }
        for _ in 0..<2 {
            let line = try await stand(within: limit)
            let path = try await forward(endpoint, text)
            let mark = line.log.end
            var there = request
            there.socket = path
            there.deadline = max(.milliseconds(1), end - .now)
            do throws(CollectFailure) { return try await http(there) } catch {
                if Task.isCancelled { throw error }
                switch error {
                case .unreachable where error.fitsClosedChannel:
                    let refusal = SSHWords.failure(ofChannel: line.log.text(from: mark), endpoint: way, isSocket: false)
                    if let refusal { throw refusal }
                case .unreachable, .timedOut: break
                // It has answered.
                default: throw error.named(way)
                }
                guard line.hold.isHeld else { throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
                switch error {
                // Nobody is at the local socket: this way alone has ended, and nothing has gone over it. It is made once more.
                case .unreachable(_, _, .noSocket), .unreachable(_, _, .nobodyListens): forget(path, to: text)
                case .timedOut: throw .timedOut(asked: way, after: request.deadline)
                default: throw error.named(way)
                }
            }
        }
        throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed)
    }

    private func forget(_ path: String, to text: String) {
        if forwards[text]?.path == path { forwards[text] = nil }
        unlink(path)
    }

    /// A program there, to its end.
    func run(_ request: RunRequest, within limit: Duration) async throws(CollectFailure) -> RunResult {
        let end = ContinuousClock.now + request.deadline
        let line = try await stand(within: limit)
        let noSession = CollectFailure.refused(asked: asked, reason: .sshNoSession(), hint: nil)
        while true {
            if let turn = sessions.takeTurn(), await !turn.value(within: end - .now, late: false) { throw noSession }
            defer { sessions.endTurn() }
            var there = request
            there.deadline = max(.milliseconds(1), end - .now)
            there.program = command.running(request.program, within: there.deadline)
            let result: RunResult
            do throws(CollectFailure) {
                result = try await ChildRun.run(there, company: .session)
            } catch {
                throw error.named(request.program.path)
            }
            // 255 is ssh's own; a program that ends with it says something else, or leaves the connection standing.
            guard result.end == .exit(255) else { return result }
            guard line.hold.isHeld else { throw .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
            guard SSHWords.isRefusedSession(String(decoding: result.complaints, as: UTF8.self)) else { return result }
            guard sessions.refused(), end > .now else { throw noSession }
        }
    }

    /// Ends the connection, with all that goes over it.
    func end() async {
        await connecting?.stop()
        if standing != nil { _ = try? await ChildRun.run(RunRequest(command.ending, deadline: .seconds(2)), company: .session) }
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
        // Nothing answers at it: it is left from a killed engine.
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
        sessions.startAnew()
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
                    let result = try await ChildRun.run(RunRequest(program, deadline: .seconds(5)), company: .session)
                    if result.end == .exit(0) { return nil }
                    return SSHWords.failure(ofForwarding: String(decoding: result.complaints, as: UTF8.self), asked: asked)
                } catch { return error.named(asked) }
            }
            forward = Forward(path: command.local(number), made: made)
            forwards[text] = forward
        }
        if let failure = await forward.made.value {
            // Another call that waited for the same one may have asked for a new one by now.
            if forwards[text]?.path == forward.path { forwards[text] = nil }
            throw failure
        }
        return forward.path
    }
}

extension CollectFailure {
    /// Whether HTTP may have failed so because ssh closed a channel that never opened: before a byte came, in the middle of TLS' greeting
    /// where that was first (which has no hint). The log is all hosts': of whoever has answered anything, it tells of others.
    fileprivate var fitsClosedChannel: Bool {
        guard case .unreachable(_, let reason, let hint) = self else { return false }
        return hint == nil || hint == .closed && reason.id != Message.answerCutOff.id
    }

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
