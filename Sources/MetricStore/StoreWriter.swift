import CMappedFile
import Glibc
import Platform
import Synchronization
public import Telemetry

/// A series that has been looked up once, to append to it many times. Valid as long as its `StoreWriter` lives; what is appended to a
/// series that was forgotten meanwhile is dropped.
public struct SeriesSlot {
    let head: UnsafeMutablePointer<store_head>
    let ring: UnsafeMutablePointer<Float>
    let number: Int
    let generation: UInt32
    let step: UInt32
    let phase: UInt32
    let parts: Double
    let isGauge: Bool
}

/// The history's one writer.
///
/// `@unchecked Sendable` because it has one owner (the engine's actor) that calls everything but `sync()`, which only touches the
/// file's descriptor and may be called from any thread.
public final class StoreWriter: History, @unchecked Sendable {
    /// What had to be done to open the file and somebody should know: a file that was set aside, series that were unreadable.
    public let notice: Message?
    public let path: String
    private(set) var file: StoreFile
    private let layout: StoreLayout
    /// The same file, for `sync` on its own thread.
    private let synced: Mutex<StoreFile>
    private(set) var directory: SeriesDirectory
    private var memo: TickMemo
    private var orders: [Host.ID: SampleOrder] = [:]
    private var failure: StoreProblem?
    private var guests: [Host.ID: [String]] = [:]
    private let bounds: SeriesBounds

    /// Makes the file (mode 0600) or goes on with it. Throws where another engine has it, or it can neither be read nor set aside.
    public convenience init(path: String, layout: StoreLayout = .standard) throws(StoreProblem) {
        try self.init(path: path, layout: layout, bounds: .standard)
    }

    init(path: String, layout: StoreLayout, bounds: SeriesBounds) throws(StoreProblem) {
        let opened = try StoreOpening.forWriting(path, layout: layout)
        // A disk with room for the head alone would hold a store without a number: whoever opens it is to know at once.
        if opened.file.capacity == 0 { try opened.file.grow() }
        self.path = path
        file = opened.file
        self.layout = layout
        synced = Mutex(opened.file)
        memo = TickMemo(rows: file.geometry.rows)
        self.bounds = bounds
        directory = SeriesDirectory(file, bounds: bounds)
        let repaired = directory.load()
        notice = Self.together([opened.notice] + repaired)
    }

    public var seriesCount: Int { directory.catalog.count }
    public func series(of host: Host.ID) -> [Series] { directory.series(of: host) }

    /// Puts what was written on the disk. Takes as long as the disk takes: call it on a timer, from a thread that may wait.
    public func sync() {
        let file = synced.withLock { $0 }
        fdatasync(file.descriptor)
    }

    /// Sees whether the file is still the one of its name, and whole. Where it was removed, what was in it is written to a new one; where it
    /// was cut, the rest is set aside and a new one begun; where another one has its name, that one is gone on with. A `SeriesSlot` of
    /// before is of no use afterwards.
    /// - Returns: nil where all was well; else what was done.
    /// - Throws: where there is no file any more and none could be made; what is appended is lost with this process.
    public func keepPlace() throws(StoreProblem) -> Message? {
        var named = stat()
        let isThere = stat(path, &named) == 0
        let isOurs = isThere && FileIdentity(named) == file.identity
        if isOurs, file.isWhole { return nil }
        var what = Message.storeWasCut()
        if !isThere {
            what = StoreCopy.write(file, to: path) ? .storeWasWrittenAgain() : .storeWasRemoved()
        } else if !isOurs {
            what = .storeWasReplaced()
        } else if named.st_size == 0 {
            unlink(path)
        }
        // The lock of this process would keep itself out of a file that it still has open.
        store_unlock(file.descriptor)
        let opened = try StoreOpening.forWriting(path, layout: layout)
        file = opened.file
        synced.withLock { $0 = opened.file }
        memo = TickMemo(rows: file.geometry.rows)
        directory = SeriesDirectory(file, bounds: bounds)
        orders = [:]
        let repaired = directory.load()
        return Self.together([what, opened.notice] + repaired)
    }

    private static func together(_ parts: [Message?]) -> Message? {
        let parts = parts.compactMap { $0 }
        return parts.count > 1 ? .several(parts) : parts.first
    }

    /// Frees all series of a host for others; readers see them go.
    public func forget(host: Host.ID) {
        orders[host] = nil
        guests[host] = nil
        directory.forget(host)
    }

    /// All guests that a host has now, by id, whether they run or not: the room of others is given to newcomers in time.
    public func note(guests ids: [String], of host: Host.ID) {
        guard guests[host] != ids else { return }
        guests[host] = ids
        directory.note(guests: Set(ids), of: host)
    }

