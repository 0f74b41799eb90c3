import Telemetry

/// The newest numbers of a guest and of each of its parts.
struct GuestFigures: Sendable {
    struct Processor: Sendable, Identifiable {
        let id: String
        let run: Measure
        /// Ready, and another has its processor.
        let wait: Measure
        let ioWait: Measure
        let halted: Measure
    }
    struct Disk: Sendable, Identifiable {
        let id: String
        let read: Measure
        let written: Measure
        /// Reads and writes a second.
        let requests: Measure
        /// Milliseconds of one request; nil where none ended within the last window: then there is nothing to measure.
        let readTime: Measure?
        let writeTime: Measure?
        let errors: Measure
        /// Each waits until what was written before it is on the disk.
        let flushes: Measure
        let flushTime: Measure?
        /// What its image takes of its storage, and how large it is to the guest.
        let allocated: Measure
        let size: Measure
        /// The longer of the two.
        var time: Measure? { GuestFigures.highest([readTime, writeTime].compactMap { $0 }) }
    }
    struct Interface: Sendable, Identifiable {
        let id: String
        let received: Measure
        let sent: Measure
        /// Packets a second, both ways.
        let packets: Measure
        let drops: Measure
        let errors: Measure
    }
    /// One of several answers to how much memory it has, and whose answer that is.
    struct Memory: Sendable, Identifiable {
        let id: String
        let metric: Metric
        let measure: Measure
        let source: String
    }

    private(set) var whole: GuestRow
    private(set) var processors: [Processor] = []
    private(set) var disks: [Disk] = []
    private(set) var interfaces: [Interface] = []
    private(set) var fileSystems: [FileSystem]
    private(set) var memory: [Memory] = []
    /// What it waited for as its cgroup has it, where its host tells that; in the order CPU, I/O, memory.
    private(set) var pressures: [(name: String, measure: Measure)] = []
    /// For how many seconds the balloon driver has said nothing new; nil where there is none.
    private(set) var balloonAge: Measure

    /// What does not run has no rates, and what is off no memory: their last numbers are of another time.
    init(_ guest: Guest, parts: GuestPartList, on host: Host, in world: World) {
        func measure(_ metric: Metric, _ entity: Entity) -> Measure { world.measure(metric, of: host, entity: entity) }
        whole = GuestRow(guest, on: host, in: world)
        let inside = Entity.part(.memory, of: guest.id)
        fileSystems = GuestFigures.fileSystems(of: guest)
        balloonAge = guest.state.isActive ? measure(PartMetric.age, inside) : .none
        if guest.state.isActive, parts.hasMemory || whole.memory.value != nil {
            memory = GuestFigures.memory(of: guest, used: whole.memory) { measure($0, inside) }
        }
        guard guest.state.isRunning else { return }
        let entity = Entity.guest(guest.id)
        pressures = [("CPU", Metric.guestPressureCPU), ("I/O", .guestPressureIO), (localized("memory"), .guestPressureMemory)]
            .map { ($0.0, measure($0.1, entity)) }.filter { $0.1.value != nil }
        processors = parts.processors.map {
            Processor(
                id: GuestPartList.name($0), run: measure(PartMetric.run, $0), wait: measure(PartMetric.steal, $0),
                ioWait: measure(PartMetric.ioWait, $0), halted: measure(PartMetric.halted, $0))
        }
        disks = parts.disks.map { disk in
            let counted = measure(PartMetric.readRequests, disk)
            func time(_ metric: Metric) -> Measure? {
                let time = measure(metric, disk)
                guard let at = time.at, let now = counted.at else { return time.value == nil ? nil : time }
                return now - at > host.interval / 2 ? nil : time
            }
            return Disk(
                id: GuestPartList.name(disk), read: measure(PartMetric.bytesRead, disk), written: measure(PartMetric.bytesWritten, disk),
                requests: GuestRow.sum(counted, measure(PartMetric.writeRequests, disk)), readTime: time(PartMetric.readTime),
                writeTime: time(PartMetric.writeTime), errors: measure(PartMetric.diskErrors, disk),
                flushes: measure(PartMetric.flushRequests, disk), flushTime: time(PartMetric.flushTime),
                allocated: measure(PartMetric.allocated, disk),
                size: measure(PartMetric.capacity, disk))
        }
        interfaces = parts.interfaces.map {
            Interface(
                id: GuestPartList.name($0), received: measure(PartMetric.received, $0), sent: measure(PartMetric.sent, $0),
                packets: GuestRow.sum(measure(PartMetric.packetsReceived, $0), measure(PartMetric.packetsSent, $0)),
                drops: GuestRow.sum(measure(PartMetric.dropsReceiving, $0), measure(PartMetric.dropsSending, $0)),
                errors: GuestRow.sum(measure(PartMetric.errorsReceiving, $0), measure(PartMetric.errorsSending, $0)))
        }
    }

