/// A number that stands for some bytes (FNV-1a, 64 bits), so that a name needs no string to be known again.
///
/// Two names with one number can be made on purpose; all that it gains is that their maker's own answer is refused or misread.
struct ByteHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}
    /// To be gone on with.
    init(_ value: UInt64) { self.value = value }
    init(_ bytes: some Sequence<UInt8>) { add(bytes) }

    @inline(__always)
    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

    /// Two numbers to one, so that no sum of such hides another.
    @inline(__always)
    static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var mixed = a &* 0x9E37_79B9_7F4A_7C15 ^ b
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The labels that tell buckets and quantiles of one metric apart.
    static let le = ByteHash("le".utf8).value
    static let quantile = ByteHash("quantile".utf8).value
}
