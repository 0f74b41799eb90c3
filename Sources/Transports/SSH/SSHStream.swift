import Collecting
import Synchronization
import Telemetry

/// A stream over an ssh connection. ssh takes the connection first and learns then whether there is anybody at the other end; where there is
/// not, it closes, and its log has the reason.
final class SSHStream: ByteStream {
    private let stream: SocketStream
    private let reason: @Sendable () -> CollectFailure?
    private let hasHeard = Mutex(false)

    init(_ stream: SocketStream, reason: @escaping @Sendable () -> CollectFailure?) {
        self.stream = stream
        self.reason = reason
    }

    func read() async throws(CollectFailure) -> [UInt8] {
        do throws(CollectFailure) {
            let bytes = try await stream.read()
            if bytes.isEmpty { if let why { throw why } } else { hasHeard.withLock { $0 = true } }
            return bytes
        } catch { throw Task.isCancelled ? error : why ?? error }
    }
    func write(_ bytes: [UInt8]) async throws(CollectFailure) {
        do throws(CollectFailure) { try await stream.write(bytes) } catch { throw Task.isCancelled ? error : why ?? error }
    }
    func close() { stream.close() }

    /// What a peer had to say tells that there was one.
    private var why: CollectFailure? { hasHeard.withLock({ $0 }) ? nil : reason() }
}
