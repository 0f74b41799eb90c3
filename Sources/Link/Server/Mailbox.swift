import CSystem
import Feed
import Glibc

/// What the engine and its tasks hand to the server's thread, in order. Nobody waits for the other.
final class Mailbox: Sendable {
    enum Item: Sendable {
        case update(Update)
        /// Answers the call that a connection waits for.
        case reply(to: UInt64, message: [UInt8])
        case snapshot(for: UInt64, request: Request, updates: [Update])
        /// See whether the socket is still where callers look for it.
        case look
        case close
    }

    // A POSIX mutex: the thread sanitizer cannot look into `Synchronization.Mutex` where two threads contend for it (Swift 6.3 on
    // Linux) and would report races here that are none.
    nonisolated(unsafe) private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    nonisolated(unsafe) private var items: [Item] = []
    /// Readable while there are items.
    let descriptor: Int32

    init() throws(LinkProblem) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        pthread_mutex_init(mutex, nil)
        guard descriptor >= 0 else { throw LinkProblem.system("make an eventfd") }
    }
    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
        close(descriptor)
    }

    func post(_ item: Item) {
        pthread_mutex_lock(mutex)
        items.append(item)
        let isFirst = items.count == 1
        pthread_mutex_unlock(mutex)
        guard isFirst else { return }
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }

    func take() -> [Item] {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let taken = items
        items = []
        return taken
    }
}
