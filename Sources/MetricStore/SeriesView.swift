import CMappedFile
import Telemetry

/// One series as it stands between two changes: which tier answers, and what.
struct SeriesView {
    let storage: SeriesStorage
    let head: store_head
    let tiers: store_tiers
    let parts: Double

    /// A file that is cut while it is looked at is zeros from one moment to the next.
    var grid: Grid { Grid(step: max(1, Int64(head.step)), phase: Int64(tiers.phase)) }
    /// The ticks that are in the ring; nil where there are none.
    var ticks: ClosedRange<Int64>? {
        let oldest = max(head.oldest_tick, head.newest_tick - Int64(storage.geometry.rows) + 1)
        return oldest <= head.newest_tick ? oldest...head.newest_tick : nil
    }

    func value(_ tick: Int64) -> Column? {
        let value = storage.raw(tick).pointee
        guard value.isFinite else { return nil }
        let wide = widened(value)
        return Column(minimum: wide, mean: wide, maximum: wide)
    }

    /// 45.3 was stored as the nearest `Float`; what comes back is 45.3 again and not 45.29999923.
    private func widened(_ value: Float) -> Double {
        let value = Double(value)
        let fine = parts * 100
        // As far as a `Float` tells them apart.
        return parts > 1 && abs(value) * fine < 4_096_000 ? Double(nearest(value * fine)) / fine : value
    }

    /// A minute as the ring knows it, together with what is noted already: after a change of interval the ring holds only the later part.
    func minute(_ minute: Int64) -> Column? {
        let ours = ticks.flatMap { ring(from: minute * 60_000, to: (minute + 1) * 60_000, $0) }
        guard tiers.minute_block == Tier.minutes.block(of: minute), let noted = storage.openColumn(.minutes, minute) else { return ours }
        guard let ours else { return noted }
        var fold = Fold()
        fold.add(noted)
        fold.add(ours)
        return fold.column
    }

    /// The same as `Grid.fold` over the ring, without a call for each slot: every minute of every series comes through here.
    private func ring(from start: Int64, to end: Int64, _ ticks: ClosedRange<Int64>) -> Column? {
        let from = max(grid.first(from: start), ticks.lowerBound)
        let to = min(grid.first(from: end) - 1, ticks.upperBound)
        guard from <= to else { return grid.fold(from: start, to: end, within: ticks, value) }
        let rows = storage.geometry.rows
        var row = Int(from % Int64(rows))
        var left = Int(to - from) + 1
        var run = RingRun()
        // From its row on, and where the ring is round, from its first.
        while left > 0 {
            let count = min(left, rows - row)
            run.add(storage.ring + row * FileFormat.seriesPerChunk, count: count)
            left -= count
            row = 0
        }
        guard run.count > 0 else { return nil }
        let minimum = widened(run.low)
        let maximum = widened(run.high)
        let mean = run.sum / Double(run.count)
        return Column(minimum: minimum, mean: mean < minimum ? minimum : mean > maximum ? maximum : mean, maximum: maximum)
    }

    /// The last minute that the newest sample speaks for.
    var lastMinute: Int64 {
        guard let last = ticks?.upperBound else { return tiers.next_minute }
        return floorDivide(grid.start(last) + grid.step - 1, 60_000)
    }

