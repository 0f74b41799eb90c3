import CLibvirt
import Collecting
import Glibc
import Telemetry

/// One connection. All its calls run on one thread of its own, because any of them may block for ever.
actor LibvirtConnection {
    private let executor: OwnThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let host: Host
    private let opening: Opening
    private var connection: OpaquePointer?
    private var mailbox = Mailbox()
    private var registrations: Registrations?
    private var tellsGraphics: Bool { registrations?.graphics ?? false }
    private var product = ""
    private var knowsNoWait = true

    private var measuring = Measuring()
    private var measuredAt: ContinuousClock.Instant?
    private var consoles = ConsoleSessions()
    private var desktops = DesktopSessions()
    private var agents = GuestAgents()
    /// What happened and no reading has told yet: polls that fail or come too late lose no end and no event.
    private var ends: [SessionEnd] = []
    private var events: [HostEvent] = []

    init(host: Host, opening: Opening, executor: OwnThreadExecutor) {
        self.host = host
        self.opening = opening
        self.executor = executor
    }

    func poll(at now: Moment) -> Result<Reading, CollectFailure> {
        do throws(CollectFailure) { return .success(try read(at: now)) } catch { return .failure(error) }
    }

    /// A reading that nobody waited for: its ends and events go into the next one.
    func takeBack(_ reading: Reading) {
        ends = reading.ends + ends
        events = reading.events + events
    }

    func disconnect() {
        guard let connection else { return }
        if let registrations { unregisterEvents(registrations, on: connection) }
        registrations = nil
        virConnectClose(connection)
        self.connection = nil
        measuring = Measuring()
        measuredAt = nil
    }

    private func read(at now: Moment) throws(CollectFailure) -> Reading {
        if let reason = mailbox.closing { lose(because: "connection to libvirt lost: \(reason)", at: now) }
        let connection = try connected()
        takeEvents()
        if measuredAt == nil {
            // Rates need two looks: the first poll takes both.
            _ = try measure(connection, at: now)
            usleep(UInt32(clamping: min(250, host.deadline.milliseconds / 4) * 1000))
        }
        var reading = try measure(connection, at: now)
        let running = Set(reading.guests.filter { $0.state == .running || $0.state == .blocked }.map(\.id))
        let there = Set(reading.guests.filter(\.state.isActive).map(\.id))
        ends += consoles.compare(running: there, at: now, host: host.id)
        ends += desktops.compare(running: there, failed: [], at: now, host: host.id)
        agents.forget(except: running)

        reading.guests = reading.guests.map { $0.with(console: consoles.kind(for: $0.id)) }
        reading.sessions = consoles.sessions + desktops.sessions
        if tellsGraphics || opening.mayWrite { reading.samples.append(Sample(.sessions, Double(reading.sessions.count))) }
        reading.about = about(reading, running: running.count)
        reading.ends = ends
        reading.events = events
        ends = []
        events = []
        return reading
    }

    private func connected() throws(CollectFailure) -> OpaquePointer {
        if let connection { return connection }
        LibvirtLibrary.start()
        let new = try opening.open()
        connection = new
        mailbox = Mailbox()
        // Local drivers need and know no keep-alive. A remote one is given up 5 x (3 + 1) seconds after it fell silent.
        virConnectSetKeepAlive(new, 5, 3)
        registrations = registerEvents(on: new, into: mailbox)
        product = describe(new)
        return new
    }

    private func describe(_ connection: OpaquePointer) -> String {
        let kind = virConnectGetType(connection).map { String(cString: $0).lowercased() } ?? "libvirt"
        var version: UInt = 0
        guard virConnectGetLibVersion(connection, &version) == 0 else { return kind }
        return "\(kind) · libvirt \(version / 1_000_000).\(version / 1000 % 1000).\(version % 1000)"
    }

    private func lose(because reason: String, at now: Moment) {
        disconnect()
        mailbox = Mailbox()
        ends += consoles.lose(because: reason, at: now, host: host.id) + desktops.lose(because: reason, at: now, host: host.id)
        events.append(HostEvent(at: now, host: host.id, text: reason))
    }

    private func takeEvents() {
        let batch = mailbox.take()
        for event in batch {
            ends += consoles.take(event, host: host.id)
            if case .agent(connected: true) = event.what { agents.retry(event.guest) }
        }
        events += LifecycleWords.lines(batch).map { HostEvent(at: $0.at.at, host: host.id, text: $0.text) }
    }

    /// One look at everything that has a number.
    private func measure(_ connection: OpaquePointer, at now: Moment) throws(CollectFailure) -> Reading {
        var snapshot = Snapshot()
        snapshot.processors = Asking.processors(connection) ?? TypedParameters()
        snapshot.memory = Asking.memory(connection) ?? TypedParameters()
        var node = virNodeInfo()
        if virNodeGetInfo(connection, &node) == 0 { snapshot.processorCount = Int(clamping: node.cpus) }
        snapshot.guests = try guests(connection, at: now)
        let moment = ContinuousClock.now
        let (samples, guests) = measuring.advance(to: snapshot, after: measuredAt.map { moment - $0 }, at: now)
        measuredAt = moment
        processorCount = snapshot.processorCount
        return Reading(samples: samples, guests: guests)
    }
    private var processorCount = 0

    private func guests(_ connection: OpaquePointer, at now: Moment) throws(CollectFailure) -> [GuestRecord] {
        var list = Asking.guests(connection, waiting: !knowsNoWait)
        if list == nil, knowsNoWait, LibvirtError.last().isUnknownFlag {
            knowsNoWait = false
            list = Asking.guests(connection, waiting: true)
        }
        if let list {
            defer { virDomainStatsRecordListFree(list.baseAddress) }
            let records = list.compactMap { $0.flatMap(Asking.record) }
            if opening.mayWrite { askAgents(list, running: Set(records.filter(\.isRunning).map(\.id)), at: now) }
            return records
        }
        let error = LibvirtError.last()
        if error.isUnsupported, let records = Asking.guestsOneByOne(connection) { return records }
        let failure = error.failure(asked: "\(opening.name): guests", after: host.deadline)
        if virConnectIsAlive(connection) != 1 { lose(because: "connection to libvirt lost: \(error.message)", at: now) }
        throw failure
    }

    /// For at most a third of what the poll may take.
    private func askAgents(_ list: UnsafeMutableBufferPointer<virDomainStatsRecordPtr?>, running: Set<String>, at now: Moment) {
        let end = ContinuousClock.now + host.deadline / 3
        for case let statistics? in list {
            guard let domain = statistics.pointee.dom, let guest = guestName(domain), running.contains(guest.id), agents.isDue(guest.id)
            else { continue }
            if ContinuousClock.now >= end { return }
            guard let users = agents.users(of: domain, guest: guest.id) else { continue }
            ends += desktops.take(users, of: guest.id, name: guest.name, at: now, host: host.id)
        }
    }

    private func about(_ reading: Reading, running: Int) -> String {
        var parts = [product]
        if processorCount > 0 { parts.append("\(processorCount) \(processorCount == 1 ? "CPU" : "CPUs")") }
        if let total = reading.samples.first(where: { $0.metric == .memoryTotal && $0.entity == .host }) {
            parts.append("\(gibibytes(total.value)) GiB")
        }
        parts.append("\(running) of \(reading.guests.count) guests run")
        return parts.joined(separator: " · ")
    }
}

extension Guest {
    fileprivate func with(console: String?) -> Guest {
        Guest(
            id: id, name: name, state: state, vCPUs: vCPUs, memoryMaximum: memoryMaximum, memoryView: memoryView, console: console)
    }
}
