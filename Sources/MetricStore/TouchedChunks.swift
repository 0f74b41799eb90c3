/// The chunks that a poll has written to, let go of before the next one: a fault may bring 16 pages and not one, and where a minute
/// turns there are several in each chunk. At 64 KiB each, those of 50,000 series would be 50 MiB.
struct TouchedChunks {
    private var last = -1
    private var all: [Int] = []
    /// Samples of two chunks in turn must not take each in and out of memory again and again.
    private static let most = 8

    @inline(__always) mutating func add(_ chunk: Int, in file: StoreFile) {
        if chunk != last { note(chunk, in: file) }
    }
    private mutating func note(_ chunk: Int, in file: StoreFile) {
        last = chunk
        guard !all.contains(chunk) else { return }
        if all.count == Self.most { rest(in: file) }
        all.append(chunk)
    }
    mutating func rest(in file: StoreFile) {
        for chunk in all { file.rest(chunk) }
        all.removeAll(keepingCapacity: true)
    }
}
