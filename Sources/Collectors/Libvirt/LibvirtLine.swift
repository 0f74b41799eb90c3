import CLibvirt
import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// One connection. All its calls run on one thread of its own, because any of them may block for ever.
actor LibvirtLine {
    /// What can be said of a line while its thread is inside a call.
    private struct Outside {
        var guestsSince: ContinuousClock.Instant?
        var asksPools = false
        var isLost = false
    }
    private nonisolated let outside = Mutex(Outside())
    private let executor = OwnThreadExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let deadline: Duration
    private let options: ConnectionOptions
    private let agents: GuestAgents
    private let pools: StoragePools
    private let events: EventQueue
    private var texts = GuestTexts()
    private var jobs = GuestJobs()
    private var connection: OpaquePointer?
    private var listener: EventListener?
    private var registrations: Registrations?
    /// When the look that goes on began.
    private var begun = ContinuousClock.now
    private var product = (name: "", version: "")
    private var kvmProblem: Message?
    /// It may not ask agents, whatever the configuration says.
    private var isReadOnly = false
    private var knowsNoWait = true
    /// Guests that gave less at the look before, however often they were asked.
    private var givingLess: Set<String> = []
    private var kinds: (autostart: Set<String>?, persistent: Set<String>?, until: ContinuousClock.Instant)?

    init(options: ConnectionOptions, deadline: Duration, agents: GuestAgents, pools: StoragePools, events: EventQueue) {
        self.options = options
        self.deadline = deadline
        self.agents = agents
        self.pools = pools
        self.events = events
    }

    /// Since when a call is out that asks the guests' own monitors and agents; nil while none is.
    nonisolated var guestsSince: ContinuousClock.Instant? { outside.withLock(\.guestsSince) }
    /// Whether that call is one for the storage pools: no guest holds it up.
    nonisolated var asksPools: Bool { outside.withLock(\.asksPools) }
    /// Whether a call passed its deadline and has not come back.
    nonisolated var isLost: Bool { outside.withLock(\.isLost) }
    /// Whether that was changed by this.
    nonisolated func setLost(_ isLost: Bool) -> Bool {
        outside.withLock { outside in
            defer { outside.isLost = isLost }
            return outside.isLost != isLost
        }
    }

    /// `tellsParts`: the guests of whose parts numbers are told; nil for all.
    func look(asksMonitors: Bool, tellsParts: Set<String>? = nil, pause: Duration?) -> Look {
        begun = .now
        var look = Look(asksMonitors: asksMonitors)
        let (news, count) = events.look()
        look.heard = count
        for event in news { heed(event) }
        if let reason = listener?.closing {
            look.loss = .libvirtLost(reason)
            disconnect()
        }
        do throws(CollectFailure) {
            let connection = try connected()
            if let pause {
                try take(connection, tellsParts, into: &look)
                usleep(UInt32(clamping: pause.milliseconds * 1000))
            }
            try take(connection, tellsParts, into: &look)
            look.kvmProblem = kvmProblem
            look.isReadOnly = isReadOnly
            look.silenceOfPools = pools.silence(longerThan: Self.patienceWithPools)
            look.tellsGraphics = registrations?.graphics ?? false
            (look.product, look.version) = product
        } catch {
            look.failure = error
        }
        look.isOpen = connection != nil
        return look
    }

    /// A question for the pools that is out for longer is told.
    private static let patienceWithPools = Duration.seconds(10)

    /// What was asked long ago may be otherwise now.
    private func heed(_ event: HypervisorEvent) {
        switch event.what {
        case .agent(connected: true): agents.retry(event.guest)
        case .lifecycle(LifecycleWords.defined, _):
            texts.retry(event.guest)
            kinds = nil
        case .lifecycle(LifecycleWords.undefined, _): kinds = nil
        case .lifecycle, .agent, .graphics: break
        }
    }

    /// Also ends the thread.
    func end() {
        disconnect()
        executor.stop()
    }

    private func disconnect() {
        guard let connection else { return }
        if let registrations { unregisterEvents(registrations, on: connection) }
        registrations = nil
        if let listener { events.leave(listener) }
        listener = nil
        virConnectClose(connection)
        self.connection = nil
        isReadOnly = false
        kinds = nil
    }

    private func connected() throws(CollectFailure) -> OpaquePointer {
        if let connection { return connection }
        LibvirtLibrary.start()
        let new = try options.open()
        connection = new
        // Local drivers need and know no keep-alive. A remote one is given up 5 x (3 + 1) seconds after it fell silent.
        virConnectSetKeepAlive(new, 5, 3)
        let listener = EventListener(events)
        registrations = registerEvents(on: new, for: listener)
        events.hear(listener)
        self.listener = listener
        product = describe(new)
        kvmProblem = Queries.kvmProblem(new)
        return new
    }

    private func describe(_ connection: OpaquePointer) -> (name: String, version: String) {
        let kind = virConnectGetType(connection).map { String(cString: $0).lowercased() } ?? "libvirt"
        var version: UInt = 0
        guard virConnectGetLibVersion(connection, &version) == 0 else { return (kind, "") }
        return ("\(kind) · libvirt", "\(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)")
    }

    /// One look at everything that has a number.
    private func take(_ connection: OpaquePointer, _ tellsParts: Set<String>?, into look: inout Look) throws(CollectFailure) {
        var snapshot = Snapshot()
        snapshot.processors = Queries.processors(connection) ?? TypedParameters()
        snapshot.memory = Queries.memory(connection) ?? TypedParameters()
        var node = virNodeInfo()
        if virNodeGetInfo(connection, &node) == 0 { snapshot.processorCount = Int(clamping: node.cpus) }
        (snapshot.autostart, snapshot.persistent) = kindsOfGuests(connection)
        // From here on a guest, or a pool's file server, may hold up the call: then another connection takes over.
        let at = goOn()
        defer { outside.withLock { ($0.guestsSince, $0.asksPools) = (nil, false) } }
        snapshot.guests = try guests(connection, tellsParts, into: &look)
        look.sights.append(Look.Sight(snapshot: snapshot, at: at))
        guard pools.takeTurn() else { return }
        look.poolsAskedAt = goOn(toPools: true)
        look.pools = pools.ask(connection)
    }

    /// What was asked has answered: what comes next has time of its own.
    @discardableResult
    private func goOn(toPools: Bool = false) -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        outside.withLock { ($0.guestsSince, $0.asksPools) = (now, toPools) }
        return now
    }

    private func guests(
        _ connection: OpaquePointer, _ tellsParts: Set<String>?, into look: inout Look
    ) throws(CollectFailure) -> [GuestRecord] {
        let begun = ContinuousClock.now
        var list = Queries.guests(connection, waiting: !knowsNoWait, monitors: look.asksMonitors)
        if list == nil, knowsNoWait, LibvirtError.last().isUnknownFlag {
            knowsNoWait = false
            list = Queries.guests(connection, waiting: true, monitors: look.asksMonitors)
        }
        if let list {
            defer { virDomainStatsRecordListFree(list.baseAddress) }
            look.guestsTook = .now - begun
            var records = list.compactMap { $0.flatMap { Queries.record($0, mayAsk: look.asksMonitors, tellsParts: tellsParts) } }
            if look.asksMonitors, knowsNoWait, product.name.hasPrefix("qemu") { askAgain(list, &records, tellsParts) }
            askMore(list, records, into: &look)
            return records
        }
        let error = LibvirtError.last()
        if error.isUnsupported, let records = Queries.guestsOneByOne(connection) { return records }
        let failure = error.failure(asked: "\(options.name): virConnectGetAllDomainStats", after: deadline)
        if virConnectIsAlive(connection) != 1 {
            look.loss = .libvirtLost(error.reason)
            look.heard = events.look().count
            disconnect()
        }
        throw failure
    }

    /// Guests that gave less because another client held their monitor: that lasts some milliseconds.
    private func askAgain(
        _ list: UnsafeMutableBufferPointer<virDomainStatsRecordPtr?>, _ records: inout [GuestRecord], _ tellsParts: Set<String>?
    ) {
        let before = givingLess
        givingLess = []
        let end = ContinuousClock.now + deadline / 10
        var pause: UInt32 = 2
        while true {
            let less = Set(records.filter(\.givesLess).map(\.id))
            // A guest that gave less the last time, too, hangs or is busy for longer.
            guard !less.isSubset(of: before), ContinuousClock.now < end else {
                givingLess = less
                return
            }
            let domains = list.compactMap { $0?.pointee.dom }.filter { domain in guestName(domain).map { less.contains($0.id) } ?? false }
            usleep(pause * 1000)
            pause = min(pause * 2, 32)
            guard let again = Queries.guests(domains) else { return }
            defer { virDomainStatsRecordListFree(again.baseAddress) }
            for case let statistics? in again {
                guard let record = Queries.record(statistics, mayAsk: true, tellsParts: tellsParts), !record.givesLess,
                    let index = records.firstIndex(where: { $0.id == record.id })
                else { continue }
                records[index] = record
            }
        }
    }

    /// What is a call for each guest: for a share of what the poll may take, and who was left out comes next time.
    private func askMore(
        _ list: UnsafeMutableBufferPointer<virDomainStatsRecordPtr?>, _ records: [GuestRecord], into look: inout Look
    ) {
        var domains: [String: OpaquePointer] = [:]
        for case let statistics? in list {
            if let domain = statistics.pointee.dom, let guest = guestName(domain) { domains[guest.id] = domain }
        }
        askTexts(domains, into: &look)
        guard look.asksMonitors else { return }
        goOn()
        askJobs(domains, records, into: &look)
        goOn()
        if options.mayWrite, !isReadOnly { askAgents(domains, records.filter(\.isRunning), into: &look) }
    }

    private func askTexts(_ domains: [String: OpaquePointer], into look: inout Look) {
        let end = ContinuousClock.now + deadline / 10
        texts.forget(except: Set(domains.keys))
        for (id, domain) in domains where texts.isDue(id) {
            if ContinuousClock.now >= end { break }
            texts.ask(domain, guest: id)
            look.texts[id] = texts.texts(of: id)
        }
    }

    /// Guests whose monitors have just answered: the question waits for the monitor, too.
    private func askJobs(_ domains: [String: OpaquePointer], _ records: [GuestRecord], into look: inout Look) {
        let answering = records.filter { Guest.State(libvirt: $0.parameters).isActive && $0.parameters.number("balloon.rss") != nil }
        let turn = jobs.takeTurn(answering.map(\.id), suspected: Set(answering.filter(\.isInTransit).map(\.id)))
        let end = ContinuousClock.now + deadline / 10
        for (id, isTurn) in turn.urgent.map({ ($0, false) }) + turn.turn.map({ ($0, true) }) {
            if ContinuousClock.now >= end { break }
            if isTurn { jobs.pass(id) }
            if let domain = domains[id] { jobs.ask(domain, guest: id) }
        }
        look.jobs = jobs.running
    }

    private func askAgents(_ domains: [String: OpaquePointer], _ running: [GuestRecord], into look: inout Look) {
        agents.forget(except: Set(running.map(\.id)))
        // Whatever they do, the host's numbers come in time.
        let found = agents.ask(running, until: min(.now + deadline / 3, begun + deadline * 3 / 5)) { guest in
            domains[guest.id].map { domain in
                { kind in
                    self.goOn()
                    return GuestAgents.call(domain, kind)
                }
            }
        }
        look.agents += found.answers
        isReadOnly = found.isReadOnly
    }

    /// Guests that start with their host, and guests that stay when they are off. Asked seldom: each is one more call, and it hardly ever
    /// changes.
    private func kindsOfGuests(_ connection: OpaquePointer) -> (Set<String>?, Set<String>?) {
        if let kinds, kinds.until > .now { return (kinds.autostart, kinds.persistent) }
        let autostart = Queries.ids(connection, VIR_CONNECT_LIST_DOMAINS_AUTOSTART)
        let persistent = Queries.ids(connection, VIR_CONNECT_LIST_DOMAINS_PERSISTENT)
        kinds = (autostart, persistent, .now + .seconds(60))
        return (autostart, persistent)
    }
}
