public import Alarms
public import Feed
public import MetricStore
public import Telemetry

/// What the link's server asks of the engine.
public protocol EngineService: Sendable {
    /// All there is, in the order of `Update`'s cases, for a new front.
    ///
    /// `taken` is called once with the alarms, when it is taken and where the engine also calls `publish`, in the same isolation: only
    /// then does the front miss no change, and gets no session end twice. It returns at once.
    func snapshot(_ taken: @escaping @Sendable ([Alarm]) -> Void) async -> [Update]
    func status() async -> EngineStatus
    /// The site, and its hosts as their last polls left them.
    func hosts() async -> (site: Site, hosts: [HostState])
    /// As they were at a moment, as far as that is kept; at most `PastHosts.mostHosts` of them. Refused where nobody can say now.
    func hosts(_ hosts: [Host.ID], at moment: Moment) async throws(CommandRefusal) -> PastHosts
    /// At most `limit` alarms that stood at a moment as they stood then, newest first. Refused where nobody can say now.
    func alarms(at moment: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm]
    func perform(_ command: Command, author: Principal) async throws(CommandRefusal)
    /// Every alarm that is not normal.
    func alarms() async -> [Alarm]
    /// At most `limit` occurrences that changed since a time, newest first. Refused where nobody can say now.
    func history(since: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm]
    /// At most `count` of a host's series, in the order in which they came, from one place on.
    func series(of host: Host.ID, from first: Int, count: Int) async -> [Series]
    /// The newest value of each series, nil where there is none.
    func latest(_ keys: [SeriesKey]) async -> [Point?]
    /// As `History.span`.
    func span(_ span: SeriesSpan) async -> [Column?]
    /// The name behind a pseudonym that is on a host; the engine writes down who asked and why.
    func reveal(_ user: String, on host: Host.ID, reason: String, author: Principal) async throws(CommandRefusal) -> String
    /// So many fronts are attached now. The calls come in order; one that is overtaken by the next may be left out.
    func viewersChanged(_ count: Int) async
}
