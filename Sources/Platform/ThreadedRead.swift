import Synchronization

/// What is read on a thread of its own. A file on a disk that does not answer (NFS, FUSE) holds whoever reads it for as long as the disk
/// likes; that must be neither a thread of Swift's pool nor somebody with a lock.
///
/// One read at a time, however many ask: a dead disk costs one thread. What was read serves all for a while.
public final class ThreadedRead<Value: Sendable>: Sendable {
    public enum Answer: Sendable {
        case read(Value)
        /// It does not come back, or another one has not for so long.
        case late
        /// The system gives no thread.
        case noThread
    }
    private enum Turn {
        case have(Answer)
        case wait, read
    }
    private struct State {
        var newest: (value: Value, at: ContinuousClock.Instant)?
        var busySince: ContinuousClock.Instant?
        var waiting: [Race<Answer>] = []
    }
    private let fresh: Duration
    private let isKept: @Sendable (Value) -> Bool
    private let read: @Sendable () -> Value
    private let state = Mutex(State())

    /// - Parameters:
    ///   - fresh: for so long a value serves others who ask.
    ///   - isKept: whether it does; what could not be read may be there the next moment.
    public init(fresh: Duration, isKept: @escaping @Sendable (Value) -> Bool = { _ in true }, read: @escaping @Sendable () -> Value) {
        self.fresh = fresh
        self.isKept = isKept
        self.read = read
    }

    public func value(within patience: Duration) async -> Answer {
        let now = ContinuousClock.now
        // The usual way, which makes nothing.
        if let newest = state.withLock(\.newest), now - newest.at < fresh { return .read(newest.value) }
        let attempt = Race<Answer>()
        let turn: Turn = state.withLock { state in
            if let newest = state.newest, now - newest.at < fresh { return .have(.read(newest.value)) }
            if let since = state.busySince, now - since >= patience { return .have(.late) }
            state.waiting.append(attempt)
            if state.busySince != nil { return .wait }
            state.busySince = now
            return .read
        }
        switch turn {
        case .have(let answer): return answer
        case .wait: break
        case .read: if !OwnThread.start({ self.finish(.read(self.read())) }) { finish(.noThread) }
        }
        return await attempt.value(within: patience, late: .late)
    }

    private func finish(_ answer: Answer) {
        let waiting = state.withLock { state in
            defer { (state.waiting, state.busySince) = ([], nil) }
            if case .read(let value) = answer, isKept(value) { state.newest = (value, .now) }
            return state.waiting
        }
        for one in waiting { one.finish(answer) }
    }
}
