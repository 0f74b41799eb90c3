import Telemetry

/// What is known of one host from look to look. No clock, no libvirt.
struct HostTracker: Sendable {
    private let host: Host.ID
    private let mayWrite: Bool
    private var rates: Rates
    private var about = GuestsAbout()
    private var pools = PoolsAbout()
    private var measuredAt: ContinuousClock.Instant?
    private var consoles = ConsoleSessions()
    private var desktops = DesktopSessions()
    /// What happened and no reading has told yet: polls that fail or come too late lose no end and no event.
    private var ends: [SessionEnd] = []
    private var events: [HostEvent] = []
    private var crashes: [GuestCrash] = []
    /// Guests of which libvirt said that they crashed, by id, until a look says whether they start with their host.
    private var failed: [String: HypervisorEvent] = [:]
    /// Which guests start with their host, as of the last look that could say so.
    private var autostart: Set<String>?
    /// Guests whose last run is known to have ended in a crash.
    private var told: Set<String> = []
    private var silence = GuestSilence()
    /// Guests that had a process when we looked last, by id: their names.
    private var active: [String: String] = [:]
    /// No events arrived since then.
    private var isUntold = false

    /// - Parameter parts: which guests tell of their parts.
    init(host: Host.ID, mayWrite: Bool, parts: PartsBook = PartsBook(limit: 0)) {
        self.host = host
        self.mayWrite = mayWrite
        rates = Rates(parts: parts)
    }

    /// The guests of whose parts numbers are wanted; nil for all, as at first.
    var tellsParts: Set<String>? { rates.parts.isEmpty || measuredAt != nil ? rates.parts.guests : nil }

    /// Whether the next look must be two, for want of anything to compare it with.
    var needsTwoSights: Bool { measuredAt == nil }

    /// `hanging`: calls that ask guests and have not come back. Nil where another connection has brought something newer.
    mutating func take(_ look: Look, hanging: Int, at now: Moment) -> Result<Reading, CollectFailure>? {
        take(look.events)
        if let loss = look.loss { lose(because: loss, at: now) }
        // A line that hung may bring what was long before what another has brought since.
        var look = look
        look.sights.removeAll { !isNews($0.at) }
        look.agents.removeAll { !isNews($0.at) }
        for answer in look.agents {
            if let users = answer.users { ends += desktops.take(users, of: answer.guest, name: answer.name, at: now, host: host) }
        }
        if !look.sights.isEmpty { about.take(look) }
        pools.take(look)
        var figures: HostFigures?
        var snapshot = Snapshot()
        for sight in look.sights {
            let (samples, guests) = rates.advance(to: sight.snapshot, after: measuredAt.map { sight.at - $0 }, at: now)
            measuredAt = sight.at
            figures = HostFigures(samples: samples, guests: guests, sessionKind: .console)
            snapshot = sight.snapshot
        }
        if let failure = look.failure { return .failure(failure) }
        guard var figures else { return nil }

        events += silence.take(look, snapshot, hanging: hanging).map { HostEvent(at: now, host: host, $0) }
        let guests = figures.guests.map { guest in
            let state = guest.state.isActive && silence.hung.contains(guest.id) ? .hung : guest.state
            return guest.with(state: state, console: consoles.kind(for: guest.id), facts: guest.facts)
        }
        about.forget(except: guests)
        figures.guests = guests.map { $0.with(state: $0.state, console: $0.console, facts: about.facts(of: $0, snapshot)) }
        figures.samples += pools.samples
        follow(figures.guests, snapshot, at: now)

        figures.sessions = consoles.sessions + desktops.sessions
        if look.tellsGraphics || mayWrite { figures.samples.append(Sample(.sessions, Double(figures.sessions.count))) }
        let memory = figures.samples.first { $0.metric == .memoryTotal && $0.entity == .host }
        figures.inventory = Inventory(
            product: look.product, version: look.version, processors: snapshot.processorCount > 0 ? snapshot.processorCount : nil,
            memory: memory.flatMap { UInt64(exactly: $0.value) }, storages: pools.pools, gaps: gaps(look))
        figures.crashes = crashes
        let reading = Reading(figures, ends: ends, events: events)
        ends = []
        events = []
        crashes = []
        return .success(reading)
    }

    /// Whether it was asked for after what was measured last.
    private func isNews(_ asked: ContinuousClock.Instant) -> Bool { measuredAt.map { asked > $0 } ?? true }

    /// Events that were heard while no poll succeeds: they are reported now, and do not pile up.
    mutating func aside() -> Aside {
        defer { (ends, events) = ([], []) }
        return Aside(ends: ends, events: events)
    }

