import Glibc
import Synchronization

/// A serial executor on a thread of its own, for a library or a disk whose calls block for as long as they like.
///
/// An actor's jobs and what is asked by `perform` are done one after the other, in the order in which they came. The thread starts with the first job and ends after `stop()`; a job that comes later starts it again, so none is ever lost.
public final class OwnThreadExecutor: SerialExecutor {
    private enum Job {
        case ofActor(UnownedJob)
        case call(@Sendable () -> Void)
    }
    private struct State {
        var jobs: [Job] = []
        var runs = false
        var stops = false
    }
    private let name: String?
    private let state = Mutex(State())
    // A semaphore must not move in memory. It may be used from any thread at any time; that is its purpose.
    private nonisolated(unsafe) let wake = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    /// - Parameter name: see `OwnThread.init`.
    public init(named name: String? = nil) {
        self.name = name
        sem_init(wake, 0, 0)
    }

    deinit {
        sem_destroy(wake)
        wake.deallocate()
    }

    public func enqueue(_ job: consuming ExecutorJob) { add(.ofActor(UnownedJob(job))) }

    /// Does it behind all that was asked before. Nobody waits for it, and it is no actor's job: `assumeIsolated` would end the process there.
    public func perform(_ work: @escaping @Sendable () -> Void) { add(.call(work)) }

    private func add(_ job: Job) {
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
        if OwnThread.start(named: name, { self.run() }) { return }
        // The system has no thread to give now. The job stays; whoever waits for it has a deadline of their own.
        Task {
            try? await Task.sleep(for: .seconds(1))
            start()
        }
    }

    private func run() {
        while true {
            while sem_wait(wake) != 0 {}
            let (job, ends) = state.withLock { state -> (Job?, Bool) in
                if !state.jobs.isEmpty { return (state.jobs.removeFirst(), false) }
                if !state.stops { return (nil, false) }
                state.stops = false
                state.runs = false
                return (nil, true)
            }
            switch job {
            case .ofActor(let job): job.runSynchronously(on: asUnownedSerialExecutor())
            case .call(let work): work()
            case nil: break
            }
            if ends { return }
        }
    }
}
