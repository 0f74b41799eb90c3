import CSystem
import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// A socket, or an end of a pipe. All calls on the descriptor are nonblocking and happen under the lock, so that `close` can never pull it
/// away (or hand its number to another file) in the middle of one.
final class WatchedFile: Sendable {
    enum Kind { case socket, pipe }
    enum Attempt {
        case done(Int)
        case notYet
        case failed(Int32)
        case closed
    }

    private let id: UInt64
    private let kind: Kind
    /// Nil once closed.
    private let descriptor: Mutex<Int32?>

    /// Takes the descriptor over, which must be nonblocking; nil (and closed) where the system has no room to watch it.
    init?(_ descriptor: Int32, _ kind: Kind) {
        guard let id = Readiness.shared.add(descriptor) else {
            Glibc.close(descriptor)
            return nil
        }
        self.id = id
        self.kind = kind
        self.descriptor = Mutex(descriptor)
    }
    deinit { close() }

    func close() {
        let closing = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let closing else { return }
        Readiness.shared.remove(id)
        Glibc.close(closing)
    }

    func wait(for direction: Readiness.Direction, atMost limit: Duration? = nil) async -> Readiness.Outcome {
        await Readiness.shared.wait(id, for: direction, atMost: limit)
    }

    func attempt(_ call: (Int32) -> Int) -> Attempt {
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

    /// As many bytes as there are, at most `room`'s; none at the end.
    func attemptRead(into room: inout [UInt8]) -> Attempt {
        attempt { kind == .socket ? recv($0, &room, room.count, 0) : Glibc.read($0, &room, room.count) }
    }

    /// As `ByteStream` has it; `asked` names it in failures. Whoever reads what is always there would never let go of its thread of the
    /// pool, and a few such readers would be all that runs: each takes its turn.
    func read(_ asked: String) async throws(CollectFailure) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            if Task.isCancelled { throw .unreachable(asked: asked, reason: "given up") }
            switch attemptRead(into: &room) {
            case .closed: return []
            case .done(let count):
                room.removeSubrange(count...)
                await Task.yield()
                return room
            case .failed(let code): throw Self.failure(code, asked)
            case .notYet:
                switch await wait(for: .read) {
                case .closed: return []
                case .cancelled: throw .unreachable(asked: asked, reason: "given up")
                case .ready, .expired: continue
                }
            }
        }
    }

    func write(_ bytes: [UInt8], _ asked: String) async throws(CollectFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if Task.isCancelled { throw .unreachable(asked: asked, reason: "given up") }
            let attempt = attempt { descriptor in rest.withUnsafeBytes { send($0, to: descriptor) } }
            switch attempt {
            case .closed: throw .unreachable(asked: asked, reason: "the connection is closed", hint: .closed)
            case .done(let count):
                rest = rest.dropFirst(count)
                if !rest.isEmpty { await Task.yield() }
            case .failed(let code): throw Self.failure(code, asked)
            case .notYet:
                switch await wait(for: .write) {
                case .cancelled: throw .unreachable(asked: asked, reason: "given up")
                case .closed, .ready, .expired: continue
                }
            }
        }
    }

    /// Not a signal but an error where the other end is gone.
    private func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
        if kind == .socket { return Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
        // Pipes know no such flag: SIGPIPE is held back on this thread, and taken away where it came.
        var pipe = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        let code = errno
        if count < 0, code == EPIPE {
            var now = timespec()
            sigtimedwait(&pipe, nil, &now)
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        errno = code
        return count
    }

    static func failure(_ code: Int32, _ asked: String) -> CollectFailure {
        switch code {
        case EACCES, EPERM: .refused(asked: asked, reason: SystemError.text(code), hint: .noPermission)
        // A Unix socket whose backlog is full: somebody is served and others wait already (connect(2)).
        case EAGAIN: .busy(asked: asked)
        default: .unreachable(asked: asked, reason: SystemError.text(code), hint: .init(systemCode: code))
        }
    }
}
