import Telemetry

/// A guest's vCPUs, memory, disks and interfaces from snapshot to snapshot.
struct GuestParts: Sendable {
    private var before = TypedParameters()
    private var vCPUs: [Sample] = []
    private var times: [Sample] = []
    private var interfaces: [Int: InterfaceTotals] = [:]

    /// - Parameters:
    ///   - seconds: the length of the window that ends here; nil or 0 where none does. Where `isEarly`, windows are told again.
    ///   - age: seconds since the balloon driver told something new; nil where it never has.
    mutating func advance(
        to new: TypedParameters, of guest: String, counts: PartCounts, seconds: Double?, isEarly: Bool, age: Double?
    ) -> [Sample] {
        let disks = Self.named(new.members(of: "block"), most: counts.disks)
        if !isEarly {
            let window = seconds ?? 0
            vCPUs = Self.vCPUs(from: before, to: new, of: guest, most: counts.vCPUs, seconds: window)
            let former = Self.named(before.members(of: "block"), most: PartCounts.most.disks)
            times = window > 0 ? Self.requestTimes(from: former, to: disks, of: guest) : []
            before = new
        }
        return vCPUs + Self.memory(new, of: guest, age: age) + Self.disks(disks, of: guest) + times
            + network(new.members(of: "net"), of: guest, most: counts.interfaces)
    }

    /// It is off: what comes has no predecessor.
    mutating func stop() {
        before = TypedParameters()
        vCPUs = []
        times = []
    }

    // MARK: vCPUs

    /// The share of wall time by which a counter of nanoseconds has grown; nil where it is none: the counter of another run, or one that
    /// grew by more than there was time, but for half more because answers come late.
    static func share(from old: Double?, to new: Double?, seconds: Double) -> Double? {
        guard seconds > 0, let old, let new, new >= old else { return nil }
        let percent = (new - old) / 1e9 / seconds * 100
        return percent <= 150 ? min(percent, 100) : nil
    }

    private static func vCPUs(
        from old: TypedParameters, to new: TypedParameters, of guest: String, most: Int, seconds: Double
    ) -> [Sample] {
        let former = old.members(of: "vcpu")
        return new.members(of: "vcpu").sorted { $0.key < $1.key }.prefix(most).flatMap { index, now in
            let entity = Entity.part(.vCPU, "\(index)", of: guest)
            func share(_ metric: Metric, _ field: String) -> Sample? {
                let percent = Self.share(from: former[index]?.number(field), to: now.number(field), seconds: seconds)
                return percent.map { Sample(metric, of: entity, $0) }
            }
            let ioWait = now.number("wait").map { $0 > 0 } == true ? share(PartMetric.ioWait, "wait") : nil
            // A KVM that counts no halts has waited for none.
            let counted = now.number("halt_exits.sum").map { $0 > 0 } == true ? share(PartMetric.halted, "halt_wait_ns.sum") : nil
            let halted = counted ?? now.truth("halted").map { Sample(PartMetric.halted, of: entity, $0 ? 100 : 0) }
            return [share(PartMetric.run, "time"), ioWait, share(PartMetric.steal, "delay"), halted].compactMap { $0 }
        }
    }

    // MARK: memory

    private static func memory(_ new: TypedParameters, of guest: String, age: Double?) -> [Sample] {
        let entity = Entity.part(.memory, of: guest)
        /// KiB, below an exabyte.
        func bytes(_ metric: Metric, _ field: String) -> Sample? {
            new.number("balloon.\(field)").flatMap { $0 < 1e15 ? Sample(metric, of: entity, $0 * 1024) : nil }
        }
        let told = [
            bytes(PartMetric.actual, "current"), bytes(PartMetric.rss, "rss"),
        ]
        // The rest is the balloon driver's: without one, QEMU has a moment of 0 and no numbers.
        guard let age else { return told.compactMap { $0 } }
        let inside = [
            bytes(PartMetric.available, "available"), bytes(PartMetric.unused, "unused"), bytes(PartMetric.usable, "usable"),
            bytes(PartMetric.swappedIn, "swap_in"), bytes(PartMetric.swappedOut, "swap_out"),
            new.number("balloon.major_fault").map { Sample(PartMetric.majorFaults, of: entity, $0) },
            new.number("balloon.minor_fault").map { Sample(PartMetric.minorFaults, of: entity, $0) },
            Sample(PartMetric.age, of: entity, age),
        ]
        return (told + inside).compactMap { $0 }
    }

    // MARK: disks

