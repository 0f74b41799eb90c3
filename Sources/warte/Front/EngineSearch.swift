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

    private var startedAt: ContinuousClock.Instant?
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
    /// The engine that was started has ended: another one may hold the place, or it could not start.
    mutating func startedOneEnded(at now: ContinuousClock.Instant) {
        startedAt = nil
        next = now + Self.retryPause
    }
    /// The link was there and is gone.
    mutating func lost(at now: ContinuousClock.Instant) {
        startedAt = nil
        next = now + Self.retryPause
    }
    /// An engine is there and cannot be talked to (another version, another user): look again now and then.
    mutating func refused(at now: ContinuousClock.Instant) { next = now + .seconds(5) }
}
