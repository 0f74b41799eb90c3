import Glibc
import Platform
import Synchronization
import TestSupport

/// Ends the process where one input takes too long, and leaves the input behind.
///
/// What computes without end is found by the processors' time, for all workers together: on a machine that has other things to do an hour may
/// pass within one input. What waits without end is found by the clock, after so long that it can be nothing else.
final class InputWatch: Sendable {
    /// Of the processors' time, in an unoptimised build and under a sanitizer.
    static let patience = Duration.seconds(30)
    static let patienceWithWaits = Duration.seconds(900)

    private struct Read {
        let bytes: [UInt8]
        let since = ContinuousClock.now
        let processor = InputWatch.processorTime
    }
    private struct State {
        var isOver = false
        var reads: [Int: Read] = [:]
    }
    private let state = Mutex(State())
    private let name: String
    private let patience: Duration
    private let path: String

    init(_ name: String, folder: String, patience: Duration = patience) {
        self.name = name
        self.patience = patience
        path = "\(folder)/\(name).hangs"
        _ = OwnThread.start { [self] in
            while !isOver {
                look()
                sleep(1)
            }
        }
    }

    /// What this worker reads from now on.
    func begin(_ bytes: [UInt8], worker: Int) {
        let read = Read(bytes: bytes)
        state.withLock { $0.reads[worker] = read }
    }
    func end(worker: Int) { state.withLock { $0.reads[worker] = nil } }
    func end() { state.withLock { $0.isOver = true } }

    private var isOver: Bool { state.withLock(\.isOver) }
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func look() {
        let late = state.withLock { state in
            state.reads.values.first {
                Self.processorTime - $0.processor > patience || .now - $0.since > Self.patienceWithWaits
            }
        }
        guard let late, !isOver else { return }
        try? writeFile(path, late.bytes)
        print("\(name): an input takes more than \(patience); it is in \(path)")
        exit(1)
    }
}
