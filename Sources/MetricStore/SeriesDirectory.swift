import CMappedFile
import Synchronization
import Telemetry

/// Which place is whose: gives places to new series, takes them back, repairs what a killed engine left.
struct SeriesDirectory {
    private let file: StoreFile
    private(set) var catalog = Catalog()
    /// Free places, the lowest last.
    private var free: [Int] = []
    private var phases: [Host.ID: [Int64: Int64]] = [:]
    private var clock = ClockWatch()
    /// The guests that each host has now, by id, as far as anybody has said so.
    private var guests: [Host.ID: Set<String>] = [:]
    /// The last time that there was no room to grow, by the clock of the samples.
    private var refusal: (at: Int64, problem: StoreProblem)?
    /// To ask a full disk again for every sample of every poll takes longer than the polls.
    static let growingPause: Int64 = 10_000

    private let bounds: SeriesBounds
    /// When a host last had more than it may have, by the clock of the samples.
    private var refusals: [Host.ID: Int64] = [:]

    init(_ file: StoreFile, bounds: SeriesBounds) {
        self.file = file
        self.bounds = bounds
    }

    /// The interval in ms, within what the file can hold.
    static func step(_ interval: Duration) -> Int64 {
        let seconds = interval.components.seconds
        let milliseconds = seconds > 86_400 ? FileFormat.steps.upperBound : seconds < 0 ? 0 : interval.milliseconds
        return min(max(milliseconds, FileFormat.steps.lowerBound), FileFormat.steps.upperBound)
    }

    /// Reads all names, and makes every series fit to be written; says what was wrong.
    mutating func load() -> [Message] {
        var unreadable = 0
        var reset = 0
        for number in (0..<file.capacity).reversed() {
            // All names at once are half a KiB for each series.
            defer { if number % FileFormat.seriesPerChunk == 0 { file.rest(number / FileFormat.seriesPerChunk) } }
            let storage = file.storage(number)
            guard SeriesName.isUsed(storage.name) else {
                free.append(number)
                continue
            }
            guard let name = SeriesName(storage.name), name.generation == storage.head.pointee.generation, catalog[name.key] == nil else {
                unreadable += 1
                SeriesName.free(storage.name)
                free.append(number)
                continue
            }
            if !SeriesCheck.isSane(storage.head.pointee, storage.tiers.pointee) {
                reset += 1
                storage.clear(generation: name.generation)
            }
            if storage.sequence.pointee.load(ordering: .relaxed) & 1 == 1 {
                storage.change { SeriesWriter(storage: storage, parts: name.metric.parts).repair() }
            }
            SeriesWriter(storage: storage, parts: name.metric.parts).bound()
            if storage.tiers.pointee.born >= 0 {
                phases[name.key.host, default: [:]][Int64(storage.head.pointee.step)] = Int64(storage.tiers.pointee.phase)
            }
            catalog[name.key] = CatalogEntry(number: number, generation: name.generation, metric: name.metric)
        }
        if unreadable > 0 { file.directoryChanged() }
        return (unreadable > 0 ? [.seriesDropped(unreadable)] : []) + (reset > 0 ? [.seriesEmptied(reset)] : [])
    }

    mutating func slot(for key: SeriesKey, metric: Metric, step: Int64, phase: Int64) throws(StoreProblem) -> SeriesSlot {
        let entry: CatalogEntry
        if let known = catalog[key] {
            if known.metric == metric {
                entry = known
            } else if known.metric.measuresAlike(metric) {
                entry = describe(key, known, metric)
            } else {
                // A newer engine knows what it is; here nothing is taken from it.
                guard known.metric.unit.isKnown, known.metric.kind.isKnown else {
                    throw .ofAnotherVersion(name: SeriesName.words(key))
                }
                release(key)
                entry = try claim(key, metric)
            }
        } else {
            entry = try claim(key, metric)
        }
        let storage = file.storage(entry.number)
        return SeriesSlot(
            head: storage.head, ring: storage.ring, number: entry.number, generation: entry.generation, step: UInt32(clamping: step),
            phase: UInt32(clamping: phase), parts: entry.metric.parts, isGauge: entry.metric.kind == .gauge)
    }

    mutating func series(of host: Host.ID) -> [Series] { catalog.series(of: host) }

    func isCurrent(_ slot: SeriesSlot) -> Bool { slot.head.pointee.generation == slot.generation }

    /// When in its interval a host is polled: as at its first poll with that interval.
    mutating func phase(of host: Host.ID, step: Int64, at: Moment?) -> Int64 {
        if let known = phases[host]?[step] { return known }
        let phase = floorModulo(at?.milliseconds ?? 0, step)
        phases[host, default: [:]][step] = phase
        return phase
    }

    mutating func watch(_ at: Moment) { clock.watch(at.milliseconds) }
    mutating func note(guests ids: Set<String>, of host: Host.ID) { guests[host] = ids }

    mutating func forget(_ host: Host.ID) {
        for key in catalog.entries(of: host).keys { release(key) }
        phases[host] = nil
        guests[host] = nil
        free.sort(by: >)
    }

