import CSystem
import Glibc

/// An engine of our own: started where none runs, left alone afterwards (it ends itself when its last viewer has gone).
struct EngineProcess {
    let pid: pid_t
    /// What it says on standard error, to be read without blocking: its words if it cannot start.
    let complaints: Int32

    struct Failure: Error { let text: String }

    /// `warted` beside this program, or what `WARTE_ENGINE` names.
    static func program() throws(Failure) -> String {
        if let named = getenv("WARTE_ENGINE") { return String(cString: named) }
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { throw Failure(text: "cannot find out where this program is (/proc/self/exe)") }
        let own = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own[..<(own.lastIndex(of: "/") ?? own.startIndex)]
        let path = String(folder) + "/warted"
        guard access(path, X_OK) == 0 else { throw Failure(text: "the engine is missing: \(path)") }
        return path
    }

    /// Starts it in a session of its own, so that Ctrl-C on our terminal does not reach it.
    init(arguments: [String]) throws(Failure) {
        let path = try Self.program()
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(text: "pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            Glibc.close(ends[1])
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(CS_SPAWN_SETSID) | Int16(POSIX_SPAWN_SETSIGMASK))
        var argv = ([path] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { for word in argv { free(word) } }
        var child: pid_t = 0
        let failed = posix_spawn(&child, path, &actions, &attributes, argv, environ)
        guard failed == 0 else {
            Glibc.close(ends[0])
            throw Failure(text: "cannot start \(path): \(String(cString: strerror(failed)))")
        }
        pid = child
        complaints = ends[0]
    }

    /// What it has said so far; nil at the end of the stream, which is the end of the engine.
    func read() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(complaints, &buffer, buffer.count)
        if count > 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? "" : nil
    }

    /// Lets go of what it says.
    func close() { Glibc.close(complaints) }

    /// Whether it has ended; does not wait. Its exit status is gone then.
    func hasEnded() -> Bool {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) != 0
    }

    /// Its exit status; it has closed its standard error, so it ends now. 128 and the signal's number where it was killed; nil where it cannot be known.
    func waitedFor() -> Int32? {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) != pid { if errno != EINTR { return nil } }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }
}
