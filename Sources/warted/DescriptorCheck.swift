import Glibc
import OwnProcess
import Platform
import Telemetry

/// Whether this process may open the files that an engine needs before it has opened a connection. Who runs its tasks ends without a word
/// where it gets none; so that is asked before.
func checkDescriptors() throws(StartFailure) {
    var taken: [Int32] = []
    defer { for descriptor in taken { close(descriptor) } }
    while taken.count < descriptorsNeeded {
        let descriptor = fcntl(0, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else {
            throw StartFailure(.tooFewFiles(taken.count, descriptorsNeeded, RawLine(SystemError.text(errno))))
        }
        taken.append(descriptor)
    }
}

/// The store, the journal's three, locks, the link, clocks and waits, and some for hosts.
private let descriptorsNeeded = 40
