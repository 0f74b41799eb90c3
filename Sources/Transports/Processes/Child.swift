import CSystem
import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// A program that was started, in a process group of its own: what is ended is the group, so that a script takes its children along.
final class Child: Sendable {
    /// How long a program has after SIGTERM before SIGKILL.
    static let grace = Duration.seconds(2)

    /// All that run: an engine that ends leaves none behind.
    private static let all = Mutex<[pid_t: Child]>([:])

    private enum State {
        case running
        /// By `end(_:)`: what it started goes with it.
        case ending
        case ended(RunResult.End)
    }
    let pid: pid_t
    /// Can be read once the process has ended (pidfd_open(2)).
    private let death: WatchedFile
    private let state = Mutex(State.running)

    /// - Parameter company: a group of its own, or a session, in which there is no terminal either.
    init(
        _ program: Executable, input: Launch.File, output: Launch.File, complaints: Launch.File, company: Launch.Company = .group
    ) throws(CollectFailure) {
        func failed(_ reason: Message) -> CollectFailure { .unreachable(asked: program.path, reason: .cannotStart(reason)) }
        guard program.path.hasPrefix("/") else { throw failed(.pathNotAbsolute()) }
        var launch = Launch([program.path] + program.arguments, environment: program.environment)
        launch.input = input
        launch.output = output
        launch.complaints = complaints
        launch.company = company
        launch.signals = .untouched
        do throws(Launch.Failure) { pid = try launch.start() } catch { throw failed(.raw(error.text)) }
        let file = pidfd_open(pid, 0)
        let code = errno
        guard file >= 0, let death = WatchedFile(file, .pipe) else {
            kill(-pid, SIGKILL)
            _ = ProcessEnd(waitingFor: pid)
            throw failed(file < 0 ? .raw(SystemError.text(code)) : .noRoomToWatch())
        }
        self.death = death
        Self.all.withLock { $0[pid] = self }
    }

    /// Every one that runs, with what it started. Takes no more than the grace and a second, whatever they do.
    static func endAll() async { await end(all.withLock { Array($0.values) }) }

    static func end(_ children: [Child]) async {
        for (number, time) in [(SIGTERM, grace), (SIGKILL, .seconds(1))] {
            for child in children { child.signal(number, isLast: true) }
            let deadline = ContinuousClock.now + time
            // Not by their files, for which somebody else may be waiting.
            while children.contains(where: { $0.reap() == nil }), ContinuousClock.now < deadline {
                try? await TimerClock.shared.sleep(until: .now + .milliseconds(20), tolerance: nil)
            }
        }
    }

    /// Nil where it runs on after that time, or the task is cancelled.
    func end(within limit: Duration?) async -> RunResult.End? {
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            if let end = reap() { return end }
            let left = deadline.map { ContinuousClock.now.duration(to: $0) }
            if let left, left <= .zero { return nil }
            // One waits at a time: who was pushed aside by another looks again after a while.
            switch await death.wait(for: .read, atMost: min(left ?? .seconds(1), .seconds(1))) {
            case .ready, .expired: continue
            case .cancelled, .closed: return reap()
            }
        }
    }

    /// Asks it to end, and after the grace does not ask any more. Does not end early with the task.
    func stop() async {
        await Task.detached { [self] in
            signal(SIGTERM)
            _ = await hasEnded(within: Self.grace)
            // It is waited for afterwards only, so the group's number is still its own; those that ignored SIGTERM go now.
            signal(SIGKILL)
            _ = await end(within: nil)
        }.value
    }

    /// Whether it has come to its end, which is left for `end(within:)` to take.
    func hasEnded(within limit: Duration? = nil) async -> Bool { await death.wait(for: .read, atMost: limit) == .ready }

    private func signal(_ number: Int32, isLast: Bool = false) {
        state.withLock { state in
            if case .ended = state { return }
            if isLast { state = .ending }
            kill(-pid, number)
        }
    }

    private func reap() -> RunResult.End? {
        state.withLock { state in
            if case .ended(let end) = state { return end }
            if case .ending = state {
                var found = siginfo_t()
                // As long as it is not waited for, the group's number is its own.
                if waitid(P_PID, id_t(pid), &found, WEXITED | WNOHANG | WNOWAIT) == 0, found.si_signo == 0 { return nil }
                kill(-pid, SIGKILL)
            }
            var status: Int32 = 0
            let answer = waitpid(pid, &status, WNOHANG)
            guard answer != 0 else { return nil }
            let end: RunResult.End =
                switch answer < 0 ? nil : ProcessEnd(waitStatus: status) {
                case .exit(let status): .exit(status)
                case .signal(let signal): .signal(signal)
                case nil: .unknown
                }
            state = .ended(end)
            Self.all.withLock { if $0[pid] === self { $0[pid] = nil } }
            return end
        }
    }
}
