import Collecting
import Synchronization
import Telemetry

/// A stream whose other end is the test: it answers commands by a closure and says what it likes in between.
final class ScriptedStream: ByteStream {
    private struct State {
        var incoming: [UInt8] = []
        var unfinished: [UInt8] = []
        var commands: [String] = []
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())
    private let answer: Mutex<@Sendable (String) -> String>

    init(greeting: String = ">INFO:OpenVPN Management Interface Version 5\r\n", answer: @escaping @Sendable (String) -> String) {
        self.answer = Mutex(answer)
        say(greeting)
    }

    var commands: [String] { state.withLock { $0.commands } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func answersFromNowOn(_ answer: @escaping @Sendable (String) -> String) { self.answer.withLock { $0 = answer } }
    func say(_ text: String) { push(Array(text.utf8)) }
    func push(_ bytes: [UInt8]) {
        change { $0.incoming += bytes }
    }
    /// The server's own end of the connection.
    func hangUp() { close() }

    private func change(_ body: (inout State) -> Void) {
        let reader = state.withLock { state in
            body(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    func read() async throws(CollectFailure) -> [UInt8] {
        while true {
            let portion: [UInt8]? = state.withLock { state in
                if state.incoming.isEmpty { return state.isClosed ? [] : nil }
                defer { state.incoming = [] }
                return state.incoming
            }
            if let portion { return portion }
            if Task.isCancelled { throw .unreachable(asked: "script", reason: "given up") }
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

    func write(_ bytes: [UInt8]) async throws(CollectFailure) {
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
        guard let lines else { throw .unreachable(asked: "script", reason: "closed") }
        for line in lines { say(answer.withLock { $0 }(line)) }
    }

    func close() { change { $0.isClosed = true } }
}

/// Transports that give out streams in turn and count them.
final class ScriptedTransports: Sendable {
    private let streams: Mutex<[ScriptedStream]>
    private let opened = Mutex(0)
    private let password: String

    init(_ streams: [ScriptedStream], password: String = "let-me-in") {
        self.streams = Mutex(streams)
        self.password = password
    }
    var connections: Int { opened.withLock { $0 } }

    var transports: Transports {
        Transports(
            secret: { [self] _ throws(CollectFailure) in password },
            connect: { [self] endpoint throws(CollectFailure) in
                opened.withLock { $0 += 1 }
                let next = streams.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                guard let next else { throw .unreachable(asked: endpoint, reason: "Connection refused") }
                return next
            })
    }
}

/// What a healthy server answers.
func healthyAnswer(_ command: String) -> String {
    switch command {
    case "pid": "SUCCESS: pid=42\r\n"
    case "log on all": "SUCCESS: real-time log notification set to ON\r\n1795550000,I,Initialization Sequence Completed\r\nEND\r\n"
    case "log all": "1795550000,I,Initialization Sequence Completed\r\nEND\r\n"
    case "state on": "SUCCESS: real-time state notification set to ON\r\n"
    case "status 3": statusText(["alice"])
    case "load-stats": "SUCCESS: nclients=1,bytesin=10,bytesout=20\r\n"
    case "quit": ""
    default: "ERROR: unknown command, enter 'help' for more options\r\n"
    }
}

func statusText(_ names: [String]) -> String {
    let header = "HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tConnected Since (time_t)\tUsername\tClient ID"
    let rows = names.enumerated().map { "CLIENT_LIST\t\($1)\t10.0.0.1:\($0 + 1)\t10.8.0.2\t1795551000\tUNDEF\t\($0)" }
    return (["TITLE\tOpenVPN 2.6.14 x86_64", "TIME\tnow\t1795551100", header] + rows + ["END", ""]).joined(separator: "\r\n")
}
