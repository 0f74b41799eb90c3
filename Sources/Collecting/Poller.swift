import Platform
import Synchronization
public import Telemetry

/// All targets' pollers: started, replaced by a new configuration, called, stopped.
public final class Poller<C: Clock>: Sendable where C.Duration == Duration, C.Instant: Sendable {
    private struct Running {
        let poller: TargetPoller<C>
        let task: Task<Void, Never>
    }
    private let clock: C
    private let wallClock: @Sendable () -> Moment
    private let deliver: @Sendable (PollTurn) async -> Void
    private let running = Mutex<[Target.ID: Running]>([:])
    /// Polls that come so close together begin together: to wake up for each of them would cost more than they do.
    private static var grain: Duration { .milliseconds(100) }

    public init(clock: C, wallClock: @escaping @Sendable () -> Moment, deliver: @escaping @Sendable (PollTurn) async -> Void) {
        self.clock = clock
        self.wallClock = wallClock
        self.deliver = deliver
    }

    /// Polls `targets` from now on and no others. A target whose configuration is as it was keeps its connection and its beat.
    public func watch(_ targets: [(target: Target, collector: () -> any Collector)]) {
        let wanted = Set(targets.map(\.target))
        let old = running.withLock { running -> [Running] in
            let gone = running.values.filter { !wanted.contains($0.poller.target) }
            for one in gone { running[one.poller.target.id] = nil }
            return gone
        }
        for one in old { one.task.cancel() }
        let known = running.withLock { Set($0.keys) }
        let new = targets.filter { !known.contains($0.target.id) }
        let start = clock.now
        for (index, entry) in new.enumerated() {
            let poller = TargetPoller(
                target: entry.target, collector: entry.collector(), clock: clock, wallClock: wallClock, deliver: deliver)
            // The first polls are spread, so that a thousand targets do not answer in the same millisecond for ever after.
            let delay = entry.target.interval * index / max(new.count, 1)
            let first = start.advanced(by: Self.grain * Int(delay / Self.grain))
            let task = Task { await poller.run(from: first) }
            running.withLock { $0[entry.target.id] = Running(poller: poller, task: task) }
        }
    }

    /// Polls at once; nil is every target. False where there is no such target.
    @discardableResult
    public func pollNow(_ target: Target.ID?) -> Bool {
        let called = running.withLock { running in
            target.map { id in running[id].map { [$0.poller] } ?? [] } ?? running.values.map(\.poller)
        }
        for poller in called { poller.pollNow() }
        return !called.isEmpty
    }

    /// Ends all polling and waits until the collectors have let go of their connections, at most `patience`.
    public func stop(patience: Duration = .seconds(2)) async {
        let all = running.withLock { running -> [Running] in
            defer { running = [:] }
            return Array(running.values)
        }
        for one in all { one.task.cancel() }
        let race = Race<Bool>()
        let waiting = Task {
            for one in all { await one.task.value }
            race.finish(true)
        }
        let watch = Task { [clock] in
            _ = try? await clock.sleep(until: clock.now.advanced(by: patience), tolerance: nil)
            race.finish(false)
        }
        if await !race.value { waiting.cancel() }
        watch.cancel()
    }
}
