import Telemetry

/// One guest from snapshot to snapshot.
struct GuestRates: Sendable {
    private var parameters: TypedParameters?
    private var received = DeviceTotals()
    private var sent = DeviceTotals()
    private var read = DeviceTotals()
    private var written = DeviceTotals()
    private var parts = GuestParts()
    /// For how long, in seconds, the balloon driver has not told anything new.
    private var balloonSilence = 0.0
    /// Whether there is one that ever told anything.
    private var hasBalloonDriver = false
    private var vCPUs = 0
    private var memoryMaximum = 0.0
    private var memoryView = Guest.MemoryView.host
    /// What the last window that was long enough brought.
    private var rates: (samples: [Sample], waits: [Double]) = ([], [])

    /// A guest's balloon driver reports every few seconds where it is asked to (`<stats period=…>`); after that long it does not.
    static let balloonPatience = 120.0

    /// `waits`: for each vCPU the percentage of the time that it was ready and did not run. Where `isEarly` no window ends here: the rates
    /// are those of the last one, and `elapsed` counts in the next. `counts`: of how many parts numbers are told; nil for none.
    mutating func advance(
        to record: GuestRecord, after elapsed: Duration?, isEarly: Bool = false, processorCount: Int, counts: PartCounts? = nil,
        at now: Moment
    ) -> (guest: Guest, samples: [Sample], waits: [Double]) {
        let new = record.parameters
        let seconds = elapsed.map(\.inSeconds) ?? 0
        let entity = Entity.guest(record.id)
        let state = Guest.State(libvirt: new)
        let old = parameters ?? TypedParameters()
        // A guest that is busy with a job gives less than before: what is fixed is remembered.
        vCPUs = new.count("vcpu.current") ?? new.count("vcpu.maximum") ?? vCPUs
        if let maximum = new.number("balloon.maximum"), maximum < 1e15 { memoryMaximum = maximum * 1024 }

        if !state.isActive {
            // libvirt 9.0.0 gives a guest that is off the CPU time of some other process (seen: its own): no predecessor for what comes.
            parameters = nil
            rates = ([], [])
            parts.stop()
        } else if !isEarly {
            parameters = new
            rates = ([], [])
            if let percent = processorShare(from: old, to: new, seconds: seconds, processorCount: processorCount) {
                rates.samples.append(Sample(.guestCPU, of: entity, percent))
            }
            if state == .running || state == .blocked {
                rates.waits = self.waits(from: old, to: new, seconds: seconds)
                if let worst = rates.waits.max() {
                    let mean = rates.waits.reduce(0, +) / Double(rates.waits.count)
                    rates.samples += [Sample(.guestWait, of: entity, mean), Sample(.guestWaitWorst, of: entity, worst)]
                }
            }
        }
        var samples = rates.samples
        if state.isActive {
            if let used = memoryUsed(from: old, to: new, seconds: isEarly ? 0 : elapsed == nil ? nil : seconds, at: now) {
                samples.append(Sample(.guestMemoryUsed, of: entity, used))
            }
            samples += traffic(new, of: entity)
            if let counts {
                samples += parts.advance(
                    to: new, of: record.id, counts: counts, seconds: elapsed == nil ? nil : seconds, isEarly: isEarly,
                    age: hasBalloonDriver ? balloonSilence : nil)
            }
        }
        let guest = Guest(
            id: record.id, name: record.name, state: state, vCPUs: vCPUs, memoryMaximum: memoryMaximum, memoryView: memoryView)
        return (guest, samples, rates.waits)
    }

    /// Of its own vCPUs. Counts the whole QEMU process, so it may pass 100 by what disks and the network cost.
    private func processorShare(from old: TypedParameters, to new: TypedParameters, seconds: Double, processorCount: Int) -> Double? {
        guard seconds > 0, vCPUs > 0, let before = old.number("cpu.time"), let now = new.number("cpu.time"), now >= before else {
            return nil
        }
        let busy = (now - before) / 1e9
        // No guest runs on more processors than the host has: such a leap is a counter of another run. Half more for late answers.
        guard busy <= seconds * Double(max(processorCount, vCPUs)) * 1.5 else { return nil }
        return busy / (seconds * Double(vCPUs)) * 100
    }

    /// `vcpu.N.delay`: nanoseconds that the vCPU's thread was queued instead of running (`run_delay` of its schedstat). `vcpu.N.wait`
    /// is another thing: time blocked.
    private func waits(from old: TypedParameters, to new: TypedParameters, seconds: Double) -> [Double] {
        guard seconds > 0 else { return [] }
        let before = old.indexed("vcpu", "delay")
        return new.indexed("vcpu", "delay").sorted { $0.key < $1.key }.compactMap { index, delay in
            GuestParts.share(from: before[index], to: delay, seconds: seconds)
        }
    }

    /// As the guest sees it while its balloon driver reports, else what the host holds for it; nil where neither says.
    private mutating func memoryUsed(from old: TypedParameters, to new: TypedParameters, seconds: Double?, at now: Moment) -> Double? {
        hasBalloonDriver = false
        if let update = new.number("balloon.last-update"), update > 0 {
            hasBalloonDriver = true
            if let seconds, let before = old.number("balloon.last-update") {
                balloonSilence = update != before ? 0 : balloonSilence + seconds
            } else {
                // The first look: the times are the host's clock's, which may differ from ours, so its changes decide from here on.
                balloonSilence = abs(Double(now.seconds) - update)
            }
            let free = new.number("balloon.usable") ?? new.number("balloon.unused")
            if balloonSilence <= Self.balloonPatience, let available = new.number("balloon.available"), let free, free <= available,
                available < 1e15
            {
                memoryView = .guest
                return (available - free) * 1024
            }
        }
        guard let rss = new.number("balloon.rss"), rss < 1e15 else { return nil }
        memoryView = .host
        return rss * 1024
    }

    private mutating func traffic(_ new: TypedParameters, of entity: Entity) -> [Sample] {
        /// By the device's name where it has one of its own: its number changes when another is unplugged.
        func counters(_ group: String, _ field: String) -> [String: Double] {
            let values = new.indexed(group, field)
            let names = values.keys.reduce(into: [Int: String]()) { names, index in
                if let name = new.text("\(group).\(index).name"), !name.isEmpty { names[index] = name }
            }
            let bearers = names.values.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            return values.reduce(into: [:]) { counters, device in
                counters[names[device.key].flatMap { bearers[$0] == 1 ? $0 : nil } ?? "#\(device.key)"] = device.value
            }
        }
        let samples = [
            received.advance(to: counters("net", "rx.bytes")).map { Sample(.netReceived, of: entity, $0) },
            sent.advance(to: counters("net", "tx.bytes")).map { Sample(.netSent, of: entity, $0) },
            read.advance(to: counters("block", "rd.bytes")).map { Sample(.blockRead, of: entity, $0) },
            written.advance(to: counters("block", "wr.bytes")).map { Sample(.blockWritten, of: entity, $0) },
        ]
        return samples.compactMap { $0 }
    }
}

extension Guest.State {
    /// `virDomainState`, and `virDomainShutoffReason` where it is off.
    init(libvirt parameters: TypedParameters) {
        switch parameters.count("state.state") {
        case 1: self = .running
        case 2: self = .blocked
        case 3: self = .paused
        case 4: self = .shuttingDown
        case 5: self = parameters.count("state.reason") == LifecycleWords.crashedReason ? .crashed : .off
        case 6: self = .crashed
        case 7: self = .suspended
        default: self = .unknown
        }
    }
}
