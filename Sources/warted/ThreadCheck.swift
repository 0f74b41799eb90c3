import Platform
import Telemetry

/// Whether this process may have the threads that an engine needs. Who runs its tasks waits for ever, and without a word, where it gets
/// none; so that is asked before.
func checkThreads() throws(StartFailure) {
    var started: [(thread: OwnThread, isChecked: ThreadSignal)] = []
    var refused: OwnThread.Failure?
    while started.count < threadsNeeded, refused == nil {
        let isChecked = ThreadSignal()
        do throws(OwnThread.Failure) { started.append((try OwnThread { isChecked.wait() }, isChecked)) } catch { refused = error }
    }
    for one in started { one.isChecked.ring() }
    for one in started { one.thread.join() }
    if let refused { throw StartFailure(.tooFewThreads(started.count, threadsNeeded, RawLine(SystemError.text(refused.code)))) }
}

/// Two for tasks, and those of the link, of the disk, of the journal's three (what is written, what is read of it and its past), of the
/// clock, of what is waited for, of HTTP and of SNMP.
private let threadsNeeded = 11
