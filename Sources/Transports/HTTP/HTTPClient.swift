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
        case add(id: UInt64, HTTPRequest, addresses: String?, limit: Duration, Race<Outcome>)
        case cancel(id: UInt64)
    }
    typealias Outcome = Result<HTTPResponse, CollectFailure>
    private struct State {
        var orders: [Order] = []
        var isStarted = false
        var nextID: UInt64 = 0
    }
    private let state = Mutex(State())
    private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let resolver: Resolver

    init(resolver: Resolver = .shared) { self.resolver = resolver }

    func send(_ request: HTTPRequest) async throws(CollectFailure) -> HTTPResponse {
        let address = try HTTPAddress(request)
        let begun = ContinuousClock.now
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let race = Race<Outcome>()
        let work = Task {
            do throws(CollectFailure) {
                let addresses = try await address.resolved(by: resolver)
                let left = request.deadline - begun.duration(to: .now)
                guard !Task.isCancelled, left > .zero else { return }
                try order(.add(id: id, request, addresses: addresses, limit: left, race))
            } catch {
                race.finish(.failure(error))
            }
        }
        let late = Outcome.failure(.timedOut(asked: request.asked, after: request.deadline))
        let outcome = await race.value(within: request.deadline, late: late)
        if case .failure = outcome {
            work.cancel()
            try? order(.cancel(id: id))
            if Task.isCancelled { throw .unreachable(asked: request.asked, reason: "given up") }
        }
        return try outcome.get()
    }

    private func order(_ order: Order) throws(CollectFailure) {
        let isStarted = state.withLock { state in
            if !state.isStarted { state.isStarted = bell >= 0 && OwnThread.start { [self] in HTTPLoop(self, bell: bell)?.run() } }
            if state.isStarted { state.orders.append(order) }
            return state.isStarted
        }
        guard isStarted else { throw .unreachable(asked: "HTTP", reason: "no thread or no file to do it with") }
        eventfd_write(bell, 1)
    }

    /// Called by the thread.
    func takeOrders() -> [Order] {
        state.withLock { state in
            defer { state.orders = [] }
            return state.orders
        }
    }
}
