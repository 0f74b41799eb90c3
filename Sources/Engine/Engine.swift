import Alarms
public import Feed
public import Journal
public import MetricStore
import Platform
public import Telemetry

/// The one owner of the truth: reports come in; the store, the alarms, the journal and all fronts hear of them from here, in this order.
public actor Engine {
    let wallClock: @Sendable () -> Moment
    var store: StoreWriter
    /// Why the store is not where it belongs; nil where it is.
    var standIn: Message?
    let journal: JournalWriter
    /// Where the past is read: waiting for a disk blocks.
    nonisolated let archive = OwnThreadExecutor(named: "archive")
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
    /// Since when an engine before this one may have raised what it never told.
    var untoldSince: Moment?
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
    /// By less two clocks may differ.
    static let slew = Duration.seconds(10)
    /// What comes too thick to be kept one by one.
    var crowd = Crowd()
    /// When the engine before this one heard each host last.
    var heardBefore: [Host.ID: Moment] = [:]
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
    /// How hosts are as the journal has it.
    var chronicle = Chronicle()
    /// Targets that name more than can be watched, and when that was last said.
    var nodesLeftOut: [Target.ID: Moment] = [:]
    static let leftOutPause = Duration.seconds(3600)
    /// By author.
    var refusals: [String: Allowance] = [:]
    var refusalsLeftOut: [String: Int] = [:]
    var auditsToldAt: Moment?
    /// Nothing that anybody asks for is done any more.
    var isClosed = false
    /// Commands that have begun and have no row of the audit yet, and the end, which waits for them.
    var performing = 0
    var end: CheckedContinuation<Void, Never>?
    /// Calls that wait for a turn: for the act that is being written, or for one of the same author.
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
        var redactor = Redactor(policy: settings.names)
        // Nothing waits for the engine yet.
        let remembered = journal.restore(at: now).passed(by: &redactor, at: now)
        if settings.names == .pseudonyms { journal.reword(remembered.records.map(\.alarm), remembered.maintenanceWindows) }
        self.redactor = redactor
        self.journal = JournalWriter(journal)
        isRestored = remembered.isComplete
        roster.restore(remembered.hosts)
        site = Site(name: site.name, areas: site.areas, hosts: roster.hosts(of: site.hosts))
        book = AlarmBook(site: site, limits: settings.limits)
        book.policy = settings.policy
        book.restore(
            from: remembered.records, nextID: remembered.nextID, maintenanceWindows: remembered.maintenanceWindows,
            activations: remembered.activations)
        untoldSince = Self.untold(after: remembered.events, at: now)
        interruptions.restore(remembered.records, at: now, untoldSince: untoldSince)
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
            shelveDefault: settings.shelveDefault, id: id, demo: settings.demo)
        (status.commands, status.views, status.mayCopy) = (settings.commands, settings.views, settings.mayCopy)
        status.mouse = settings.mouse
        status.language = settings.language
        hostsOf = Dictionary(grouping: site.hosts, by: \.target)
        for host in site.hosts {
            hosts[host.id] = HostRecord(host: host, answeredAt: Self.lastAnswer(of: host.id, in: store, at: now))
            hosts[host.id]?.state.engine = id
        }
        for maintenance in book.openMaintenanceWindows(at: now).sorted(by: { $0.until < $1.until }) {
            for host in site.hosts where host.id == maintenance.host || host.target == maintenance.host {
                hosts[host.id]?.state.maintenance = maintenance
                inMaintenance.insert(host.id)
            }
        }
        heardBefore = hosts.compactMapValues(\.state.answeredAt)
        heardBefore.merge(Self.lastAnswers(of: remembered.sessions, besides: hosts, in: store, at: now)) { known, _ in known }
        ledger.restore(remembered.sessions, heardAt: heardBefore)
        // What a killed engine left open: how hosts were after its last sign of life is not known.
        let heard = hosts.values.compactMap(\.state.answeredAt).max() ?? Moment(seconds: 0)
        self.journal.record(past: [.gap(PastGap(host: nil, from: heard, at: now, isOfKilledEngine: true))])
    }

    /// Hosts that are not watched now may be another site's, or come back with the next configuration: their sessions ended no later than
    /// they were heard.
    static func lastAnswers(
        of sessions: [SessionRecord], besides watched: [Host.ID: HostRecord], in history: some History, at now: Moment
    ) -> [Host.ID: Moment] {
        var out: [Host.ID: Moment] = [:]
        for id in Set(sessions.lazy.map(\.host)) where watched[id] == nil { out[id] = lastAnswer(of: id, in: history, at: now) }
        return out
    }

    /// When a host last told anything, as far as the store knows.
    static func lastAnswer(of host: Host.ID, in history: some History, at now: Moment) -> Moment? {
        history.series(of: host).filter(\.key.entity.isHost).compactMap { history.latest($0.key)?.at }.filter { $0 <= now }.max()
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
    /// Whether a line says that an engine stopped, or (false) that one began; nil where it says neither. Journals of the first version
    /// have lines and no messages: there both are English text, which is all that there is to go by.
    private static func isFarewell(_ line: HostEvent) -> Bool? {
        guard line.host.isEmpty else { return nil }
        switch line.message.id {
        case Message.engineStopped.id: return true
        case Message.engineStarted.id: return false
        case Message.line.id where line.text.hasPrefix("engine "): return line.text == Message.engineStopped().text
        default: return nil
        }
    }

    deinit { archive.stop() }

    public func connect(_ outlets: Outlets) { self.outlets = outlets }
}
