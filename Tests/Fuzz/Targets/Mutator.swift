import TestSupport

/// Makes hostile input of good input: cut off, shuffled, spliced of two, wounded, random, repeated until it is huge. The same for the same
/// seed.
struct Mutator {
    static let longestSeed = 16_384
    private static let shortSeed = 2048
    private let corpus: [[UInt8]]
    /// The longest input that is made by repetition, as a power of two.
    private let huge: Int
    private var generator: SeededGenerator

    /// - Parameter isBrief: only of what is short, and little is made huge: a mistake in how a value is taken apart shows in a short text as
    ///   well as in a long one, and ten times as soon.
    init(_ corpus: [[UInt8]], seed: UInt64, isBrief: Bool = false) {
        let short = corpus.filter { $0.count <= Self.shortSeed }
        let seeds = !isBrief ? corpus : short.isEmpty ? corpus.map { Array($0.prefix(Self.shortSeed)) } : short
        self.corpus = seeds.isEmpty ? [[]] : seeds
        huge = isBrief ? 15 : 18
        generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        let good = one()
        switch Int.random(in: 0..<256, using: &generator) {
        case 0: return repeated(good)
        case 1..<24: return Array(good.prefix(place(in: good)))
        case 24..<48: return lines(of: good).shuffled(using: &generator).flatMap { $0 }
        case 48..<80:
            let other = one()
            return Array(good.prefix(place(in: good)) + other.suffix(place(in: other)))
        case 80..<96: return Noise.bytes(Int.random(in: 0...400, using: &generator), using: &generator)
        default: return Noise.mutation(of: good, using: &generator)
        }
    }

    private mutating func one() -> [UInt8] { corpus[Int.random(in: 0..<corpus.count, using: &generator)] }
    private mutating func place(in bytes: [UInt8]) -> Int { Int.random(in: 0...bytes.count, using: &generator) }

    private func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 10) {
            lines.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        return lines + [rest]
    }

    /// Some part of it, again and again, between what stood before and behind.
    private mutating func repeated(_ bytes: [UInt8]) -> [UInt8] {
        let start = place(in: bytes)
        let end = min(bytes.count, start + Int.random(in: 1...64, using: &generator))
        guard start < end else { return bytes }
        let length = 1 << Int.random(in: 10...huge, using: &generator)
        var out = Array(bytes[..<start])
        while out.count < length { out += bytes[start..<end] }
        return out + bytes[end...]
    }
}
