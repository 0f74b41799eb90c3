import Glibc
import Platform
import Synchronization
import TestSupport

/// Ends the process where one input takes too long, and leaves the input behind. What was being read in a wait without end is found so.
final class InputWatch: Sendable {
    /// For one input, in an unoptimised build, under a sanitizer, on a machine that has other things to do.
    static let patience = Duration.seconds(60)

    private struct State {
        var isOver = false
        var reads: [Int: (bytes: [UInt8], since: ContinuousClock.Instant)] = [:]
    }
    private let state = Mutex(State())
    private let name: String
    private let path: String

    init(_ name: String, folder: String) {
        self.name = name
        path = "\(folder)/\(name).hangs"
        _ = OwnThread.start { [self] in
            while !isOver {
                look()
                sleep(1)
            }
        }
    }

    /// What this worker reads from now on.
    func begin(_ bytes: [UInt8], worker: Int) { state.withLock { $0.reads[worker] = (bytes, .now) } }
    func end() { state.withLock { $0.isOver = true } }

    private var isOver: Bool { state.withLock(\.isOver) }
    private func look() {
        let late = state.withLock { state in
            state.isOver ? nil : state.reads.values.first { .now - $0.since > Self.patience }?.bytes
        }
        guard let late else { return }
        try? writeFile(path, late)
        print("\(name): an input takes more than \(Self.patience); it is in \(path)")
        exit(1)
    }
}
