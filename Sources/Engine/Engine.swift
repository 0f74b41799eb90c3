public import Alarms
import Dispatch
public import Feed
public import Journal
public import MetricStore
public import Telemetry

/// The one owner of the truth: reports come in; the store, the alarms, the journal and all fronts hear of them from here, in this order.
public actor Engine {
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

    /// What the engine reaches only through others; set once, before the first report.
    public struct Outlets: Sendable {
        public var publish: @Sendable (Update) -> Void
        /// False where there is no such host.
        public var pollNow: @Sendable (Host.ID?) -> Bool
        public var reload: @Sendable () async throws(CommandRefusal) -> Void
        /// What people are to be told; must not wait.
        public var tell: @Sendable (Interruption) -> Void
        public init(
            publish: @escaping @Sendable (Update) -> Void = { _ in }, pollNow: @escaping @Sendable (Host.ID?) -> Bool = { _ in false },
            reload: @escaping @Sendable () async throws(CommandRefusal) -> Void = {},
            tell: @escaping @Sendable (Interruption) -> Void = { _ in }
        ) {
            self.publish = publish
            self.pollNow = pollNow
            self.reload = reload
            self.tell = tell
        }
    }

    let wallClock: @Sendable () -> Moment
    var store: StoreWriter
    /// Why the store is not where it belongs; nil where it is.
    var standIn: Message?
    let journal: JournalWriter
    /// Where the past is read: waiting for a disk blocks.
    nonisolated let archive = DispatchQueue(label: "archive")
    nonisolated let archivePath: String
    nonisolated let past = PastReader()
    /// Before what polls bring.
    nonisolated let turnstile = Turnstile()
    /// Its site has the targets, each as the one host that it may be.
    var settings: Settings { didSet { targets = Self.byID(settings.targets) } }
    var targets: [Target.ID: Target]
    private static func byID(_ targets: [Target]) -> [Target.ID: Target] {
        Dictionary(targets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    /// All hosts that are known.
    var site: Site
    var hostsOf: [Target.ID: [Host]] = [:]
    var roster = Roster()
    var outlets = Outlets()
    public internal(set) var status: EngineStatus
    var hosts: [Host.ID: HostRecord] = [:]
    var facts: RuleFacts
    var book: AlarmBook
    var interruptions = Interruptions()
    var redactor: Redactor
    /// The newest lines of the journal, as fronts show them.
    var events: [HostEvent] = []
    /// The revision of the alarms that fronts have.
    var published = -1
    var pace = Pace()
    var repeats = Repeats()
    /// Hosts whose maintenance was announced.
    var inMaintenance: Set<Host.ID> = []
    var toldStatistics: AlarmStatistics?
    var statisticsAt: Moment?
    /// Why the store's file had to be begun anew, or cannot be; and until when that is told.
    var storeMishap: (message: Message, until: Moment)?
    /// False while the journal could not be read: what it remembers is still to come.
    var isRestored: Bool
    static let eventsKept = 500
    /// So many alarms are acted on without a pause.
    static let atOnce = 100
    static let endsKept = Duration.seconds(24 * 3600)
    /// Of the clock, more than which empties nothing at once.
    static let leap = Duration.seconds(300)
    /// What comes too thick to be kept one by one.
    var crowd = Crowd()
    /// By which session ends grow old: a leap must not empty the list.
    var clock: BelievedClock
    /// Of `facts.ends`.
    var endCounts: EndCounts
    /// Of the journal, in order, what is dated later than the engine's start: that clock was ahead, or this one is behind.
    var endsAhead: [SessionEnd]
    /// What an Alertmanager said last; nil before it said anything.
    var silencesSaid: [AlarmKey: Message]?
    /// Sessions as the journal has them.
    var ledger = SessionLedger()
    /// Targets that name more than can be watched, and when that was last said.
    var nodesLeftOut: [Target.ID: Moment] = [:]
    static let leftOutPause = Duration.seconds(3600)
    /// By author.
    var refusals: [String: Allowance] = [:]
    var refusalsLeftOut: [String: Int] = [:]
    var auditsToldAt: Moment?
    /// Nothing that anybody asks for is done any more.
    var isClosed = false
    /// Who waits for a turn that somebody has: for the one that is being written, or for an author's own.
    var turns: [String: [WaitingAct]] = [:]
    var nextWaiting = 0
    /// What happened to alarms while an act is being written.
    var meanwhile: [Int64: Transition] = [:]
    /// How long an act waits for the disk, and before that for others.
    var patience = (disk: JournalWriter.patience, turn: Duration.seconds(2))
    /// The journal is being read again.
    var isRestoring = false

    /// Takes up where the journal left off.
    public init(
        settings: Settings, store: StoreWriter, storePath: String, storeProblem: Message? = nil, journal: sending Journal, version: String,
        id: EngineID = .unknown, wallClock: @escaping @Sendable () -> Moment
    ) {
        let now = wallClock()
        self.settings = settings
        targets = Self.byID(settings.targets)
        site = settings.site
        self.wallClock = wallClock
        self.store = store
        archivePath = journal.path
        standIn = storeProblem
        clock = BelievedClock(now, leap: Self.leap)
        redactor = Redactor(policy: settings.names)
        // Nobody waits for the engine yet.
        let remembered = journal.restore(at: now)
        self.journal = JournalWriter(journal)
        isRestored = remembered.isComplete
        roster.restore(remembered.hosts)
        site = Site(name: site.name, areas: site.areas, hosts: roster.hosts(of: site.hosts))
        book = AlarmBook(site: site, limits: settings.limits)
        book.policy = settings.policy
        book.restore(
            from: remembered.records, nextID: remembered.nextID, maintenanceWindows: remembered.maintenanceWindows,
            activations: remembered.activations)
        interruptions.restore(remembered.records, at: now, untoldSince: Self.untold(after: remembered.events, at: now))
        let known = Set(site.hosts.flatMap { [$0.id, $0.target] })
        interruptions.forget { !$0.isEmpty && !known.contains($0) }
        events = remembered.events
        facts = RuleFacts(
            history: store, ends: remembered.ends.filter { $0.at <= now }, untested: ["store"],
            renamings: settings.names == .pseudonyms ? Self.renamings(before: remembered.events, until: now) : [])
        endsAhead = remembered.ends.filter { $0.at > now }
        endCounts = EndCounts(of: facts.ends)
        facts.ownProblems["store"] = storeProblem
        status = EngineStatus(
            version: version, startedAt: now, viewers: 0, notice: settings.notice, storePath: storePath,
            configurationPath: settings.configurationPath, theme: settings.theme, graphs: settings.graphs, mayReveal: settings.mayReveal,
            shelveDefault: settings.shelveDefault, id: id)
        hostsOf = Dictionary(grouping: site.hosts, by: \.target)
        for host in site.hosts {
            hosts[host.id] = HostRecord(host: host, answeredAt: Self.lastAnswer(of: host, in: store, at: now))
            hosts[host.id]?.state.engine = id
        }
        for maintenance in book.openMaintenanceWindows(at: now).sorted(by: { $0.until < $1.until }) {
            for host in site.hosts where host.id == maintenance.host || host.target == maintenance.host {
                hosts[host.id]?.state.maintenance = maintenance
                inMaintenance.insert(host.id)
            }
        }
        ledger.restore(remembered.sessions)
        self.journal.record(sessions: ledger.close({ !known.contains($0) }, at: now))
    }

    /// When a host last told anything, as far as the store knows.
    static func lastAnswer(of host: Host, in history: some History, at now: Moment) -> Moment? {
        history.series(of: host.id).filter(\.key.entity.isHost).compactMap { history.latest($0.key)?.at }.filter { $0 <= now }.max()
    }

    /// Since when an engine that was killed may have raised what it never told: it gathers for some seconds. Nil after one that said goodbye.
    /// Lines that a clock dated ahead say nothing of it.
    static func untold(after lines: [HostEvent], at now: Moment) -> Moment? {
        let lines = lines.reversed().drop { $0.at > now }
        guard let newest = lines.first, lines.lazy.compactMap(isFarewell).first != true else { return nil }
        return newest.at - Interruptions.longestGathering - .seconds(2)
    }
    /// When people got other pseudonyms: with each start of an engine and at midnight (UTC), of which the last is within the ends' day.
    static func renamings(before lines: [HostEvent], until start: Moment) -> [Moment] {
        let starts = lines.filter { $0.at < start && isFarewell($0) == false }.map(\.at)
        return (starts + [Moment(seconds: start.seconds / 86_400 * 86_400)]).sorted() + [start]
    }
    /// Whether a line says that an engine stopped, or (false) that one began; nil where it says neither. Older journals have both as text.
    private static func isFarewell(_ line: HostEvent) -> Bool? {
        guard line.host.isEmpty else { return nil }
        switch line.message.id {
        case Message.engineStopped.id: return true
        case Message.engineStarted.id: return false
        case Message.line.id where line.text.hasPrefix("engine "): return line.text == Message.engineStopped().text
        default: return nil
        }
    }

    /// The store in its place again: what was kept elsewhere meanwhile is let go.
    public func use(_ store: StoreWriter, path: String) {
        self.store = store
        facts.history = store
        standIn = nil
        facts.ownProblems["store"] = storeProblem
        status.storePath = path
        log("", .numbersKeptAgain(path), at: wallClock())
        outlets.publish(.engine(status))
    }

    public func connect(_ outlets: Outlets) { self.outlets = outlets }

    /// Another configuration. What was measured, raised and acknowledged stays; hosts that are gone take their alarms along.
    public func apply(_ settings: Settings) {
        let now = wallClock()
        let names = self.settings.names
        let changed = self.settings.changed(to: settings)
        self.settings = settings
        redactor.policy = settings.names
        book.policy = settings.policy
        status.notice = settings.notice
        status.configurationPath = settings.configurationPath
        status.configurationReadAt = now
        status.theme = settings.theme
        status.graphs = settings.graphs
        status.mayReveal = settings.mayReveal
        status.shelveDefault = settings.shelveDefault
        let before = hosts.mapValues(\.state)
        place(at: now, changed: changed)
        changeNames(from: names, at: now)
        facts.ownProblems["store"] = storeProblem
        log("", .configurationRead(site.hosts.count, site.areas.count), at: now)
        settle(book.configure(site: site, limits: settings.limits, at: now), at: now)
        endDroppedWindows(at: now)
        interruptions.forget { !$0.isEmpty && !isWatched($0) }
        outlets.publish(.site(site))
        // Later news of a host are told by what is different from this.
        for state in site.hosts.compactMap({ hosts[$0.id]?.state }) where before[state.id] != state { outlets.publish(.host(state)) }
        outlets.publish(.limits(hostLimits))
        outlets.publish(.engine(status))
    }

    /// A full disk refuses what is new of one host and takes what is known of the next: it is over once it is over for all.
    var storeProblem: Message? {
        // Of a thousand hosts it is the same one: each is put into words once.
        storeMishap?.message ?? standIn ?? Set(hosts.values.compactMap(\.storeProblem)).min { $0.text < $1.text }
    }

    /// One line for the journal and for all fronts; `host` is empty for Warte itself.
    func log(_ host: Host.ID, _ message: Message, at now: Moment) {
        log([HostEvent(at: now, host: host, message)])
    }

    /// What is seen of a host, which many of its target may give to see at once.
    func tell(_ host: Host, _ message: Message, at now: Moment) {
        let line = HostEvent(at: now, host: host.id, message)
        if crowd.admit(line, of: host.target, at: now) { log([line]) }
    }

    private func log(_ lines: [HostEvent]) {
        guard !lines.isEmpty else { return }
        for line in lines { events.insert(inOrder: line) }
        if events.count > Self.eventsKept * 2 { events.removeFirst(events.count - Self.eventsKept) }
        journal.record(events: lines)
        outlets.publish(.events(lines))
    }

    /// What transitions lead to. The journal is told before anybody else, and not waited for: who acts on an alarm is only told that it is
    /// done once all that was before it is written, too.
    ///
    /// Somebody who acts sees it at once. What hosts bring goes out at a pace: where a thousand are lost at once, each of their reports
    /// makes another list.
    func settle(_ transitions: [Transition], at now: Moment, isAct: Bool = false) {
        if !transitions.isEmpty { journal.record(transitions) }
        if isActing { for transition in transitions { meanwhile[transition.alarm.id] = transition } }
        announce(transitions, at: now, isAct: isAct)
    }

    /// Of what the journal has.
    func announce(_ transitions: [Transition], at now: Moment, isAct: Bool) {
        facts.ownProblems["journal"] = journal.problem
        log(
            transitions.compactMap { transition in
                let line = HostEvent(at: transition.at, host: transition.alarm.key.host, transition.line)
                // What people did is always said.
                if isAct || line.host.isEmpty || !transition.author.isEmpty { return line }
                return crowd.admit(line, of: hosts[line.host]?.host.target ?? line.host, at: now) ? line : nil
            })
        // Hosts that are watched no longer are nobody's news.
        let watched = transitions.filter { $0.alarm.key.host.isEmpty || isWatched($0.alarm.key.host) }
        if !watched.isEmpty { interruptions.take(watched, at: now) }
        guard book.revision != published, isAct || !pace.isTooSoon(at: now) else { return }
        published = book.revision
        let alarms = alarms
        pace.told(alarms.count, at: now)
        outlets.publish(.alarms(alarms))
        // Who sees a new alarm sees it counted.
        if toldStatistics?.new != book.newAlarms(at: now) { tellStatistics(at: now, isDue: true) }
    }
}
