import CMappedFile
import Synchronization
import Telemetry

/// A series in the file: where, and what its numbers are.
struct CatalogEntry: Hashable {
    let lane: Int
    let generation: UInt32
    let unit: Metric.Unit
    let kind: Metric.Kind
}

/// All series by host.
struct Catalog {
    private var hosts: [Host.ID: [SeriesKey: CatalogEntry]] = [:]
    private(set) var count = 0

    subscript(key: SeriesKey) -> CatalogEntry? {
        get { hosts[key.host]?[key] }
        set {
            count += (newValue == nil ? 0 : 1) - (self[key] == nil ? 0 : 1)
            hosts[key.host, default: [:]][key] = newValue
            if hosts[key.host]?.isEmpty == true { hosts[key.host] = nil }
        }
    }
    /// In the order in which they came.
    func series(of host: Host.ID) -> [SeriesKey] {
        (hosts[host] ?? [:]).sorted { $0.value.lane < $1.value.lane }.map(\.key)
    }
    func entries(of host: Host.ID) -> [SeriesKey: CatalogEntry] { hosts[host] ?? [:] }
    var all: [(key: SeriesKey, entry: CatalogEntry)] { hosts.values.flatMap { $0.map { ($0.key, $0.value) } } }
}

/// The name of a series as it lies in the file.
struct SeriesName {
    let key: SeriesKey
    let generation: UInt32
    let unit: Metric.Unit
    let kind: Metric.Kind

    static func isUsed(_ place: UnsafeMutableRawPointer) -> Bool { state(place).pointee.load(ordering: .acquiring) != 0 }
    static func free(_ place: UnsafeMutableRawPointer) {
        state(place).pointee.store(0, ordering: .releasing)
        // A name may be a person's: it does not stay behind.
        place.advanced(by: 4).initializeMemory(as: UInt8.self, repeating: 0, count: 508)
    }
    static func generation(_ place: UnsafeMutableRawPointer) -> UInt32 { place.load(fromByteOffset: 4, as: UInt32.self) }

    /// Nil where nothing is, or nothing that can be read.
    init?(_ place: UnsafeMutableRawPointer) {
        guard Self.isUsed(place) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 512)
        bytes.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: place, count: 512)) }
        let units = Metric.Unit.allCases
        let kinds = Metric.Kind.allCases
        let lengths = [10, 12, 14].map { Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8 }
        guard bytes.withUnsafeBytes(Self.check) == bytes.withUnsafeBytes({ $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self) }),
            Int(bytes[8]) < units.count, Int(bytes[9]) < kinds.count, lengths.reduce(0, +) <= FileFormat.nameBytes
        else { return nil }
        var at = 20
        var texts: [String] = []
        for length in lengths {
            texts.append(String(decoding: bytes[at..<at + length], as: UTF8.self))
            at += length
        }
        guard let entity = Entity(name: texts[1]) else { return nil }
        key = SeriesKey(host: texts[0], entity: entity, metricID: texts[2])
        generation = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self) }
        unit = units[Int(bytes[8])]
        kind = kinds[Int(bytes[9])]
    }

    init(key: SeriesKey, generation: UInt32, metric: Metric) {
        self.key = key
        self.generation = generation
        unit = metric.unit
        kind = metric.kind
    }

    /// The bytes in the file, but for the state; nil where the name is too long.
    var bytes: [UInt8]? {
        let texts = [key.host, key.entity.name, key.metric].map { Array($0.utf8) }
        guard texts.reduce(0, { $0 + $1.count }) <= FileFormat.nameBytes else { return nil }
        var out = [UInt8](repeating: 0, count: 512)
        out[8] = UInt8(clamping: Metric.Unit.allCases.firstIndex(of: unit) ?? 0)
        out[9] = UInt8(clamping: Metric.Kind.allCases.firstIndex(of: kind) ?? 0)
        var at = 20
        for (index, text) in texts.enumerated() {
            out[10 + index * 2] = UInt8(truncatingIfNeeded: text.count)
            out[11 + index * 2] = UInt8(truncatingIfNeeded: text.count >> 8)
            out.replaceSubrange(at..<at + text.count, with: text)
            at += text.count
        }
        out.withUnsafeMutableBytes { out in
            out.storeBytes(of: generation, toByteOffset: 4, as: UInt32.self)
            out.storeBytes(of: Self.check(UnsafeRawBufferPointer(out)), toByteOffset: 16, as: UInt32.self)
        }
        return out
    }

    /// The bytes first, then the state that makes them count.
    static func write(_ bytes: [UInt8], to place: UnsafeMutableRawPointer) {
        UnsafeMutableRawBufferPointer(start: place.advanced(by: 4), count: 508).copyBytes(from: bytes[4..<512])
        state(place).pointee.store(1, ordering: .releasing)
    }

    private static func state(_ place: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Atomic<UInt32>> {
        place.assumingMemoryBound(to: Atomic<UInt32>.self)
    }
    private static func check(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let head = FileFormat.check(UnsafeRawBufferPointer(rebasing: bytes[4..<16]))
        return FileFormat.check(UnsafeRawBufferPointer(rebasing: bytes[20...]), seed: UInt64(head))
    }
}
