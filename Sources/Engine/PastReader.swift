import Dispatch
import MetricStore
import Synchronization

/// Reads the store beside the engine, which never waits for a disk or for a long list: as a front does, through a mapping of its own.
///
/// One after the other, on a thread that may wait. The names of all series are a part of such a mapping: it is let go of once nobody asks.
final class PastReader: Sendable {
    private struct State {
        var reader: StoreReader?
        /// Somebody has asked since the last look.
        var isAsked = false
        var isWatched = false
    }
    /// Of the queue alone.
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "past")
    private static let pause = DispatchTimeInterval.seconds(60)

    /// - Parameter nothing: the answer where there is no store to be read.
    func read<T: Sendable>(_ path: String, else nothing: T, _ question: @escaping @Sendable (StoreReader) -> T) async -> T {
        await withCheckedContinuation { continuation in
            queue.async { [self] in continuation.resume(returning: reader(of: path).map(question) ?? nothing) }
        }
    }

    private func reader(of path: String) -> StoreReader? {
        let (reader, begins) = state.withLock { state in
            if state.reader?.path != path { state.reader = try? StoreReader(path: path) }
            state.isAsked = true
            defer { state.isWatched = true }
            return (state.reader, !state.isWatched)
        }
        if begins { lookAgain() }
        // Series that came, a file that grew or was replaced.
        reader?.refresh()
        return reader
    }

    private func lookAgain() {
        queue.asyncAfter(deadline: .now() + Self.pause) { [weak self] in
            guard let self else { return }
            let goesOn = state.withLock { state in
                if !state.isAsked { state = State() }
                state.isAsked = false
                return state.isWatched
            }
            if goesOn { lookAgain() }
        }
    }
}
