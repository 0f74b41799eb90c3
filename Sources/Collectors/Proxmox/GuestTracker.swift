import Telemetry

/// One guest from survey to survey, whichever node it is on.
struct GuestTracker: Sendable {
    typealias Machine = ClusterResources.Machine

    /// What its host holds for it, beside what it uses itself; since Proxmox VE 9.
    static let memoryOnHost = Metric("guest.memory.host", label: "held by the host", unit: .bytes)

    private(set) var machine: Machine
    private var counters: [Counted: PublishedCounter] = [:]
    /// Where polls are no more frequent than new readings, those are told as they are.
    private let isSpread: Bool
    /// Whether the last survey brought a new reading of its counters.
    private var isNew = true

    private enum Counted: CaseIterable { case received, sent, read, written }

    init(_ machine: Machine, isSpread: Bool, at now: ContinuousClock.Instant) {
        self.machine = machine
        self.isSpread = isSpread
        note(now)
    }

    mutating func take(_ new: Machine, at now: ContinuousClock.Instant) {
        // A row that its node has not written anew since.
        isNew = new.uptime == nil || new.uptime != machine.uptime || new.node != machine.node
        machine = new
        if isNew { note(now) }
    }

    private mutating func note(_ now: ContinuousClock.Instant) {
        guard machine.state.isActive else {
            counters = [:]
            return
        }
        for counted in Counted.allCases {
            if let value = reading(counted) { counters[counted, default: PublishedCounter()].take(value, at: now) }
        }
    }

    private func reading(_ counted: Counted) -> Double? {
        switch counted {
        case .received: machine.received
        case .sent: machine.sent
        case .read: machine.read
        case .written: machine.written
        }
    }
    private static func metric(_ counted: Counted) -> Metric {
        switch counted {
        case .received: .netReceived
        case .sent: .netSent
        case .read: .blockRead
        case .written: .blockWritten
        }
    }

    /// What a poll tells of its counters.
    func traffic(isSurvey: Bool, at now: ContinuousClock.Instant) -> [Sample] {
        guard machine.state.isActive, machine.state != .unknown else { return [] }
        return Counted.allCases.compactMap { counted in
            let value = isSpread ? counters[counted]?.value(at: now) : isSurvey && isNew ? reading(counted) : nil
            return value.map { Sample(Self.metric(counted), of: .guest(machine.id), $0) }
        }
    }

    var figures: [Sample] {
        let state = machine.state
        guard state.isActive, state != .unknown else { return [] }
        let entity = Entity.guest(machine.id)
        return [
            // Of the whole emulator, so it may pass 100 by what disks and network cost.
            state.isRunning ? machine.cpu.map { Sample(.guestCPU, of: entity, $0 * 100) } : nil,
            machine.memory.flatMap { $0 > 0 ? Sample(.guestMemoryUsed, of: entity, $0) : nil },
            machine.memoryOnHost.flatMap { $0 > 0 ? Sample(Self.memoryOnHost, of: entity, $0) : nil },
        ].compactMap { $0 }
    }

    func guest(console: String?) -> Guest {
        Guest(
            id: machine.id, name: machine.name, state: machine.state,
            vCPUs: machine.processors.map { Int(min($0, 100_000).rounded(.up)) } ?? 0,
            memoryMaximum: machine.memoryMaximum ?? 0, memoryView: machine.memoryView, console: console,
            facts: GuestFacts(availability: machine.availability ?? ""))
    }
}

extension ClusterResources.Machine {
    /// QEMU's words for its run states (QAPI, `RunState`), of which pvestatd publishes the word, and Proxmox' own.
    var state: Guest.State {
        switch status {
        case "running": .running
        case "stopped": .off
        // QEMU stops a guest whose disk takes no more (io-error).
        case "paused", "io-error", "watchdog", "prelaunch", "inmigrate", "postmigrate", "finish-migrate", "save-vm", "restore-vm", "debug",
            "colo", "preconfig":
            .paused
        case "suspended": .suspended
        case "shutdown": .shuttingDown
        case "internal-error", "guest-panicked": .crashed
        default: .unknown
        }
    }

    /// `mem` is what the guest's balloon driver tells; where it tells nothing, what the host holds, and then both are the same. Before
    /// Proxmox VE 9 nobody says which it is. A container's is the use of its cgroup without cache: its own.
    var memoryView: Guest.MemoryView {
        guard kind == .qemu, let memoryOnHost, memoryOnHost > 0 else { return .guest }
        return memory == memoryOnHost ? .host : .guest
    }
}
