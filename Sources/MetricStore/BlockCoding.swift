/// A sealed block: a fixed number of slots in a fixed number of bytes.
///
/// Values are whole multiples of a quantum, `2^exponent` of the metric's resolution (0.1 %, 1 byte): the finest, down to a sixteenth
/// of it, with which the block fits its room. So a quiet series is exact and a wild one loses the digits that nobody can see
/// beside its noise; how much is written in the block. A slot is one bit (is there a value), the mean as its difference from the one
/// before, then how far minimum and maximum lie from it, each in the Rice code that fits the block best.
///
/// Header, 16 bytes: number + 1 (4), generation (2), exponent (2), three Rice parameters, a spare byte, check over the rest (4).
enum BlockCoding {
    static let headerBytes = 16
    static let finest = -4

    /// - Parameter parts: steps of the metric's resolution in one of its unit.
    static func encode(_ slots: [Column?], number: Int64, generation: UInt32, parts: Double, bytes: Int) -> [UInt8] {
        let room = (bytes - headerBytes) * 8 - slots.count
        let present = slots.compactMap { $0 }
        let largest = present.reduce(0) { max($0, abs($1.minimum), abs($1.maximum)) } * parts
        // Whole numbers stay below 2^50: exact in a Double, and their differences far from overflow.
        var plan = Plan(present, scale: parts, exponent: max(finest, largest > 0 ? Int(largest.exponent) - 49 : finest))
        while plan.bits > room {
            // One more bit of quantum saves about one bit in each of three numbers.
            let stride = max(1, (plan.bits - room) / max(1, present.count * 3))
            let coarser = plan.exponent + stride
            plan.lay(coarser)
            guard plan.bits <= room, stride > 1 else { continue }
            // It may have saved more than that.
            for finer in (coarser - stride + 1..<coarser).reversed() {
                plan.lay(finer)
                guard plan.bits > room else { continue }
                plan.lay(finer + 1)
                break
            }
        }
        var out = BitWriter(bytes: bytes, from: headerBytes)
        var index = 0
        for slot in slots {
            out.put(slot == nil ? 0 : 1, bits: 1)
            guard slot != nil else { continue }
            out.putRice(plan.numbers[index], k: plan.mean.k)
            out.putRice(plan.numbers[present.count + index], k: plan.minimum.k)
            out.putRice(plan.numbers[present.count * 2 + index], k: plan.maximum.k)
            index += 1
        }
        var block = out.bytes
        block.withUnsafeMutableBytes { block in
            block.storeBytes(of: UInt32(truncatingIfNeeded: number + 1), as: UInt32.self)
            block.storeBytes(of: UInt16(truncatingIfNeeded: generation), toByteOffset: 4, as: UInt16.self)
            block.storeBytes(of: Int16(clamping: plan.exponent), toByteOffset: 6, as: Int16.self)
            block[8] = UInt8(plan.mean.k)
            block[9] = UInt8(plan.minimum.k)
            block[10] = UInt8(plan.maximum.k)
            block.storeBytes(of: check(UnsafeRawBufferPointer(block)), toByteOffset: 12, as: UInt32.self)
        }
        return block
    }

    /// The block's slots into `into`; false where the bytes are no block, or another one.
    static func decode(
        _ block: UnsafeRawBufferPointer, number: Int64, generation: UInt32, parts: Double, into slots: inout [Column?]
    ) -> Bool {
        guard block.count >= headerBytes,
            block.loadUnaligned(as: UInt32.self) == UInt32(truncatingIfNeeded: number + 1),
            block.loadUnaligned(fromByteOffset: 4, as: UInt16.self) == UInt16(truncatingIfNeeded: generation),
            block.loadUnaligned(fromByteOffset: 12, as: UInt32.self) == check(block)
        else { return false }
        let exponent = Int(block.loadUnaligned(fromByteOffset: 6, as: Int16.self))
        let k = (Int(block[8]), Int(block[9]), Int(block[10]))
        guard max(k.0, k.1, k.2) <= Rice.largestK, (finest...1000).contains(exponent) else { return false }
        let quantum = Double(sign: .plus, exponent: exponent, significand: 1)
        var bits = BitReader(block, from: headerBytes)
        var mean: Int64 = 0
        for index in slots.indices {
            guard bits.take(1) == 1 else {
                slots[index] = nil
                continue
            }
            mean &+= Rice.unzigzag(bits.takeRice(k: k.0))
            let low = mean &- Int64(truncatingIfNeeded: bits.takeRice(k: k.1))
            let high = mean &+ Int64(truncatingIfNeeded: bits.takeRice(k: k.2))
            slots[index] = Column(
                minimum: Double(low) * quantum / parts, mean: Double(mean) * quantum / parts, maximum: Double(high) * quantum / parts)
        }
        return true
    }

    /// The step between neighbouring values in a block, in the metric's unit.
    static func resolution(_ block: UnsafeRawBufferPointer, parts: Double) -> Double {
        guard block.count >= headerBytes else { return .nan }
        let exponent = Int(block.loadUnaligned(fromByteOffset: 6, as: Int16.self))
        return Double(sign: .plus, exponent: exponent, significand: 1) / parts
    }

    private static func check(_ block: UnsafeRawBufferPointer) -> UInt32 {
        let head = FileFormat.check(UnsafeRawBufferPointer(rebasing: block[..<12]))
        return FileFormat.check(UnsafeRawBufferPointer(rebasing: block[headerBytes...]), seed: UInt64(head))
    }
}

/// The numbers of a block at one quantum, and what they cost.
private struct Plan {
    private let columns: [Column]
    private let scale: Double
    /// Three runs: the means' differences, how far the minima are below, and the maxima above.
    private(set) var numbers: [UInt64]
    private(set) var exponent: Int
    private(set) var mean = (k: 0, bits: 0)
    private(set) var minimum = (k: 0, bits: 0)
    private(set) var maximum = (k: 0, bits: 0)
    var bits: Int { mean.bits + minimum.bits + maximum.bits }

    /// All values divided by their quantum must be below 2^50.
    init(_ columns: [Column], scale: Double, exponent: Int) {
        self.columns = columns
        self.scale = scale
        self.exponent = exponent
        numbers = [UInt64](repeating: 0, count: columns.count * 3)
        lay(exponent)
    }

    mutating func lay(_ exponent: Int) {
        self.exponent = exponent
        let factor = scale * Double(sign: .plus, exponent: -exponent, significand: 1)
        let count = columns.count
        (mean, minimum, maximum) = numbers.withUnsafeMutableBufferPointer { numbers in
            var previous: Int64 = 0
            for (index, column) in columns.enumerated() {
                let mean = nearest(column.mean * factor)
                numbers[index] = Rice.zigzag(mean &- previous)
                numbers[count + index] = UInt64(bitPattern: max(0, mean &- nearest(column.minimum * factor)))
                numbers[count * 2 + index] = UInt64(bitPattern: max(0, nearest(column.maximum * factor) &- mean))
                previous = mean
            }
            let all = UnsafeBufferPointer(numbers)
            return (
                Rice.best(UnsafeBufferPointer(rebasing: all[..<count])), Rice.best(UnsafeBufferPointer(rebasing: all[count..<count * 2])),
                Rice.best(UnsafeBufferPointer(rebasing: all[(count * 2)...]))
            )
        }
    }
}
