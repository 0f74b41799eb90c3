import CMappedFile
import Telemetry

/// All that changes one series: called inside `SeriesStorage.change`. Every store leaves the series readable for the next engine, in whatever
/// order a kill cuts them off: slots first, then the number that makes them count.
struct SeriesWriter {
    let storage: SeriesStorage
    let parts: Double
    /// Whether a sealed block could not be written: its slots are a gap now.
    private(set) var lostBlock = false

    private var head: UnsafeMutablePointer<store_head> { storage.head }
    private var tiers: UnsafeMutablePointer<store_tiers> { storage.tiers }
    private var view: SeriesView { SeriesView(storage: storage, head: head.pointee, tiers: tiers.pointee, parts: parts) }

    init(storage: SeriesStorage, parts: Double) {
        self.storage = storage
        self.parts = parts
    }

    /// Notes `value` (NaN is a gap) in the slot of its time; `at` within `FileFormat.moments`.
    mutating func record(_ value: Double, at: Int64, grid: Grid) {
        if Int64(head.pointee.step) != grid.step || Int64(tiers.pointee.phase) != grid.phase { change(to: grid, at: at) }
        let ticks = view.ticks
        let tick = ticks.map { grid.tick(at: at, after: $0.upperBound, offset: Int64(head.pointee.newest_offset)) } ?? grid.tick(at: at)
        let minute = floorDivide(grid.start(tick), 60_000)
        if let ticks {
            if tick < ticks.upperBound {
                rewind(to: tick, minute: minute, ticks)
            } else if tick > ticks.upperBound {
                heal(minute)
                roll(before: minute)
                skip(to: tick, from: ticks.upperBound)
            }
        } else {
            begin(at: tick, minute: minute)
        }
        if tiers.pointee.born < 0 || tiers.pointee.born > grid.start(tick) { tiers.pointee.born = max(0, grid.start(tick)) }
        let narrow = Float(value)
        if narrow.isFinite {
            // The moment first: `repair` tells from it that a tick was in flight.
            head.pointee.value_at = at
            inOrder()
            head.pointee.value = value
            storage.raw(tick).pointee = narrow
        } else if tick != head.pointee.newest_tick {
            storage.raw(tick).pointee = .nan
        }
        inOrder()
        head.pointee.newest_tick = tick
        head.pointee.newest_offset = Int32(clamping: at - grid.start(tick))
    }

    /// The rate per second since the reading before, which is replaced; NaN after a reset, a wrap, a long silence or a step back.
    /// So it is where the one before was of another `source`: a gateway in the place of another counts from elsewhere.
    /// A reading that comes too early for a rate of its own (`RateWindow`) answers with the last one and replaces nothing.
    mutating func rate(_ reading: Double, at: Int64, step: Int64, source: UInt32) -> Double {
        guard reading.isFinite, reading >= 0 else { return .nan }
        let isSame = tiers.pointee.source == source
        let before = head.pointee.counter
        let elapsed = head.pointee.counter_at < 0 ? 0 : at - head.pointee.counter_at
        if isSame, elapsed > 0, elapsed < min(RateWindow.minimum.milliseconds, step * 9 / 10), before.isFinite, reading >= before {
            return head.pointee.value_at >= head.pointee.counter_at ? head.pointee.value : .nan
        }
        head.pointee.counter_at = -1
        inOrder()
        head.pointee.counter = reading
        tiers.pointee.source = source
        inOrder()
        head.pointee.counter_at = at
        // Three intervals and a half: two polls may be missed, then the mean over the silence would hide what happened in it.
        guard isSame, elapsed > 0, elapsed <= step * 7 / 2, before.isFinite, reading >= before else { return .nan }
        return (reading - before) * 1000 / Double(elapsed)
    }

    /// After a kill inside a change. The tick in flight may stand in the slot of the oldest one, and the moment of the newest value beside
    /// the value before: both are taken back to what the ring holds.
    func repair() {
        guard let ticks = view.ticks else { return forgetValue() }
        let tick = view.grid.tick(at: max(0, head.pointee.value_at), after: ticks.upperBound, offset: Int64(head.pointee.newest_offset))
        guard !ticks.contains(tick) else { return }
        storage.raw(tick).pointee = .nan
        for kept in ticks.reversed() {
            guard let column = view.value(kept) else { continue }
            head.pointee.value_at = view.grid.start(kept)
            head.pointee.value = column.mean
            return
        }
        forgetValue()
    }

