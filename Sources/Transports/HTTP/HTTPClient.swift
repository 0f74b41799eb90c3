import Collecting
import Platform
import Synchronization
import Telemetry

/// HTTP and HTTPS for everybody: one thread, which libcurl's connections stay open on between requests (`HTTPLoop`); it ends with the client.
final class HTTPClient: Sendable {
    static let shared = HTTPClient()

    typealias Outcome = Result<HTTPResponse, CollectFailure>
    private struct State {
        var nextID: UInt64 = 0
        var addresses: [String: HTTPAddress] = [:]
    }
    private static let mostAddresses = 4096
    private let state = Mutex(State())
    private let resolver: Resolver
    private let orders: HTTPOrders

    /// - Parameter epoll: makes the file that the thread waits on; the system may have none.
    init(resolver: Resolver = .shared, epoll: @escaping @Sendable () -> Epoll? = { Epoll() }) {
        self.resolver = resolver
        orders = HTTPOrders(epoll: epoll)
    }
    deinit { orders.end() }

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
            try orders.add(.add(id: id, request, known, limit: request.deadline, race), of: request)
        } else {
            lookUp = Task {
                do throws(CollectFailure) {
                    let known = try await address.lookedUp(by: resolver)
                    let left = request.deadline - begun.duration(to: .now)
                    guard !Task.isCancelled, left > .zero else { return }
                    try orders.add(.add(id: id, request, known, limit: left, race), of: request)
                } catch {
                    race.finish(.failure(error))
                }
            }
        }
        let late = { @Sendable in Outcome.failure(.timedOut(asked: request.asked, after: request.deadline)) }
        let outcome = await race.value(within: request.deadline, late: late())
        if case .failure = outcome {
            lookUp?.cancel()
            orders.cancel(id)
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

    static func noThread(_ asked: String) -> CollectFailure {
        .unreachable(asked: asked, reason: .noHTTPThread())
    }

    /// That the thread has not taken yet.
    var waitingOrders: Int { orders.waiting }
}
