/// The same random numbers for the same seed (SplitMix64, Steele, Lea, Flood 2014), so that a failure can be had again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64
    public init(seed: UInt64) { state = seed }
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Hostile input made from good input.
public enum Noise {
    /// The input cut off after every byte, from nothing to all but the last.
    public static func truncations(of input: [UInt8]) -> some Sequence<[UInt8]> {
        (0..<input.count).lazy.map { Array(input.prefix($0)) }
    }

    /// The input with one to eight random wounds: bytes changed, dropped, doubled, cut, swapped for ones that parsers trip over.
    public static func mutation(of input: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let at = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0 where !bytes.isEmpty: bytes[at] = UInt8.random(in: 0...255, using: &generator)
            case 1 where !bytes.isEmpty: bytes.remove(at: at)
            case 2 where !bytes.isEmpty: bytes.insert(bytes[at], at: at)
            case 3: bytes.removeSubrange(at...)
            case 4: bytes.insert(contentsOf: awkward.randomElement(using: &generator) ?? [], at: at)
            case 5 where !bytes.isEmpty:
                let end = Int.random(in: at...min(bytes.count, at + 64), using: &generator)
                bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 6 where !bytes.isEmpty: bytes.removeSubrange(at..<Int.random(in: at...min(bytes.count, at + 64), using: &generator))
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
            }
        }
        return bytes
    }

    /// Random bytes.
    public static func bytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static let awkward: [[UInt8]] = [
        [0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x1B, 0x5B], Array("\r\n".utf8), Array("\n".utf8), Array("\"".utf8), Array("\\".utf8),
        Array("{".utf8), Array("[".utf8), Array("]".utf8), Array("=".utf8), Array(",".utf8), Array("-1".utf8), Array("1e999".utf8),
        Array("nan".utf8), Array("9223372036854775808".utf8), Array("-9223372036854775809".utf8), Array("18446744073709551616".utf8),
        Array("٣".utf8), Array("\u{202E}".utf8), Array(repeating: 0x39, count: 400), Array(repeating: 0x5B, count: 2000),
    ]
}
