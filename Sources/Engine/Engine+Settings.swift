public import Alarms
public import Journal
public import Telemetry

extension Engine {
    /// What a configuration decides; a reload brings another.
    public struct Settings: Sendable {
        public var site: Site
        /// As they are polled: whoever is asked otherwise after a reload is told from the one before.
        public var targets: [Target]
        public var limits: ThresholdBook
        public var names: NamePolicy
        public var acknowledgementLasts: Duration
        /// The longest shelf of a warning and of a critical alarm.
        public var longestShelf: (warning: Duration, critical: Duration)
        /// What fronts offer.
        public var shelveDefault: Duration
        public var retention: Journal.Retention
        /// Windows that begin by themselves; their author is not asked for.
        public var maintenance: [MaintenanceWindow]
        /// Whether a name may be told for a reason.
        public var mayReveal: Bool
        public var notice: Message?
        /// As in `EngineStatus`.
        public var configurationPath: String
        public var theme: String
        public var graphs: String
        public var commands: [UserCommand] = []
        public var views: [SavedView] = []
        public var mayCopy = false
        public var mouse = ""
        /// Of dashboards.
        public var language: Language?
        /// By which time goes in a demo; nil for a real engine.
        public var demo: DemoClock?
        public init(
            site: Site, targets: [Target] = [], limits: ThresholdBook = ThresholdBook(), names: NamePolicy = .pseudonyms,
            acknowledgementLasts: Duration = .seconds(8 * 3600),
            longestShelf: (warning: Duration, critical: Duration) = (.seconds(24 * 3600), .seconds(8 * 3600)),
            shelveDefault: Duration = .seconds(3600),
            retention: Journal.Retention = Journal.Retention(), maintenance: [MaintenanceWindow] = [], mayReveal: Bool = false,
            notice: Message? = nil, configurationPath: String = "", theme: String = "", graphs: String = ""
        ) {
            self.site = site
            self.targets = targets
            self.limits = limits
            self.names = names
            self.acknowledgementLasts = acknowledgementLasts
            self.longestShelf = longestShelf
            self.shelveDefault = shelveDefault
            self.retention = retention
            self.maintenance = maintenance
            self.mayReveal = mayReveal
            self.notice = notice
            self.configurationPath = configurationPath
            self.theme = theme
            self.graphs = graphs
        }

        /// Targets of both that are asked otherwise.
        func changed(to next: Settings) -> Set<Target.ID> {
            let before = Set(targets)
            let hosts = Set(site.hosts)
            let others = next.targets.filter { !before.contains($0) }.map(\.id) + next.site.hosts.filter { !hosts.contains($0) }.map(\.id)
            return Set(others).intersection(site.hosts.map(\.id))
        }

        var policy: Policy {
            Policy(
                acknowledgementLasts: acknowledgementLasts, longestWarningShelf: longestShelf.warning,
                longestCriticalShelf: longestShelf.critical)
        }
    }
}
