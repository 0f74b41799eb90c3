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

    /// Bits that the values take with parameter `k`; nothing is branched on but what is rare.
    static func cost(_ values: UnsafeBufferPointer<UInt64>, k: Int) -> Int {
        var quotients: UInt64 = 0
        var escaped = 0
        for value in values {
            let quotient = value >> UInt64(k)
            if quotient < UInt64(escape) {
                quotients += quotient
            } else {
                escaped += escape + 6 + length(value) - 1 - k
            }
        }
        return values.count * (1 + k) + Int(truncatingIfNeeded: quotients) + escaped
    }
    /// The cheapest parameter near the values' typical size, and its cost in bits.
    static func best(_ values: UnsafeBufferPointer<UInt64>) -> (k: Int, bits: Int) {
        guard !values.isEmpty else { return (0, 0) }
        // The mean of the lengths, not of the values: one spike must not widen all.
        let typical = min(values.reduce(0) { $0 + length($1) } / values.count, largestK)
        var best = (k: typical, bits: cost(values, k: typical))
        func look(_ k: Int) -> Bool {
            guard (0...largestK).contains(k) else { return false }
            let bits = cost(values, k: k)
            guard bits < best.bits else { return false }
            best = (k, bits)
            return true
        }
        // The costs have one valley.
        if look(typical - 1) { _ = look(typical - 2) } else { _ = look(typical + 1) }
        return best
    }
}

/// To the nearest whole number (half to even) without a call into the C library; |value| below 2^50.
@inline(__always) func nearest(_ value: Double) -> Int64 {
    let shift = 6_755_399_441_055_744.0  // 1.5 * 2^52: its last bit is worth 1
    return Int64(bitPattern: (value + shift).bitPattern) &- Int64(bitPattern: shift.bitPattern)
}
