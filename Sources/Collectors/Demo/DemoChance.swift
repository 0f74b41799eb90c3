/// Chance that is the same every time: a number for a seed and what it is asked about.
struct DemoChance: Sendable {
    private let seed: UInt64
    init(seed: Int, _ word: String) {
        // Each host has its own.
        var hash = ByteHash(ByteHash().value ^ Self.mix(UInt64(truncatingIfNeeded: seed)))
        hash.add(word.utf8)
        self.seed = hash.value
    }

    /// 64 bits.
    func bits(_ a: Int64, _ b: Int64 = 0) -> UInt64 {
        Self.mix(Self.mix(seed ^ UInt64(bitPattern: a)) ^ UInt64(bitPattern: b) &* 0x9e37_79b9_7f4a_7c15)
    }
    /// From 0 to below 1.
    func share(_ a: Int64, _ b: Int64 = 0) -> Double { Double(bits(a, b) >> 11) / 9_007_199_254_740_992 }
    /// A curve without steps from -1 to 1 that turns about every `period` seconds.
    func noise(at second: Double, period: Double, _ which: Int64 = 0) -> Double {
        let place = second / period
        let left = place.rounded(.down)
        let t = place - left
        let ease = t * t * (3 - 2 * t)
        let (a, b) = (share(Int64(left), which), share(Int64(left) + 1, which))
        return (a + (b - a) * ease) * 2 - 1
    }

    /// SplitMix64's finaliser (Steele, Lea, Flood 2014).
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
