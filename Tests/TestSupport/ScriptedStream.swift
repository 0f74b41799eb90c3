public import Collecting
import Synchronization
public import Telemetry

/// A stream whose other end is the test: it answers commands by a closure and says what it likes in between.
public final class ScriptedStream: ByteStream {
    private struct State {
        var incoming: [UInt8] = []
        var unfinished: [UInt8] = []
        var commands: [String] = []
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())
    private let answer: Mutex<@Sendable (String) -> String>

    public init(greeting: String = "", answer: @escaping @Sendable (String) -> String) {
        self.answer = Mutex(answer)
        say(greeting)
    }

    public var commands: [String] { state.withLock { $0.commands } }
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    public func answersFromNowOn(_ answer: @escaping @Sendable (String) -> String) { self.answer.withLock { $0 = answer } }
    public func say(_ text: String) { push(Array(text.utf8)) }
    public func push(_ bytes: [UInt8]) {
        change { $0.incoming += bytes }
    }
    /// The server's own end of the connection.
    public func hangUp() { close() }

    private func change(_ body: (inout State) -> Void) {
        let reader = state.withLock { state in
            body(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    public func read() async throws(CollectFailure) -> [UInt8] {
        while true {
            let portion: [UInt8]? = state.withLock { state in
                if state.incoming.isEmpty { return state.isClosed ? [] : nil }
                defer { state.incoming = [] }
                return state.incoming
            }
            if let portion { return portion }
            if Task.isCancelled { throw .unreachable(asked: "script", reason: .givenUp()) }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let now = state.withLock { state -> Bool in
                        if !state.incoming.isEmpty || state.isClosed || Task.isCancelled { return true }
                        state.reader = continuation
                        return false
                    }
                    if now { continuation.resume() }
                }
            } onCancel: {
                change { _ in }
            }
        }
    }

    public func write(_ bytes: [UInt8]) async throws(CollectFailure) {
        let lines: [String]? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.unfinished += bytes
            var lines: [String] = []
            while let end = state.unfinished.firstIndex(of: 10) {
                lines.append(String(decoding: state.unfinished[..<end], as: UTF8.self))
                state.unfinished.removeSubrange(...end)
            }
            state.commands += lines
            return lines
        }
        guard let lines else { throw .unreachable(asked: "script", reason: .isClosed()) }
        for line in lines { say(answer.withLock { $0 }(line)) }
    }

    public func close() { change { $0.isClosed = true } }
}
