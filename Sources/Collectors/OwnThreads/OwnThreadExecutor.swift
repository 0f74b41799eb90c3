import Glibc
import Synchronization

/// A serial executor on a thread of its own, for a library whose calls block for as long as they like.
///
/// The thread starts with the first job and ends after `stop()`; a job that comes later starts it again, so none is ever lost.
final class OwnThreadExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var runs = false
        var stops = false
    }
    private let state = Mutex(State())
    // A semaphore must not move in memory. It may be used from any thread at any time; that is its purpose.
    private nonisolated(unsafe) let wake = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(wake, 0, 0) }

    deinit {
        sem_destroy(wake)
        wake.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
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

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Ends the thread once all jobs are done; does not wait for that.
    func stop() {
        let runs = state.withLock { state in
            state.stops = state.runs
            return state.runs
        }
        if runs { sem_post(wake) }
    }

    private func start() {
        if startThread({ self.run() }) { return }
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

/// Starts a thread that nobody joins, for calls that block. False where the system gives no more.
func startThread(_ run: @escaping @Sendable () -> Void) -> Bool {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let box = Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            blockSignals()
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    guard code == 0 else {
        box.release()
        return false
    }
    pthread_detach(thread)
    return true
}

/// Signals belong to the main program's loop. SIGPIPE among them: libvirt writes to sockets that may have closed.
func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
}
