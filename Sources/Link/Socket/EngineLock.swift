import CSystem
import Glibc
import Platform
import Telemetry

/// Who an engine is, in the files that it locks: for whoever comes second, and for whoever looks for it elsewhere.
public struct EngineNote: Hashable, Sendable {
    /// 0 where it is not known: the holder has not written it yet.
    public let process: Int32
    /// Where it listens; empty where it is not known.
    public let socket: String
    /// It ends when its last viewer has gone.
    public let isPrivate: Bool
    public init(process: Int32, socket: String, isPrivate: Bool) {
        self.process = process
        self.socket = socket
        self.isPrivate = isPrivate
    }

    var text: String { "\(process)\n\(socket)\n\(isPrivate ? "private" : "service")\n" }

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        process = lines.first.flatMap { Int32($0) } ?? 0
        socket = lines.count > 2 ? lines[1] : ""
        isPrivate = lines.count > 2 && lines[2] == "private"
    }
}

/// The right to be the engine of a folder: a lock on a file in it. The kernel frees it however the process ends, so what
/// a dead engine left behind is never taken for a live one. The file itself stays: removing it would let two engines hold two.
public struct EngineLock: ~Copyable, Sendable {
    private let path: String
    private let descriptor: Int32

    /// The name of the file, in the folder of the socket and in that of the store alike.
    public static let name = "engine.lock"

    /// - Parameter patience: waits so long, blocking, for whoever holds it: somebody may only be looking whether anybody does.
    public init(folder: String, note: EngineNote, patience: Duration = .milliseconds(100)) throws(LinkProblem) {
        path = "\(folder)/\(EngineLock.name)"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LinkProblem.system(.openFile(path)) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let failure = errno
            if failure == EINTR { continue }
            guard failure == EWOULDBLOCK else { throw LinkProblem.system(.lockFile(path), error: failure) }
            guard ContinuousClock.now < end else { throw LinkProblem.alreadyRunning(process: EngineLock.read(descriptor).process) }
            usleep(5000)
        }
        // For whoever comes second; a full disk must not keep the engine from running.
        let text = Array(note.text.utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }
    deinit {
        guard descriptor >= 0 else { return }
        // Closing alone would leave the lock with a child process that is between fork and exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Whether the file still has its name: a lock on one that was removed keeps nobody out.
    public var isInPlace: Bool {
        guard let ours = FileIdentity(descriptor: descriptor) else { return false }
        return FileIdentity(path, follows: false) == ours
    }

    /// The engine that holds the folder's lock; nil where none does.
    public static func holder(of folder: String) -> EngineNote? {
        let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // For a moment the lock is ours where it was nobody's; engines wait longer than that.
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        return errno == EWOULDBLOCK ? read(descriptor) : nil
    }

    private static func read(_ descriptor: Int32) -> EngineNote {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return EngineNote(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self))
    }
}
