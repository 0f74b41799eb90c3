import Telemetry

/// What the Host screen shows of a guest, with its newest numbers.
struct GuestRow: Sendable {
    let guest: Guest
    let cpu: Measure
    let wait: Measure
    let memory: Measure
    /// Bytes per second, read and written together; received and sent together.
    let disk: Measure
    let net: Measure
    /// Who sits in it.
    let user: String

    init(_ guest: Guest, on row: HostRow, users: [String: String], in world: World) {
        self.guest = guest
        let entity = Entity.guest(guest.id)
        let host = row.host
        cpu = world.measure(.guestCPU, of: host, entity: entity)
        wait = world.measure(.guestWait, of: host, entity: entity)
        // A process that does not answer tells neither: whatever is known of them is old.
        let isHung = guest.state == .hung
        memory = GuestRow.aged(world.measure(.guestMemoryUsed, of: host, entity: entity), isHung)
        disk = GuestRow.aged(
            GuestRow.sum(
                world.measure(.blockRead, of: host, entity: entity), world.measure(.blockWritten, of: host, entity: entity)), isHung)
        net = GuestRow.sum(
            world.measure(.netReceived, of: host, entity: entity), world.measure(.netSent, of: host, entity: entity))
        user = users[guest.id] ?? ""
    }
    private static func aged(_ measure: Measure, _ isOld: Bool) -> Measure {
        Measure(value: measure.value, at: measure.at, isStale: measure.value != nil && (measure.isStale || isOld))
    }
    private static func sum(_ a: Measure, _ b: Measure) -> Measure {
        guard let first = a.value else { return b }
        guard let second = b.value else { return a }
        return Measure(value: first + second, at: a.at, isStale: a.isStale || b.isStale)
    }

    /// What guests can be sorted by, in the order of the columns.
    enum Sort: Int, Hashable, Sendable, CaseIterable {
        case name, state, vCPUs, cpu, wait, memory, disk, net
        var column: Int { [0, 1, 2, 3, 4, 5, 7, 8][rawValue] }
    }
    private func number(_ sort: Sort) -> Double {
        switch sort {
        case .name, .state: 0
        case .vCPUs: Double(guest.vCPUs)
        case .cpu: cpu.value ?? -1
        case .wait: wait.value ?? -1
        case .memory: memory.value ?? -1
        case .disk: disk.value ?? -1
        case .net: net.value ?? -1
        }
    }
    /// What sorts by a number that is not shown stands last in either direction: it is no small one.
    private func hides(_ sort: Sort) -> Bool {
        switch sort {
        case .name, .state, .vCPUs: false
        case .memory: !guest.state.isActive
        case .cpu, .wait, .disk, .net: !guest.state.isRunning
        }
    }
    static func sorted(_ rows: [GuestRow], by sort: Sort, descending: Bool) -> [GuestRow] {
        rows.sorted { a, b in
            if a.hides(sort) != b.hides(sort) { return b.hides(sort) }
            if a.hides(sort) {
                if a.guest.name != b.guest.name { return a.guest.name < b.guest.name }
                return a.guest.id < b.guest.id
            }
            switch sort {
            case .name: break
            case .state:
                if a.guest.state != b.guest.state { return (a.guest.state.rawValue < b.guest.state.rawValue) != descending }
            default:
                let first = a.number(sort).step(sort.step)
                let second = b.number(sort).step(sort.step)
                if first != second { return descending ? first > second : first < second }
            }
            if a.guest.name != b.guest.name { return (a.guest.name < b.guest.name) != (sort == .name && descending) }
            return a.guest.id < b.guest.id
        }
    }
}

extension GuestRow.Sort {
    /// A percent, a kB/s; 0 for what changes seldom.
    var step: Double {
        switch self {
        case .name, .state, .vCPUs, .memory: 0
        case .cpu, .wait: 1
        case .disk, .net: 1000
        }
    }
}