    /// The same numbers under another label. What is kept for long is written in steps of the resolution that it began with, which stays.
    private mutating func describe(_ key: SeriesKey, _ entry: CatalogEntry, _ metric: Metric) -> CatalogEntry {
        let metric = metric.with(resolution: entry.metric.resolution)
        guard metric != entry.metric,
            let bytes = SeriesName(key: key, generation: entry.generation, metric: metric).bytes,
            let written = SeriesName(bytes: bytes)?.metric, written != entry.metric,
            file.storage(entry.number).writeName(bytes)
        else { return entry }
        let entry = CatalogEntry(number: entry.number, generation: entry.generation, metric: metric)
        catalog[key] = entry
        file.directoryChanged()
        return entry
    }

    private mutating func claim(_ key: SeriesKey, _ metric: Metric) throws(StoreProblem) -> CatalogEntry {
        try makeRoom(for: key.host)
        if free.isEmpty, let refusal, (0..<Self.growingPause).contains(clock.latest - refusal.at) { throw refusal.problem }
        let draft = SeriesName(key: key, generation: 0, metric: metric)
        guard draft.bytes != nil else {
            throw .nameTooLong(name: SeriesName.words(key), limit: FileFormat.nameBytes)
        }
        if !draft.isOfFirstVersion { try file.raise() }
        if free.isEmpty { reclaim() }
        if free.isEmpty {
            let first = file.capacity
            do throws(StoreProblem) {
                try file.grow()
                refusal = nil
            } catch {
                // Nobody has told the time yet: nothing to wait for.
                if clock.latest >= 0 { refusal = (clock.latest, error) }
                throw error
            }
            free = Array((first..<file.capacity).reversed())
        }
        guard let number = free.popLast() else { throw .diskFull(path: file.path) }
        let storage = file.storage(number)
        // Never 0, which readers take for "free".
        let generation = max(1, storage.head.pointee.generation &+ 1)
        storage.clear(generation: generation)
        if let bytes = SeriesName(key: key, generation: generation, metric: metric).bytes { SeriesName.write(bytes, to: storage.name) }
        let entry = CatalogEntry(number: number, generation: generation, metric: metric)
        catalog[key] = entry
        file.directoryChanged()
        return entry
    }

    /// A host that names other guests at every poll would fill the disk within a minute.
    private mutating func makeRoom(for host: Host.ID) throws(StoreProblem) {
        func isFull() -> StoreProblem? {
            if catalog.entries(of: host).count >= bounds.ofHost { return .tooManySeries(limit: bounds.ofHost, host: host) }
            return catalog.count >= bounds.inAll ? .tooManySeries(limit: bounds.inAll, host: nil) : nil
        }
        guard let problem = isFull() else { return }
        if let last = refusals[host], (0..<Self.growingPause).contains(clock.latest - last) { throw problem }
        reclaim()
        guard let problem = isFull() else { return }
        refusals[host] = clock.latest
        throw problem
    }

    private mutating func release(_ key: SeriesKey) {
        guard let entry = catalog[key] else { return }
        catalog[key] = nil
        let storage = file.storage(entry.number)
        SeriesName.free(storage.name)
        // Slots and readers that still know the place see that it is nobody's.
        storage.clear(generation: max(1, entry.generation &+ 1))
        free.append(entry.number)
        file.directoryChanged()
    }

    /// For so long the series of a guest that is gone are kept from newcomers, in ms.
    private static let mourning: Int64 = 86_400_000

    /// Frees series that nothing was noted of for longer than the longest tier reaches: all their numbers are out of date. And those of
    /// guests that their hosts have no more: five hundred new guests a day would else take room for 400 days each. A guest that is merely
    /// off is still one of its host's, and keeps them.
    private mutating func reclaim() {
        guard let now = clock.trusted else { return }
        let reach = Tier.quarterHours.step * file.geometry.reach(.quarterHours)
        for (key, entry) in catalog.all {
            let storage = file.storage(entry.number)
            let head = storage.head.pointee
            guard SeriesCheck.isSane(head, storage.tiers.pointee) else { continue }
            let newest = max(head.value_at, head.newest_tick * Int64(head.step))
            if newest < now - (isGone(key) ? min(Self.mourning, reach) : reach) { release(key) }
        }
        free.sort(by: >)
    }

    private func isGone(_ key: SeriesKey) -> Bool {
        guard let id = key.entity.wholeGuest, let there = guests[key.host] else { return false }
        return !there.contains(id)
    }
}

/// Whether the time can be believed when something is to be deleted for its age: not within an hour of a leap of more than a day.
struct ClockWatch {
    private(set) var latest: Int64 = -1
    private var since: Int64 = -1

    mutating func watch(_ at: Int64) {
        if latest < 0 || abs(at - latest) > 86_400_000 { since = at }
        latest = at
    }
    var trusted: Int64? { latest - since >= 3_600_000 ? latest : nil }
}
