import Platform
import Synchronization
import Telemetry

/// Reads the files of one system on a thread of its own. Most are answered from memory at once; those of a container's file system, of NFS
/// or of FUSE may never be, and a thread that waits in the kernel cannot be called back.
///
/// All hosts that look at the same system share it, and a reading that has just been made. While a read does not come back no other is
/// begun, so that a dead system costs one thread.
final class SystemReader: Sendable {
    private struct State {
        var newest: SystemReading?
        /// Since when a thread reads.
        var busySince: ContinuousClock.Instant?
        var path = ""
        var waiting: [Race<SystemReading?>] = []
    }
    let root: String
    private let state = Mutex(State())

    /// For so long a reading serves others who ask.
    static let fresh = Duration.milliseconds(250)
    /// Of all systems together.
    static let mostThreads = 64
    private static let threads = Atomic<Int>(0)

    private static let known = Mutex<[String: Weak]>([:])
    private struct Weak: Sendable { weak var reader: SystemReader? }

    /// The one for a root; it lives as long as somebody holds it.
    static func of(root: String) -> SystemReader {
        known.withLock { known in
            if let reader = known[root]?.reader { return reader }
            known = known.filter { $0.value.reader != nil }
            let new = SystemReader(root: root)
            known[root] = Weak(reader: new)
            return new
        }
    }

    private init(root: String) { self.root = root }

    func reading(within deadline: Duration) async throws(CollectFailure) -> SystemReading {
        let now = ContinuousClock.now
        let attempt = Race<SystemReading?>()
        enum Turn {
            case have(SystemReading)
            case wait, read
            case hangs(path: String)
        }
        let turn: Turn = state.withLock { state in
            if let newest = state.newest, now - newest.at < Self.fresh { return .have(newest) }
            if let since = state.busySince, now - since >= deadline { return .hangs(path: state.path) }
            state.waiting.append(attempt)
            if state.busySince != nil { return .wait }
            state.busySince = now
            return .read
        }
        switch turn {
        case .have(let reading): return reading
        // The same words at every poll: the journal tells what is new.
        case .hangs(let path): throw .unreachable(asked: path, reason: .earlierCallHangs(deadline), hint: .silent)
        case .wait: break
        case .read: try start()
        }
        // A little sooner than the poll, which would only know that it is late.
        if let reading = await attempt.value(within: deadline - min(deadline / 10, .milliseconds(200)), late: nil) { return reading }
        throw .timedOut(asked: state.withLock(\.path), after: deadline)
    }

    private func start() throws(CollectFailure) {
        let isPossible = Self.threads.add(1, ordering: .relaxed).newValue <= Self.mostThreads
        if isPossible, OwnThread.start({ self.read() }) { return }
        Self.threads.subtract(1, ordering: .relaxed)
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.busySince = nil
            return state.waiting
        }
        for one in waiting { one.finish(nil) }
        throw .unreachable(
            asked: root.isEmpty ? "/proc" : root,
            reason: isPossible ? .noThreadToRead() : .systemsSilent(Self.mostThreads))
    }

    private func read() {
        let reading = SystemReading(root: root) { path in state.withLock { $0.path = path } }
        Self.threads.subtract(1, ordering: .relaxed)
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.busySince = nil
            state.newest = reading
            return state.waiting
        }
        for one in waiting { one.finish(reading) }
    }
}
