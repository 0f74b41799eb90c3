import Telemetry

/// What an exporter's samples mean: which figure is made of which series. Data, read from TOML (`ExporterProfile+TOML`).
struct ExporterProfile: Sendable {
    /// The file's name without its ending.
    let name: String
    /// Where one of these metrics is served the profile fits. One that names none has those of its figures here.
    var serves: [String] = []
    /// 0 where the exporter cannot reach what it watches.
    var up: SeriesQuery?
    var product: String?
    var version: LabelSource?
    var processors: SeriesQuery?
    var memory: SeriesQuery?
    var sessionLimit: SeriesQuery?
    /// Parts of the exporter that failed: series whose value is 0.
    var failed: LabelSource?
    var figures: [ProfileFigure] = []
    var guest: GuestMapping?
    var session: SessionMapping?
    var switches: CollectorSwitches?

    /// Every metric that its figures, guests and sessions are made of.
    var metrics: [String] {
        let queries = (figures + (guest?.figures ?? [])).flatMap(\.alternatives)
        return queries.flatMap(\.uses).map(\.selector.metric) + (guest?.each ?? []).map(\.metric) + (session.map { [$0.each.metric] } ?? [])
    }
}

/// Collectors of the exporter that are off by default: where their metrics are missed, people are told their names.
struct CollectorSwitches: Sendable {
    let sessions: String?
    let guests: String?
    /// More than 0 where guests are to be expected.
    let hypervisor: SeriesQuery?
}

/// A label's value as a text.
struct LabelSource: Hashable, Sendable {
    let selector: SeriesSelector
    let label: String
}

/// A number of a host or a guest.
struct ProfileFigure: Sendable {
    let metric: Metric
    /// The first that has a value counts: names that changed from one version to the next.
    let alternatives: [SeriesQuery]
    /// The configuration asks for just this: where it is missing, people are told.
    var isMissed = false
}

/// Which series stand for a guest each, and what is known of it.
struct GuestMapping: Sendable {
    let each: [SeriesSelector]
    /// The first of these labels that is there tells one guest from another, here and in all of its figures.
    let key: [String]
    let name: String
    let state: SeriesQuery?
    let states: [Int: Guest.State]
    let processors: [SeriesQuery]
    let memory: [SeriesQuery]
    let memoryView: Guest.MemoryView
    var figures: [ProfileFigure]
}

/// Which series stand for a session each.
struct SessionMapping: Sendable {
    enum Presence: String, Sendable, CaseIterable {
        /// While the series is there.
        case there
        /// While its value is not 0.
        case set
        /// While its value is a time of the last three minutes, in seconds since 1970.
        case recent
    }
    let each: SeriesSelector
    let presence: Presence
    let kind: Session.Kind
    /// Of each the first label that is there and not empty.
    let user: [String]
    let address: String?
    let since: String?
    /// Labels that together tell a session from all others.
    let id: [String]

    /// As long as a key of WireGuard's is good (its paper, REJECT_AFTER_TIME).
    static let recent = 180.0
}

extension ExporterProfile {
    /// With what it does not say itself from another.
    func completed(by base: ExporterProfile) -> ExporterProfile {
        var out = self
        if serves.isEmpty { out.serves = base.serves }
        out.up = up ?? base.up
        out.product = product ?? base.product
        out.version = version ?? base.version
        out.processors = processors ?? base.processors
        out.memory = memory ?? base.memory
        out.sessionLimit = sessionLimit ?? base.sessionLimit
        out.failed = failed ?? base.failed
        out.guest = guest ?? base.guest
        out.session = session ?? base.session
        out.switches = switches ?? base.switches
        let own = Set(figures.map(\.metric.id))
        out.figures += base.figures.filter { !own.contains($0.metric.id) }
        return out
    }
}
