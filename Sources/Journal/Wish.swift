import Synchronization

/// The one answer to a question: of the thread, or of the deadline.
final class Wish<Answer: Sendable>: Sendable {
    private enum State {
        case open(CheckedContinuation<Answer, Never>?)
        case answered(Answer)
        case over
    }
    private let state: Mutex<State>

    init() { state = Mutex(.open(nil)) }
    init(answered answer: Answer) { state = Mutex(.answered(answer)) }

    var isOpen: Bool { state.withLock { if case .open = $0 { true } else { false } } }

    /// Whether this was the first answer.
    @discardableResult
    func finish(_ answer: Answer) -> Bool {
        let (isFirst, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Answer, Never>?) in
            guard case .open(let waiting) = state else { return (false, nil) }
            state = waiting == nil ? .answered(answer) : .over
            return (true, waiting)
        }
        waiting?.resume(returning: answer)
        return isFirst
    }

    /// To be asked once.
    var value: Answer {
        get async {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Answer? in
                    if case .answered(let answer) = state { return answer }
                    state = .open(continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        }
    }
}
