import CCurses
import Glibc

/// The way to the terminal. Never waits for it: what it does not take (a link that is dead or slow) stays here and goes out when
/// it takes more. Whoever shows pictures leaves out those that would have to queue.
final class TerminalOutput {
    /// To be watched for writing while `isBusy`.
    let file: Int32
    private let mayWait: Bool
    private var waiting: [UInt8] = []
    private var sent = 0

    /// A file of the terminal on standard output that does not wait. Not standard output itself: it is shared with the shell, which would
    /// have to live with the flag after us.
    init() {
        let flags = O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        var own = open("/proc/self/fd/1", flags)
        // The terminal's device may belong to somebody else (su(1)); /dev/tty is for all, and is it where a session id is answered.
        var session: pid_t = 0
        if own < 0, ioctl(1, UInt(TIOCGSID), &session) == 0 { own = open("/dev/tty", flags) }
        mayWait = own < 0
        file = own < 0 ? fcntl(1, F_DUPFD_CLOEXEC, 3) : own
        curses_guard_output(file)
    }
    deinit {
        curses_guard_output(-1)
        if file >= 0 { close(file) }
    }

    var isBusy: Bool { sent < waiting.count }

    func send(_ bytes: some Sequence<UInt8>) {
        waiting.append(contentsOf: bytes)
        sendOn()
    }
    func send(_ text: String) { send(text.utf8) }

    /// As much as the terminal takes now.
    func sendOn() {
        while isBusy {
            // Where only a file that waits could be had, little at a time, and only where there is room.
            if mayWait, !isReady(within: 0) { return }
            let count = waiting.withUnsafeBytes { raw in
                write(file, raw.baseAddress?.advanced(by: sent), min(waiting.count - sent, mayWait ? 128 : .max))
            }
            if count > 0 {
                sent += count
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                return
            } else {
                // It went away.
                sent = waiting.count
            }
        }
        forget()
    }

    /// Sends all of it, where the terminal takes it soon.
    func finish() { drain(within: .milliseconds(300)) }
    /// What was not taken is lost.
    func forget() {
        waiting.removeAll(keepingCapacity: true)
        sent = 0
    }

    private func drain(within limit: Duration) {
        let end = ContinuousClock.now + limit
        sendOn()
        while isBusy, ContinuousClock.now < end {
            _ = isReady(within: 20)
            sendOn()
        }
    }

    private func isReady(within milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        return poll(&wanted, 1, milliseconds) > 0
    }
}
