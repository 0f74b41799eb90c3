import Glibc

/// The right to be the engine of a folder: a lock on `engine.lock` in it. The kernel frees it however the process ends, so what
/// a dead engine left behind is never taken for a live one. The file itself stays: removing it would let two engines hold two.
struct EngineLock: ~Copyable {
    private let descriptor: Int32

    init(folder: String) throws(LinkProblem) {
        let path = folder + "/engine.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LinkProblem.system("open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = errno
            guard failure == EWOULDBLOCK else { throw LinkProblem.system("lock \(path)", error: failure) }
            throw LinkProblem.alreadyRunning(process: EngineLock.holder(descriptor))
        }
        // For whoever comes second; a full disk must not keep the engine from running.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }
    deinit {
        guard descriptor >= 0 else { return }
        // Closing alone would leave the lock with a child process that is between fork and exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// 0 where the holder has not written it yet.
    private static func holder(_ descriptor: Int32) -> Int32 {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let digits = buffer.prefix(max(count, 0)).prefix { $0 >= 0x30 && $0 <= 0x39 }
        return Int32(String(decoding: digits, as: UTF8.self)) ?? 0
    }
}
