import Synchronization

/// The one result of work that may never come back. Whoever brings the first result ends the wait; later ones find nobody.
final class Attempt<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case brought(Value)
        case over
    }
    private let state = Mutex(State.open)

    /// Whether this result was the first.
    @discardableResult
    func finish(_ value: Value) -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Value, Never>?) in
            switch state {
            case .open:
                state = .brought(value)
                return (true, nil)
            case .awaited(let continuation):
                state = .over
                return (true, continuation)
            case .brought, .over: return (false, nil)
            }
        }
        waiting?.resume(returning: value)
        return isFirst
    }

    /// The first result; `late` where there is none before the deadline or the task is cancelled. Wait once only.
    func value(within deadline: Duration, late: Value) async -> Value {
        let timer = Task {
            try? await Task.sleep(for: deadline)
            finish(late)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let brought = state.withLock { state -> Value? in
                    if case .brought(let value) = state {
                        state = .over
                        return value
                    }
                    state = .awaited(continuation)
                    return nil
                }
                if let brought { continuation.resume(returning: brought) }
            }
        } onCancel: {
            finish(late)
        }
    }
}
