public import Alarms
public import Feed
public import MetricStore
public import Telemetry

/// All that a frame is drawn from, as the engine told it.
public struct World: Sendable {
    public var now: Moment
    public var site: Site?
    public var engine: EngineStatus?
    public var connection: Connection
    /// For how long an attached engine has given no sign; nil where it does.
    public var silence: Duration?
    public var hosts: [Host.ID: HostState]
    public var alarms: [Alarm]
    /// Whether the engine ever said which alarms there are: silence is not "none".
    public var knowsAlarms: Bool
    /// Oldest first; the last 24 h, at most `World.endsKept`.
    public var ends: [SessionEnd]
    /// Oldest first, at most `World.eventsKept`.
    public private(set) var events: [HostEvent] = []
    /// When engines started, as `events` tell.
    private(set) var engineStarts: [Moment] = []
    public var history: any History
    public var limits: LoadLimits
    /// How much the alarms ask of people, as the engine counts; nil until it said so.
    public var statistics: AlarmStatistics?
    /// Nil where it is no recording.
    var replay: ReplayState?
    /// What is not known, where it is shown as it was at a moment; nil for now.
    var past: PastLimits?
    /// The next ends and events are the first after an attach, and replace what was there.
    private var awaitsEnds = true
    /// Whether the engine ever said which sessions ended.
    public private(set) var knowsEnds = false
    private var awaitsEvents = true
    /// A clock that leaps for seconds must not empty the list.
    private var clock: BelievedClock
    /// Told and not in `alarms` yet: many come in a burst, and each would be a walk over all.
    private(set) var untold: [AlarmChanges] = []
    /// Another one whenever ends came.
    private(set) var endsRevision = 0

    /// Another one whenever a host's lists of guests and sessions may be others.
    private(set) var listsRevision = 0
    /// Another one whenever more of the newest numbers can be read, although no host reported.
    var numbersRevision = 0

    public static let endsKept = 20_000
    public static let eventsKept = 500
    static let untoldKept = 256
    static let dayMilliseconds: Int64 = 86_400_000

    public init(now: Moment) {
        self.now = now
        clock = BelievedClock(now, leap: .seconds(300))
        connection = .starting
        hosts = [:]
        alarms = []
        knowsAlarms = false
        ends = []
        history = EmptyHistory()
        limits = LoadLimits()
    }

    public mutating func apply(_ update: Update) {
        switch update {
        case .engine(let status):
            if let engine, engine.id != status.id { forgetEngine() }
            // A demo's time is the time: that it is days away from the machine's is no leap to be doubted.
            if status.demo != engine?.demo { clock = BelievedClock(now, leap: .seconds(300)) }
            engine = status
        case .site(let new):
            site = new
            let known = Set(new.hosts.map(\.id))
            hosts = hosts.filter { known.contains($0.key) }
            listsRevision += 1
        case .host(let state):
            hosts[state.id] = state
            listsRevision += 1
        case .heartbeats(let beats):
            for beat in beats { hosts[beat.host, default: HostState(id: beat.host)].take(beat) }
        case .alarms(let list):
            alarms = list
            untold = []
            knowsAlarms = true
        case .alarmChanges(let changes):
            untold.append(changes)
            // Where no picture is made for long, as on a terminal that takes nothing.
            if untold.count >= World.untoldKept { settle() }
        case .ends(let more):
            let isWhole = awaitsEnds
            if isWhole { ends = [] }
            awaitsEnds = false
            knowsEnds = true
            // As lines: what is told late happened before.
            let isLate = ends.last.map { last in more.contains { $0.at < last.at } } ?? false
            ends.append(contentsOf: more)
            if isLate { ends.sort { $0.at < $1.at } }
            endsRevision += 1
            // An engine knows itself what is of the last day; by which clock it goes, as in a demo, is told after its lists.
            forgetOldEnds(byAge: !isWhole)
        case .events(let more):
            if awaitsEvents { events = [] }
            awaitsEvents = false
            for event in more {
                // A host tells late what happened before.
                let later = events.reversed().prefix { $0.at > event.at }.count
                events.insert(event, at: events.count - later)
            }
            if events.count > World.eventsKept { events.removeFirst(events.count - World.eventsKept) }
            findEngineStarts()
        case .limits(let list): limits.hosts = LoadLimits.byMetric(list)
        case .statistics(let new): statistics = new
        case .interruption: break
        }
    }

