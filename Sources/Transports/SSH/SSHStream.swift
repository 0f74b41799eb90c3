import Collecting
import Synchronization
import Telemetry

/// A stream over an ssh connection. ssh takes it first and learns then whether there is anybody at the other end; where there is not, it
/// closes, and its log has the reason.
final class SSHStream: ByteStream {
    /// Nil where ssh knows of none. It is told whether anything came: what a peer had to say tells that there was one.
    typealias Reason = @Sendable (_ hasHeard: Bool) -> CollectFailure?

    private struct State {
        var hasHeard = false
        var isClosed = false
    }
    private let stream: any ByteStream
    private let reason: Reason
    private let state = Mutex(State())

    init(_ stream: any ByteStream, reason: @escaping Reason) {
        self.stream = stream
        self.reason = reason
    }

    func read() async throws(CollectFailure) -> [UInt8] {
        do throws(CollectFailure) {
            let bytes = try await stream.read()
            if bytes.isEmpty { if let why { throw why } } else { state.withLock { $0.hasHeard = true } }
            return bytes
        } catch { throw Task.isCancelled ? error : why ?? error }
    }
    func write(_ bytes: [UInt8]) async throws(CollectFailure) {
        do throws(CollectFailure) { try await stream.write(bytes) } catch { throw Task.isCancelled ? error : why ?? error }
    }
    func close() {
        state.withLock { $0.isClosed = true }
        stream.close()
    }

    private var why: CollectFailure? {
        let state = state.withLock { $0 }
        return state.isClosed ? nil : reason(state.hasHeard)
    }
}
