import Dispatch
import MetricStore
import Synchronization

/// Reads the store's past beside the engine, which never waits for a disk: as a front does, through a mapping of its own.
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

    func span(_ span: SeriesSpan, in path: String) async -> [Column?] {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                let found = reader(of: path)?.span(span.key, from: span.from, to: span.to, columns: span.columns)
                continuation.resume(returning: found ?? Array(repeating: nil, count: span.columns))
            }
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
                defer { state.isAsked = false }
                if !state.isAsked { state = State() }
                return state.isWatched
            }
            if goesOn { lookAgain() }
        }
    }
}
