import Drawing
import Feed
import Telemetry

/// What a guest does and what it waits for: a row each for its processors, its memory, its disks and its network.
enum GuestGauges {
    static func rows(_ detail: GuestDetail, in context: DrawContext) -> [GaugeRows.Row] {
        let (guest, figures) = (detail.guest, detail.figures)
        var rows: [GaugeRows.Row] = []
        if let job = guest.facts.job { rows.append(self.job(job, at: detail.row.state?.answeredAt)) }
        if guest.state.isRunning { rows += [cpu(detail), wait(detail, in: context)] }
        if guest.state.isActive { rows.append(memory(guest, figures)) }
        if guest.state.isRunning { rows += [disk(figures), net(figures)].compactMap { $0 } }
        return rows
    }

    private static func cpu(_ detail: GuestDetail) -> GaugeRows.Row {
        let (cpu, count) = (detail.figures.whole.cpu, detail.guest.vCPUs)
        var note = count > 0 ? [localized("of \(counted(count, "vCPU"))")] : []
        if count > 0, let value = cpu.value, let all = detail.row.state?.inventory.processors, all > 0 {
            note.append(localized("host share \(Numbers.whole(value * Double(count) / Double(all))) %"))
        }
        return row("CPU", cpu, Scale(), Numbers.whole, "%", note)
    }
    private static func wait(_ detail: GuestDetail, in context: DrawContext) -> GaugeRows.Row {
        let figures = detail.figures
        var note = [localized("for a CPU")]
        if figures.whole.wait.value == nil { note = [localized("not told")] }
        if let worst = figures.worstProcessor {
            note = [localized("worst vCPU \(worst.id): \(worst.wait.text(Numbers.whole)) %"), localized("for a CPU")]
        }
        let pressures = figures.pressures.map { $0.name + " " + $0.measure.text(Numbers.whole) }
        if !pressures.isEmpty { note.append("PSI " + pressures.joined(separator: ", ")) }
        let (limits, host) = (context.world.limits, detail.row.host.id)
        let words = HostGauges.limits(limits.pair(.cpuWait, on: host))
        var wait = row(localized("Wait"), figures.whole.wait, limits.scale(.cpuWait, on: host), Numbers.tenths, "%", note)
        wait.limits = words.isEmpty ? "" : localized("its host's \(words)")
        return wait
    }

    /// Its own driver's number is a share of what it has; what the host holds for it is not.
    private static func memory(_ guest: Guest, _ figures: GuestFigures) -> GaugeRows.Row {
        let used = figures.whole.memory
        func words(_ metric: Metric, _ by: String) -> [String] {
            guard let found = figures.memory.first(where: { $0.metric == metric })?.measure, let value = found.value else { return [] }
            return [by + " " + found.text { _ in Numbers.bytes(value) }]
        }
        let host = words(PartMetric.rss, localized("by host"))
        let rest = words(PartMetric.actual, localized("balloon")) + words(PartMetric.swappedOut, "").map { _ in swap(figures) }
        let isPart = guest.memoryView == .guest && used.value ?? .infinity <= guest.memoryMaximum
        if let value = used.value, isPart {
            let share = Measure(value: value / max(guest.memoryMaximum, 1) * 100, at: used.at, isStale: used.isStale)
            return row(
                localized("Memory"), share, Scale(), Numbers.whole, "%",
                [localized("\(Numbers.bytes(value, of: guest.memoryMaximum)) by guest")] + host + rest)
        }
        guard let value = used.value else {
            let words = guest.memoryGiven.map { localized("not told; it may have \($0)") } ?? localized("not told")
            return row(localized("Memory"), .none, Scale(), Numbers.whole, "%", [words])
        }
        let isOwn = guest.memoryView == .guest && guest.memoryGiven == nil
        let note =
            [isOwn ? localized("by guest") : localized("held by host")] + (guest.memoryGiven.map { [localized("of \($0) at most")] } ?? [])
            + rest
        return plain(localized("Memory"), used, used.text { _ in Numbers.bytes(value) }, note)
    }
    private static func swap(_ figures: GuestFigures) -> String {
        let sum = GuestFigures.sum(
            figures.memory.filter { $0.metric == PartMetric.swappedIn || $0.metric == PartMetric.swappedOut }.map(\.measure))
        return localized("swaps \(sum.text(Numbers.rate)) kB/s")
    }

