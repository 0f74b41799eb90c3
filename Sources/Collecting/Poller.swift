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
    /// Collectors that have let go, until those are there that come after them.
    private let predecessors = Mutex<[Target.ID: any Collector]>([:])
    /// Polls that come so close together begin together: to wake up for each of them would cost more than they do.
    private static var grain: Duration { .milliseconds(100) }

    public init(clock: C, wallClock: @escaping @Sendable () -> Moment, deliver: @escaping @Sendable (PollTurn) async -> Void) {
        self.clock = clock
        self.wallClock = wallClock
        self.deliver = deliver
    }

    /// Polls `targets` from now on and no others. A target whose configuration is as it was keeps its connection and its beat.
    /// - Parameter pasts: what was told of them before.
    // All of a poll is made here for the programs' clock: not knowing it, each step would ask the type how to copy a time.
    @_specialize(where C == TimerClock)
    public func watch(_ targets: [(target: Target, collector: () -> any Collector)], pasts: [Target.ID: HeardBefore] = [:]) {
        for one in take(except: targets.map(\.target)) { one.task.cancel() }
        let predecessors = predecessors.withLock { all in
            defer { all = [:] }
            return all
        }
        let known = running.withLock { Set($0.keys) }
        let new = targets.filter { !known.contains($0.target.id) }
        let start = clock.now
        for (index, entry) in new.enumerated() {
            let poller = TargetPoller(
                target: entry.target, collector: entry.collector(), clock: clock, wallClock: wallClock,
                past: pasts[entry.target.id] ?? HeardBefore(), predecessor: predecessors[entry.target.id], deliver: deliver)
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

    /// Ends all polling, as `release` does.
    public func stop(patience: Duration = .seconds(2)) async { await release(allBut: [], patience: patience) }

    private func take(except targets: [Target]) -> [Running] {
        let wanted = Set(targets)
        return running.withLock { running in
            let gone = running.values.filter { !wanted.contains($0.poller.target) }
            for one in gone { running[one.poller.target.id] = nil }
            return gone
        }
    }

    /// Ends the polling of whatever is not among `targets` as it is there, and waits until the collectors have told what they heard and let
    /// go of their connections, at most `patience`.
    public func release(allBut targets: [Target], patience: Duration = .seconds(2)) async {
        let all = take(except: targets)
        guard !all.isEmpty else { return }
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
        if await race.value {
            let named = Set(targets.map(\.id))
            predecessors.withLock {
                for one in all where named.contains(one.poller.target.id) { $0[one.poller.target.id] = one.poller.collector }
            }
        } else {
            waiting.cancel()
        }
        watch.cancel()
    }
}
