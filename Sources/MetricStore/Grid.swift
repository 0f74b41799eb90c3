import Telemetry

/// Time cut into equal steps: tick n begins at `phase + n * step`. Milliseconds.
struct Grid: Hashable {
    let step: Int64
    let phase: Int64

    /// The tick that a sample taken at `at` belongs to where none was before it: the nearest.
    func tick(at: Int64) -> Int64 { max(0, floorDivide(at - phase + step / 2, step)) }
    /// The tick of the sample at `at` after one that was taken `offset` after the beginning of tick `newest`.
    ///
    /// What counts is the time since that sample, to the nearest step, so that polls which come at the border of two ticks (they began
    /// in another run of the engine, or drift) do not fall now into one and now into the other. Where that has led three quarters of a
    /// step away from the tick's own time, it is the nearest again.
    func tick(at: Int64, after newest: Int64, offset: Int64) -> Int64 {
        let before = start(newest) + offset
        guard at >= before else { return min(tick(at: at), newest) }
        let next = newest + (at - before + step / 2) / step
        return abs(at - start(next)) * 4 <= step * 3 ? next : max(tick(at: at), newest)
    }
    func start(_ tick: Int64) -> Int64 { phase + tick * step }
    /// The tick whose time `at` lies in.
    func covering(_ at: Int64) -> Int64 { floorDivide(at - phase, step) }
    /// The first tick that begins at `at` or later.
    func first(from at: Int64) -> Int64 { -floorDivide(phase - at, step) }

    /// What the ticks that begin between `start` and `end` have together. Where that time is shorter than a step, none may begin
    /// there, and the tick that covers its middle speaks for it: so a gap of one step shows at every width.
    func fold(from start: Int64, to end: Int64, within ticks: ClosedRange<Int64>, _ value: (Int64) -> Column?) -> Column? {
        let from = max(first(from: start), ticks.lowerBound)
        let to = min(first(from: end) - 1, ticks.upperBound)
        guard from <= to else {
            guard end - start < step, first(from: start) >= first(from: end) else { return nil }
            let middle = covering(start + (end - start) / 2)
            return ticks.contains(middle) ? value(middle) : nil
        }
        var fold = Fold()
        for tick in from...to {
            if let column = value(tick) { fold.add(column) }
        }
        return fold.column
    }

    /// The time from `start` to `end` in `count` pieces, oldest first.
    func columns(from start: Int64, to end: Int64, count: Int, within ticks: ClosedRange<Int64>, _ value: (Int64) -> Column?) -> [Column?] {
        var out = [Column?](repeating: nil, count: max(0, count))
        guard count > 0, start < end else { return out }
        // start + (end - start) * i / count, without an overflow.
        let (whole, rest) = (end - start).quotientAndRemainder(dividingBy: Int64(count))
        var left = start
        for index in 0..<count {
            let next = Int64(index) + 1
            let right = start + whole * next + rest * next / Int64(count)
            out[index] = fold(from: left, to: right, within: ticks, value)
            left = right
        }
        return out
    }
}

/// Minimum, mean and maximum of what is added; each addition weighs the same.
struct Fold {
    private var minimum = Double.infinity
    private var maximum = -Double.infinity
    private var sum = 0.0
    private var count = 0

    mutating func add(_ column: Column) {
        minimum = min(minimum, column.minimum)
        maximum = max(maximum, column.maximum)
        sum += column.mean
        count += 1
    }
    /// Nil where nothing was added.
    var column: Column? {
        guard count > 0 else { return nil }
        return Column(minimum: minimum, mean: min(max(sum / Double(count), minimum), maximum), maximum: maximum)
    }
}
