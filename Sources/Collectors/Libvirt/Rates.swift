import Telemetry

/// Turns snapshots into numbers: holds the one before, what each guest's counters came to, and nothing else. No clock, no libvirt.
struct Rates: Sendable {
    private var processors: TypedParameters?
    private var processorRates: [Sample] = []
    /// Since the window began.
    private var window = Duration.zero
    private var guests: [String: GuestRates] = [:]
    /// Which guests tell of their parts.
    let parts: PartsBook
    /// Guests that run and may not, for want of room.
    private(set) var withoutParts = 0

    init(parts: PartsBook = PartsBook(limit: 0)) { self.parts = parts }

    /// `elapsed` since the previous snapshot, by a monotonic clock; nil for the first.
    mutating func advance(to snapshot: Snapshot, after elapsed: Duration?, at now: Moment) -> (samples: [Sample], guests: [Guest]) {
        window += elapsed ?? .zero
        let isEarly = elapsed != nil && window < RateWindow.minimum
        let elapsed = elapsed.map { _ in window }
        if !isEarly {
            processorRates = processorSamples(snapshot.processors)
            processors = snapshot.processors
            window = .zero
        }
        var samples = processorRates + memorySamples(snapshot.memory)

        var found: [Guest] = []
        var delays: [Double] = []
        var kept: [String: GuestRates] = [:]
        withoutParts = parts.settle(snapshot.guests)
        for record in snapshot.guests {
            var rates = guests[record.id] ?? GuestRates()
            let result = rates.advance(
                to: record, after: elapsed, isEarly: isEarly, processorCount: snapshot.processorCount, counts: parts.counts(of: record.id),
                at: now)
            kept[record.id] = rates
            found.append(result.guest)
            samples += result.samples
            delays += result.waits
        }
        guests = kept
        let running = found.count(where: \.state.isRunning)
        samples.append(Sample(.guestsRunning, Double(running)))
        samples.append(Sample(.guestsDefined, Double(found.count)))
        if !delays.isEmpty { samples.append(Sample(.cpuWait, delays.reduce(0, +) / Double(delays.count))) }
        return (samples, found)
    }

    /// The fields of `virNodeGetCPUStats` (manual of that call). Steal is not among them.
    private func processorSamples(_ new: TypedParameters) -> [Sample] {
        if let utilization = new.number("utilization"), utilization <= 100 { return [Sample(.cpu, utilization)] }
        guard let old = processors else { return [] }
        var growth: [String: Double] = [:]
        for field in ["user", "kernel", "idle", "iowait", "intr"] {
            guard let before = old.number(field), let now = new.number(field) else { continue }
            // A restarted host begins at zero; only I/O wait may fall a little by itself (manual proc_stat(5)).
            if now < before && field != "iowait" { return [] }
            growth[field] = max(0, now - before)
        }
        let all = growth.values.reduce(0, +)
        guard all > 0, let user = growth["user"], let kernel = growth["kernel"], growth["idle"] != nil else { return [] }
        let system = kernel + (growth["intr"] ?? 0)
        var samples = [
            Sample(.cpu, (user + system) / all * 100), Sample(.cpuUser, user / all * 100), Sample(.cpuSystem, system / all * 100),
        ]
        if let wait = growth["iowait"] { samples.append(Sample(.cpuIOWait, wait / all * 100)) }
        return samples
    }

    /// libvirt has no `MemAvailable`. What is free or cache comes near; it counts shared memory and what cannot be dropped as available.
    private func memorySamples(_ memory: TypedParameters) -> [Sample] {
        guard let total = memory.number("total"), let free = memory.number("free"), total > 0, total < 1e15 else { return [] }
        let available = free + (memory.number("buffers") ?? 0) + (memory.number("cached") ?? 0)
        guard available <= total else { return [] }
        return [
            Sample(.memory, (1 - available / total) * 100), Sample(.memoryTotal, total * 1024), Sample(.memoryAvailable, available * 1024),
        ]
    }
}
