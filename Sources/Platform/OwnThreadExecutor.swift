import Glibc
import Synchronization

/// A serial executor on a thread of its own, for a library whose calls block for as long as they like.
///
/// The thread starts with the first job and ends after `stop()`; a job that comes later starts it again, so none is ever lost.
public final class OwnThreadExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var runs = false
        var stops = false
    }
    private let state = Mutex(State())
    // A semaphore must not move in memory. It may be used from any thread at any time; that is its purpose.
    private nonisolated(unsafe) let wake = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    public init() { sem_init(wake, 0, 0) }

    deinit {
        sem_destroy(wake)
        wake.deallocate()
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let starts = state.withLock { state in
            state.jobs.append(job)
            if state.runs { return false }
            state.runs = true
            return true
        }
        if starts { start() }
        sem_post(wake)
    }

    /// How many jobs nobody has begun.
    public var backlog: Int { state.withLock { $0.jobs.count } }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Ends the thread once all jobs are done; does not wait for that.
    public func stop() {
        let runs = state.withLock { state in
            state.stops = state.runs
            return state.runs
        }
        if runs { sem_post(wake) }
    }

    private func start() {
        if OwnThread.start({ self.run() }) { return }
        // The system has no thread to give now. The job stays; whoever waits for it has a deadline of their own.
        Task {
            try? await Task.sleep(for: .seconds(1))
            start()
        }
    }

    private func run() {
        while true {
            while sem_wait(wake) != 0 {}
            let (job, ends) = state.withLock { state -> (UnownedJob?, Bool) in
                if !state.jobs.isEmpty { return (state.jobs.removeFirst(), false) }
                if !state.stops { return (nil, false) }
                state.stops = false
                state.runs = false
                return (nil, true)
            }
            job?.runSynchronously(on: asUnownedSerialExecutor())
            if ends { return }
        }
    }
}
