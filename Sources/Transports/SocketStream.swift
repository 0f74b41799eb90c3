import CSystem
import Collecting
import Glibc
import Platform
import Telemetry

/// A connected socket.
final class SocketStream: ByteStream {
    private let endpoint: String
    private let file: WatchedFile

    /// Takes the descriptor over; nil (and closed) where the system has no room to watch it.
    init?(descriptor: Int32, endpoint: String) {
        guard let file = WatchedFile(descriptor, .socket) else { return nil }
        self.file = file
        self.endpoint = endpoint
    }

    func read() async throws(CollectFailure) -> [UInt8] { try await file.read(endpoint) }
    func write(_ bytes: [UInt8]) async throws(CollectFailure) { try await file.write(bytes, endpoint) }
    func close() { file.close() }

    /// Whether the other end holds it still. What it sent is dropped.
    var isHeld: Bool {
        var room = [UInt8](repeating: 0, count: 256)
        while true {
            switch file.attemptRead(into: &room) {
            case .notYet: return true
            case .done(0), .failed, .closed: return false
            case .done: continue
            }
        }
    }
}

extension SocketStream {
    /// Tries the addresses in the system's order; each but the last has a second before the next one's turn, so that a dead IPv6
    /// address does not eat the whole poll.
    static func connect(to text: String) async throws(CollectFailure) -> SocketStream {
        let endpoint: StreamEndpoint
        do throws(ConfigurationProblem) { endpoint = try StreamEndpoint(text) } catch {
            throw .unreachable(asked: text, reason: error.message, hint: .endpoint)
        }
        switch endpoint {
        case .unix(let path):
            return try await open(unixAddress(path), of: text, limit: nil)
        case .tcp(let host, let port):
            let addresses = try await Resolver.shared.addresses(of: host, port: port)
            var failure = CollectFailure.unreachable(asked: text, reason: .noAddress())
            for (index, address) in addresses.enumerated() {
                do throws(CollectFailure) {
                    return try await open(address, of: text, limit: index + 1 < addresses.count ? .seconds(1) : nil)
                } catch {
                    if Task.isCancelled { throw error }
                    failure = error
                }
            }
            throw failure
        }
    }

    private static func unixAddress(_ path: String) -> SocketAddress {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // `StreamEndpoint` saw to the length.
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(StreamEndpoint.longestPath)) }
        return SocketAddress(family: AF_UNIX, bytes: withUnsafeBytes(of: address) { [UInt8]($0) })
    }

    private static func open(_ address: SocketAddress, of text: String, limit: Duration?) async throws(CollectFailure) -> SocketStream {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { throw .unreachable(asked: text, reason: .raw(SystemError.text(errno))) }
        if address.family != AF_UNIX {
            var on: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, size)
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        }
        let status = address.bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: sockaddr.self) { Glibc.connect(descriptor, $0.baseAddress, socklen_t(raw.count)) }
        }
        let code = status == 0 ? 0 : errno
        guard let stream = SocketStream(descriptor: descriptor, endpoint: text) else {
            throw .unreachable(asked: text, reason: .noRoomForSocket())
        }
        guard code == 0 || code == EINPROGRESS || code == EINTR else {
            stream.close()
            throw WatchedFile.failure(code, text)
        }
        if code == 0 { return stream }
        switch await stream.file.wait(for: .write, atMost: limit) {
        case .ready: break
        case .expired: throw WatchedFile.failure(ETIMEDOUT, text)
        case .cancelled, .closed: throw .unreachable(asked: text, reason: .givenUp())
        }
        let outcome = stream.pendingError()
        guard outcome == 0 else { throw WatchedFile.failure(outcome, text) }
        return stream
    }

    private func pendingError() -> Int32 {
        let attempt = file.attempt { descriptor in
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            return Int(getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno)
        }
        return if case .done(let code) = attempt { Int32(clamping: code) } else { ECONNABORTED }
    }
}
