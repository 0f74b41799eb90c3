import Collecting
import Platform
import Synchronization
import Telemetry

/// What a client asks its thread for. The thread holds this and not the client, so that it ends with the client.
final class HTTPOrders: Sendable {
    /// What the thread is to do next.
    enum Order: Sendable {
        case add(id: UInt64, HTTPRequest, HTTPAddress.Known, limit: Duration, Race<HTTPClient.Outcome>)
        case cancel(id: UInt64)
    }
    private struct State {
        var orders: [Order] = []
        var isStarted = false
        /// The thread looks for orders before it sleeps.
        var isAwake = false
        /// The caller has given up.
        var isOver = false
        /// Wakes the thread; made with it.
        var bell: Bell?
    }
    private let state = Mutex(State())
    private let epoll: @Sendable () -> Epoll?

    init(epoll: @escaping @Sendable () -> Epoll?) { self.epoll = epoll }

    /// - Throws: where there is no thread and the system gives none.
    func add(_ order: Order, of request: HTTPRequest) throws(CollectFailure) {
        let (bell, rings) = state.withLock { state -> (Bell?, Bool) in
            guard let bell = state.bell ?? Bell() else { return (nil, false) }
            state.bell = bell
            if !state.isStarted { state.isStarted = OwnThread.start { [self] in serve(bell) } }
            guard state.isStarted else { return (nil, false) }
            state.orders.append(order)
            // Later orders need no ring: the thread was woken for the first and takes all of them.
            return (bell, state.orders.count == 1 && !state.isAwake)
        }
        guard let bell else { throw HTTPClient.noThread(request.asked) }
        if rings { bell.ring() }
    }

    /// Where no thread runs nothing is on its way.
    func cancel(_ id: UInt64) {
        ring { $0.orders.append(.cancel(id: id)) }
    }

    /// The thread ends.
    func end() {
        ring { $0.isOver = true }
    }

    private func ring(_ change: (inout State) -> Void) {
        let bell = state.withLock { state -> Bell? in
            guard state.isStarted else { return nil }
            change(&state)
            return state.bell
        }
        bell?.ring()
    }

    /// The thread: as long as somebody may ask, but where the system has no file for it. Then the next order starts another.
    private func serve(_ bell: Bell) {
        if let poll = epoll() { HTTPLoop(self, bell: bell, poll: poll)?.run() }
        let left = state.withLock { state in
            (state.isStarted, state.isAwake) = (false, false)
            defer { state.orders = [] }
            return state.orders
        }
        for order in left {
            switch order {
            case .add(_, let request, _, _, let race): race.finish(.failure(HTTPClient.noThread(request.asked)))
            case .cancel: break
            }
        }
    }

    /// Not taken yet.
    var waiting: Int { state.withLock { $0.orders.count } }

    /// Called by the thread before it sleeps, which it must not where there are orders.
    func maySleep() -> Bool {
        state.withLock { state in
            state.isAwake = !state.orders.isEmpty || state.isOver
            return !state.isAwake
        }
    }

    /// Called by the thread as soon as it is awake; nil when it is to end. Until it asks whether it may sleep nobody rings for an order.
    func take() -> [Order]? {
        state.withLock { state in
            state.isAwake = true
            defer { state.orders = [] }
            return state.isOver ? nil : state.orders
        }
    }
}
