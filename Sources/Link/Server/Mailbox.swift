import Alarms
import Feed
import Glibc
import Platform
import Telemetry

/// What the engine and its tasks hand to the server's thread, in order. Nobody waits for the other.
///
/// A state takes the place of the one that still waits here: what a thousand hosts say in one second is made into messages once for
/// each host, not once for each time.
final class Mailbox: Sendable {
    enum Item: Sendable {
        case update(Update)
        /// Answers the call that a connection waits for.
        case reply(to: UInt64, message: [UInt8])
        /// The first state of a front is taken at this moment: what comes later is news for it.
        case joined(UInt64, alarms: [Alarm])
        case state(for: UInt64, messages: [StateMessage])
        /// See whether the socket is still where callers look for it.
        case look
        case close
    }

    // A POSIX mutex: the thread sanitizer cannot look into `Synchronization.Mutex` where two threads contend for it (Swift 6.3 on
    // Linux) and would report races here that are none.
    nonisolated(unsafe) private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    nonisolated(unsafe) private var items: [Item] = []
    /// Where in `items` each state waits, and lines that others may join; what somebody's first state was taken after is not among them.
    nonisolated(unsafe) private var places: [UpdateSlot: Int] = [:]
    nonisolated(unsafe) private var endsPlace: Int?
    nonisolated(unsafe) private var eventsPlace: Int?
    private let bell: Bell
    /// Readable while there are items.
    var descriptor: Int32 { bell.descriptor }

    init() throws(LinkProblem) {
        guard let bell = Bell() else { throw LinkProblem.system(.makeEventfd()) }
        self.bell = bell
        pthread_mutex_init(mutex, nil)
    }
    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func post(_ item: Item) {
        pthread_mutex_lock(mutex)
        let wasEmpty = items.isEmpty
        put(item)
        pthread_mutex_unlock(mutex)
        if wasEmpty { bell.ring() }
    }

    private func put(_ item: Item) {
        switch item {
        case .update(.ends(let more)):
            guard let place = endsPlace, case .update(.ends(var ends)) = items[place] else {
                endsPlace = items.count
                return items.append(item)
            }
            // Only one owner at a time, or every line would copy all before it.
            items[place] = .close
            ends += more
            items[place] = .update(.ends(ends))
        case .update(.events(let more)):
            guard let place = eventsPlace, case .update(.events(var events)) = items[place] else {
                eventsPlace = items.count
                return items.append(item)
            }
            items[place] = .close
            events += more
            items[place] = .update(.events(events))
        case .update(let update):
            guard let slot = UpdateSlot(update) else { return items.append(item) }
            guard let place = places[slot] else {
                places[slot] = items.count
                return items.append(item)
            }
            // A host's heartbeat is a part of what waits of it.
            if case .heartbeats(let beats) = update, case .update(.host(var state)) = items[place] {
                items[place] = .close
                for beat in beats { state.take(beat) }
                items[place] = .update(.host(state))
            } else {
                items[place] = item
            }
        case .joined:
            forgetPlaces()
            items.append(item)
        case .reply, .state, .look, .close: items.append(item)
        }
    }

    private func forgetPlaces() {
        places = [:]
        endsPlace = nil
        eventsPlace = nil
    }

    func take() -> [Item] {
        bell.hear()
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let taken = items
        items = []
        forgetPlaces()
        return taken
    }
}
