import Link

/// Finds an engine or brings one: attach to one that runs, else start one and try again until it listens.
///
/// Pure but for what it returns: the loop connects, starts and waits.
struct EngineSearch {
    enum Step: Equatable {
        case connect
        case start
        /// Nothing to do before this time.
        case wait(until: ContinuousClock.Instant)
    }

    /// A started engine opens its store and reads its configuration before it listens.
    static let startPause = Duration.milliseconds(20)
    /// An engine that was killed under us: another front may be bringing a new one at this moment.
    static let retryPause = Duration.milliseconds(500)
    /// After so long without a sign of the engine that was started, another is.
    static let startPatience = Duration.seconds(15)

    /// So long an engine may hold its store and not listen before somebody is told.
    static let deafPatience = Duration.seconds(5)

    private var startedAt: ContinuousClock.Instant?
    private var deafSince: ContinuousClock.Instant?
    private var next: ContinuousClock.Instant
    private var mayStart = true

    init(at now: ContinuousClock.Instant) { next = now }

    func step(at now: ContinuousClock.Instant) -> Step { now < next ? .wait(until: next) : mayStart ? .connect : .wait(until: next) }

    /// Nobody listens: bring an engine, unless one that was started is still on its way.
    mutating func foundNobody(at now: ContinuousClock.Instant) -> Bool {
        if let startedAt, startedAt.duration(to: now) < Self.startPatience {
            next = now + Self.startPause
            return false
        }
        startedAt = now
        next = now + Self.startPause
        return true
    }
    /// One has the store and does not listen: it is about to, or its socket is gone, which it mends within seconds. True where that has
    /// taken too long and is to be said.
    mutating func foundDeaf(at now: ContinuousClock.Instant) -> Bool {
        next = now + Self.retryPause
        let since = deafSince ?? now
        deafSince = since
        return since.duration(to: now) > Self.deafPatience
    }
    /// The engine that was started has ended: another one may hold the place, or it could not start.
    mutating func startedOneEnded(at now: ContinuousClock.Instant) {
        startedAt = nil
        next = now + Self.retryPause
    }
    /// The link was there and is gone.
    mutating func lost(at now: ContinuousClock.Instant) {
        startedAt = nil
        deafSince = nil
        next = now + Self.retryPause
    }
    /// An engine is there and cannot be talked to (another version, another user): look again now and then.
    mutating func refused(at now: ContinuousClock.Instant) { next = now + .seconds(5) }
}
