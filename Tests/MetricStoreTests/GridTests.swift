import TestSupport
import Testing

@testable import MetricStore

@Suite struct GridTests {
    private func one(_ value: Double) -> Column { Column(minimum: value, mean: value, maximum: value) }

    @Test func aPollMayBeHalfAStepEarlyOrLate() {
        let grid = Grid(step: 5000, phase: 1200)
        #expect(grid.tick(at: 6200) == 1)
        #expect(grid.tick(at: 6200 - 2499) == 1)
        #expect(grid.tick(at: 6200 + 2499) == 1)
        #expect(grid.tick(at: 6200 + 2500) == 2)
        #expect(grid.tick(at: 0) == 0)
    }

    @Test func pollsAtTheBorderOfTwoTicksStayInStep() {
        var random = SeededGenerator(seed: 3)
        for drift in [0, -1, 1, 3] {
            let grid = Grid(step: 5000, phase: 0)
            var tick: Int64 = 100
            var at = grid.start(tick)
            // A restart: from now on every poll comes half a step later than the ticks do.
            var poll = at + 2500
            var odd = 0
            for _ in 0..<2000 {
                poll += 5000 + Int64(drift)
                let taken = poll + Int64.random(in: -200...200, using: &random)
                let next = grid.tick(at: taken, after: tick, offset: at - grid.start(tick))
                odd += next == tick + 1 ? 0 : 1
                #expect(abs(taken - grid.start(next)) <= 3750)
                (tick, at) = (next, taken)
            }
            // The restart itself, and one for each step that the drift added up to.
            #expect(odd <= 1 + abs(drift) * 2000 / 5000 + (drift == 0 ? 0 : 1), "drift \(drift): \(odd)")
        }
    }

    @Test func aGapOfOneStepShowsAtEveryWidth() {
        let grid = Grid(step: 1000, phase: 300)
        for count in [1, 7, 20, 33, 50, 100, 170, 999] {
            let columns = grid.columns(from: 0, to: 20_000, count: count, within: 0...19) { $0 == 9 ? nil : one(Double($0)) }
            // The gap is as wide as a step, so a column within it is empty where columns are narrower.
            #expect(columns.contains { $0 == nil } || count <= 20)
            let width = 20_000 / Double(count)
            for (index, column) in columns.enumerated() where column == nil {
                let left = 20_000 * index / count
                let right = 20_000 * (index + 1) / count
                let middle = left + (right - left) / 2
                let isInGap = (9300..<10_300).contains(middle) || (left..<right).contains(9300)
                let isBefore = Double(middle) < 300 + width
                #expect(isInGap || isBefore, "\(count) columns: \(index) is empty")
            }
        }
    }

    @Test func columnsAgreeWithLookingAtEachTick() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            let step = Int64.random(in: 1...50, using: &random)
            let grid = Grid(step: step, phase: Int64.random(in: 0..<step, using: &random))
            let first = Int64.random(in: 0...30, using: &random)
            let ticks = first...first + Int64.random(in: 0...40, using: &random)
            let present = ticks.map { _ in Int.random(in: 0..<4, using: &random) > 0 }
            let start = Int64.random(in: -50...1000, using: &random)
            let end = start + Int64.random(in: 0...2000, using: &random)
            let count = Int.random(in: 0...60, using: &random)
            let found = grid.columns(from: start, to: end, count: count, within: ticks) {
                present[Int($0 - first)] ? one(Double($0 * $0 % 17)) : nil
            }
            #expect(found.count == count)
            for index in 0..<count where start < end {
                let left = start + (end - start) * Int64(index) / Int64(count)
                let right = start + (end - start) * Int64(index + 1) / Int64(count)
                let begins = ticks.filter { grid.start($0) >= left && grid.start($0) < right }
                let values = begins.filter { present[Int($0 - first)] }.map { Double($0 * $0 % 17) }
                let starting = (0..<200).contains { (tick: Int64) in grid.start(tick) >= left && grid.start(tick) < right }
                if let low = values.min(), let high = values.max() {
                    #expect(found[index]?.minimum == low && found[index]?.maximum == high)
                    #expect(abs((found[index]?.mean ?? -1) - values.reduce(0, +) / Double(values.count)) < 1e-9)
                } else if starting || right - left >= step {
                    #expect(found[index] == nil)
                } else {
                    let middle = left + (right - left) / 2
                    let holder = ticks.first { grid.start($0) <= middle && middle < grid.start($0) + step && present[Int($0 - first)] }
                    #expect(found[index]?.mean == holder.map { Double($0 * $0 % 17) })
                }
            }
        }
    }
}