    /// What passes here while so much passes for whoever looks: a demo's time goes faster, and so does a replay's.
    func span(of real: Duration) -> Duration { real * (replay?.speed ?? engine?.demo?.speed ?? 1) }

    /// Another engine has other hosts and other alarms under the same names and numbers.
    private mutating func forgetEngine() {
        site = nil
        hosts = [:]
        listsRevision += 1
        alarms = []
        untold = []
        knowsAlarms = false
        ends = []
        knowsEnds = false
        endsRevision += 1
        (events, engineStarts) = ([], [])
        limits = LoadLimits()
        statistics = nil
        (awaitsEnds, awaitsEvents) = (true, true)
    }

    /// The last day before that moment. Lists that are made of it have the number.
    mutating func forgetAllAfter(_ moment: Moment, number: Int) {
        let day = moment - .seconds(86_400)
        ends = ends.filter { $0.at >= day && $0.at <= moment }
        events = events.filter { $0.at <= moment }
        findEngineStarts()
        // Of its last ten minutes nothing may be missing.
        if let past, moment - .seconds(600) < past.endsSince || !wasWatched(since: moment - .seconds(600)) { knowsEnds = false }
        untold = []
        (endsRevision, listsRevision, numbersRevision) = (number << 40, number << 40, number << 40)
    }

    /// Once, whoever asks how often: each count of session ends does, in every picture.
    private mutating func findEngineStarts() {
        engineStarts = events.lazy.filter { $0.message.id == Message.engineStarted.id }.map(\.at)
    }

    /// Puts what was told of alarms since the last time into `alarms`, all at once.
    mutating func settle() {
        guard !untold.isEmpty else { return }
        var changed: [Int64: (order: Int, alarm: Alarm)] = [:]
        var gone: Set<Int64> = []
        var count = 0
        for changes in untold {
            for id in changes.gone {
                changed[id] = nil
                gone.insert(id)
            }
            for alarm in changes.changed {
                changed[alarm.id] = (changed[alarm.id]?.order ?? count, alarm)
                count += 1
            }
        }
        untold = []
        let inOrder = changed.values.sorted { $0.order < $1.order }.map(\.alarm)
        alarms = AlarmChanges(changed: inOrder, gone: Array(gone)).applied(to: alarms)
    }

    public mutating func apply(_ connection: Connection) {
        if case .lost(let reason, _) = connection, case .lost(_, let since) = self.connection {
            // It was lost once; that it still is makes it no younger.
            self.connection = .lost(reason: reason, since: since)
        } else {
            self.connection = connection
        }
        silence = nil
        if connection == .attached {
            awaitsEnds = true
            awaitsEvents = true
        }
    }

    private mutating func forgetOldEnds(byAge: Bool) {
        clock.watch(now)
        let start = clock.believed.milliseconds - World.dayMilliseconds
        // Only when enough has gathered: to drop the first of many moves all others.
        let tooMany = ends.count > World.endsKept + World.endsKept / 8
        guard tooMany || byAge && (ends.first.map { $0.at.milliseconds < start - 600_000 } ?? false) else { return }
        if tooMany { ends.removeFirst(ends.count - World.endsKept) }
        if byAge { ends.removeAll { $0.at.milliseconds < start } }
    }

    /// Two polls missed, and a half for the way: what is older is not believed.
    func isStale(_ at: Moment, of host: Host) -> Bool {
        now.milliseconds - at.milliseconds > max(host.interval.milliseconds, 1000) / 2 * 5
    }

    func measure(_ metric: Metric, of host: Host, entity: Entity = .host) -> Measure {
        guard let point = history.latest(SeriesKey(host: host.owner(of: entity), entity: entity, metric: metric)), point.value.isFinite
        else {
            return .none
        }
        return Measure(value: point.value, at: point.at, isStale: isStale(point.at, of: host))
    }
}
