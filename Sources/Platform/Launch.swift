import CSystem
import Glibc

/// A program to start, and all that its process gets from this one: the one place that calls posix_spawn(3). Never a shell; of open files
/// the three standard ones.
public struct Launch: Sendable {
    /// What stands behind one of the three standard files.
    public enum File: Sendable {
        case ours, none
        case descriptor(Int32)
    }
    /// Whom a signal to the group or the terminal's Ctrl-C reaches: with us, a group of its own, one to which the terminal on standard input
    /// belongs from then on (`takeTerminalBack`), a session of its own.
    public enum Company: Sendable { case ours, group, terminal, session }
    /// As this process has them; with none blocked; with none blocked and none ignored. SIGXFSZ, which is ignored for ourselves, never is.
    public enum Signals: Sendable { case ours, unblocked, untouched }

    /// The program's path, which is not searched for, then its arguments.
    public var arguments: [String]
    /// All of it; nil for this process' own.
    public var environment: [String: String]?
    public var input = File.ours
    public var output = File.ours
    public var complaints = File.ours
    public var company = Company.ours
    public var signals = Signals.ours

    public init(_ arguments: [String], environment: [String: String]? = nil) {
        self.arguments = arguments
        self.environment = environment
    }

    /// The process' number; it has to be waited for.
    public func start() throws(Failure) -> Int32 {
        guard let path = arguments.first, !path.isEmpty else { throw Failure(code: ENOENT) }
        let variables = environment.map { $0.map { "\($0.key)=\($0.value)" } }
        // C would read such a text to its first NUL, and run something else than was meant.
        guard !(arguments + (variables ?? [])).contains(where: { $0.utf8.contains(0) }) else { throw Failure(code: EINVAL) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        set(&actions)
        set(&attributes)
        var child: pid_t = 0
        let failed = withArgumentArray(arguments) { argv in
            guard let variables else { return posix_spawn(&child, path, &actions, &attributes, &argv, environ) }
            return withArgumentArray(variables) { posix_spawn(&child, path, &actions, &attributes, &argv, &$0) }
        }
        guard failed == 0 else { throw Failure(code: failed) }
        return child
    }

    private func set(_ actions: inout posix_spawn_file_actions_t) {
        for (number, file) in [(0 as Int32, input), (1, output), (2, complaints)] {
            switch file {
            case .ours: break
            case .none: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", number == 0 ? O_RDONLY : O_WRONLY, 0)
            case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            }
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if case .terminal = company { posix_spawn_file_actions_addtcsetpgrp_np(&actions, 0) }
    }

    private func set(_ attributes: inout posix_spawnattr_t) {
        var flags: Int16 = 0
        switch company {
        case .ours: break
        case .group, .terminal:
            posix_spawnattr_setpgroup(&attributes, 0)
            flags |= Int16(POSIX_SPAWN_SETPGROUP)
        case .session: flags |= Int16(CS_SPAWN_SETSID)
        }
        var set = sigset_t()
        if case .ours = signals {
        } else {
            sigemptyset(&set)
            posix_spawnattr_setsigmask(&attributes, &set)
            flags |= Int16(POSIX_SPAWN_SETSIGMASK)
        }
        if case .untouched = signals { sigfillset(&set) } else { sigemptyset(&set) }
        sigaddset(&set, SIGXFSZ)
        posix_spawnattr_setsigdefault(&attributes, &set)
        flags |= Int16(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags)
    }

    /// It was not started: `errno`'s number.
    public struct Failure: Error, Hashable, Sendable {
        public let code: Int32
        public init(code: Int32) { self.code = code }
        public var text: String { SystemError.text(code) }
    }
}

/// The terminal is ours again, after a program that had it (`Launch.Company.terminal`), ended or not started.
public func takeTerminalBack() { giveTerminal(to: getpgrp()) }

/// To a process group of ours.
public func giveTerminal(to group: Int32) {
    var (ours, before) = (sigset_t(), sigset_t())
    sigemptyset(&ours)
    // Whoever is in the background is stopped for it (tcsetpgrp(3)).
    sigaddset(&ours, SIGTTOU)
    pthread_sigmask(SIG_BLOCK, &ours, &before)
    tcsetpgrp(0, group)
    pthread_sigmask(SIG_SETMASK, &before, nil)
}

/// How a process ended.
public enum ProcessEnd: Hashable, Sendable {
    case exit(Int32)
    case signal(Int32)

    /// As in <sys/wait.h>: WTERMSIG is the low seven bits, WEXITSTATUS the next byte.
    public init(waitStatus status: Int32) { self = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F) }

    /// Waits for a child of ours; nil where there is no such child (any more).
    public init?(waitingFor child: Int32) {
        var status: Int32 = 0
        while waitpid(child, &status, 0) != child { if errno != EINTR { return nil } }
        self.init(waitStatus: status)
    }
}
