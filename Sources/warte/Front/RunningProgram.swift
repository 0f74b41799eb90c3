import CSystem
import Dashboard
import Glibc
import Platform
import Telemetry

/// One program that somebody runs from the dashboard, in a process group of its own; it goes with what it started.
final class RunningProgram {
    struct Failure: Error { let text: String }
    /// Kept of what it writes: its last line is in it.
    private static let kept = 4096
    /// How long it has after SIGTERM before SIGKILL.
    static let grace = Duration.seconds(2)

    let run: ProgramRun
    let pid: pid_t
    /// Can be read once it has ended (pidfd_open(2)).
    let death: Int32
    /// What it writes, where it is in the background; -1 once that is over.
    private(set) var output: Int32
    private var tail: [UInt8] = []
    /// When it is asked to end, and then when it is not asked any more; nil where it may go on.
    private(set) var due: ContinuousClock.Instant?
    private var isLate = false

    init(_ run: ProgramRun, path: String, now: ContinuousClock.Instant) throws(Failure) {
        guard let ends = openPipe() else { throw Failure(text: SystemError.text(errno)) }
        _ = fcntl(ends.reading, F_SETFL, O_NONBLOCK)
        defer { close(ends.writing) }
        var launch = Launch([path] + run.arguments.dropFirst())
        launch.signals = .untouched
        if run.isForeground {
            launch.company = .terminal
        } else {
            // In a session of its own there is no terminal either.
            launch.company = .session
            launch.input = .none
            launch.output = .descriptor(ends.writing)
            launch.complaints = .descriptor(ends.writing)
        }
        let child: pid_t
        do throws(Launch.Failure) { child = try launch.start() } catch {
            close(ends.reading)
            throw Failure(text: error.text)
        }
        let death = pidfd_open(child, 0)
        guard death >= 0 else {
            let reason = SystemError.text(errno)
            close(ends.reading)
            kill(-child, SIGKILL)
            _ = ProcessEnd(waitingFor: child)
            throw Failure(text: reason)
        }
        (self.run, pid, self.death) = (run, child, death)
        output = ends.reading
        due = run.isForeground ? nil : now + run.deadline
    }

    /// Takes what it has written; false at the end of it.
    func read() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(output, &buffer, buffer.count)
        if count > 0 {
            tail = Array((tail + buffer[..<count]).suffix(Self.kept))
            return true
        }
        return count < 0 && (errno == EAGAIN || errno == EINTR)
    }
    func closeOutput() {
        if output >= 0 { close(output) }
        output = -1
    }

    /// It is late, or was asked to end.
    func turn(at now: ContinuousClock.Instant) {
        guard let due, now >= due else { return }
        kill(-pid, isLate ? SIGKILL : SIGTERM)
        self.due = isLate ? nil : now + Self.grace
        isLate = true
    }

    /// There is no shell that could bring it back. Without the terminal it would be stopped again at once.
    func wakeIfStopped() {
        guard tcgetpgrp(0) == pid else { return }
        var found = siginfo_t()
        if waitid(P_PID, id_t(pid), &found, WSTOPPED | WNOHANG) == 0, found.si_signo != 0 { kill(-pid, SIGCONT) }
    }

    /// It has ended, and what it started ends with it. What became of it, for the status line.
    func ended() -> (words: Message, isGood: Bool) {
        // As long as it is not waited for, the group's number is its own.
        kill(-pid, SIGKILL)
        let end = ProcessEnd(waitingFor: pid)
        if output >= 0 {
            // No pipe holds more.
            for _ in 0..<16 where !read() { break }
        }
        closeOutput()
        close(death)
        let line = run.isForeground ? nil : lastLine
        if isLate { return (.programWasLate(run.deadline, line), false) }
        switch end {
        case .exit(0): return (line.map { .line($0) } ?? .programIsDone(), true)
        case .exit(let status): return (.programEnded(.endedWithStatus(Int(status)), line), false)
        case .signal(let signal): return (.programEnded(.endedBySignal(Int(signal)), line), false)
        case nil: return (.endedUnknown(), false)
        }
    }

    /// Nil where it wrote none.
    private var lastLine: RawLine? {
        let lines = String(decoding: tail, as: UTF8.self).split(whereSeparator: \.isNewline).map { String($0.trimmed) }
        return lines.last { !$0.isEmpty }.map { RawLine(String($0.harmless().prefix(300))) }
    }
}