    func span(from start: Int64, to end: Int64, count: Int) -> [Column?] {
        let none = [Column?](repeating: nil, count: max(0, count))
        guard tiers.born >= 0, count > 0, start < end else { return none }
        if let ticks {
            let reach = grid.start(ticks.lowerBound)
            if start >= reach || reach <= tiers.born { return grid.columns(from: start, to: end, count: count, within: ticks, value) }
        }
        var minutes = LongTier(view: self, tier: .minutes)
        let minuteReach = (lastMinute - storage.geometry.reach(.minutes) + 1) * 60_000
        if start >= minuteReach || minuteReach <= tiers.born {
            let within = max(0, minuteReach / 60_000)...max(0, lastMinute)
            return Grid(step: 60_000, phase: 0).columns(from: start, to: end, count: count, within: within) { slot in
                slot >= tiers.next_minute ? minute(slot) : minutes[slot]
            }
        }
        var quarterHours = LongTier(view: self, tier: .quarterHours)
        let last = lastMinute / 15
        let within = max(0, last - storage.geometry.reach(.quarterHours) + 1)...max(0, last)
        return Grid(step: 900_000, phase: 0).columns(from: start, to: end, count: count, within: within) { slot in
            guard slot >= tiers.next_quarter_hour else { return quarterHours[slot] }
            var fold = Fold()
            for slot in slot * 15..<slot * 15 + 15 {
                let column = slot >= tiers.next_minute ? minute(slot) : minutes[slot]
                if let column { fold.add(column) }
            }
            return fold.column
        }
    }
}

/// Slots of the ring one after the other, folded.
private struct RingRun {
    private(set) var low = Float.infinity
    private(set) var high = -Float.infinity
    private(set) var sum = 0.0
    private(set) var count = 0

    /// In two parts, so that nothing waits for the slot before it.
    @inline(__always) mutating func add(_ slots: UnsafeMutablePointer<Float>, count: Int) {
        var other = RingRun()
        var slot = slots
        for _ in 0..<count / 2 {
            take(slot[0])
            other.take(slot[FileFormat.seriesPerChunk])
            slot += FileFormat.seriesPerChunk * 2
        }
        if !count.isMultiple(of: 2) { take(slot[0]) }
        low = min(low, other.low)
        high = max(high, other.high)
        sum += other.sum
        self.count += other.count
    }
    @inline(__always) private mutating func take(_ value: Float) {
        guard value.isFinite else { return }
        low = value < low ? value : low
        high = value > high ? value : high
        count += 1
        sum += Double(value)
    }
}

/// Slots of a long tier that are over, from the open block or a sealed one; keeps the block that was unpacked last.
struct LongTier {
    let view: SeriesView
    let tier: Tier
    private var number: Int64 = -1
    private var slots: [Column?]

    init(view: SeriesView, tier: Tier) {
        self.view = view
        self.tier = tier
        slots = Array(repeating: nil, count: tier.slots)
    }

    subscript(slot: Int64) -> Column? {
        mutating get {
            let block = tier.block(of: slot)
            if block == (tier == .minutes ? view.tiers.minute_block : view.tiers.quarter_hour_block) {
                return view.storage.openColumn(tier, slot)
            }
            if block != number {
                number = block
                let isThere = view.storage.readSealed(tier, block: block) { bytes in
                    BlockCoding.decode(bytes, number: block, generation: view.head.generation, parts: view.parts, into: &slots)
                }
                if !isThere { for index in slots.indices { slots[index] = nil } }
            }
            return slots[Int(floorModulo(slot, Int64(tier.slots)))]
        }
    }
}

/// What both the reader and the writer answer.
extension SeriesStorage {
    func latest(_ entry: CatalogEntry) -> Point? {
        let point: Point?? = read(generation: entry.generation) { head, _ in
            head.value_at >= 0 && head.value.isFinite ? Point(at: Moment(milliseconds: head.value_at), value: head.value) : nil
        }
        return point ?? nil
    }

    func span(_ entry: CatalogEntry, from start: Moment, to end: Moment, count: Int) -> [Column?] {
        // Beyond these there is nothing, and reckoning stays far from the ends of Int64.
        let limit: Int64 = 1 << 50
        let from = min(max(start.milliseconds, -limit), limit)
        let to = min(max(end.milliseconds, -limit), limit)
        let columns = read(generation: entry.generation) { head, tiers in
            SeriesView(storage: self, head: head, tiers: tiers, parts: entry.metric.parts).span(from: from, to: to, count: count)
        }
        return columns ?? Array(repeating: nil, count: max(0, count))
    }
}
