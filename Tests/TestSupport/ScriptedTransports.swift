public import Collecting
import Synchronization
public import Telemetry

/// Transports that give out streams in turn and count them, and answer requests and programs by closures and remember them.
public final class ScriptedTransports: Sendable {
    private struct State {
        var streams: [ScriptedStream]
        var opened = 0
        var requests: [HTTPRequest] = []
        var runs: [RunRequest] = []
    }
    private let state: Mutex<State>
    private let password: String
    private let answer: Transports.HTTP
    private let end: Transports.Run

    public init(
        _ streams: [ScriptedStream] = [], password: String = "let-me-in",
        http: @escaping Transports.HTTP = { request throws(CollectFailure) in
            throw .unreachable(asked: request.asked, reason: "Connection refused", hint: .nobodyListens)
        },
        run: @escaping Transports.Run = { request throws(CollectFailure) in
            throw .unreachable(asked: request.program.path, reason: .cannotStart("No such file or directory"))
        }
    ) {
        state = Mutex(State(streams: streams))
        self.password = password
        answer = http
        end = run
    }
    /// Streams that were asked for, to sockets and to programs.
    public var connections: Int { state.withLock { $0.opened } }
    public var requests: [HTTPRequest] { state.withLock { $0.requests } }
    public var runs: [RunRequest] { state.withLock { $0.runs } }

    public var transports: Transports {
        Transports(
            secret: { [self] _ throws(CollectFailure) in password },
            connect: { [self] endpoint throws(CollectFailure) in try next(endpoint) },
            http: { [self] request throws(CollectFailure) in
                state.withLock { $0.requests.append(request) }
                return try await answer(request)
            },
            run: { [self] request throws(CollectFailure) in
                state.withLock { $0.runs.append(request) }
                return try await end(request)
            },
            start: { [self] program throws(CollectFailure) in try next(program.path) })
    }

    private func next(_ asked: String) throws(CollectFailure) -> ScriptedStream {
        let next = state.withLock { state in
            state.opened += 1
            return state.streams.isEmpty ? nil : state.streams.removeFirst()
        }
        guard let next else { throw .unreachable(asked: asked, reason: "Connection refused") }
        return next
    }
}
