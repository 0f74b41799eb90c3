import CSystem
import Feed
import Glibc
import Synchronization

/// What the engine and its tasks hand to the server's thread, in order. Nobody waits for the other.
final class Mailbox: Sendable {
    enum Item: Sendable {
        case update(Update)
        /// Answers the call that a connection waits for.
        case reply(to: UInt64, message: [UInt8])
        case snapshot(for: UInt64, request: Request, updates: [Update])
        case close
    }

    private let items = Mutex<[Item]>([])
    /// Readable while there are items.
    let descriptor: Int32

    init() throws(LinkProblem) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw LinkProblem.system("make an eventfd") }
    }
    deinit { close(descriptor) }

    func post(_ item: Item) {
        let isFirst = items.withLock { items in
            items.append(item)
            return items.count == 1
        }
        guard isFirst else { return }
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }

    func take() -> [Item] {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
        return items.withLock { items in
            let taken = items
            items = []
            return taken
        }
    }
}
