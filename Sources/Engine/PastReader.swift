import MetricStore
import Platform
import Synchronization

/// Reads the store beside the engine, which never waits for a disk or for a long list: as a front does, through a mapping of its own.
///
/// One after the other, on a thread that may wait. The names of all series are a part of such a mapping: it is let go of once nobody asks.
final class PastReader: Sendable {
    private struct State {
        var reader: StoreReader?
        /// There was a question since the last look.
        var isAsked = false
        var isWatched = false
    }
    /// Of the thread alone.
    private let state = Mutex(State())
    private let thread = OwnThreadExecutor(named: "past")
    private static let pause = Duration.seconds(60)
    /// A person who looks at a screen does not wait longer for an answer.
    static let patience = Duration.seconds(10)

    deinit { thread.stop() }

    /// - Parameter nothing: the answer where there is no store to be read, or its disk does not answer in time.
    func read<T: Sendable>(
        _ path: String, else nothing: T, within patience: Duration = patience, _ question: @escaping @Sendable (StoreReader) -> T
    ) async -> T {
        await ask(within: patience, late: nothing, on: thread) { [self] in reader(of: path).map(question) ?? nothing }
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
        let clock = TimerClock.shared
        _ = clock.call(at: clock.now + Self.pause) { [weak self] in self?.thread.perform { [weak self] in self?.look() } }
    }

    private func look() {
        let goesOn = state.withLock { state in
            if !state.isAsked { state = State() }
            state.isAsked = false
            return state.isWatched
        }
        if goesOn { lookAgain() }
    }
}

/// The answer of a thread that may wait for a disk; `late` where that takes too long. What nobody waits for any more is not asked.
func ask<T: Sendable>(
    within patience: Duration, late: T, on thread: OwnThreadExecutor, _ question: @escaping @Sendable () -> T
) async -> T {
    let race = Race<T>()
    thread.perform { if race.isOpen { race.finish(question()) } }
    return await race.value(within: patience, late: late)
}
