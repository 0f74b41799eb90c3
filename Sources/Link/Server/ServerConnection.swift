import CSystem
import Glibc

/// One caller as the server's thread sees it.
final class ServerConnection {
    enum State: Equatable {
        /// The next call may be read.
        case ready
        /// A call is being answered; Varlink answers in order, so the next one waits.
        case answering(oneway: Bool)
        /// Attached, the first full state is on its way from the engine.
        case attaching
        case attached
    }

    /// A call has at most this many bytes: fifty thousand ids.
    static let callLimit = 1 << 20
    /// Calls wait while so many bytes of replies do.
    static let replyLimit = 1 << 18
    /// A front may lag this many bytes behind its first full state before it is given up.
    static let lagLimit = 8 << 20

    let id: UInt64
    let descriptor: Int32
    let author: String
    var state = State.ready
    var frames = FrameBuffer(limit: ServerConnection.callLimit)
    var output = OutputQueue()
    /// No more calls will come.
    var hasEnded = false
    /// No whole call is left in `frames`.
    var isExhausted = false
    /// Nobody reads the replies any more; what was asked is still done.
    var isDeaf = false
    var allowance = ServerConnection.lagLimit
    /// What epoll watches; nil once it watches nothing.
    var interest: UInt32?

    init(id: UInt64, descriptor: Int32, author: String) {
        self.id = id
        self.descriptor = descriptor
        self.author = author
    }

    var isViewer: Bool { state == .attaching || state == .attached }
    var takesCalls: Bool { state == .ready && output.byteCount < ServerConnection.replyLimit }
    /// All calls that ever came are answered, and the answers are out or unwanted.
    var isDone: Bool { isDeaf && isViewer || hasEnded && isExhausted && state == .ready && (output.isEmpty || isDeaf) }

    var wanted: UInt32 {
        var events: UInt32 = 0
        if takesCalls && !hasEnded { events |= EPOLLIN.rawValue }
        if !output.isEmpty { events |= EPOLLOUT.rawValue }
        return events
    }

    enum Input { case some, none, ended }

    /// Reads what is there, up to one buffer full.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Input {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 {
                frames.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return .some
            }
            if count == 0 { return .ended }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .none : .ended
        }
    }
}
