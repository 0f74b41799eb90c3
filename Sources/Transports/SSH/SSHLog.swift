import Collecting
import Platform
import Synchronization
import Telemetry

/// What the connection of a machine writes of itself, through a pipe: the newest of it stays. A server that makes it write without end fills
/// no folder so, and no memory.
final class SSHLog: Sendable {
    static let longest = 32_768

    private struct State {
        var bytes: [UInt8] = []
        /// This many came before them and are gone.
        var gone = 0
        var room = [UInt8](repeating: 0, count: 16_384)
    }
    private let file: WatchedFile
    private let state = Mutex(State())

    /// Reads until the other end is closed.
    init(_ file: WatchedFile) {
        self.file = file
        Task { [self] in
            while take() {
                await Task.yield()
                _ = await file.wait(for: .read)
            }
            file.close()
        }
    }

    /// A program whose output it is.
    static func start(_ program: Executable, asked: String) throws(CollectFailure) -> (Child, SSHLog) {
        let pipe = try Pipe(.fromChild, asked: asked)
        let child = try withExtendedLifetime(pipe) { () throws(CollectFailure) in
            try Child(program, input: .none, output: .descriptor(pipe.theirs), complaints: .none, company: .session)
        }
        return (child, SSHLog(pipe.ours))
    }

    /// Where it ends now, for `text(from:)`.
    var end: Int {
        take()
        return state.withLock { $0.gone + $0.bytes.count }
    }

    /// What was written since: what is in the pipe already, too. Nothing where the beginning is gone: nobody knows whose words the rest is.
    func text(from mark: Int = 0) -> String {
        take()
        return state.withLock { state in
            mark < state.gone ? "" : String(decoding: state.bytes.dropFirst(mark - state.gone), as: UTF8.self)
        }
    }

    func close() { file.close() }

    /// A pipe's fill at most. False at its end.
    @discardableResult private func take() -> Bool {
        state.withLock { state in
            var left = 1 << 16
            while left > 0 {
                let count: Int
                switch file.attemptRead(into: &state.room) {
                case .notYet: return true
                case .done(0), .failed, .closed: return false
                case .done(let some): count = some
                }
                left -= count
                state.bytes += state.room[..<count]
                let excess = state.bytes.count - Self.longest
                if excess > 0 {
                    state.bytes.removeFirst(excess)
                    state.gone += excess
                }
            }
            return true
        }
    }
}
