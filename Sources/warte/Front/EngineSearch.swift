import Link
import Telemetry

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
    static let startPause = Duration.milliseconds(5)
    /// An engine that was killed under us: another front may be bringing a new one at this moment.
    static let retryPause = Duration.milliseconds(500)
    /// After so long without a sign of the engine that was started, another is.
    static let startPatience = Duration.seconds(15)
    /// A demo makes weeks of history first.
    static let demoPatience = Duration.seconds(60)

    /// So long an engine may hold its store and not listen before somebody is told.
    static let deafPatience = Duration.seconds(5)

    /// An engine that ends within this has died early, and the pause before the next one grows with each such death in a row.
    static let earlyDeath = Duration.seconds(60)
    static let longestPause = Duration.seconds(30)

    private var startedAt: ContinuousClock.Instant?
    /// When the engine that we brought last was started; nil where its end was seen.
    private var bornAt: ContinuousClock.Instant?
    private var earlyDeaths = 0
    /// No engine is brought before this; one that somebody else brings is looked for all the time.
    private var startsFrom: ContinuousClock.Instant
    private var deafSince: ContinuousClock.Instant?
    private var next: ContinuousClock.Instant
    private var mayStart = true

    private let patience: Duration

    init(at now: ContinuousClock.Instant, patience: Duration = startPatience) {
        (next, startsFrom) = (now, now)
        self.patience = patience
    }

    func step(at now: ContinuousClock.Instant) -> Step { now < next ? .wait(until: next) : mayStart ? .connect : .wait(until: next) }

    /// Nobody listens: bring an engine, unless one that was started is still on its way.
    mutating func foundNobody(at now: ContinuousClock.Instant) -> Bool {
        if let startedAt, startedAt.duration(to: now) < patience {
            next = now + Self.startPause
            return false
        }
        guard now >= startsFrom else {
            next = min(now + Self.retryPause, startsFrom)
            return false
        }
        (startedAt, bornAt) = (now, now)
        next = now + Self.startPause
        return true
    }
    /// None may be brought now: one that somebody else brings is waited for.
    mutating func mayNotStart(at now: ContinuousClock.Instant) { next = now + Self.retryPause }
    /// One has the store and does not listen: it is about to, or its socket is gone, which it mends within seconds. True where that has
    /// taken too long and is to be said.
    mutating func foundDeaf(at now: ContinuousClock.Instant) -> Bool {
        next = now + Self.retryPause
        let since = deafSince ?? now
        deafSince = since
        return since.duration(to: now) > Self.deafPatience
    }
    /// The engine that was started has ended: it has died or could not start, or another one holds the place and it gave way.
    mutating func startedOneEnded(at now: ContinuousClock.Instant, gaveWay: Bool = false) {
        startedAt = nil
        next = now + Self.retryPause
        if gaveWay { bornAt = nil } else { mourn(at: now) }
    }
    /// The link was there and is gone. Where the engine was one of ours, it may be heard later that it has ended.
    mutating func lost(at now: ContinuousClock.Instant) {
        startedAt = nil
        deafSince = nil
        next = now + Self.retryPause
        mourn(at: now)
    }
    /// 1 s, 2 s, 4 s, … for engines that die early one after the other: whatever kills them will kill the next one, too.
    private mutating func mourn(at now: ContinuousClock.Instant) {
        guard let bornAt else { return }
        self.bornAt = nil
        earlyDeaths = bornAt.duration(to: now) < Self.earlyDeath ? earlyDeaths + 1 : 0
        if earlyDeaths > 0 { startsFrom = now + Duration.seconds(1).doubled(failures: earlyDeaths, atMost: Self.longestPause) }
    }
    /// An engine is there and cannot be talked to (another version, another user): look again now and then.
    mutating func refused(at now: ContinuousClock.Instant) { next = now + .seconds(5) }
}