    private static func memory(of guest: Guest, used: Measure, _ measure: (Metric) -> Measure) -> [Memory] {
        let driver = localized("guest (balloon driver)")
        let host = localized("host")
        var rows = [
            Memory(
                id: "used", metric: .guestMemoryUsed, measure: used,
                source: guest.memoryView == .guest ? driver : localized("host: all it ever touched"))
        ]
        let inside = [
            PartMetric.usable, PartMetric.unused, PartMetric.available, PartMetric.swappedIn, PartMetric.swappedOut,
            PartMetric.majorFaults, PartMetric.minorFaults,
        ]
        rows += [(PartMetric.rss, host), (PartMetric.actual, localized("host (balloon target)"))].map {
            Memory(id: $0.0.id, metric: $0.0, measure: measure($0.0), source: $0.1)
        }
        rows += inside.map { Memory(id: $0.id, metric: $0, measure: measure($0), source: driver) }
        return rows.filter { $0.measure.value != nil }
    }

    func filtered(by focus: Focus) -> GuestFigures {
        guard !focus.filter.isEmpty else { return self }
        var kept = self
        kept.processors = processors.filter { focus.admits($0.id, "vcpu") }
        kept.disks = disks.filter { focus.admits($0.id) }
        kept.fileSystems = fileSystems.filter { focus.admits($0.place, $0.type) }
        kept.interfaces = interfaces.filter { focus.admits($0.id) }
        kept.memory = memory.filter { focus.admits($0.metric.name, $0.source) }
        return kept
    }

    /// Of several the one that waits longest for a processor.
    var worstProcessor: Processor? {
        let known = GuestFigures.fresh(processors) { $0.wait }
        guard known.count > 1 else { return nil }
        let worst = known.max { ($0.wait.value ?? -1) < ($1.wait.value ?? -1) }
        return worst.flatMap { $0.wait.value ?? 0 > 0 ? $0 : nil }
    }
    /// The one whose requests take longest.
    var slowestDisk: Disk? {
        let slowest = GuestFigures.fresh(disks) { $0.time ?? $0.requests }.max { ($0.time?.value ?? -1) < ($1.time?.value ?? -1) }
        return slowest.flatMap { $0.time?.value == nil ? nil : $0 }
    }
    /// Nil where there is none of that.
    static func sum(_ measures: [Measure]) -> Measure { fresh(measures) { $0 }.reduce(.none) { GuestRow.sum($0, $1) } }
    /// What is old beside others that are not was taken out of the guest; where all is old, all of it.
    private static func fresh<Part>(_ parts: [Part], by measure: (Part) -> Measure) -> [Part] {
        let fresh = parts.filter { measure($0).value != nil && !measure($0).isStale }
        return fresh.isEmpty ? parts : fresh
    }
    private static func highest(_ measures: [Measure]) -> Measure? { measures.max { ($0.value ?? -1) < ($1.value ?? -1) } }
}
