import Platform
import Synchronization
public import Telemetry

/// What a poller tells after each turn.
public struct PollTurn: Sendable {
    /// As it was asked.
    public let target: Target
    public let report: Report
    /// From the end of this turn to the start of the next.
    public let pause: Duration
}

/// Polls one target until it is cancelled. Every turn ends in a report, whatever became of it.
public final class TargetPoller<C: Clock>: Sendable where C.Duration == Duration, C.Instant: Sendable {
    private struct State {
        /// A collector that ignores cancellation still runs: it is not asked again before it comes back.
        var isHanging = false
        var isCalled = false
        /// An answer is on its way.
        var isPolling = false
        var pause: Race<Void>?
        /// Open until the collector has come back.
        var isBack: Race<Void>?
        /// Of answers that came too late: what happened is told all the same.
        var late = Aside()
        var predecessor: (any Collector)?
    }
    /// A collector that was cancelled returns at once.
    private static var lastPatience: Duration { .milliseconds(500) }

    public let target: Target
    let collector: any Collector
    private let clock: C
    private let wallClock: @Sendable () -> Moment
    private let past: HeardBefore
    private let deliver: @Sendable (PollTurn) async -> Void
    private let state = Mutex(State())

    public init(
        target: Target, collector: any Collector, clock: C, wallClock: @escaping @Sendable () -> Moment, past: HeardBefore = HeardBefore(),
        predecessor: (any Collector)? = nil, deliver: @escaping @Sendable (PollTurn) async -> Void
    ) {
        self.target = target
        self.collector = collector
        self.clock = clock
        self.wallClock = wallClock
        self.past = past
        self.deliver = deliver
        state.withLock { $0.predecessor = predecessor }
    }

    /// Polls for the first time after `delay` and then on the target's beat.
    public func run(after delay: Duration) async { await run(from: clock.now.advanced(by: delay)) }

    func run(from first: C.Instant) async {
        var backoff = Backoff()
        var beat = Beat(from: first, every: target.interval)
        await collector.takeUp(past, from: takePredecessor())
        while !Task.isCancelled {
            await sleep(until: beat.due)
            if Task.isCancelled { break }
            let start = clock.now
            state.withLock { $0.isPolling = true }
            let outcome = await turn()
            state.withLock { $0.isPolling = false }
            var aside = Aside()
            if case .failure = outcome {
                if Task.isCancelled { break }
                aside = await collector.aside(at: wallClock())
            }
            aside = aside.after(takeLate())
            if case .failure(let failure) = outcome, failure.backsOff, !aside.isInLine {
                beat.restart(at: start.advanced(by: backoff.failed(interval: target.interval, jitter: .random(in: 0...1))))
            } else {
                backoff.succeeded()
                // A poll that was called early starts the beat anew.
                beat.restart(at: min(start, beat.due).advanced(by: target.interval))
            }
            let end = clock.now
            // A slow poll skips turns; it never queues them.
            if beat.due <= end { beat.next(after: end) }
            let report = Report(target: target.id, at: wallClock(), took: start.duration(to: end), outcome: outcome, aside: aside)
            await deliver(PollTurn(target: target, report: report, pause: end.duration(to: beat.due)))
        }
        await tellLast()
        await collector.close()
    }

    private func tellLast() async {
        if let isBack = state.withLock(\.isBack) {
            let watch = clock.call(at: clock.now.advanced(by: Self.lastPatience)) { isBack.finish(()) }
            await isBack.value
            watch.takeBack()
        }
        let words = await collector.lastWords(at: wallClock()).after(takeLate())
        guard !words.tellsNothing else { return }
        let report = Report(
            target: target.id, at: wallClock(), took: .zero,
            outcome: .failure(.unreachable(asked: target.endpoint, reason: .watchEnded())), aside: words, isLast: true)
        await deliver(PollTurn(target: target, report: report, pause: target.interval))
    }

    /// Nobody keeps it any longer.
    private func takePredecessor() -> (any Collector)? {
        state.withLock { state in
            defer { state.predecessor = nil }
            return state.predecessor
        }
    }

    private func takeLate() -> Aside {
        state.withLock { state in
            defer { state.late = Aside() }
            return state.late
        }
    }

    /// Ends the pause, so that the next turn starts at once. While a poll is out, its answer is the one that was called for.
    public func pollNow() {
        state.withLock { state in
            if state.isPolling { return }
            state.isCalled = true
            state.pause?.finish(())
        }
    }

    private func sleep(until due: C.Instant) async {
        let pause = Race<Void>()
        let isCalled = state.withLock { state -> Bool in
            state.pause = pause
            return state.isCalled
        }
        if isCalled { pause.finish(()) }
        let wakeup = clock.call(at: due) { pause.finish(()) }
        await pause.value(cancelled: ())
        wakeup.takeBack()
        state.withLock { state in
            state.pause = nil
            state.isCalled = false
        }
    }

    private func turn() async -> Result<Reading, CollectFailure> {
        guard !state.withLock({ $0.isHanging }) else { return .failure(late) }
        let isBack = Race<Void>()
        state.withLock { ($0.isHanging, $0.isBack) = (true, isBack) }
        let race = Race<Result<Reading, CollectFailure>>()
        let now = wallClock()
        let work = Task { [self] in
            let outcome: Result<Reading, CollectFailure>
            do throws(CollectFailure) {
                outcome = .success(try await collector.collect(at: now).bounded)
            } catch {
                outcome = .failure(error.bounded)
            }
            let isLate = !race.isOpen
            if isLate { keep(outcome) }
            state.withLock { $0.isHanging = false }
            if !race.finish(outcome), !isLate { keep(outcome) }
            state.withLock { if $0.isBack === isBack { $0.isBack = nil } }
            isBack.finish(())
        }
        let watch = clock.call(at: clock.now.advanced(by: target.deadline)) { [self] in
            if race.finish(.failure(late)) { work.cancel() }
        }
        let outcome = await withTaskCancellationHandler {
            await race.value
        } onCancel: {
            work.cancel()
            race.finish(.failure(late))
        }
        watch.takeBack()
        return outcome
    }

    /// It came too late.
    private func keep(_ outcome: Result<Reading, CollectFailure>) {
        guard case .success(let reading) = outcome else { return }
        state.withLock { $0.late = Aside(of: reading, from: target.id).after($0.late) }
    }

    private var late: CollectFailure {
        .timedOut(asked: target.endpoint.isEmpty ? target.collector : target.endpoint, after: target.deadline)
    }
}
