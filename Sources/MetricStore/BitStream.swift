/// Bits into a fixed room, lowest first. What does not fit is dropped: the caller has counted before.
struct BitWriter {
    private(set) var bytes: [UInt8]
    private var at: Int

    init(bytes: Int, from byte: Int) {
        self.bytes = [UInt8](repeating: 0, count: bytes)
        at = byte * 8
    }

    mutating func put(_ value: UInt64, bits: Int) {
        var value = value
        var left = bits
        while left > 0, at < bytes.count * 8 {
            let room = 8 - at % 8
            let take = min(room, left)
            bytes[at / 8] |= UInt8(truncatingIfNeeded: (value & ((1 << UInt64(take)) - 1)) << UInt64(at % 8))
            value >>= UInt64(take)
            at += take
            left -= take
        }
    }

    /// Rice code: the quotient in ones, then `k` bits; `escape` ones stand before a number written out with its length.
    mutating func putRice(_ value: UInt64, k: Int) {
        let quotient = value >> UInt64(k)
        if quotient < UInt64(Rice.escape) {
            put((1 << quotient) - 1, bits: Int(quotient) + 1)
            put(value & ((1 << UInt64(k)) - 1), bits: k)
        } else {
            put((1 << UInt64(Rice.escape)) - 1, bits: Rice.escape)
            let length = Rice.length(value)
            put(UInt64(length - 1), bits: 6)
            put(value, bits: length)
        }
    }
}

/// The same, read back; past the end there are zeros, so that no input can fail here.
struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    private var at: Int

    init(_ bytes: UnsafeRawBufferPointer, from byte: Int) {
        self.bytes = bytes
        at = byte * 8
    }

    /// The next 56 bits at least, without taking them.
    private func peek() -> UInt64 {
        let byte = at / 8
        var word: UInt64 = 0
        if byte + 8 <= bytes.count {
            word = bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self)
        } else {
            for index in 0..<8 where byte + index < bytes.count { word |= UInt64(bytes[byte + index]) << UInt64(index * 8) }
        }
        return word >> UInt64(at % 8)
    }

    mutating func take(_ bits: Int) -> UInt64 {
        if bits > 32 {
            let low = take(32)
            return low | take(bits - 32) << 32
        }
        let value = peek() & ((1 << UInt64(bits)) - 1)
        at += bits
        return value
    }

    mutating func takeRice(k: Int) -> UInt64 {
        let ones = min((~peek()).trailingZeroBitCount, Rice.escape)
        if ones < Rice.escape {
            at += ones + 1
            return UInt64(ones) << UInt64(k) | take(k)
        }
        at += Rice.escape
        let length = Int(take(6)) + 1
        return take(length)
    }
}

/// The costs of a Rice code, and small signed numbers as small unsigned ones.
enum Rice {
    static let escape = 14
    static let largestK = 50

    static func length(_ value: UInt64) -> Int { max(1, 64 - value.leadingZeroBitCount) }
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
    static func unzigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }

    static func cost(_ values: [UInt64], k: Int) -> Int {
        var bits = 0
        for value in values {
            let quotient = value >> UInt64(k)
            bits += quotient < UInt64(escape) ? Int(quotient) + 1 + k : escape + 6 + length(value)
        }
        return bits
    }
    /// The cheapest parameter near the values' typical size, and its cost in bits.
    static func best(_ values: [UInt64]) -> (k: Int, bits: Int) {
        guard !values.isEmpty else { return (0, 0) }
        // The mean of the lengths, not of the values: one spike must not widen all.
        let typical = values.reduce(0) { $0 + length($1) } / values.count
        var best = (k: 0, bits: Int.max)
        for k in min(largestK, max(0, typical - 2))...min(largestK, typical + 1) {
            let bits = cost(values, k: k)
            if bits < best.bits { best = (k, bits) }
        }
        return best
    }
}
