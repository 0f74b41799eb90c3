import CSystem
import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// HTTP and HTTPS for everybody: one thread, which libcurl's connections stay open on between requests (`HTTPLoop`).
final class HTTPClient: Sendable {
    static let shared = HTTPClient()

    /// What the thread is to do next.
    enum Order: Sendable {
        case add(id: UInt64, HTTPRequest, HTTPAddress.Known, limit: Duration, Race<Outcome>)
        case cancel(id: UInt64)
    }
    typealias Outcome = Result<HTTPResponse, CollectFailure>
    private struct State {
        var orders: [Order] = []
        var isStarted = false
        /// Wakes the thread; made with it.
        var bell: Bell?
        var nextID: UInt64 = 0
        var addresses: [String: HTTPAddress] = [:]
    }
    private static let mostAddresses = 4096
    private let state = Mutex(State())
    private let resolver: Resolver
    private let epoll: @Sendable () -> Int32

    static func newEpoll() -> Int32 { epoll_create1(Int32(EPOLL_CLOEXEC)) }

    /// - Parameter epoll: makes the file that the thread waits on; the system may have none.
    init(resolver: Resolver = .shared, epoll: @escaping @Sendable () -> Int32 = newEpoll) {
        self.resolver = resolver
        self.epoll = epoll
    }

    func send(_ request: HTTPRequest) async throws(CollectFailure) -> HTTPResponse {
        let address = try address(of: request)
        try address.check(request)
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let begun = ContinuousClock.now
        let race = Race<Outcome>()
        var lookUp: Task<Void, Never>?
        if let known = request.socket.map(HTTPAddress.Known.socket) ?? address.known {
            try order(.add(id: id, request, known, limit: request.deadline, race), of: request)
        } else {
            lookUp = Task {
                do throws(CollectFailure) {
                    let known = try await address.lookedUp(by: resolver)
                    let left = request.deadline - begun.duration(to: .now)
                    guard !Task.isCancelled, left > .zero else { return }
                    try order(.add(id: id, request, known, limit: left, race), of: request)
                } catch {
                    race.finish(.failure(error))
                }
            }
        }
        let late = { @Sendable in Outcome.failure(.timedOut(asked: request.asked, after: request.deadline)) }
        let outcome = await race.value(within: request.deadline, late: late())
        if case .failure = outcome {
            lookUp?.cancel()
            cancel(id)
            if Task.isCancelled { throw .unreachable(asked: request.asked, reason: .givenUp()) }
        }
        return try outcome.get()
    }

    /// The same URLs are asked again and again.
    private func address(of request: HTTPRequest) throws(CollectFailure) -> HTTPAddress {
        if let known = state.withLock({ $0.addresses[request.url] }) { return known }
        let address = try HTTPAddress(request)
        state.withLock { state in
            if state.addresses.count >= Self.mostAddresses { state.addresses = [:] }
            state.addresses[request.url] = address
        }
        return address
    }

    private func order(_ order: Order, of request: HTTPRequest) throws(CollectFailure) {
        let (bell, rings) = state.withLock { state -> (Bell?, Bool) in
            guard let bell = state.bell ?? Bell() else { return (nil, false) }
            state.bell = bell
            if !state.isStarted { state.isStarted = OwnThread.start { [self] in serve(bell) } }
            guard state.isStarted else { return (nil, false) }
            state.orders.append(order)
            // Who has not come for the first yet comes for all.
            return (bell, state.orders.count == 1)
        }
        guard let bell else { throw Self.noThread(request.asked) }
        if rings { bell.ring() }
    }

    /// Where no thread runs nothing is on its way.
    private func cancel(_ id: UInt64) {
        let bell = state.withLock { state -> Bell? in
            guard state.isStarted else { return nil }
            state.orders.append(.cancel(id: id))
            return state.bell
        }
        bell?.ring()
    }

    /// The thread: as long as the process lives, but where the system has no file for it. Then the next order starts another.
    private func serve(_ bell: Bell) {
        HTTPLoop(self, bell: bell, poll: epoll())?.run()
        let left = state.withLock { state in
            state.isStarted = false
            defer { state.orders = [] }
            return state.orders
        }
        for order in left {
            switch order {
            case .add(_, let request, _, _, let race): race.finish(.failure(Self.noThread(request.asked)))
            case .cancel: break
            }
        }
    }

    static func noThread(_ asked: String) -> CollectFailure {
        .unreachable(asked: asked, reason: .noHTTPThread())
    }

    /// That nobody has taken yet.
    var waitingOrders: Int { state.withLock { $0.orders.count } }

    /// Called by the thread.
    func takeOrders() -> [Order] {
        state.withLock { state in
            defer { state.orders = [] }
            return state.orders
        }
    }
}
