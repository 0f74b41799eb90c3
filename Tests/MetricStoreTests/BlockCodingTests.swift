import Telemetry
import TestSupport
import Testing

@testable import MetricStore

@Suite struct BlockCodingTests {
    private func roundTrip(_ slots: [Column?], unit: Metric.Unit, bytes: Int) -> (slots: [Column?], resolution: Double) {
        let block = BlockCoding.encode(slots, number: 7, generation: 3, parts: 1 / unit.resolution, bytes: bytes)
        #expect(block.count == bytes)
        var out = [Column?](repeating: nil, count: slots.count)
        return block.withUnsafeBytes { block in
            #expect(BlockCoding.decode(block, number: 7, generation: 3, parts: 1 / unit.resolution, into: &out))
            return (out, BlockCoding.resolution(block, parts: 1 / unit.resolution))
        }
    }

    @Test func aQuietSeriesIsExact() {
        let slots: [Column?] = (0..<60).map { index -> Column? in
            guard index % 7 != 3 else { return nil }
            let value = Double(420 + index)
            return Column(minimum: (value - 20) / 10, mean: value / 10, maximum: (value + 50) / 10)
        }
        #expect(roundTrip(slots, unit: .percent, bytes: 180).slots == slots)
    }

    @Test func emptyConstantAndHugeBlocks() {
        let none = [Column?](repeating: nil, count: 60)
        #expect(roundTrip(none, unit: .bytes, bytes: 180).slots == none)
        let same = [Column?](repeating: Column(minimum: 68_719_476_736, mean: 68_719_476_736, maximum: 68_719_476_736), count: 96)
        #expect(roundTrip(same, unit: .bytes, bytes: 288).slots == same)
        let top = Double(Float.greatestFiniteMagnitude)
        let huge: [Column?] = (0..<60).map { Column(minimum: -top, mean: $0 % 2 == 0 ? top / 3 : -top / 5, maximum: top) }
        for column in roundTrip(huge, unit: .percent, bytes: 180).slots {
            #expect((column?.maximum ?? 0) > top * 0.5 && (column?.minimum ?? 0) < -top * 0.5)
        }
    }

    @Test func everyBlockFitsAndErrsByHalfItsResolutionAtMost() {
        var random = SeededGenerator(seed: 1)
        for round in 0..<2000 {
            let slots = round % 2 == 0 ? 60 : 96
            let scale = Double(sign: .plus, exponent: Int.random(in: -10...60, using: &random), significand: 1)
            let unit = Metric.Unit.known[round % Metric.Unit.known.count]
            let columns: [Column?] = (0..<slots).map { _ in
                if Int.random(in: 0..<10, using: &random) == 0 { return nil }
                let parts = (0..<3).map { _ in Double(Float(Double.random(in: -1...1, using: &random) * scale)) }.sorted()
                return Column(minimum: parts[0], mean: parts[1], maximum: parts[2])
            }
            let (back, resolution) = roundTrip(columns, unit: unit, bytes: slots * 3)
            for (was, now) in zip(columns, back) {
                #expect((was == nil) == (now == nil))
                guard let was, let now else { continue }
                let allowed = resolution * 0.500001
                #expect(abs(was.minimum - now.minimum) <= allowed && abs(was.mean - now.mean) <= allowed)
                #expect(abs(was.maximum - now.maximum) <= allowed && now.minimum <= now.mean && now.mean <= now.maximum)
            }
        }
    }

    @Test func anotherBlocksBytesAreRefused() {
        let block = BlockCoding.encode([Column(minimum: 1, mean: 2, maximum: 3)], number: 7, generation: 3, parts: 1, bytes: 180)
        var out: [Column?] = [nil]
        block.withUnsafeBytes { block in
            #expect(!BlockCoding.decode(block, number: 8, generation: 3, parts: 1, into: &out))
            #expect(!BlockCoding.decode(block, number: 7, generation: 4, parts: 1, into: &out))
        }
        for index in block.indices {
            var damaged = block
            damaged[index] ^= 0x10
            #expect(!damaged.withUnsafeBytes { BlockCoding.decode($0, number: 7, generation: 3, parts: 1, into: &out) })
        }
    }

    /// With a check that agrees by chance, any bytes must still decode to something.
    @Test func bitsOfAnyKindAreRead() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 1...64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            bytes.withUnsafeBytes { bytes in
                var reader = BitReader(bytes, from: 0)
                for _ in 0..<60 { _ = reader.takeRice(k: Int.random(in: 0...Rice.largestK, using: &random)) }
            }
        }
    }
}
