import Glibc
import Synchronization

/// The continuous clock with one timer thread for all who sleep on it.
///
/// `Task.sleep` on Linux makes a timer in the kernel for every sleeper, and a poll sleeps twice (its beat and its deadline): at a thousand
/// polls a second that was nine tenths of the poller's CPU. Here a sleeper is an entry in a heap.
public final class TimerClock: Clock, Sendable {
    public typealias Instant = ContinuousClock.Instant

    private struct Sleeper {
        /// `nanoseconds(_:)`: an instant is copied and compared by calls into the library, a dozen for each that leaves the heap.
        let due: Int64
        let id: UInt64
    }
    private struct State {
        var nextID: UInt64 = 0
        var heap = Heap()
        var waiting: [UInt64: Waiter] = [:]
    }
    private enum Waiter {
        case sleeper(CheckedContinuation<Void, any Error>)
        case call(@Sendable () -> Void)
    }
    /// A binary heap, earliest deadline first. A cancelled sleeper stays in it until its time: `waiting` says who is left.
    private struct Heap {
        private var entries: [Sleeper] = []
        var first: Sleeper? { entries.first }

        mutating func insert(_ sleeper: Sleeper) {
            entries.append(sleeper)
            var child = entries.count - 1
            while child > 0 {
                let parent = (child - 1) / 2
                guard entries[child].due < entries[parent].due else { return }
                entries.swapAt(child, parent)
                child = parent
            }
        }

        mutating func removeFirst() {
            guard let last = entries.popLast(), !entries.isEmpty else { return }
            var parent = 0
            while true {
                var child = 2 * parent + 1
                if child + 1 < entries.count, entries[child + 1].due < entries[child].due { child += 1 }
                guard child < entries.count, entries[child].due < last.due else { break }
                entries[parent] = entries[child]
                parent = child
            }
            entries[parent] = last
        }
    }

    public static let shared = TimerClock()
    private let state = Mutex(State())
    private let signal = ThreadSignal()
    private let start = ContinuousClock.now

    private init() {
        // Without it nobody would ever wake: where the system has no thread to give now, this waits until it has.
        while !OwnThread.start({ [self] in run() }) { usleep(100_000) }
    }

    public var now: Instant { ContinuousClock.now }
    /// Sleepers that are due within the same ten milliseconds wake together: no poll needs it finer, and a wake-up costs more than a poll.
    public var minimumResolution: Duration { .milliseconds(10) }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let due = nanoseconds(deadline)
        let id = state.withLock { state -> UInt64 in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let isFirst = state.withLock { state -> Bool in
                    if Task.isCancelled {
                        wake.resume(throwing: CancellationError())
                        return false
                    }
                    state.waiting[id] = .sleeper(wake)
                    state.heap.insert(Sleeper(due: due, id: id))
                    return state.heap.first?.id == id
                }
                if isFirst { signal.ring() }
            }
        } onCancel: {
            if case .sleeper(let wake)? = state.withLock({ $0.waiting.removeValue(forKey: id) }) {
                wake.resume(throwing: CancellationError())
            }
        }
    }

    /// Calls `body` once at `due`, on the timer's thread. It must be short: others wait for it.
    public func call(at due: Instant, _ body: @escaping @Sendable () -> Void) -> Wakeup {
        Wakeup(takesBack: .timer(self, remember(due, body)))
    }

    private func remember(_ deadline: Instant, _ body: @escaping @Sendable () -> Void) -> UInt64 {
        let due = nanoseconds(deadline)
        let (id, isFirst) = state.withLock { state -> (UInt64, Bool) in
            state.nextID += 1
            state.waiting[state.nextID] = .call(body)
            state.heap.insert(Sleeper(due: due, id: state.nextID))
            return (state.nextID, state.heap.first?.id == state.nextID)
        }
        if isFirst { signal.ring() }
        return id
    }
    func forget(_ id: UInt64) { _ = state.withLock { $0.waiting.removeValue(forKey: id) } }

    /// Since this clock was made; a century at most.
    private func nanoseconds(_ instant: Instant) -> Int64 {
        let (seconds, attoseconds) = start.duration(to: instant).components
        return min(max(seconds, -4_000_000_000), 4_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    private func run() {
        while true {
            let now = nanoseconds(.now)
            let (due, pause) = state.withLock { state -> ([Waiter], Duration?) in
                var due: [Waiter] = []
                while let first = state.heap.first {
                    let waiter = state.waiting[first.id]
                    if waiter != nil, first.due > now { break }
                    if let waiter {
                        due.append(waiter)
                        state.waiting[first.id] = nil
                    }
                    state.heap.removeFirst()
                }
                return (due, state.heap.first.map { .nanoseconds($0.due - now) })
            }
            for waiter in due {
                switch waiter {
                case .sleeper(let wake): wake.resume()
                case .call(let body): body()
                }
            }
            signal.wait(atMost: pause.map { max($0, minimumResolution) })
        }
    }
}
