/// Cuts a stream of bytes into messages, each of which ends in NUL.
struct FrameBuffer {
    /// So many bytes may a message have.
    let limit: Int
    private var bytes: [UInt8] = []
    private var start = 0
    /// Between `start` and here there is no NUL.
    private var searched = 0

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { start == bytes.count }
    /// More bytes are there without an end than a message may have.
    var isOverfull: Bool { searched - start > limit }

    mutating func append(_ new: UnsafeRawBufferPointer) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes.append(contentsOf: new)
    }

    /// The place of the next whole message, without its NUL, for `read`; nil until one is there.
    mutating func next() -> Range<Int>? {
        guard let end = bytes[searched...].firstIndex(of: 0) else {
            searched = bytes.count
            return nil
        }
        defer {
            start = end + 1
            searched = start
        }
        return start..<end
    }

    /// The bytes of a message; good until the next `append`.
    func read<T>(_ place: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[place])) }
    }
}
