import CSystem
import Glibc
import Platform
import Telemetry

/// What the front waits for, in one place: keys, signals, a timer, files, and calls from other threads. Sleeps in epoll_wait(2) as long as
/// nothing happens; wakes for nothing of its own.
///
/// Make it before any thread starts: it blocks the signals that it reads, and threads inherit that. So do child processes: whoever
/// starts one empties its signal mask.
public final class EventLoop {
    public enum Event: Hashable, Sendable {
        /// Something was typed: `CursesTerminal.keys()` has it.
        case keys
        /// The window has a new size: `CursesTerminal.resized()`.
        case resize
        /// SIGINT from elsewhere: Ctrl-C is a key.
        case interrupt
        /// SIGTERM, SIGQUIT, others that end a process, or SIGHUP, the latter also where the terminal went away. The number is the signal's.
        case terminate(Int32)
        /// SIGTSTP from elsewhere: `CursesTerminal.suspend { loop.stopProcess() }`. Ctrl-Z is a key.
        case stop
        /// SIGCONT after a stop from elsewhere: `CursesTerminal.continued()`.
        case continued
        case timer
        case ready(file: Int32, readable: Bool, writable: Bool)
        /// `Waker.wake()` was called, once or more.
        case woken
    }

    /// Wakes the loop from any thread.
    public struct Waker: Sendable {
        fileprivate let bell: Bell
        public func wake() { bell.ring() }
    }

    public let waker: Waker
    private let epoll: Epoll
    private let signals: Int32
    private let timer: Int32

    /// - Parameter keyboard: whether standard input is watched.
    public init(keyboard: Bool = true) throws(TerminalProblem) {
        var set = watchedSignals()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signals = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
        guard let epoll = Epoll(), let bell = Bell(), signals >= 0, timer >= 0 else {
            throw TerminalProblem(.noLoopFiles(RawLine(SystemError.text(errno))))
        }
        self.epoll = epoll
        waker = Waker(bell: bell)
        for file in [signals, timer, bell.descriptor] { add(file, readable: true, writable: false) }
        if keyboard { add(0, readable: true, writable: false) }
    }

    deinit { for file in [signals, timer] where file >= 0 { close(file) } }

    // MARK: What is watched

    /// Watches a file, or changes what is watched of it. False where the system refuses (a regular file, a closed one).
    @discardableResult public func add(_ file: Int32, readable: Bool = true, writable: Bool = false) -> Bool {
        var interest: Epoll.Interest = []
        if readable { interest.insert(.read) }
        if writable { interest.insert(.write) }
        return epoll.set(file, as: UInt64(UInt32(bitPattern: file)), to: interest)
    }

    /// Watch no longer. Before the file is closed.
    public func remove(_ file: Int32) { epoll.remove(file) }

    /// One `timer` event after this time; nil for none. A new time takes the place of the old one.
    public func setTimer(after delay: Duration?) {
        var setting = itimerspec()
        // No time at all would be no timer.
        if let delay { setting.it_value = max(delay, .nanoseconds(1)).ofSystem }
        timerfd_settime(timer, 0, &setting, nil)
    }

    // MARK: Waiting

    /// Sleeps until something happens. Signals come first, then the rest.
    public func next() -> [Event] {
        var events: [Event] = []
        // A signal that was only ours to swallow, or an interrupted call, is no event.
        while events.isEmpty {
            guard let found = epoll.wait() else { return [.terminate(SIGHUP)] }
            for event in found { take(event, into: &events) }
        }
        return events
    }

    private func take(_ event: Epoll.Event, into events: inout [Event]) {
        let file = Int32(truncatingIfNeeded: event.key)
        switch file {
        case signals: events.insert(contentsOf: pendingSignals(), at: 0)
        case timer: if drain(timer) { events.append(.timer) }
        case waker.bell.descriptor: if waker.bell.hear() { events.append(.woken) }
        case 0 where event.hasEnded:
            // It would be ready for ever.
            remove(0)
            events.append(.terminate(SIGHUP))
        case 0: events.append(.keys)
        default:
            events.append(.ready(file: file, readable: event.isReadable || event.hasEnded, writable: event.isWritable))
        }
    }

    private func drain(_ file: Int32) -> Bool {
        var count: UInt64 = 0
        return read(file, &count, 8) == 8
    }

    private func pendingSignals() -> [Event] {
        var events: [Event] = []
        var information = signalfd_siginfo()
        while read(signals, &information, MemoryLayout<signalfd_siginfo>.size) == MemoryLayout<signalfd_siginfo>.size {
            switch Int32(truncatingIfNeeded: information.ssi_signo) {
            case SIGWINCH: if !events.contains(.resize) { events.append(.resize) }
            case SIGINT: events.append(.interrupt)
            case SIGTSTP: events.append(.stop)
            case SIGCONT: events.append(.continued)
            case let number: events.append(.terminate(number))
            }
        }
        return events
    }

    /// Stops this process as its shell expects it; returns when it is continued. Give the terminal back first.
    ///
    /// - Parameter withJob: and all others of its process group, as a line that sends signals does it at Ctrl-Z: a script around it, too.
    public func stopProcess(withJob: Bool = false) {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTSTP)
        // ncurses' own handler would give the terminal back a second time and paint.
        let handler = signal(SIGTSTP, SIG_DFL)
        defer { signal(SIGTSTP, handler) }
        kill(withJob ? 0 : getpid(), SIGTSTP)
        // It was blocked and waits; now it has its way.
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }
}

private func watchedSignals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT] { sigaddset(&set, number) }
    // Nobody sends these for good reason, but they end a process: the terminal is given back before.
    let others = [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPIPE, SIGXCPU, SIGPWR, SIGSTKFLT]
    for number in others { sigaddset(&set, number) }
    for number in __libc_current_sigrtmin()...__libc_current_sigrtmax() { sigaddset(&set, number) }
    return set
}