    /// Notes one poll. A value that is not a number is a gap; so is a counter that did not go on from its last reading.
    /// Throws where a new series or an old block found no room; what could be noted is noted first.
    /// - Parameter source: what tells from others whom the samples were read from. Counters of another begin anew, also after a restart.
    public func append(_ samples: [Sample], host: Host.ID, at: Moment, interval: Duration, source: String = "") throws(StoreProblem) {
        let source = Array(source.utf8).withUnsafeBytes { $0.isEmpty ? 0 : FileFormat.check($0) }
        let step = SeriesDirectory.step(interval)
        let phase = directory.phase(of: host, step: step, at: at)
        directory.watch(at)
        var order = orders.removeValue(forKey: host) ?? SampleOrder()
        order.begin(step: step)
        var touched = TouchedChunks()
        for sample in samples {
            do throws(StoreProblem) {
                let slot: SeriesSlot
                if let known = order.next(sample), directory.isCurrent(known) {
                    slot = known
                } else {
                    let key = SeriesKey(host: host, entity: sample.entity, metric: sample.metric)
                    slot = try directory.slot(for: key, metric: sample.metric, step: step, phase: phase)
                    order.learn(sample, slot)
                }
                touched.add(slot.number / FileFormat.seriesPerChunk, in: file)
                append(sample.value, to: slot, at: at, source: source)
            } catch {
                failure = error
            }
        }
        order.end()
        orders[host] = order
        touched.rest(in: file)
        if let failure {
            self.failure = nil
            throw failure
        }
    }

    /// The place of a series, made where there is none. Its polls are expected at whole multiples of the interval unless `append` of
    /// the host's samples has shown another phase.
    public func slot(for key: SeriesKey, metric: Metric, interval: Duration) throws(StoreProblem) -> SeriesSlot {
        let step = SeriesDirectory.step(interval)
        return try directory.slot(for: key, metric: metric, step: step, phase: directory.phase(of: key.host, step: step, at: nil))
    }

    /// Notes one value in the slot of its time. Does not throw: a block that found no room is reported by the next `append` of samples.
    public func append(_ value: Double, to slot: SeriesSlot, at: Moment) { append(value, to: slot, at: at, source: 0) }

    private func append(_ value: Double, to slot: SeriesSlot, at: Moment, source: UInt32) {
        let head = slot.head
        guard head.pointee.generation == slot.generation, FileFormat.moments.contains(at.milliseconds) else { return }
        // The next tick of the same minute: nothing to roll, nothing to blank.
        guard memo.isPlain, slot.isGauge,
            memo.isOf(at.milliseconds, slot, after: head.pointee.newest_tick, offset: head.pointee.newest_offset),
            head.pointee.step == slot.step, head.pointee.newest_tick >= head.pointee.oldest_tick
        else { return appendAnew(value, to: slot, at: at, source: source) }
        let sequence = UnsafeMutableRawPointer(head).assumingMemoryBound(to: Atomic<UInt32>.self)
        let number = sequence.pointee.load(ordering: .relaxed) | 1
        sequence.pointee.store(number, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        let narrow = Float(value)
        if narrow.isFinite {
            head.pointee.value_at = at.milliseconds
            inOrder()
            head.pointee.value = value
            slot.ring[memo.place] = narrow
        } else {
            slot.ring[memo.place] = .nan
        }
        inOrder()
        head.pointee.newest_tick = memo.tick
        head.pointee.newest_offset = memo.offset
        sequence.pointee.store(number &+ 1, ordering: .releasing)
    }

    /// Of another tick than the sample before. By itself, so that the usual way calls nothing.
    @inline(never)
    private func appendAnew(_ value: Double, to slot: SeriesSlot, at: Moment, source: UInt32) {
        let (newest, offset) = (slot.head.pointee.newest_tick, slot.head.pointee.newest_offset)
        guard slot.isGauge, !memo.isOf(at.milliseconds, slot, after: newest, offset: offset) else {
            return appendCarefully(value, to: slot, at: at.milliseconds, source: source)
        }
        memo.move(to: at.milliseconds, slot, after: newest, offset: offset)
        append(value, to: slot, at: at, source: source)
    }

    private func appendCarefully(_ value: Double, to slot: SeriesSlot, at: Int64, source: UInt32) {
        let storage = file.storage(slot.number)
        var writer = SeriesWriter(storage: storage, parts: slot.parts)
        let grid = Grid(step: Int64(slot.step), phase: Int64(slot.phase))
        // The file is mapped: somebody else's hand, or a page gone bad, is seen at once. The head comes last: where what lies behind it is
        // cut off, all of it is zeros by then, and the place nobody's.
        let tiers = storage.tiers.pointee
        let head = storage.head.pointee
        guard head.generation == slot.generation else { return }
        if !SeriesCheck.isSane(head, tiers) { storage.clear(generation: slot.generation) }
        storage.change {
            let value = slot.isGauge ? value : writer.rate(value, at: at, step: grid.step, source: source)
            writer.record(value, at: at, grid: grid)
        }
        if writer.lostBlock { failure = .diskFull(path: path) }
    }

    public func latest(_ key: SeriesKey) -> Point? {
        directory.catalog[key].flatMap { file.storage($0.number).latest($0) }
    }
    public func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        guard let entry = directory.catalog[key] else { return Array(repeating: nil, count: max(0, columns)) }
        // Rules look at each host's numbers after each of its polls.
        defer { file.rest(entry.number / FileFormat.seriesPerChunk) }
        return file.storage(entry.number).span(entry, from: start, to: end, count: columns)
    }
}