    private static func disk(_ figures: GuestFigures) -> GaugeRows.Row? {
        let whole = figures.whole.disk
        guard !figures.disks.isEmpty || whole.value != nil else { return nil }
        let bytes = whole.text(Numbers.rate) + " kB/s"
        guard !figures.disks.isEmpty else { return plain(localized("Disk"), whole, bytes, [localized("read and written")]) }
        let slowest = figures.slowestDisk
        let requests = GuestFigures.sum(figures.disks.map(\.requests))
        let errors = GuestFigures.sum(figures.disks.map(\.errors))
        // Not every hypervisor counts them.
        let failed = errors.value == nil ? [] : [localized("\(errors.text(Numbers.perSecond)) errors/s")]
        let first = slowest.map { localized("a request, slowest \($0.id)") } ?? localized("no request ended just now")
        let note = [first, localized("\(requests.text(Numbers.whole)) requests/s")] + failed + [bytes]
        return row(localized("Disk"), slowest?.time ?? .none, Scale(top: 50), Numbers.tenths, "ms", note)
    }
    private static func net(_ figures: GuestFigures) -> GaugeRows.Row? {
        let whole = figures.whole.net
        guard whole.value != nil || !figures.interfaces.isEmpty else { return nil }
        var note = [localized("in and out")]
        if !figures.interfaces.isEmpty {
            let (received, sent) = (figures.interfaces.map(\.received), figures.interfaces.map(\.sent))
            note = [
                localized("\(GuestFigures.sum(received).text(Numbers.rate)) in, \(GuestFigures.sum(sent).text(Numbers.rate)) out"),
                localized("\(GuestFigures.sum(figures.interfaces.map(\.drops)).text(Numbers.perSecond)) drops/s"),
                localized("\(GuestFigures.sum(figures.interfaces.map(\.errors)).text(Numbers.perSecond)) errors/s"),
            ]
        }
        let both = figures.interfaces.isEmpty ? whole : GuestFigures.sum(figures.interfaces.flatMap { [$0.received, $0.sent] })
        return plain(localized("Net"), both, both.text(Numbers.rate) + " kB/s", note)
    }
    /// A number without a scale: nobody knows how much would be much.
    private static func plain(_ label: String, _ measure: Measure, _ value: String, _ note: [String]) -> GaugeRows.Row {
        let blank = Measure(value: nil, at: measure.at, isStale: measure.isStale)
        return GaugeRows.Row(label: label, measure: blank, scale: Scale(), value: value, note: note)
    }

    private static func job(_ job: GuestJob, at: Moment?) -> GaugeRows.Row {
        var note = [words(job.operation)]
        if let left = job.timeLeft { note.append(localized("\(Numbers.time(left)) left")) }
        if let rate = job.dirtyRate { note.append(localized("dirty \(Numbers.rate(rate)) kB/s")) }
        if let elapsed = job.elapsed { note.append(localized("for \(Numbers.time(elapsed))", "elapsed")) }
        return row(localized("Job"), Measure(value: job.done, at: at, isStale: false), Scale(), Numbers.whole, "%", note)
    }
    private static func words(_ operation: GuestJob.Operation) -> String {
        switch operation {
        case .start: localized("starting")
        case .save: localized("being saved")
        case .restore: localized("being restored")
        case .migrationIn: localized("moving here")
        case .migrationOut: localized("moving to another host")
        case .snapshot: localized("snapshot being taken")
        case .snapshotRevert: localized("going back to a snapshot")
        case .snapshotDelete: localized("snapshot being deleted")
        case .dump: localized("memory being dumped")
        case .backup: localized("backup")
        case .unknown: localized("busy with a job")
        }
    }

    private static func row(
        _ label: String, _ measure: Measure, _ scale: Scale, _ write: (Double) -> String, _ unit: String, _ note: [String]
    ) -> GaugeRows.Row {
        GaugeRows.Row(
            label: label, measure: measure, scale: scale, value: measure.value == nil ? "--" : measure.text(write) + " " + unit, note: note)
    }
}
