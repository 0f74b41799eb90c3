import Synchronization

/// A clock that stands still until the test moves it.
public final class ManualClock: Clock, Sendable {
    public struct Instant: InstantProtocol {
        let time: Duration
        public func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        public func duration(to other: Instant) -> Duration { other.time - time }
        public static func < (a: Instant, b: Instant) -> Bool { a.time < b.time }
    }
    private struct Sleeper {
        let deadline: Instant
        let wake: CheckedContinuation<Void, any Error>
    }
    private struct State {
        var now = Instant(time: .zero)
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
    }
    private let state = Mutex(State())

    public init() {}
    public var now: Instant { state.withLock { $0.now } }
    public var minimumResolution: Duration { .nanoseconds(1) }
    /// How many wait for time to pass.
    public var sleepers: Int { state.withLock { $0.sleepers.count } }
    /// When the next of them is due, from the start of this clock.
    public var nextDue: Duration? { state.withLock { $0.sleepers.values.map(\.deadline.time).min() } }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state -> Int in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                state.withLock { state in
                    if Task.isCancelled {
                        wake.resume(throwing: CancellationError())
                    } else if deadline <= state.now {
                        wake.resume()
                    } else {
                        state.sleepers[id] = Sleeper(deadline: deadline, wake: wake)
                    }
                }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id)?.wake.resume(throwing: CancellationError()) }
        }
    }

    public func advance(by duration: Duration) {
        let due = state.withLock { state -> [Sleeper] in
            state.now = state.now.advanced(by: duration)
            let now = state.now
            let due = state.sleepers.filter { $0.value.deadline <= now }
            for id in due.keys { state.sleepers[id] = nil }
            return Array(due.values)
        }
        for sleeper in due { sleeper.wake.resume() }
    }
}
