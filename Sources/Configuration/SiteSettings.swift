public import Alarms
public import TOMLReading
public import Telemetry

/// All that a configuration says, complete: what it leaves out has its default here.
public struct SiteSettings: Hashable, Sendable {
    public var name: String
    public var areas: [Area]
    /// What is polled.
    public var targets: [Target]
    /// What the configuration changes of the rules' limits.
    public var limits: ThresholdBook
    public var privacy: Privacy
    public var store: StoreSettings
    public var alarms: AlarmSettings
    public var dashboard: DashboardSettings
    public var notify: NotifySettings
    public var maintenance: [Maintenance]
    /// What people may run from the dashboard.
    public var commands: [UserCommand] = []
    /// How people want to look at it.
    public var views: [SavedView] = []
    /// What was found without a configuration, for the status line; nil where hosts are configured.
    public var notice: Message?
    /// What is wrong with single hosts and keeps none of the others from being watched: secrets that cannot be read,
    /// files that are missing.
    public var faults: [FileProblem]
    public init(
        name: String, areas: [Area], targets: [Target], limits: ThresholdBook = ThresholdBook(), privacy: Privacy = Privacy(),
        store: StoreSettings = StoreSettings(),
        alarms: AlarmSettings = AlarmSettings(), dashboard: DashboardSettings = DashboardSettings(),
        notify: NotifySettings = NotifySettings(), maintenance: [Maintenance] = [], notice: Message? = nil,
        faults: [FileProblem] = []
    ) {
        self.name = name
        self.areas = areas
        self.targets = targets
        self.limits = limits
        self.privacy = privacy
        self.store = store
        self.alarms = alarms
        self.dashboard = dashboard
        self.notify = notify
        self.maintenance = maintenance
        self.notice = notice
        self.faults = faults
    }

    /// As long as no target has named more hosts than itself.
    public var site: Site { Site(name: name, areas: areas, hosts: targets.map(\.host)) }

    /// All hosts of which the file says something: its targets, each before those of its nodes that have limits of their own.
    public var named: [Host] {
        let taken = Set(targets.map(\.id))
        let own = limits.hosts.keys.filter { !taken.contains($0) }.sorted()
        return targets.map(\.host).flatMap { host in
            [host] + own.compactMap { Host.node(of: $0, in: host.id) }.map(host.node)
        }
    }
}

/// What becomes of the names of people.
public struct Privacy: Hashable, Sendable {
    public enum Names: String, Hashable, Sendable, CaseIterable {
        /// `u-7f3a`, stable for one day.
        case pseudonyms
        case plain
    }
    public var names: Names
    /// Whether one session's name may be revealed, with a reason that is written down.
    public var reveal: Bool
    public init(names: Names = .pseudonyms, reveal: Bool = false) {
        self.names = names
        self.reveal = reveal
    }
}

/// How far back the store reaches, by tier.
public struct StoreSettings: Hashable, Sendable {
    /// Values as they were polled; nil is the newest `values`, whatever the interval.
    public var raw: Duration?
    /// A day at 10 s, half a day at 5 s.
    public static let values = 8640
    /// Minimum, mean and maximum of each minute.
    public var minutes: Duration
    /// The same of each quarter of an hour.
    public var quarterHours: Duration
    public init(raw: Duration? = nil, minutes: Duration = .seconds(14 * 86400), quarterHours: Duration = .seconds(400 * 86400)) {
        self.raw = raw
        self.minutes = minutes
        self.quarterHours = quarterHours
    }
}

public struct DashboardSettings: Hashable, Sendable {
    public enum Graphs: String, Hashable, Sendable, CaseIterable { case block, braille, ascii }
    /// Whether the terminal tells of its mouse; `auto` is on, but over SSH.
    public enum MouseMode: String, Hashable, Sendable, CaseIterable { case auto, on, off }
    /// The name of a theme file, without `.theme`.
    public var theme: String
    /// A terminal that cannot show them gets ASCII.
    public var graphs: Graphs
    /// Nil for what the environment says.
    public var language: Language?
    public var mouse = MouseMode.auto
    /// Whether `y` puts a row on the clipboard.
    public var mayCopy = false
    public init(theme: String = "night", graphs: Graphs = .block, language: Language? = nil) {
        self.theme = theme
        self.graphs = graphs
        self.language = language
    }
}

/// Who is told of an alarm, and how.
public struct NotifySettings: Hashable, Sendable {
    /// The escape sequence by which a terminal shows a desktop notification.
    public enum OSC: Int, Hashable, Sendable, CaseIterable {
        case off = 0
        /// iTerm2, WezTerm.
        case osc9 = 9
        /// kitty.
        case osc99 = 99
        /// urxvt, foot.
        case osc777 = 777
    }
    /// A program (absolute path) and its arguments, run for each transition with JSON on its standard input; empty for none.
    public var command: [String]
    public var timeout: Duration
    public var osc: OSC
    /// Base URL of an Alertmanager, without `/api/v2`; nil for none.
    public var alertmanager: String?
    public init(command: [String] = [], timeout: Duration = .seconds(10), osc: OSC = .off, alertmanager: String? = nil) {
        self.command = command
        self.timeout = timeout
        self.osc = osc
        self.alertmanager = alertmanager
    }
}

/// A planned time in which a host's alarms are in maintenance.
public struct Maintenance: Hashable, Sendable {
    public let host: Host.ID
    public let from: Moment
    public let to: Moment
    public let reason: String
    public init(host: Host.ID, from: Moment, to: Moment, reason: String) {
        self.host = host
        self.from = from
        self.to = to
        self.reason = reason
    }
}

extension Duration {
    /// Days of 24 hours.
    static func days(_ count: Int) -> Duration { .seconds(count * 86400) }
}
