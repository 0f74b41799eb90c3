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

    init(_ guest: Guest, on host: Host, in world: World) {
        self.guest = guest
        cpu = GuestRow.cpu(of: guest, on: host, in: world)
        wait = GuestRow.wait(of: guest, on: host, in: world)
        memory = GuestRow.memory(of: guest, on: host, in: world)
        disk = GuestRow.disk(of: guest, on: host, in: world)
        net = GuestRow.net(of: guest, on: host, in: world)
    }

    private static func cpu(of guest: Guest, on host: Host, in world: World) -> Measure {
        world.measure(.guestCPU, of: host, entity: .guest(guest.id))
    }
    private static func wait(of guest: Guest, on host: Host, in world: World) -> Measure {
        world.measure(.guestWait, of: host, entity: .guest(guest.id))
    }
    private static func memory(of guest: Guest, on host: Host, in world: World) -> Measure {
        aged(world.measure(.guestMemoryUsed, of: host, entity: .guest(guest.id)), guest)
    }
    private static func disk(of guest: Guest, on host: Host, in world: World) -> Measure {
        let entity = Entity.guest(guest.id)
        return aged(
            sum(world.measure(.blockRead, of: host, entity: entity), world.measure(.blockWritten, of: host, entity: entity)), guest)
    }
    private static func net(of guest: Guest, on host: Host, in world: World) -> Measure {
        let entity = Entity.guest(guest.id)
        return sum(world.measure(.netReceived, of: host, entity: entity), world.measure(.netSent, of: host, entity: entity))
    }
    /// A process that does not answer tells neither: whatever is known of them is old.
    private static func aged(_ measure: Measure, _ guest: Guest) -> Measure {
        Measure(value: measure.value, at: measure.at, isStale: measure.value != nil && (measure.isStale || guest.state == .hung))
    }
    static func sum(_ a: Measure, _ b: Measure) -> Measure {
        guard let first = a.value else { return b }
        guard let second = b.value else { return a }
        return Measure(value: first + second, at: a.at, isStale: a.isStale || b.isStale)
    }

    /// What guests can be sorted by, in the order of the columns.
    enum Sort: Int, SortColumn {
        case name, state, vCPUs, cpu, wait, memory, disk, net
        var isNumber: Bool { self != .name && self != .state }
        var column: Int { [0, 1, 2, 3, 4, 5, 7, 8][rawValue] }
    }
    /// Of thousands of guests the one number that they are sorted by is read; all the others only of those that are seen.
    private static func number(_ sort: Sort, of guest: Guest, on host: Host, in world: World) -> Double {
        switch sort {
        case .name, .state: 0
        case .vCPUs: Double(guest.vCPUs)
        case .cpu: cpu(of: guest, on: host, in: world).value ?? -1
        case .wait: wait(of: guest, on: host, in: world).value ?? -1
        case .memory: memory(of: guest, on: host, in: world).value ?? -1
        case .disk: disk(of: guest, on: host, in: world).value ?? -1
        case .net: net(of: guest, on: host, in: world).value ?? -1
        }
    }
    /// As its column shows it, in GiB and kB/s; nil where it shows none.
    static func shownNumber(_ sort: Sort, of guest: Guest, on host: Host, in world: World) -> Filter.Number? {
        guard sort != .name, sort != .state, !hides(sort, of: guest) else { return nil }
        let value = number(sort, of: guest, on: host, in: world)
        guard value >= 0 else { return nil }
        switch sort {
        case .name, .state, .vCPUs: return .value(value)
        case .cpu: return .value(Numbers.asWhole(value))
        case .wait: return .value(Numbers.asTenths(value))
        case .disk, .net: return .value(Numbers.asWhole(value / 1000))
        case .memory:
            let size = value / 1_073_741_824
            // Of a small guest it is written in MiB.
            return .value(size < 1 ? size : Numbers.asTenths(size))
        }
    }
    /// What sorts by a number that is not shown stands last in either direction: it is no small one.
    private static func hides(_ sort: Sort, of guest: Guest) -> Bool {
        switch sort {
        case .name, .state, .vCPUs: false
        case .memory: !guest.state.isActive
        case .cpu, .wait, .disk, .net: !guest.state.isRunning
        }
    }
    static func sorted(_ guests: [Guest], by sort: Sort, descending: Bool, on host: Host, in world: World) -> [Guest] {
        let keyed = guests.indices.map { index in
            let guest = guests[index]
            let isHidden = hides(sort, of: guest)
            return (index: index, isHidden: isHidden, key: isHidden ? 0 : number(sort, of: guest, on: host, in: world).step(sort.step))
        }
        return keyed.sorted { a, b in
            if a.isHidden != b.isHidden { return b.isHidden }
            let (first, second) = (guests[a.index], guests[b.index])
            if !a.isHidden {
                if sort == .state, first.state != second.state { return (first.state.rawValue < second.state.rawValue) != descending }
                if a.key != b.key { return descending ? a.key > b.key : a.key < b.key }
            }
            if first.name != second.name { return (first.name < second.name) != (sort == .name && descending) }
            return first.id < second.id
        }.map { guests[$0.index] }
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
