import Alarms
import Engine
import Feed
import Link
import MetricStore
import Telemetry

/// The engine as the link's server asks for it.
struct LinkService: EngineService {
    let engine: Engine
    /// Connections of any kind now.
    let callers: @Sendable () -> Int?
    /// A front has come.
    let attached: @Sendable () -> Void

    func snapshot(_ taken: @escaping @Sendable ([Alarm]) -> Void) async -> [Update] { await engine.snapshot(taken) }
    func status() async -> EngineStatus {
        var status = await engine.status
        status.callers = callers()
        return status
    }
    func hosts() async -> (site: Site, hosts: [HostState]) { await engine.told }
    func hosts(_ hosts: [Host.ID], at moment: Moment) async throws(CommandRefusal) -> PastHosts {
        try await engine.hosts(hosts, at: moment)
    }
    func alarms(at moment: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        try await engine.alarms(at: moment, limit: limit)
    }
    func perform(_ command: Command, author: Principal) async throws(CommandRefusal) { try await engine.perform(command, author: author) }
    func alarms() async -> [Alarm] { await engine.alarms }
    func history(since: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        try await engine.history(since: since, limit: limit)
    }
    func series(of host: Host.ID, from first: Int, count: Int) async -> [Series] {
        await engine.series(of: host, from: first, count: count)
    }
    func latest(_ keys: [SeriesKey]) async -> [Point?] { await engine.latest(keys) }
    func span(_ span: SeriesSpan) async -> [Column?] { await engine.span(span) }
    func reveal(_ user: String, on host: Host.ID, reason: String, author: Principal) async throws(CommandRefusal) -> String {
        try await engine.reveal(user, on: host, reason: reason, author: author)
    }
    func viewersChanged(_ count: Int) async {
        if count > 0 { attached() }
        await engine.viewersChanged(to: count)
    }
}

/// Who looks on or has asked for something: a private engine ends when the last one has gone. The time is an argument.
struct Audience {
    private var emptySince: ContinuousClock.Instant
    private var changes = 0
    private var patience: Patience

    /// How long it stays without anybody.
    enum Patience {
        /// A front that is only being restarted finds its engine again.
        case usual
        /// Brought by a command that asks its questions and has gone: nobody comes back to it, and the next may bring another site.
        case brief
        var time: Duration { self == .usual ? .seconds(3) : .zero }
        /// Between two looks.
        var pause: Duration { self == .usual ? .milliseconds(500) : .milliseconds(50) }
    }
    /// Who started us and never came has died.
    static let firstPatience = Duration.seconds(30)

    init(at now: ContinuousClock.Instant, _ patience: Patience) {
        emptySince = now
        self.patience = patience
    }

    /// Until the next look.
    var pause: Duration { patience.pause }

    /// - Parameters:
    ///   - wasAttached: a front has looked on. It may come again, whoever brought the engine.
    ///   - changes: how often a caller came or went: one that was there between two looks counts, too.
    mutating func isGone(callers: Int, wasAttached: Bool, changes: Int, at now: ContinuousClock.Instant) -> Bool {
        if wasAttached { patience = .usual }
        if callers > 0 || changes != self.changes { emptySince = now }
        self.changes = changes
        return callers == 0 && emptySince.duration(to: now) > (changes > 0 ? patience.time : Self.firstPatience)
    }
}
