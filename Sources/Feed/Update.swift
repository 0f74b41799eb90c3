public import Alarms
public import Telemetry

/// What the engine tells its fronts. A new front gets one of each first, then what changes.
public enum Update: Hashable, Sendable {
    case engine(EngineStatus)
    case site(Site)
    case host(HostState)
    /// What polls brought of hosts whose lists are as before: most of what is told of most hosts.
    case heartbeats([Heartbeat])
    /// Every alarm that is not normal, and the flags over them; replaces the list before.
    case alarms([Alarm])
    /// What is different from the list before: of a thousand alarms rarely more than a few change at once.
    case alarmChanges(AlarmChanges)
    /// Session ends, oldest first; the first such update brings the last 24 h.
    case ends([SessionEnd])
    /// Lines of the journal, oldest first.
    case events([HostEvent])
    /// The limits in force, every host's own: with the first full state and after a new configuration; replaces what was before.
    case limits([HostThresholds])
    /// How much the alarms ask of people: told when it changes, at most once in 10 s.
    case statistics(AlarmStatistics)
    /// People are told something now: for a bell or a notification. Never part of the first full state.
    case interruption(Interruption.Summary)
}

/// Where one host's rules begin to speak, by the rule's id, in the rule's own unit. A rule that is switched off is not there.
public struct HostThresholds: Hashable, Sendable, Identifiable {
    public struct Pair: Hashable, Sendable {
        /// Nil where there is no warning.
        public var warning: Double?
        public var critical: Double?
        public init(warning: Double? = nil, critical: Double? = nil) {
            self.warning = warning
            self.critical = critical
        }
    }
    public var host: Host.ID
    public var limits: [String: Pair]
    public var id: Host.ID { host }
    public init(host: Host.ID, limits: [String: Pair]) {
        self.host = host
        self.limits = limits
    }
}

public struct EngineStatus: Hashable, Sendable {
    public var id: EngineID
    public var version: String
    public var startedAt: Moment
    /// Fronts that look on, the receiver included.
    public var viewers: Int
    /// Connections of any kind, the asker's own among them; only in the answer to who asks.
    public var callers: Int?
    /// What the user should know about the configuration: `no configuration: this machine, libvirt, 1 OpenVPN socket`.
    public var notice: Message?
    /// The ring file, for `StoreReader`.
    public var storePath: String
    /// The configuration's file; empty where there is none.
    public var configurationPath: String
    /// When it was read; what was written into it since then is not in force.
    public var configurationReadAt: Moment
    /// The theme that the configuration names; empty where it names none. The front's command line comes first.
    public var theme: String
    /// `block`, `braille` or `ascii` as the configuration has it; empty where it says nothing.
    public var graphs: String
    /// Whether the name behind a pseudonym may be asked for, with a reason.
    public var mayReveal: Bool
    /// The escape sequence by which terminals show a desktop notification: OSC 9, 99 or 777; 0 for none.
    public var osc: Int
    /// How long something is shelved where nobody says how long.
    public var shelveDefault: Duration
    /// What people may run from the dashboard.
    public var commands: [UserCommand] = []
    public var views: [SavedView] = []
    /// Whether a row may be put on the clipboard.
    public var mayCopy = false
    /// `auto`, `on` or `off` as the configuration has it; empty where it says nothing.
    public var mouse = ""
    /// In which language the configuration wants the dashboard; nil where it says nothing.
    public var language: Language?
    /// By which the engine's time goes where all of it is a demo; nil for a real one.
    public var demo: DemoClock?
    public init(
        version: String, startedAt: Moment, viewers: Int, notice: Message?, storePath: String, configurationPath: String = "",
        theme: String = "", graphs: String = "", mayReveal: Bool = false, osc: Int = 0,
        shelveDefault: Duration = .seconds(3600), configurationReadAt: Moment? = nil, callers: Int? = nil, id: EngineID = .unknown,
        demo: DemoClock? = nil
    ) {
        self.demo = demo
        self.id = id
        self.version = version
        self.startedAt = startedAt
        self.viewers = viewers
        self.callers = callers
        self.notice = notice
        self.storePath = storePath
        self.configurationPath = configurationPath
        self.theme = theme
        self.graphs = graphs
        self.mayReveal = mayReveal
        self.osc = osc
        self.shelveDefault = shelveDefault
        self.configurationReadAt = configurationReadAt ?? startedAt
    }
}

/// A host as its last poll left it. Guests and sessions are those of the last good poll.
public struct HostState: Hashable, Sendable, Identifiable {
    public var id: Host.ID
    public var inventory: Inventory
    /// It answers and shows nothing at all: the inventory's gaps say why.
    public var isBlind: Bool
    /// When the last good poll's answer was there; nil before the first.
    public var answeredAt: Moment?
    /// When the last poll ended, good or not; nil before the first.
    public var polledAt: Moment?
    /// The last poll's failure; nil where it was good.
    public var failure: Message?
    /// What kind of failure it is, where somebody knows.
    public var hint: CollectFailure.Hint?
    /// Where hundreds of hosts go on failing it may be an older one: not each of their polls is told.
    public var nextPollAt: Moment?
    public var guests: [Guest]
    public var sessions: [Session]
    /// Beside those that are listed.
    public var unlisted: UnlistedSessions?
    public var sessionLimit: Int?
    /// The maintenance window that is open: until when, by whom, why; nil where it is in none.
    public var maintenance: MaintenanceWindow?
    /// Whose it is, once it is told to others.
    public var engine = EngineID.unknown
    public init(
        id: Host.ID, inventory: Inventory = Inventory(), answeredAt: Moment? = nil, polledAt: Moment? = nil, failure: Message? = nil,
        hint: CollectFailure.Hint? = nil, nextPollAt: Moment? = nil, guests: [Guest] = [], sessions: [Session] = [],
        unlisted: UnlistedSessions? = nil, sessionLimit: Int? = nil, maintenance: MaintenanceWindow? = nil, isBlind: Bool = false
    ) {
        self.id = id
        self.inventory = inventory
        self.isBlind = isBlind
        self.answeredAt = answeredAt
        self.polledAt = polledAt
        self.failure = failure
        self.hint = hint
        self.nextPollAt = nextPollAt
        self.guests = guests
        self.sessions = sessions
        self.unlisted = unlisted
        self.sessionLimit = sessionLimit
        self.maintenance = maintenance
    }
}
