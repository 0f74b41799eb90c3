/// The tick of the last append: in a round of polls the next series asks for the same.
struct TickMemo {
    private let rows: Int64
    private var at: Int64 = -1
    private var step: UInt32 = 0
    private var phase: UInt32 = 0
    private var newest: Int64 = 0
    private var newestOffset: Int32 = 0
    private(set) var tick: Int64 = 0
    /// From the tick's beginning to the sample.
    private(set) var offset: Int32 = 0
    /// Where in a series' ring, counted in `Float`s.
    private(set) var place = 0
    /// Whether it is the next tick, and in the same minute.
    private(set) var isPlain = false

    init(rows: Int) { self.rows = Int64(rows) }

    @inline(__always) func isOf(_ at: Int64, _ slot: SeriesSlot, after newest: Int64, offset: Int32) -> Bool {
        at == self.at && newest == self.newest && slot.step == step && slot.phase == phase && offset == newestOffset
    }
    mutating func move(to at: Int64, _ slot: SeriesSlot, after newest: Int64, offset: Int32) {
        (self.at, self.newest, newestOffset, step, phase) = (at, newest, offset, slot.step, slot.phase)
        // Of an empty or damaged ring nothing is reckoned here.
        isPlain = false
        let grid = Grid(step: Int64(step), phase: Int64(phase))
        guard (0...FileFormat.moments.upperBound / grid.step).contains(newest) else { return }
        tick = grid.tick(at: at, after: newest, offset: Int64(newestOffset))
        self.offset = Int32(clamping: at - grid.start(tick))
        place = Int(tick % rows) * FileFormat.seriesPerChunk
        isPlain = tick == newest + 1 && floorDivide(grid.start(tick), 60_000) == floorDivide(grid.start(newest), 60_000)
    }
}
