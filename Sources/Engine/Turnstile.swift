import Synchronization

/// Lets works through one at a time, in the order in which they came.
///
/// An actor does what it is asked in the order of asking: of five thousand reports that come at once, each would be before whoever asks for
/// something then. Here they wait outside of it.
final class Turnstile: Sendable {
    private struct State {
        var isTaken = false
        var waiting: ArraySlice<CheckedContinuation<Void, Never>> = []
    }
    private let state = Mutex(State())

    /// How many are still to come.
    var waiting: Int { state.withLock { $0.waiting.count } }

    func pass(_ work: () async -> Void) async {
        await withCheckedContinuation { turn in
            let isFree = state.withLock { state in
                defer { state.isTaken = true }
                if state.isTaken { state.waiting.append(turn) }
                return !state.isTaken
            }
            if isFree { turn.resume() }
        }
        await work()
        // Whoever is next has the turn already.
        let next = state.withLock { state in
            let next = state.waiting.popFirst()
            state.isTaken = next != nil
            return next
        }
        next?.resume()
    }
}