    /// By their names in the guest (`vda`), the first ones by number. A name that is missing, endless or not of one alone is no name:
    /// then it is the number.
    private static func named(_ members: [Int: TypedParameters], most: Int) -> [(name: String, fields: TypedParameters)] {
        let names = members.mapValues { $0.text("name").flatMap { $0.isEmpty || $0.utf8.count > 64 ? nil : $0 } }
        let bearers = names.values.reduce(into: [String: Int]()) { count, name in if let name { count[name, default: 0] += 1 } }
        return members.sorted { $0.key < $1.key }.prefix(most).map { index, fields in
            let name = names[index] ?? nil
            return (name.flatMap { bearers[$0] == 1 ? $0 : nil } ?? "#\(index)", fields)
        }
    }

    private static func disks(_ disks: [(name: String, fields: TypedParameters)], of guest: String) -> [Sample] {
        let metrics: [(Metric, String)] = [
            (PartMetric.readRequests, "rd.reqs"), (PartMetric.writeRequests, "wr.reqs"), (PartMetric.flushRequests, "fl.reqs"),
            (PartMetric.bytesRead, "rd.bytes"), (PartMetric.bytesWritten, "wr.bytes"), (PartMetric.diskErrors, "errors"),
            (PartMetric.allocated, "allocation"), (PartMetric.capacity, "capacity"),
        ]
        return disks.flatMap { disk in
            metrics.compactMap { metric, field in
                disk.fields.number(field).map { Sample(metric, of: .part(.disk, disk.name, of: guest), $0) }
            }
        }
    }

    /// Milliseconds for each request that ended within the window, where any did: `times` are nanoseconds of all requests together.
    private static func requestTimes(
        from old: [(name: String, fields: TypedParameters)], to new: [(name: String, fields: TypedParameters)], of guest: String
    ) -> [Sample] {
        let former = Dictionary(old.map { ($0.name, $0.fields) }, uniquingKeysWith: { first, _ in first })
        return new.flatMap { disk in
            [(PartMetric.readTime, "rd"), (PartMetric.writeTime, "wr"), (PartMetric.flushTime, "fl")].compactMap { metric, kind in
                guard let earlier = former[disk.name], let timeBefore = earlier.number(kind + ".times"),
                    let countBefore = earlier.number(kind + ".reqs"), let time = disk.fields.number(kind + ".times"),
                    let count = disk.fields.number(kind + ".reqs"), count > countBefore, time >= timeBefore
                else { return nil }
                let mean = (time - timeBefore) / (count - countBefore) / 1e6
                // No disk takes a day: the counter of another run.
                return mean < 86_400_000 ? Sample(metric, of: .part(.disk, disk.name, of: guest), mean) : nil
            }
        }
    }

    // MARK: interfaces

    /// By their numbers: the names are of the host's ends, and others after each start.
    private mutating func network(_ members: [Int: TypedParameters], of guest: String, most: Int) -> [Sample] {
        // Totals of interfaces that are gone are not kept.
        if interfaces.count > 64 { interfaces = interfaces.filter { members[$0.key] != nil } }
        return members.sorted { $0.key < $1.key }.prefix(most).flatMap { index, fields in
            interfaces[index, default: InterfaceTotals()].advance(to: fields, of: .part(.interface, "\(index)", of: guest))
        }
    }
}

/// The counters of the interface that has a certain number. Where another one has it all of a sudden, since one was unplugged, the totals
/// go on from where they were.
private struct InterfaceTotals: Sendable {
    private static let metrics: [(metric: Metric, field: String)] = [
        (PartMetric.received, "rx.bytes"), (PartMetric.sent, "tx.bytes"), (PartMetric.packetsReceived, "rx.pkts"),
        (PartMetric.packetsSent, "tx.pkts"), (PartMetric.errorsReceiving, "rx.errs"), (PartMetric.errorsSending, "tx.errs"),
        (PartMetric.dropsReceiving, "rx.drop"), (PartMetric.dropsSending, "tx.drop"),
    ]
    private var totals = [DeviceTotals](repeating: DeviceTotals(), count: metrics.count)

    mutating func advance(to fields: TypedParameters, of entity: Entity) -> [Sample] {
        let name = fields.text("name") ?? ""
        return Self.metrics.indices.compactMap { index in
            guard let value = fields.number(Self.metrics[index].field) else { return nil }
            return totals[index].advance(to: [name: value]).map { Sample(Self.metrics[index].metric, of: entity, $0) }
        }
    }
}
