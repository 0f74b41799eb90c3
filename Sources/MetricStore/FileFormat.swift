/// # The store's file
///
/// Little-endian; one page of file header (`store_file`), then chunks of equal size, each with places for 64 series:
///
/// | part of a chunk | per series | order |
/// |---|---|---|
/// | heads (`store_head`) | 64 B | by series |
/// | tiers (`store_tiers`) | 64 B | by series |
/// | names (`store_name`) | 512 B | by series |
/// | raw ring: `Float32`, NaN is a gap | 4 B a slot | by tick, then series: one poll of a host is written side by side |
/// | open blocks: min, mean, max as `Float32` | 12 B a slot | by slot, then series |
/// | sealed blocks of minutes (60 slots) and quarter hours (96) | 180 B and 288 B | by block, then series |
///
/// All but the sealed blocks ("live") is allocated when the chunk is made, so that a store through the mapping cannot meet a full
/// disk (SIGBUS); on file systems that copy on write that promise is weaker. Sealed blocks are holes until they are written, with
/// `pwrite`, which reports a full disk as an error, and are read with `pread` (on a full tmpfs even a look at a mapped hole is SIGBUS):
/// a file costs its whole size only after 400 days.
///
/// **Names** (`SeriesName`). Behind host, entity and metric lies the metric's description, as far as there is room: resolution (8), lengths
/// of the unit's symbol and of the label (1 each), both texts; zeros where there is none, and then the unit's own hold. Units and kinds
/// are codes that never change their meaning; a series with one that is not known is read, and kept as it is.
///
/// **Ticks.** A sample at moment *t* belongs to a tick near `(t - phase) / step` (`Grid.tick`: jitter below half a step moves nothing;
/// the phase is that of the host's first poll) and so to the ring's row `tick mod rows`. Only ticks from `oldest_tick` (or as many as there
/// are rows) to `newest_tick` count. A minute that is over is folded from the ring into the open block, a quarter from its minutes
/// (mean of the minutes' means), a full block is packed (`BlockCoding`) and sealed under its number, so a block that the ring has
/// not come round to is never taken for another.
///
/// **Sequence.** `store_head.sequence` is odd while anything of that series changes. A reader copies, then looks whether the number
/// is still the same and even. A writer that was killed inside leaves it odd; the next one makes it even and blanks the tick in flight.
///
/// **Clock.** Back: newer slots are blanked and the slot before the first new sample is a gap; minutes and quarter hours after it are
/// withdrawn, what lies before stays. Far ahead: the ring starts anew (its minutes are kept), the open blocks are sealed, and each long
/// tier loses at most the block whose place the leap's own blocks take; when the clock returns, the sealed blocks are opened again.
enum FileFormat {
    /// "WARTEMS1" as the bytes lie in the file.
    static let magic: UInt64 = 0x3153_4D45_5452_4157
    /// Version 2 holds at least one series that an engine of version 1 would drop (`SeriesName.isOfFirstVersion`); any other file stays one
    /// that both can go on with.
    static let versions: ClosedRange<UInt32> = 1...2
    static let page = 4096
    /// Series in a chunk.
    static let seriesPerChunk = 64
    /// Poll intervals outside are taken as the nearest within, in ms.
    static let steps: ClosedRange<Int64> = 100...86_400_000
    /// Moments outside (1970 to 9999) are no time to store anything at, in ms.
    static let moments: ClosedRange<Int64> = 0...253_402_300_799_999
    static let nameBytes = 492

    /// Detects damage, not malice: 32-bit words, multiplied and mixed.
    static func check(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt32 {
        var hash = seed
        var at = 0
        while at + 4 <= bytes.count {
            hash = (hash ^ UInt64(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            at += 4
        }
        while at < bytes.count {
            hash = (hash ^ UInt64(bytes[at])) &* 0x9E37_79B9_7F4A_7C15
            at += 1
        }
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}

/// A long tier: what one slot and one block of it are.
enum Tier {
    case minutes, quarterHours

    /// Milliseconds in a slot.
    var step: Int64 { self == .minutes ? 60_000 : 900_000 }
    /// Slots in a block. A block of minutes holds whole quarter hours.
    var slots: Int { self == .minutes ? 60 : 96 }
    /// Three bytes a slot, one each for minimum, mean and maximum, the block's own header included.
    var blockBytes: Int { slots * 3 }
    func block(of slot: Int64) -> Int64 { floorDivide(slot, Int64(slots)) }
}

/// Where everything is in a file of a given layout.
struct Geometry: Hashable, Sendable {
    let layout: StoreLayout
    let rows: Int
    let minuteBlocks: Int
    let quarterHourBlocks: Int
    let tiers: Int
    let names: Int
    let raw: Int
    let openMinutes: Int
    let openQuarterHours: Int
    /// Bytes of a chunk that are allocated at once.
    let live: Int
    let sealedMinutes: Int
    let sealedQuarterHours: Int
    /// Bytes of a chunk.
    let stride: Int

    init(_ wanted: StoreLayout) {
        layout = StoreLayout(
            raw: min(max(wanted.raw, 4), 1_000_000), minutes: min(max(wanted.minutes, 60), 10_000_000),
            quarterHours: min(max(wanted.quarterHours, 96), 10_000_000))
        rows = layout.raw
        // One more than the retention: the oldest block dies when the newest is sealed, not when it is begun.
        minuteBlocks = (layout.minutes + 59) / 60 + 1
        quarterHourBlocks = (layout.quarterHours + 95) / 96 + 1
        var end = FileFormat.seriesPerChunk * 64
        func take(_ bytes: Int) -> Int {
            defer { end += (bytes + FileFormat.page - 1) / FileFormat.page * FileFormat.page }
            return end
        }
        tiers = take(FileFormat.seriesPerChunk * 64)
        names = take(FileFormat.seriesPerChunk * 512)
        raw = take(rows * FileFormat.seriesPerChunk * 4)
        openMinutes = take(Tier.minutes.slots * FileFormat.seriesPerChunk * 12)
        openQuarterHours = take(Tier.quarterHours.slots * FileFormat.seriesPerChunk * 12)
        live = end
        sealedMinutes = take(minuteBlocks * FileFormat.seriesPerChunk * Tier.minutes.blockBytes)
        sealedQuarterHours = take(quarterHourBlocks * FileFormat.seriesPerChunk * Tier.quarterHours.blockBytes)
        stride = end
    }

    func blocks(_ tier: Tier) -> Int { tier == .minutes ? minuteBlocks : quarterHourBlocks }
    /// How many slots back a long tier is meant to reach.
    func reach(_ tier: Tier) -> Int64 { Int64(tier == .minutes ? layout.minutes : layout.quarterHours) }
    /// Where in a chunk a series' open slot is.
    func open(_ tier: Tier, slot: Int, series: Int) -> Int {
        (tier == .minutes ? openMinutes : openQuarterHours) + (slot * FileFormat.seriesPerChunk + series) * 12
    }
    /// Where in a chunk a series' sealed block is.
    func sealed(_ tier: Tier, block: Int64, series: Int) -> Int {
        let place = Int(floorModulo(block, Int64(blocks(tier))))
        return (tier == .minutes ? sealedMinutes : sealedQuarterHours) + (place * FileFormat.seriesPerChunk + series) * tier.blockBytes
    }
    /// Where in the file a chunk begins.
    func chunk(_ number: Int) -> Int { FileFormat.page + number * stride }
}

func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
}

func floorModulo(_ a: Int64, _ b: Int64) -> Int64 {
    let rest = a % b
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
}
