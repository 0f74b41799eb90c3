import Synchronization

/// One answer out of several that try: the first wins, and the one who waits goes on at once.
///
/// A task group would wait for the losers too, and a loser may hang in a C library for minutes.
final class Race<Value: Sendable>: Sendable {
    private struct State {
        var winner: Value?
        var waiter: CheckedContinuation<Value, Never>?
    }
    private let state = Mutex(State())

    /// True where this was the first answer.
    @discardableResult
    func finish(_ value: Value) -> Bool {
        let (won, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Value, Never>?) in
            guard state.winner == nil else { return (false, nil) }
            state.winner = value
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: value)
        return won
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let winner = state.withLock { state -> Value? in
                    if state.winner == nil { state.waiter = continuation }
                    return state.winner
                }
                if let winner { continuation.resume(returning: winner) }
            }
        }
    }
}
