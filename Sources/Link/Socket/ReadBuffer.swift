/// Memory to read into, freed with its owner: also with one whose initializer fails half-way.
final class ReadBuffer {
    let bytes: UnsafeMutableRawBufferPointer
    init(count: Int) { bytes = .allocate(byteCount: count, alignment: 16) }
    deinit { bytes.deallocate() }
}
