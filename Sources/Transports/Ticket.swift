import Synchronization

/// One wait of one task, ended once by whoever comes first: the event, the cancellation or the close, even before the wait began.
final class Ticket<Outcome: Sendable>: Sendable {
    private enum State {
        case fresh
        case waiting(CheckedContinuation<Outcome, Never>)
        case over(Outcome)
    }
    private let state = Mutex(State.fresh)

    func end(_ outcome: Outcome) {
        let waiting: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            switch state {
            case .fresh:
                state = .over(outcome)
                return nil
            case .waiting(let continuation):
                state = .over(outcome)
                return continuation
            case .over:
                return nil
            }
        }
        waiting?.resume(returning: outcome)
    }

    /// Waits for the outcome; at most one caller. A cancelled task gets `cancelled`.
    func outcome(cancelled: Outcome) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early: Outcome? = state.withLock { state in
                    if case .over(let outcome) = state { return outcome }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            end(cancelled)
        }
    }
}