    private func forgetValue() {
        head.pointee.value_at = -1
        head.pointee.value = .nan
    }

    /// A damaged number must not make the next roll go over all minutes since 1970.
    func bound() {
        guard let ticks = view.ticks else { return }
        let newest = floorDivide(view.grid.start(ticks.upperBound), 60_000)
        tiers.pointee.next_minute = max(tiers.pointee.next_minute, newest - 2 * 1440)
    }

    /// Long tiers that are ahead of the ring: a kill came between, and then the clock was set back; or the file was damaged.
    private mutating func heal(_ minute: Int64) {
        if tiers.pointee.next_minute > minute || tiers.pointee.next_quarter_hour > minute / 15 {
            withdraw(from: minute, keepingFirst: true)
        }
    }

    // MARK: The ring

    private mutating func begin(at tick: Int64, minute: Int64) {
        if tiers.pointee.born < 0 {
            tiers.pointee.next_minute = minute
            tiers.pointee.next_quarter_hour = floorDivide(minute, 15)
        } else if minute < tiers.pointee.next_minute {
            withdraw(from: minute, keepingFirst: true)
        } else {
            roll(before: minute)
        }
        restart(at: tick)
    }

    private func restart(at tick: Int64) {
        // Empty first: a kill between must not make stale slots count.
        head.pointee.newest_tick = -1
        inOrder()
        head.pointee.newest_offset = 0
        head.pointee.oldest_tick = tick
        inOrder()
        head.pointee.newest_tick = tick - 1
    }

    private func skip(to tick: Int64, from newest: Int64) {
        guard tick - newest < Int64(storage.geometry.rows) else { return restart(at: tick) }
        for missed in newest + 1..<tick { storage.raw(missed).pointee = .nan }
    }

    /// The clock was set back.
    private mutating func rewind(to tick: Int64, minute: Int64, _ ticks: ClosedRange<Int64>) {
        let keepsMinute = view.grid.start(ticks.lowerBound) > minute * 60_000 || tick <= ticks.lowerBound
        if tick <= ticks.lowerBound {
            restart(at: tick)
        } else {
            for later in tick - 1...ticks.upperBound { storage.raw(later).pointee = .nan }
            head.pointee.newest_offset = 0
            head.pointee.oldest_tick = ticks.lowerBound
            inOrder()
            head.pointee.newest_tick = tick - 1
        }
        withdraw(from: minute, keepingFirst: keepsMinute)
    }

    /// Another interval: the ring starts anew, what it held is in the minutes.
    private mutating func change(to grid: Grid, at: Int64) {
        if let ticks = view.ticks {
            let minute = floorDivide(grid.start(grid.tick(at: at)), 60_000)
            if minute >= floorDivide(view.grid.start(ticks.upperBound), 60_000) {
                roll(before: minute)
                if let column = view.minute(minute) { note(column, minute: minute) }
            } else {
                withdraw(from: minute, keepingFirst: true)
            }
        }
        restart(at: 0)
        inOrder()
        head.pointee.step = UInt32(clamping: grid.step)
        tiers.pointee.phase = UInt32(clamping: grid.phase)
    }

    // MARK: The long tiers

    /// Notes the minutes and quarter hours that are over now that `minute` has begun.
    mutating func roll(before minute: Int64) {
        guard tiers.pointee.next_minute < minute else { return }
        // Copied once: this comes for each minute of each series.
        let before = view
        if let ticks = before.ticks {
            let last = min(minute - 1, before.lastMinute)
            // Of minutes before the ring's first nothing is known any more.
            var next = max(tiers.pointee.next_minute, floorDivide(before.grid.start(ticks.lowerBound), 60_000))
            while next <= last {
                if next / 15 > tiers.pointee.next_quarter_hour { rollQuarterHour(before: next / 15) }
                if let column = view.minute(next) { note(column, minute: next) }
                next += 1
                inOrder()
                tiers.pointee.next_minute = next
            }
        }
        if minute / 15 > tiers.pointee.next_quarter_hour { rollQuarterHour(before: minute / 15) }
        inOrder()
        tiers.pointee.next_minute = minute
    }

