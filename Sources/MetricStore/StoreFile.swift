import CMappedFile
import Glibc
import Platform
import Synchronization
import Telemetry

/// The store's file, open and mapped chunk by chunk; a mapping stays where it is until the last user lets go of this object.
///
/// `@unchecked`: `bases` grows in the writer alone, which has one owner; a reader gets all of it in `init` and makes a new
/// object where the file has grown. What the mappings hold is guarded by the sequence numbers.
final class StoreFile: @unchecked Sendable {
    let path: String
    let geometry: Geometry
    let descriptor: Int32
    let isWritable: Bool
    let identity: FileIdentity
    private let header: UnsafeMutableRawPointer
    /// One mapping per chunk, of its live part alone.
    private(set) var bases: [UnsafeMutableRawPointer] = []
    /// Of the header's mapping and of the chunks', where the guard against a file that is cut knows them.
    private var guards: [Int32] = []
    private var isRaised = false

    /// Takes over `descriptor`, of a file whose header has been read, and closes it in the end, even when it throws.
    init(path: String, descriptor: Int32, layout: StoreLayout, isWritable: Bool) throws(StoreProblem) {
        self.path = path
        self.descriptor = descriptor
        self.isWritable = isWritable
        geometry = Geometry(layout)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= FileFormat.page else {
            close(descriptor)
            throw .damaged(path: path, reason: .storeShort())
        }
        identity = FileIdentity(status)
        let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        guard let header = mmap(nil, FileFormat.page, access, MAP_SHARED, descriptor, 0), header != MAP_FAILED else {
            let reason = systemReason()
            close(descriptor)
            throw .unreadable(path: path, reason: reason)
        }
        self.header = header
        guards.append(store_guard(header, FileFormat.page))
        let whole = max(0, Int(status.st_size) - FileFormat.page) / geometry.stride
        let count = announced
        if isWritable, count > whole { throw .damaged(path: path, reason: .storeChunksGone(count, whole)) }
        for number in 0..<min(count, whole) {
            try map(number)
            store_wanted(bases[number], geometry.raw)
        }
    }

    deinit {
        // First the guard: a place that is mapped by somebody else by now is none of ours.
        for place in guards { store_unguard(place) }
        for base in bases { munmap(base, geometry.live) }
        munmap(header, FileFormat.page)
        close(descriptor)
    }

    /// How many chunks the file announces.
    var announced: Int { Int(clamping: chunks.pointee.load(ordering: .acquiring)) }
    /// Grows with every series that comes or goes.
    var directory: UInt64 { changes.pointee.load(ordering: .acquiring) }
    func directoryChanged() { changes.pointee.wrappingAdd(1, ordering: .releasing) }

    /// Whether the file is still long enough for all that is mapped, and always was: what was looked at beyond its end is lost. One that was
    /// cut and made long again between two looks has no head any more.
    var isWhole: Bool {
        guard !guards.contains(where: { store_is_lost($0) != 0 }) else { return false }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) >= geometry.chunk(bases.count) else { return false }
        return header.load(as: store_file.self).magic == FileFormat.magic && announced >= bases.count
    }

    func storage(_ number: Int) -> SeriesStorage {
        SeriesStorage(
            base: bases[number / FileFormat.seriesPerChunk], index: number % FileFormat.seriesPerChunk, geometry: geometry,
            descriptor: descriptor,
            offset: geometry.chunk(number / FileFormat.seriesPerChunk))
    }
    var capacity: Int { bases.count * FileFormat.seriesPerChunk }

    /// Takes a chunk out of memory but for what every append touches. An hour's ring of thousands of series would else stay there for
    /// the one row that is written.
    func rest(_ number: Int) { store_release(bases[number].advanced(by: geometry.names), geometry.live - geometry.names) }

    /// Adds a chunk. Its live part is allocated at once; sealed blocks stay holes until they are written.
    func grow() throws(StoreProblem) {
        let number = bases.count
        let start = geometry.chunk(number)
        // First the length, then the blocks: the other way round a killed engine would leave space that nobody counts.
        guard ftruncate(descriptor, start + geometry.stride) == 0 else { throw problem(errno) }
        let failure = posix_fallocate(descriptor, start, geometry.live)
        guard failure == 0 else {
            _ = ftruncate(descriptor, start)
            throw problem(failure)
        }
        try map(number)
        chunks.pointee.store(UInt64(number + 1), ordering: .releasing)
    }

    /// From now on it may hold what an engine of version 1 would drop.
    func raise() throws(StoreProblem) {
        guard !isRaised else { return }
        try StoreOpening.raise(descriptor, path: path)
        isRaised = true
    }

    private func problem(_ code: Int32) -> StoreProblem { .noRoom(code, path: path) }

    private func map(_ number: Int) throws(StoreProblem) {
        let access = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        guard let base = mmap(nil, geometry.live, access, MAP_SHARED, descriptor, geometry.chunk(number)), base != MAP_FAILED else {
            throw .unreadable(path: path, reason: systemReason())
        }
        // One row of each ring is written or looked at: where a disk reads far ahead (8 MiB is no rarity), the first look at each of
        // thousands of chunks would bring as much of zeros.
        store_scattered(base, geometry.live)
        guards.append(store_guard(base, geometry.live))
        bases.append(base)
    }

    private var chunks: UnsafeMutablePointer<Atomic<UInt64>> { header.advanced(by: 32).assumingMemoryBound(to: Atomic<UInt64>.self) }
    private var changes: UnsafeMutablePointer<Atomic<UInt64>> { header.advanced(by: 40).assumingMemoryBound(to: Atomic<UInt64>.self) }
}

/// The system's words for an error number.
func systemReason(_ code: Int32 = errno) -> Message { .raw(SystemError.text(code)) }
