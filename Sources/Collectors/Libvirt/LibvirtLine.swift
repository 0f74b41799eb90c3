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
        var isLost = false
        var mailbox = EventQueue()
    }
    private nonisolated let outside = Mutex(Outside())
    private let executor = OwnThreadExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let deadline: Duration
    private let options: ConnectionOptions
    private let agents: GuestAgents
    private var connection: OpaquePointer?
    private var registrations: Registrations?
    private var openedAt: Moment?
    private var product = (name: "", version: "")
    private var knowsNoWait = true
    private var autostart: (guests: Set<String>, until: ContinuousClock.Instant)?

    init(options: ConnectionOptions, deadline: Duration, agents: GuestAgents) {
        self.options = options
        self.deadline = deadline
        self.agents = agents
    }

    /// Since when a call is out that asks the guests' own monitors and agents; nil while none is.
    nonisolated var guestsSince: ContinuousClock.Instant? { outside.withLock(\.guestsSince) }
    /// Whether a call passed its deadline and has not come back.
    nonisolated var isLost: Bool { outside.withLock(\.isLost) }
    /// Whether that was changed by this.
    nonisolated func setLost(_ isLost: Bool) -> Bool {
        outside.withLock { outside in
            defer { outside.isLost = isLost }
            return outside.isLost != isLost
        }
    }
    /// What libvirt told this line and nobody took, from any thread.
    nonisolated func takeEvents() -> [HypervisorEvent] { outside.withLock(\.mailbox).take() }

    func look(asksMonitors: Bool, pause: Duration?, at now: Moment) -> Look {
        var look = Look(asksMonitors: asksMonitors)
        let mailbox = outside.withLock(\.mailbox)
        look.events = mailbox.take()
        for case let event in look.events where event.what == .agent(connected: true) { agents.retry(event.guest) }
        if let reason = mailbox.closing {
            look.loss = "connection to libvirt lost: \(reason)"
            disconnect()
        }
        do throws(CollectFailure) {
            let connection = try connected(at: now)
            if let pause {
                try take(connection, into: &look, at: now)
                usleep(UInt32(clamping: pause.milliseconds * 1000))
            }
            try take(connection, into: &look, at: now)
            look.tellsGraphics = registrations?.graphics ?? false
            (look.product, look.version) = product
            look.openedAt = openedAt
        } catch {
            look.failure = error
        }
        return look
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
        virConnectClose(connection)
        self.connection = nil
        autostart = nil
        outside.withLock { $0.mailbox = EventQueue() }
    }

    private func connected(at now: Moment) throws(CollectFailure) -> OpaquePointer {
        if let connection { return connection }
        LibvirtLibrary.start()
        let new = try options.open()
        connection = new
        let mailbox = EventQueue()
        outside.withLock { $0.mailbox = mailbox }
        // Local drivers need and know no keep-alive. A remote one is given up 5 x (3 + 1) seconds after it fell silent.
        virConnectSetKeepAlive(new, 5, 3)
        openedAt = now
        registrations = registerEvents(on: new, into: mailbox)
        product = describe(new)
        return new
    }

    private func describe(_ connection: OpaquePointer) -> (name: String, version: String) {
        let kind = virConnectGetType(connection).map { String(cString: $0).lowercased() } ?? "libvirt"
        var version: UInt = 0
        guard virConnectGetLibVersion(connection, &version) == 0 else { return (kind, "") }
        return ("\(kind) · libvirt", "\(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)")
    }

    /// One look at everything that has a number.
    private func take(_ connection: OpaquePointer, into look: inout Look, at now: Moment) throws(CollectFailure) {
        var snapshot = Snapshot()
        snapshot.processors = Queries.processors(connection) ?? TypedParameters()
        snapshot.memory = Queries.memory(connection) ?? TypedParameters()
        var node = virNodeInfo()
        if virNodeGetInfo(connection, &node) == 0 { snapshot.processorCount = Int(clamping: node.cpus) }
        snapshot.autostart = autostarted(connection)
        let begun = ContinuousClock.now
        outside.withLock { $0.guestsSince = begun }
        defer { outside.withLock { $0.guestsSince = nil } }
        snapshot.guests = try guests(connection, into: &look)
        look.sights.append(Look.Sight(snapshot: snapshot, at: .now))
    }

    private func guests(_ connection: OpaquePointer, into look: inout Look) throws(CollectFailure) -> [GuestRecord] {
        let begun = ContinuousClock.now
        var list = Queries.guests(connection, waiting: !knowsNoWait, monitors: look.asksMonitors)
        if list == nil, knowsNoWait, LibvirtError.last().isUnknownFlag {
            knowsNoWait = false
            list = Queries.guests(connection, waiting: true, monitors: look.asksMonitors)
        }
        if let list {
            defer { virDomainStatsRecordListFree(list.baseAddress) }
            let records = list.compactMap { $0.flatMap { Queries.record($0, mayAsk: look.asksMonitors) } }
            look.guestsTook = .now - begun
            if options.mayWrite, look.asksMonitors {
                look.users += askAgents(list, running: Set(records.filter(\.isRunning).map(\.id)))
            }
            return records
        }
        let error = LibvirtError.last()
        if error.isUnsupported, let records = Queries.guestsOneByOne(connection) { return records }
        let failure = error.failure(asked: "\(options.name): guests", after: deadline)
        if virConnectIsAlive(connection) != 1 {
            look.loss = "connection to libvirt lost: \(error.message)"
            look.events += outside.withLock(\.mailbox).take()
            disconnect()
        }
        throw failure
    }

    /// For at most a third of what the poll may take.
    private func askAgents(
        _ list: UnsafeMutableBufferPointer<virDomainStatsRecordPtr?>, running: Set<String>
    ) -> [(guest: String, name: String, users: [Session])] {
        agents.forget(except: running)
        let end = ContinuousClock.now + deadline / 3
        var found: [(guest: String, name: String, users: [Session])] = []
        for case let statistics? in list {
            guard let domain = statistics.pointee.dom, let guest = guestName(domain), running.contains(guest.id) else { continue }
            if ContinuousClock.now >= end { break }
            guard agents.takeTurn(guest.id), let users = GuestAgents.users(of: domain, guest: guest.id) else { continue }
            agents.answered(guest.id)
            found.append((guest.id, guest.name, users))
        }
        return found
    }

    /// Guests that start with their host. Asked seldom: it is one more call, and it hardly ever changes.
    private func autostarted(_ connection: OpaquePointer) -> Set<String> {
        if let autostart, autostart.until > .now { return autostart.guests }
        let guests = Queries.autostarted(connection) ?? []
        autostart = (guests, .now + .seconds(60))
        return guests
    }
}
