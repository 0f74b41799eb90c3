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
        public var notice: String
        /// As in `EngineStatus`.
        public var configurationPath: String
        public var theme: String
        public var graphs: String
        public init(
            site: Site, limits: ThresholdBook = ThresholdBook(), names: NamePolicy = .pseudonyms,
            acknowledgementLasts: Duration = .seconds(8 * 3600),
            longestShelf: (warning: Duration, critical: Duration) = (.seconds(24 * 3600), .seconds(8 * 3600)),
            shelveDefault: Duration = .seconds(3600),
            retention: Journal.Retention = Journal.Retention(), maintenance: [MaintenanceWindow] = [], mayReveal: Bool = false,
            notice: String = "", configurationPath: String = "", theme: String = "", graphs: String = ""
        ) {
            self.site = site
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
    var standIn: String?
    let journal: JournalWriter
    /// Where the past is read: waiting for a disk blocks.
    nonisolated let archive = DispatchQueue(label: "archive")
    nonisolated let archivePath: String
    nonisolated let past = PastReader()
    var settings: Settings
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
    var storeMishap: (text: String, until: Moment)?
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
    var silencesSaid: [AlarmKey: String]?
    /// Sessions as the journal has them.
    var ledger = SessionLedger()
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
        settings: Settings, store: StoreWriter, storePath: String, storeProblem: String? = nil, journal: sending Journal, version: String,
        id: EngineID = .unknown, wallClock: @escaping @Sendable () -> Moment
    ) {
        let now = wallClock()
        self.settings = settings
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
        book = AlarmBook(site: settings.site, limits: settings.limits)
        book.policy = settings.policy
        book.restore(
            from: remembered.records, nextID: remembered.nextID, maintenanceWindows: remembered.maintenanceWindows,
            activations: remembered.activations)
        interruptions.restore(remembered.records, at: now, untoldSince: Self.untold(after: remembered.events, at: now))
        interruptions.forget { !$0.isEmpty && settings.site.host($0) == nil }
        events = remembered.events
        facts = RuleFacts(
            history: store, ends: remembered.ends.filter { $0.at <= now }, untested: ["store"],
            peopleKnownSince: settings.names == .pseudonyms ? now : nil)
        endsAhead = remembered.ends.filter { $0.at > now }
        endCounts = EndCounts(of: facts.ends)
        facts.ownProblems["store"] = storeProblem
        status = EngineStatus(
            version: version, startedAt: now, viewers: 0, notice: settings.notice, storePath: storePath,
            configurationPath: settings.configurationPath, theme: settings.theme, graphs: settings.graphs, mayReveal: settings.mayReveal,
            shelveDefault: settings.shelveDefault, id: id)
        for host in settings.site.hosts {
            hosts[host.id] = HostRecord(host: host, answeredAt: Self.lastAnswer(of: host, in: store, at: now))
            hosts[host.id]?.state.engine = id
        }
        inMaintenance = Set(book.openMaintenanceWindows(at: now).map(\.host))
        for maintenance in book.openMaintenanceWindows(at: now).sorted(by: { $0.until < $1.until }) {
            hosts[maintenance.host]?.state.maintenance = maintenance
        }
        ledger.restore(remembered.sessions)
        self.journal.record(sessions: ledger.close({ settings.site.host($0) == nil }, at: now))
    }

    /// When a host last told anything, as far as the store knows.
    private static func lastAnswer(of host: Host, in history: some History, at now: Moment) -> Moment? {
        history.series(of: host.id).filter(\.key.entity.isHost).compactMap { history.latest($0.key)?.at }.filter { $0 <= now }.max()
    }

    /// Since when an engine that was killed may have raised what it never told: it gathers for some seconds. Nil after one that said goodbye.
    /// Lines that a clock dated ahead say nothing of it.
    static func untold(after lines: [HostEvent], at now: Moment) -> Moment? {
        let lines = lines.reversed().drop { $0.at > now }
        guard let newest = lines.first, lines.first(where: { $0.host.isEmpty && $0.text.hasPrefix("engine ") })?.text != farewell else {
            return nil
        }
        return newest.at - Interruptions.longestGathering - .seconds(2)
    }
    static let farewell = "engine stopped"

    /// The store in its place again: what was kept elsewhere meanwhile is let go.
    public func use(_ store: StoreWriter, path: String) {
        self.store = store
        facts.history = store
        standIn = nil
        facts.ownProblems["store"] = storeProblem
        status.storePath = path
        log("", "numbers are kept in \(path) again", at: wallClock())
        outlets.publish(.engine(status))
    }

    public func connect(_ outlets: Outlets) { self.outlets = outlets }

    /// Another configuration. What was measured, raised and acknowledged stays; hosts that are gone take their alarms along.
    public func apply(_ settings: Settings) {
        let now = wallClock()
        let names = self.settings.names
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
        // Who is asked otherwise may say nothing of sessions any more: those that last are told again.
        let changed = Set(settings.site.hosts.filter { host in hosts[host.id].map { $0.host != host } ?? false }.map(\.id))
        var kept: [Host.ID: HostRecord] = [:]
        for host in settings.site.hosts {
            kept[host.id] =
                hosts[host.id].map { HostRecord(host: host, keeping: $0) }
                ?? HostRecord(host: host, answeredAt: Self.lastAnswer(of: host, in: store, at: now))
            kept[host.id]?.state.engine = status.id
        }
        // Later news of a host are told by what is different from this.
        let other = settings.site.hosts.compactMap { kept[$0.id]?.state }.filter { hosts[$0.id]?.state != $0 }
        hosts = kept
        facts.hosts = facts.hosts.filter { kept[$0.key] != nil }
        // What was left out of those that go is said before they do.
        tellCrowd(at: now, isLast: true)
        crowd.keep { kept[$0] != nil }
        journal.record(sessions: ledger.close({ kept[$0] == nil || changed.contains($0) }, at: now))
        changeNames(from: names, at: now)
        facts.ownProblems["store"] = storeProblem
        log(
            "", "configuration read: \(counted(settings.site.hosts.count, "host")) in \(counted(settings.site.areas.count, "area"))",
            at: now)
        settle(book.configure(site: settings.site, limits: settings.limits, at: now), at: now)
        endDroppedWindows(at: now)
        interruptions.forget { !$0.isEmpty && settings.site.host($0) == nil }
        outlets.publish(.site(settings.site))
        for state in other { outlets.publish(.host(hosts[state.id]?.state ?? state)) }
        outlets.publish(.limits(hostLimits))
        outlets.publish(.engine(status))
    }

    /// One poll's end.
    public func take(_ report: Report, pause: Duration) {
        guard var record = hosts[report.host] else { return }
        let before = record.state
        let next = report.at + pause
        switch report.outcome {
        case .success(let raw):
            var reading = redactor.pass(raw, at: report.at)
            tellAhead(of: report.host, reading.bringForward(to: report.at), &record, at: report.at)
            recognise(redactor.pseudonyms.takeRenamed(), at: report.at)
            if record.missedPolls > 0 {
                log(report.host, "answers again after \(counted(record.missedPolls, "failed poll"))", at: report.at)
            }
            record.take(reading, at: report.at, next: next)
            record.storeProblem = keep(reading, of: record.host, at: report.at)
            facts.untested.remove("store")
            for event in crowd.admit(reading.events, at: report.at) { log(event.host, event.text, at: event.at) }
            remember(crowd.admit(reading.ends, at: report.at), at: report.at)
            // Who lists nobody may keep no list.
            if record.knowsSessions {
                journal.record(sessions: ledger.take(reading.sessions, ends: reading.ends, of: record.host, at: report.at))
            }
        case .failure(let raw):
            let failure = redactor.pass(raw, at: report.at)
            for event in crowd.admit(redactor.pass(report.aside.events, at: report.at), at: report.at) {
                log(event.host, event.text, at: event.at)
            }
            let ends = redactor.pass(report.aside.ends, at: report.at)
            ledger.hear(ends, of: report.host)
            remember(crowd.admit(ends, at: report.at), at: report.at)
            if record.take(failure, at: report.at, next: next) { log(report.host, "poll failed: \(failure.text)", at: report.at) }
        }
        hosts[report.host] = record
        if record.storeProblem != nil || facts.ownProblems["store"] != nil { facts.ownProblems["store"] = storeProblem }
        facts.hosts[report.host] = record.facts
        if repeats.isToTell(record.state, after: before, at: report.at) { outlets.publish(record.state.news(after: before)) }
        settle(book.evaluate(facts, hosts: [report.host], at: report.at), at: report.at)
        if !record.crashes.isEmpty {
            hosts[report.host]?.crashes = []
            facts.hosts[report.host]?.crashes = []
        }
    }

    /// Said once, until the clock is right again.
    private func tellAhead(of host: Host.ID, _ ahead: Duration, _ record: inout HostRecord, at now: Moment) {
        let isAhead = ahead >= .seconds(5)
        if isAhead, !record.isAhead {
            log(host, "its clock is \(ahead.components.seconds) s ahead; what it tells is dated by its arrival", at: now)
        }
        record.isAhead = isAhead
    }

    /// Why not all of it could be kept; nil where it was.
    private func keep(_ reading: Reading, of host: Host, at now: Moment) -> String? {
        store.note(guests: reading.guests.map(\.id), of: host.id)
        do throws(StoreProblem) {
            try store.append(reading.samples, host: host.id, at: now, interval: host.interval)
            return nil
        } catch {
            return error.text
        }
    }

    /// A full disk refuses what is new of one host and takes what is known of the next: it is over once it is over for all.
    var storeProblem: String? { storeMishap?.text ?? standIn ?? hosts.values.compactMap(\.storeProblem).min() }

    /// After midnight people have other pseudonyms. Those who were lost within the last hour are known by the new ones, in memory alone:
    /// else nobody of them could be seen to come back.
    private func recognise(_ renamed: [String: String], at now: Moment) {
        guard !renamed.isEmpty else { return }
        for index in facts.ends.indices.reversed() {
            if facts.ends[index].at < now - .seconds(3600) { break }
            if let name = renamed[facts.ends[index].user] { facts.ends[index] = facts.ends[index].with(user: name) }
        }
    }

    private func remember(_ ends: [SessionEnd], at now: Moment) {
        guard !ends.isEmpty else { return }
        // More than fit are on disk alone; fronts keep no more either.
        crowd.count(facts.ends.insert(ends, counted: &endCounts))
        journal.record(ends: ends)
        // No line beside them: fronts show ends among the lines of the journal.
        outlets.publish(.ends(ends))
    }

    /// One line for the journal and for all fronts; `host` is empty for Warte itself.
    func log(_ host: Host.ID, _ text: String, at now: Moment) {
        log([HostEvent(at: now, host: host, text: text)])
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
        log(transitions.map { HostEvent(at: $0.at, host: $0.alarm.key.host, text: $0.line) })
        // Hosts that are watched no longer are nobody's news.
        let watched = transitions.filter { $0.alarm.key.host.isEmpty || hosts[$0.alarm.key.host] != nil }
        if !watched.isEmpty { interruptions.take(watched, at: now) }
        guard book.revision != published, isAct || !pace.isTooSoon(at: now) else { return }
        published = book.revision
        let alarms = alarms
        pace.told(alarms.count, at: now)
        outlets.publish(.alarms(alarms))
    }
}
