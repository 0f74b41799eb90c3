import CSystem
import Collecting
import Glibc
import Synchronization
import Telemetry

/// A connected socket. All calls on the descriptor are nonblocking and happen under the lock, so that `close` can never pull it away
/// (or hand its number to another socket) in the middle of one.
final class SocketStream: ByteStream {
    private let endpoint: String
    private let id: UInt64
    /// Nil once closed.
    private let descriptor: Mutex<Int32?>

    /// Takes the descriptor over; nil (and closed) where the system has no room to watch it.
    init?(descriptor: Int32, endpoint: String) {
        guard let id = Readiness.shared.add(descriptor) else {
            Glibc.close(descriptor)
            return nil
        }
        self.id = id
        self.endpoint = endpoint
        self.descriptor = Mutex(descriptor)
    }
    deinit { close() }

    func read() async throws(CollectFailure) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            if Task.isCancelled { throw givenUp }
            let attempt = attempt { recv($0, &room, room.count, 0) }
            switch attempt {
            case .closed: return []
            case .done(let count):
                room.removeSubrange(count...)
                return room
            case .failed(let code): throw Self.failure(code, endpoint)
            case .notYet:
                switch await Readiness.shared.wait(id, for: .read) {
                case .closed: return []
                case .cancelled: throw givenUp
                case .ready, .expired: continue
                }
            }
        }
    }

    func write(_ bytes: [UInt8]) async throws(CollectFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if Task.isCancelled { throw givenUp }
            // Not a signal but an error where the other end is gone.
            let attempt = attempt { descriptor in
                rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            switch attempt {
            case .closed: throw .unreachable(asked: endpoint, reason: "the connection is closed", hint: .closed)
            case .done(let count): rest = rest.dropFirst(count)
            case .failed(let code): throw Self.failure(code, endpoint)
            case .notYet:
                switch await Readiness.shared.wait(id, for: .write) {
                case .cancelled: throw givenUp
                case .closed, .ready, .expired: continue
                }
            }
        }
    }

    func close() {
        let closing = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let closing else { return }
        Readiness.shared.remove(id)
        Glibc.close(closing)
    }

    private var givenUp: CollectFailure { .unreachable(asked: endpoint, reason: "given up") }

    private enum Attempt {
        case done(Int)
        case notYet
        case failed(Int32)
        case closed
    }
    private func attempt(_ call: (Int32) -> Int) -> Attempt {
        descriptor.withLock { descriptor in
            guard let descriptor else { return .closed }
            while true {
                let count = call(descriptor)
                if count >= 0 { return .done(count) }
                switch errno {
                case EINTR: continue
                case EAGAIN: return .notYet
                case let code: return .failed(code)
                }
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
            throw .unreachable(asked: text, reason: error.text, hint: .endpoint)
        }
        switch endpoint {
        case .unix(let path):
            return try await open(unixAddress(path), of: text, limit: nil)
        case .tcp(let host, let port):
            let addresses = try await Resolver.shared.addresses(of: host, port: port)
            var failure = CollectFailure.unreachable(asked: text, reason: "the name has no address")
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
        guard descriptor >= 0 else { throw .unreachable(asked: text, reason: SystemError.text(errno)) }
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
            throw .unreachable(asked: text, reason: "no room to watch another socket")
        }
        guard code == 0 || code == EINPROGRESS || code == EINTR else {
            stream.close()
            throw failure(code, text)
        }
        if code == 0 { return stream }
        switch await Readiness.shared.wait(stream.id, for: .write, atMost: limit) {
        case .ready: break
        case .expired: throw failure(ETIMEDOUT, text)
        case .cancelled, .closed: throw stream.givenUp
        }
        let outcome = stream.pendingError()
        guard outcome == 0 else { throw failure(outcome, text) }
        return stream
    }

    private func pendingError() -> Int32 {
        descriptor.withLock { descriptor in
            guard let descriptor else { return ECONNABORTED }
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
        }
    }

    static func failure(_ code: Int32, _ text: String) -> CollectFailure {
        switch code {
        case EACCES, EPERM: .refused(asked: text, reason: SystemError.text(code), hint: .noPermission)
        // A Unix socket whose backlog is full: somebody is served and others wait already (connect(2)).
        case EAGAIN: .busy(asked: text)
        default: .unreachable(asked: text, reason: SystemError.text(code), hint: .init(systemCode: code))
        }
    }
}
