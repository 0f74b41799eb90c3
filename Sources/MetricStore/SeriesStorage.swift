import CMappedFile
import Glibc
import Synchronization

/// One series' place in a mapped chunk. A plain set of addresses: it lives no longer than its `StoreFile`, and only the writer's may
/// be written through.
struct SeriesStorage {
    let base: UnsafeMutableRawPointer
    let index: Int
    let geometry: Geometry
    let descriptor: Int32
    /// Where the chunk begins in the file.
    let offset: Int

    var head: UnsafeMutablePointer<store_head> { base.advanced(by: index * 64).assumingMemoryBound(to: store_head.self) }
    var tiers: UnsafeMutablePointer<store_tiers> {
        base.advanced(by: geometry.tiers + index * 64).assumingMemoryBound(to: store_tiers.self)
    }
    var name: UnsafeMutableRawPointer { base.advanced(by: geometry.names + index * 512) }
    var sequence: UnsafeMutablePointer<Atomic<UInt32>> {
        base.advanced(by: index * 64).assumingMemoryBound(to: Atomic<UInt32>.self)
    }
    /// This series' slot in the ring's first row; the next row's is `FileFormat.seriesPerChunk` further.
    var ring: UnsafeMutablePointer<Float> { base.advanced(by: geometry.raw + index * 4).assumingMemoryBound(to: Float.self) }
    func raw(_ tick: Int64) -> UnsafeMutablePointer<Float> {
        ring.advanced(by: Int(floorModulo(tick, Int64(geometry.rows))) * FileFormat.seriesPerChunk)
    }

    func openColumn(_ tier: Tier, _ slot: Int64) -> Column? {
        let at = base.advanced(by: geometry.open(tier, slot: Int(floorModulo(slot, Int64(tier.slots))), series: index))
            .assumingMemoryBound(to: Float.self)
        return at[1].isFinite ? Column(minimum: Double(at[0]), mean: Double(at[1]), maximum: Double(at[2])) : nil
    }
    func setOpen(_ tier: Tier, _ slot: Int64, _ column: Column?) {
        let at = base.advanced(by: geometry.open(tier, slot: Int(floorModulo(slot, Int64(tier.slots))), series: index))
            .assumingMemoryBound(to: Float.self)
        at[0] = column.map { Float($0.minimum) } ?? .nan
        at[1] = column.map { Float($0.mean) } ?? .nan
        at[2] = column.map { Float($0.maximum) } ?? .nan
    }
    /// Gives the bytes in the place of `block` to `body`. Not through the mapping: where they are a hole still, a look there takes a page
    /// on tmpfs, and on a full one that is SIGBUS.
    func readSealed<Answer>(_ tier: Tier, block: Int64, _ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        withUnsafeTemporaryAllocation(byteCount: tier.blockBytes, alignment: 8) { bytes in
            let place = offset + geometry.sealed(tier, block: block, series: index)
            let count = pread(descriptor, bytes.baseAddress, bytes.count, place)
            // A file that was cut has nothing there.
            for missing in max(0, count)..<bytes.count { bytes[missing] = 0 }
            return body(UnsafeRawBufferPointer(bytes))
        }
    }
    /// Neither: only a call can say that the disk is full.
    func writeSealed(_ tier: Tier, block: Int64, _ bytes: [UInt8]) -> Bool {
        pwrite(descriptor, bytes, bytes.count, offset + geometry.sealed(tier, block: block, series: index)) == bytes.count
    }

    /// The name of a series that goes on. By a call: a kill in the middle of a copy would leave none.
    func writeName(_ bytes: [UInt8]) -> Bool {
        let place = offset + geometry.names + index * 512 + 4
        return bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress?.advanced(by: 4), 508, place) } == 508
    }

    /// Everything that this writes is one change to a reader.
    @inline(__always) func change(_ body: () -> Void) {
        let number = sequence.pointee.load(ordering: .relaxed) | 1
        sequence.pointee.store(number, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        body()
        sequence.pointee.store(number &+ 1, ordering: .releasing)
    }

    /// What `body` read while nothing changed; nil where the place has another owner, is damaged, or changed at every try: a writer that
    /// was killed inside a change leaves it so until the next one repairs it. Tries for about 3 ms at most.
    func read<Answer>(generation: UInt32, _ body: (borrowing store_head, borrowing store_tiers) -> Answer) -> Answer? {
        for attempt in 0..<96 {
            if attempt >= 64 { usleep(100) }
            let before = sequence.pointee.load(ordering: .acquiring)
            guard before & 1 == 0 else { continue }
            let head = head.pointee
            let tiers = tiers.pointee
            let isReadable = head.generation == generation && SeriesCheck.isSane(head, tiers)
            let answer = isReadable ? body(head, tiers) : nil
            atomicMemoryFence(ordering: .acquiring)
            if sequence.pointee.load(ordering: .relaxed) == before { return answer }
        }
        return nil
    }
}

extension SeriesStorage {
    /// Nothing was ever noted.
    func clear(generation: UInt32) {
        change {
            head.pointee.generation = generation
            head.pointee.newest_tick = -1
            head.pointee.newest_offset = 0
            head.pointee.oldest_tick = 0
            head.pointee.value_at = -1
            head.pointee.value = .nan
            head.pointee.counter = .nan
            head.pointee.counter_at = -1
            head.pointee.step = UInt32(FileFormat.steps.lowerBound)
            tiers.pointee = store_tiers()
            tiers.pointee.born = -1
            tiers.pointee.minute_block = -1
            tiers.pointee.quarter_hour_block = -1
        }
    }
}

/// What is written before stays before what is written after, for the compiler too: a kill between leaves the one without the other,
/// never the other way round.
@inline(__always) func inOrder() { atomicMemoryFence(ordering: .releasing) }

/// Whether numbers from a file can be reckoned with at all.
enum SeriesCheck {
    static func isSane(_ head: store_head, _ tiers: store_tiers) -> Bool {
        let step = Int64(head.step)
        guard FileFormat.steps.contains(step), Int64(tiers.phase) < step else { return false }
        guard abs(Int64(head.newest_offset)) <= step else { return false }
        let lastTick = FileFormat.moments.upperBound / step + 1
        let lastMinute = FileFormat.moments.upperBound / 60_000 + 1441
        return (-1...lastTick).contains(head.newest_tick) && (0...lastTick + 1).contains(head.oldest_tick)
            && FileFormat.moments.contains(max(0, head.value_at)) && FileFormat.moments.contains(max(0, tiers.born))
            && (0...lastMinute).contains(tiers.next_minute) && (0...lastMinute).contains(tiers.next_quarter_hour)
            && (-1...lastMinute).contains(tiers.minute_block) && (-1...lastMinute).contains(tiers.quarter_hour_block)
    }
}
