import Alarms
import Feed
import MetricStore
import Telemetry

/// What the screens know of one host, gathered when something of it changed.
struct HostRow: Sendable {
    struct Waiting: Hashable, Sendable {
        let host: Host.ID
        /// The guest's id.
        let id: String
        let guest: String
        let wait: Double
        let cpu: Double?
        /// The host is silent since.
        var isOld = false
        var identity: GuestIdentity { GuestIdentity(host: host, guest: id) }
    }

    let host: Host
    var state: HostState?
    var cpu = Measure.none
    var wait = Measure.none
    var memory = Measure.none
    var pressure = Measure.none
    var sessions = Measure.none
    var sessionLimit: Int?
    var counts = SessionTotals.Counts([])
    /// The highest CPU of each half hour of the last day, oldest first; of sessions where no CPU is measured.
    var trend: [Double?] = []
    var trendIsSessions = false
    /// The guests that wait longest for a CPU, worst first, as it was when the host reported; and whether it was measured of any.
    var waiting: [Waiting] = []
    private(set) var measuresWaiting = false
    /// The first of this host's alarms in reading order, and how many are open.
    var alarm: Alarm?
    var openAlarms = 0
    /// No answer for so long that its numbers are not believed.
    var isSilent = false
    /// Of the past, and how it was then is not kept.
    private(set) var isUnknown = false
    /// How much this host wants to be looked at: open alarms first, then silence, then how near it is to its limits.
    private(set) var urgency = 0.0
    /// Changes whenever the host reports: lists made of it have to be made anew.
    private(set) var told = 0
    private var trendMinute: Int64 = -1

    init(host: Host) { self.host = host }

    static let trendColumns = 48
    static let waitingKept = 12

    /// Sessions that are counted and not listed.
    var unlisted: Int { state?.unlisted?.count ?? 0 }
    var failure: String? { state?.failure?.text }

    /// The maintenance window it is in; nil where it is in none.
    func maintenance(at now: Moment) -> MaintenanceWindow? { state?.maintenance.flatMap { $0.isActive(at: now) ? $0 : nil } }

    /// Whether one of its gauges has a number of that time, as far as the newest ones tell.
    func isMeasured(since start: Moment) -> Bool {
        [cpu, wait, memory, sessions].contains { $0.at.map { $0 >= start } ?? false }
    }

    /// `stale 74 s`, or that nothing ever came.
    func silence(at now: Moment) -> String {
        if isUnknown { return localized("not kept") }
        guard let answered = state?.answeredAt else { return state?.failure == nil ? Measure.noneYet : localized("never answered") }
        return localized("stale \(Numbers.age(now - answered))")
    }

    /// The same, and for less room with a shorter word where the language has one, and without any: of what is hatched an age is enough.
    func silences(at now: Moment) -> [String] {
        guard !isUnknown, let answered = state?.answeredAt else { return [silence(at: now)] }
        let age = Numbers.age(now - answered)
        return [silence(at: now), localized("stale \(age)", "short"), age]
    }

    /// Whether time alone can change what is known of it: not where it has just answered, nor where it is silent already.
    func changesWithTime(at now: Moment) -> Bool {
        guard now.seconds / 60 == trendMinute else { return true }
        guard let answered = state?.answeredAt, !isSilent else { return false }
        return now - answered >= host.interval * 2
    }

    /// `told` is nil where only time went by.
    mutating func refresh(from world: World, told: Int?) {
        state = world.hosts[host.id]
        isUnknown = world.past?.unknown.contains(host.id) ?? false
        cpu = world.measure(.cpu, of: host)
        wait = world.measure(.cpuWait, of: host)
        memory = world.measure(.memory, of: host)
        pressure = world.measure(.pressureCPU, of: host)
        sessions = world.measure(.sessions, of: host)
        // Who answers and no longer tells it is asked for it no longer: what it once was is no number of this host.
        if sessions.isStale, let at = sessions.at, let answered = state?.answeredAt, !world.isStale(answered, of: host),
            answered - at > host.interval * 3
        {
            sessions = .none
        }
        // None listed and no number: not known is not none.
        if sessions.value == nil, world.areSessionsKept, let state, !state.sessions.isEmpty, let answered = state.answeredAt {
            let count = state.sessions.count + (state.unlisted?.count ?? 0)
            sessions = Measure(value: Double(count), at: answered, isStale: world.isStale(answered, of: host))
        }
        // The smaller one is what runs out first, as the rule has it.
        sessionLimit = [state?.sessionLimit, host.sessionLimit].compactMap { $0 }.filter { $0 > 0 }.min()
        isSilent = state?.answeredAt.map { world.isStale($0, of: host) } ?? (state?.failure != nil)
        if let told {
            self.told = told
            findWaiting(in: world)
            counts = SessionTotals.Counts(world.areSessionsKept ? state?.sessions ?? [] : [], unlisted: state?.unlisted)
        }
        let minute = world.now.seconds / 60
        if minute != trendMinute {
            trendMinute = minute
            findTrend(in: world)
        }
    }

    /// The store was opened again: what was read of it is read anew.
    mutating func forgetTrend() { trendMinute = -1 }

    private mutating func findTrend(in world: World) {
        trendIsSessions = cpu.value == nil
        let key = SeriesKey(host: host.id, entity: .host, metric: trendIsSessions ? .sessions : .cpu)
        trend = world.history.span(
            key, from: world.now - .seconds(86_400), to: world.now, columns: HostRow.trendColumns
        ).map { $0?.maximum }
    }

    private mutating func findWaiting(in world: World) {
        (waiting, measuresWaiting) = ([], false)
        for guest in state?.guests ?? [] where guest.state.isRunning {
            let entity = Entity.guest(guest.id)
            let wait = world.measure(.guestWait, of: host, entity: entity)
            guard let value = wait.value, !wait.isStale else { continue }
            measuresWaiting = true
            guard value > 0 else { continue }
            if waiting.count == HostRow.waitingKept, let last = waiting.last, last.wait >= value { continue }
            let cpu = world.measure(.guestCPU, of: host, entity: entity).value
            let index = waiting.firstIndex { $0.wait < value } ?? waiting.count
            waiting.insert(Waiting(host: host.id, id: guest.id, guest: guest.name, wait: value, cpu: cpu), at: index)
            if waiting.count > HostRow.waitingKept { waiting.removeLast() }
        }
    }

    mutating func judge(by limits: LoadLimits, at now: Moment) { urgency = urgency(limits, at: now) }

    private func urgency(_ limits: LoadLimits, at now: Moment) -> Double {
        // An operator works on it already.
        if maintenance(at: now) != nil { return 0 }
        var sum = 0.0
        if let alarm {
            switch alarm.standing {
            case .open: sum += alarm.severity == .critical ? 1000 : 500
            case .acknowledged: sum += 100
            case .returned: sum += 50
            case .shelved, .suppressed, .inMaintenance: break
            }
            sum += Double(min(openAlarms, 40))
        }
        if isSilent { sum += 300 }
        func near(_ measure: Measure, _ metric: Metric) -> Double {
            guard let value = measure.value, !measure.isStale else { return 0 }
            let pair = limits.pair(metric, on: host.id)
            guard let limit = pair.critical ?? pair.warning, limit > 0 else { return 0 }
            return min(value / limit, 2)
        }
        var share = Measure.none
        if let limit = sessionLimit, limit > 0, let count = sessions.value {
            share = Measure(value: count / Double(limit) * 100, at: sessions.at, isStale: sessions.isStale)
        }
        return sum + 10 * max(near(cpu, .cpu), near(wait, .cpuWait), near(memory, .memory), near(share, .sessions))
    }
}
