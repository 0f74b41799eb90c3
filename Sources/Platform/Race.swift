public import Synchronization

/// One answer out of several that try: the first wins, even where it comes before anybody waits, and the one who waits goes on at once.
///
/// A task group would wait for the losers too, and a loser may hang in a C library for minutes. One task waits.
public final class Race<Value: Sendable>: Sendable {
    @usableFromInline struct State {
        @usableFromInline var winner: Value?
        @usableFromInline var waiter: UnsafeContinuation<Value, Never>?
    }
    @usableFromInline let state = Mutex(State())

    public init() {}

    /// Whether nobody has answered yet.
    public var isOpen: Bool { state.withLock { $0.winner == nil } }

    /// True where this was the first answer.
    // Inlinable like what waits: without knowing the value's type it would cost several times as much, and a poll has three of these.
    @discardableResult
    @inlinable
    public func finish(_ value: Value) -> Bool {
        let (won, waiter) = state.withLock { state -> (Bool, UnsafeContinuation<Value, Never>?) in
            guard state.winner == nil else { return (false, nil) }
            state.winner = value
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: value)
        return won
    }

    public var value: Value {
        @inlinable
        get async {
            // What is checked costs an allocation each time; that each is resumed once is seen in these lines.
            await withUnsafeContinuation { continuation in
                let winner = state.withLock { state -> Value? in
                    if state.winner == nil { state.waiter = continuation }
                    return state.winner
                }
                if let winner { continuation.resume(returning: winner) }
            }
        }
    }

    /// A cancelled task gets `cancelled`.
    @inlinable
    public func value(cancelled: @autoclosure @escaping @Sendable () -> Value) async -> Value {
        await withTaskCancellationHandler {
            await value
        } onCancel: {
            finish(cancelled())
        }
    }

    /// `late` where there is no answer before the deadline or the task is cancelled.
    @inlinable
    public func value(within deadline: Duration, late: @autoclosure @escaping @Sendable () -> Value) async -> Value {
        let clock = TimerClock.shared
        let watch = clock.call(at: clock.now.advanced(by: deadline)) { self.finish(late()) }
        defer { watch.takeBack() }
        return await value(cancelled: late())
    }
}
