import Dispatch
import Glibc
import Platform
import Telemetry

/// Whether this process may have the threads that an engine needs. Who runs its tasks waits for ever, and without a word, where it gets
/// none; so that is asked before.
func checkThreads() throws(Failure) {
    var started: [pthread_t] = []
    var reason: Int32 = 0
    while started.count < threadsNeeded, reason == 0 {
        var thread = pthread_t()
        reason = pthread_create(
            &thread, nil,
            { _ in
                isChecked.wait()
                return nil
            }, nil)
        if reason == 0 { started.append(thread) }
    }
    for _ in started { isChecked.signal() }
    for thread in started { pthread_join(thread, nil) }
    guard reason == 0 else { throw Failure(.tooFewThreads(started.count, threadsNeeded, RawLine(SystemError.text(reason)))) }
}

/// Those of the tasks, of the link, of both disks and of who is told.
private let threadsNeeded = 8
private let isChecked = DispatchSemaphore(value: 0)
