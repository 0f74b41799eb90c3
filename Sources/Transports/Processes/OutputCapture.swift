import Glibc
import Synchronization

/// What a child writes into one pipe, gathered by a task of its own; beyond the bound it is read and dropped, so that the child never waits
/// for us.
final class OutputCapture: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isTooMuch = false
    }
    private let file: WatchedFile
    private let most: Int
    private let state = Mutex(State())
    private let overflow: @Sendable () -> Void
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ file: WatchedFile, atMost most: Int, overflow: @escaping @Sendable () -> Void = {}) {
        self.file = file
        self.most = most
        self.overflow = overflow
        let work = Task { await gather() }
        task.withLock { $0 = work }
    }

    var bytes: [UInt8] { state.withLock(\.bytes) }
    var isTooMuch: Bool { state.withLock(\.isTooMuch) }

    /// Takes what is there and waits for no more: children of the child may hold the pipe open for ever.
    func end() async {
        let work = task.withLock { $0 }
        work?.cancel()
        await work?.value
        file.close()
    }

    private func gather() async {
        var room = [UInt8](repeating: 0, count: 65_536)
        // No pipe holds more (/proc/sys/fs/pipe-max-size); whoever still writes after the end is not waited for.
        var last = 1 << 20
        while last > 0 {
            switch file.attemptRead(into: &room) {
            case .done(0), .failed, .closed: return
            case .done(let count):
                take(room[..<count])
                if Task.isCancelled { last -= count }
                // As `WatchedFile.read`: a program that writes without end has no thread of its own here.
                await Task.yield()
            case .notYet:
                if Task.isCancelled { return }
                _ = await file.wait(for: .read)
            }
        }
    }

    private func take(_ portion: ArraySlice<UInt8>) {
        let isFirst = state.withLock { state in
            let fits = min(portion.count, most - state.bytes.count)
            state.bytes += portion.prefix(fits)
            guard fits < portion.count, !state.isTooMuch else { return false }
            state.isTooMuch = true
            return true
        }
        if isFirst { overflow() }
    }
}
