import CSystem
import Glibc

/// One run of a program, from its start to its end.
enum ChildProcess {
    /// Why it did not do what it should, in words for the journal. What it printed is not in them: that may hold a secret.
    struct Failure: Error, Equatable {
        let text: String
    }

    /// How long a program has after SIGTERM before SIGKILL.
    static let grace = Duration.seconds(2)

    /// Starts `argv` (absolute path first; no shell), gives it `input` on standard input and waits for its end. Blocks.
    ///
    /// It runs in a process group of its own, which is what is ended after `timeout`: a script takes its children along.
    static func run(_ argv: [String], input: [UInt8], timeout: Duration) throws(Failure) {
        guard let path = argv.first else { throw Failure(text: "no program is named") }
        let child = try start(path, argv, standardInput: try file(holding: input))
        let end = pidfd_open(child, 0)
        defer { if end >= 0 { close(end) } }
        let isInTime = waits(end, for: timeout)
        if !isInTime {
            kill(-child, SIGTERM)
            _ = waits(end, for: grace)
            // Not waited for yet, so the group's number is still its own; those that ignored SIGTERM go now.
            kill(-child, SIGKILL)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard isInTime else { throw Failure(text: "took longer than \(timeout.components.seconds) s and was ended") }
        // As in <sys/wait.h>: WTERMSIG is the low seven bits, WEXITSTATUS the next byte.
        let (signal, code) = (status & 0x7F, (status >> 8) & 0xFF)
        if signal != 0 { throw Failure(text: "was ended by signal \(signal)") }
        if code != 0 { throw Failure(text: "ended with status \(code)") }
    }

    /// A file in memory: unlike a pipe it never blocks us, whether the program reads it or not.
    private static func file(holding input: [UInt8]) throws(Failure) -> Int32 {
        let file = memfd_create("notification", UInt32(CS_MFD_CLOEXEC))
        guard file >= 0 else { throw Failure(text: "could not be given its input: \(String(cString: strerror(errno)))") }
        var sent = 0
        while sent < input.count {
            let count = input[sent...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let reason = String(cString: strerror(errno))
                close(file)
                throw Failure(text: "could not be given its input: \(reason)")
            }
            sent += count
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    private static func start(_ path: String, _ words: [String], standardInput: Int32) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            close(standardInput)
        }
        posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var none = sigset_t()
        var ours = sigset_t()
        sigemptyset(&none)
        sigfillset(&ours)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &ours)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        // The engine's own environment may name credentials: of it only what says where things are and how to write.
        var environment: [UnsafeMutablePointer<CChar>?] = []
        for name in ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ"] {
            if let value = getenv(name) { environment.append(strdup("\(name)=\(String(cString: value))")) }
        }
        environment.append(nil)
        defer { for word in argv + environment { free(word) } }
        var child: pid_t = 0
        let failed = posix_spawn(&child, path, &actions, &attributes, &argv, &environment)
        guard failed == 0 else { throw Failure(text: "cannot be started: \(String(cString: strerror(failed)))") }
        return child
    }

    /// Whether it ended within that time.
    private static func waits(_ end: Int32, for limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            let milliseconds = max(0, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
            var watched = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            let count = poll(&watched, 1, Int32(clamping: milliseconds))
            if count > 0 { return true }
            if left <= .zero { return false }
        }
    }
}