    private mutating func note(_ column: Column, minute: Int64) {
        open(.minutes, block: Tier.minutes.block(of: minute))
        storage.setOpen(.minutes, minute, column)
    }

    private mutating func rollQuarterHour(before next: Int64) {
        let quarter = tiers.pointee.next_quarter_hour
        if tiers.pointee.minute_block == Tier.minutes.block(of: quarter * 15) {
            var fold = Fold()
            for minute in quarter * 15..<quarter * 15 + 15 {
                if let column = storage.openColumn(.minutes, minute) { fold.add(column) }
            }
            if let column = fold.column {
                open(.quarterHours, block: Tier.quarterHours.block(of: quarter))
                storage.setOpen(.quarterHours, quarter, column)
            }
        }
        inOrder()
        tiers.pointee.next_quarter_hour = next
    }

    private func block(_ tier: Tier) -> Int64 { tier == .minutes ? tiers.pointee.minute_block : tiers.pointee.quarter_hour_block }
    private func setBlock(_ tier: Tier, _ number: Int64) {
        switch tier {
        case .minutes: tiers.pointee.minute_block = number
        case .quarterHours: tiers.pointee.quarter_hour_block = number
        }
    }

    /// Makes `number` the open block, empty; the one before is sealed.
    private mutating func open(_ tier: Tier, block number: Int64) {
        let before = block(tier)
        guard before != number else { return }
        if before >= 0 { seal(tier, before) }
        // In this order: a kill between must not seal a half-empty block over the whole one.
        setBlock(tier, -1)
        inOrder()
        for slot in 0..<tier.slots { storage.setOpen(tier, Int64(slot), nil) }
        inOrder()
        setBlock(tier, number)
    }

    private mutating func seal(_ tier: Tier, _ number: Int64) {
        let slots = (0..<tier.slots).map { storage.openColumn(tier, Int64($0)) }
        guard slots.contains(where: { $0 != nil }) else { return }
        let bytes = BlockCoding.encode(slots, number: number, generation: head.pointee.generation, parts: parts, bytes: tier.blockBytes)
        if !storage.writeSealed(tier, block: number, bytes) { lostBlock = true }
    }

    /// Takes back minutes from `minute` on (the first one too, unless the ring no longer holds its beginning) and their quarter hours.
    private mutating func withdraw(from minute: Int64, keepingFirst: Bool) {
        let quarter = floorDivide(minute, 15)
        tiers.pointee.next_minute = min(tiers.pointee.next_minute, minute)
        tiers.pointee.next_quarter_hour = min(tiers.pointee.next_quarter_hour, quarter)
        reopen(.minutes, at: minute, clearingFrom: keepingFirst ? minute + 1 : minute)
        reopen(.quarterHours, at: quarter, clearingFrom: quarter)
    }

    /// Makes the block that `slot` lies in the open one with what is known of it. Later blocks are of a time that has not been:
    /// the open one is dropped, sealed ones are made empty.
    private mutating func reopen(_ tier: Tier, at slot: Int64, clearingFrom first: Int64) {
        let number = tier.block(of: slot)
        let before = block(tier)
        if before > number {
            setBlock(tier, -1)
            inOrder()
            for later in number + 1..<min(before + 1, number + 1 + Int64(storage.geometry.blocks(tier))) {
                clearSealed(tier, after: number, place: later)
            }
            var slots = [Column?](repeating: nil, count: tier.slots)
            let isThere = storage.readSealed(tier, block: number) { block in
                BlockCoding.decode(block, number: number, generation: head.pointee.generation, parts: parts, into: &slots)
            }
            for (index, column) in slots.enumerated() { storage.setOpen(tier, Int64(index), isThere ? column : nil) }
            inOrder()
            setBlock(tier, number)
        }
        guard block(tier) == number else { return }
        for index in 0..<Int64(tier.slots) where number * Int64(tier.slots) + index >= first { storage.setOpen(tier, index, nil) }
    }

    /// Empties the place of block `place` where what lies there is later than `number`.
    private mutating func clearSealed(_ tier: Tier, after number: Int64, place: Int64) {
        let found = storage.readSealed(tier, block: place) { Int64($0.loadUnaligned(as: UInt32.self)) - 1 }
        guard found > number else { return }
        if !storage.writeSealed(tier, block: place, [UInt8](repeating: 0, count: tier.blockBytes)) { lostBlock = true }
    }
}