    /// What no reading will tell any more. Which guests start with their host is as of the last look.
    mutating func lastWords(_ batch: [HypervisorEvent]) -> Aside {
        take(batch)
        conclude(failed.values, autostart: autostart)
        failed = [:]
        defer { crashes = [] }
        var words = aside()
        if !crashes.isEmpty { words.crashes = [host: crashes] }
        return words
    }

    private mutating func conclude(_ events: some Sequence<HypervisorEvent>, autostart: Set<String>?) {
        for event in events.sorted(by: { ($0.at, $0.guest) < ($1.at, $1.guest) }) {
            crashes.append(
                GuestCrash(
                    at: event.at, guest: event.guest, name: event.name, isAutostarted: autostart?.contains(event.guest) ?? false,
                    evidence: .raw(event.text)))
        }
    }

    private func gaps(_ look: Look) -> [Inventory.Gap] {
        var gaps: [Inventory.Gap] = []
        if let problem = look.kvmProblem { gaps.append(.init(figure: .figureKVM(), reason: problem)) }
        if rates.withoutParts > 0 {
            gaps.append(.init(figure: .numbersOfParts(), reason: .libvirtPartsLeftOut(rates.withoutParts)))
        }
        if look.isReadOnly { gaps.append(.init(figure: .answersOfAgents(), reason: .libvirtReadOnly())) }
        if let reason = pools.problem { gaps.append(.init(figure: .storagePools(), reason: reason)) }
        return gaps
    }

    /// A reading that nobody waited for: its ends and events go into the next one.
    mutating func takeBack(_ reading: Reading) {
        ends = reading.ends + ends
        events = reading.events + events
        crashes = reading.hosts.flatMap { (try? $0.outcome.get())?.crashes ?? [] } + crashes
    }

    private mutating func take(_ batch: [HypervisorEvent]) {
        for event in batch {
            ends += consoles.take(event, host: host)
            guard case .lifecycle(let type, let detail) = event.what else { continue }
            if type == LifecycleWords.started {
                active[event.guest] = event.name
                told.remove(event.guest)
            }
            if type == LifecycleWords.stopped || type == LifecycleWords.crashed { active[event.guest] = nil }
            // A guest whose system panicked is stopped after that: one crash, told by two events.
            if LifecycleWords.isFailure(type: type, detail: detail), told.insert(event.guest).inserted { failed[event.guest] = event }
        }
        events += LifecycleWords.lines(batch).map { HostEvent(at: $0.event.at, host: host, $0.message, isKnown: true) }
    }

    private mutating func lose(because loss: Message, at now: Moment) {
        rates = Rates(parts: rates.parts)
        measuredAt = nil
        isUntold = true
        ends += consoles.lose(because: loss, at: now, host: host) + desktops.lose(because: loss, at: now, host: host)
        events.append(HostEvent(at: now, host: host, loss))
    }

    /// Draws the conclusions from who runs and who does not.
    private mutating func follow(_ guests: [Guest], _ snapshot: Snapshot, at now: Moment) {
        let running = Set(guests.filter(\.state.isRunning).map(\.id))
        let there = Dictionary(
            guests.filter(\.state.isActive).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let crashed = Set(guests.filter { $0.state == .crashed }.map(\.id)).union(failed.keys)
        autostart = snapshot.autostart ?? autostart
        conclude(failed.values, autostart: snapshot.autostart)
        failed = [:]
        if isUntold { tellStops(snapshot, there: there, crashed: crashed, at: now) }
        isUntold = false
        active = there
        told.subtract(there.keys)
        ends += consoles.compare(running: Set(there.keys), failed: crashed, at: now, host: host)
        ends += desktops.compare(running: running, failed: crashed, at: now, host: host)
    }

    /// What no event told: guests that ran before libvirt was away, and do not after it.
    private mutating func tellStops(_ snapshot: Snapshot, there: [String: String], crashed: Set<String>, at now: Moment) {
        for (id, name) in active.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) where there[id] == nil {
            let record = snapshot.guests.first { $0.id == id }
            let reason = record.map { LifecycleWords.reasonForOff($0.parameters.count("state.reason") ?? 0) } ?? .offGone()
            let message = Message.guestStoppedUnseen(name, reason)
            events.append(HostEvent(at: now, host: host, message, isKnown: true))
            guard crashed.contains(id), told.insert(id).inserted else { continue }
            crashes.append(
                GuestCrash(
                    at: now, guest: id, name: name, isAutostarted: snapshot.autostart?.contains(id) ?? false,
                    evidence: message))
        }
    }
}

extension Guest {
    fileprivate func with(state: State, console: String?, facts: GuestFacts) -> Guest {
        Guest(
            id: id, name: name, state: state, vCPUs: vCPUs, memoryMaximum: memoryMaximum, memoryView: memoryView, console: console,
            facts: facts)
    }
}
