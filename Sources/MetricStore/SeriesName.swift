import CMappedFile
import Synchronization
import Telemetry

/// The name of a series as it lies in the file, and what its numbers are.
struct SeriesName {
    let key: SeriesKey
    let generation: UInt32
    let metric: Metric

    static func isUsed(_ place: UnsafeMutableRawPointer) -> Bool { state(place).pointee.load(ordering: .acquiring) != 0 }
    static func free(_ place: UnsafeMutableRawPointer) {
        state(place).pointee.store(0, ordering: .releasing)
        // A name may be a person's: it does not stay behind.
        place.advanced(by: 4).initializeMemory(as: UInt8.self, repeating: 0, count: 508)
    }
    /// Another one wherever anything of the name is another one.
    static func mark(_ place: UnsafeMutableRawPointer) -> UInt64 {
        UInt64(place.load(fromByteOffset: 4, as: UInt32.self)) << 32 | UInt64(place.load(fromByteOffset: 16, as: UInt32.self))
    }
    static func words(_ key: SeriesKey) -> String { "\(key.host) \(key.entity.name) \(key.metric)" }

    /// Nil where nothing is, or nothing that can be read.
    init?(_ place: UnsafeMutableRawPointer) {
        guard Self.isUsed(place) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 512)
        bytes.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: place, count: 512)) }
        self.init(bytes: bytes)
    }

    init?(bytes: [UInt8]) {
        let lengths = [10, 12, 14].map { Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8 }
        guard bytes.withUnsafeBytes(Self.check) == bytes.withUnsafeBytes({ $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self) }),
            lengths.reduce(0, +) <= FileFormat.nameBytes
        else { return nil }
        var at = 20
        var texts: [String] = []
        for length in lengths {
            texts.append(String(decoding: bytes[at..<at + length], as: UTF8.self))
            at += length
        }
        key = SeriesKey(host: texts[0], entity: Entity(name: texts[1]), metricID: texts[2])
        generation = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self) }
        metric = Description(bytes, from: at).metric(texts[2], unit: bytes[8], kind: Metric.Kind(code: bytes[9]))
    }

    init(key: SeriesKey, generation: UInt32, metric: Metric) {
        self.key = key
        self.generation = generation
        self.metric = metric
    }

    /// Whether an engine of version 1 could go on with it: it knew these units and kinds, hosts and guests, and no other resolution.
    var isOfFirstVersion: Bool {
        metric.unit.code <= Metric.Unit.milliseconds.code && metric.kind.code <= Metric.Kind.counter.code
            && (key.entity == .host || key.entity.guest != nil) && metric.resolution == metric.unit.resolution
    }

    /// The bytes in the file, but for the state; nil where the name is too long.
    var bytes: [UInt8]? {
        let texts = [key.host, key.entity.name, key.metric].map { Array($0.utf8) }
        guard texts.reduce(0, { $0 + $1.count }) <= FileFormat.nameBytes else { return nil }
        var out = [UInt8](repeating: 0, count: 512)
        out[8] = metric.unit.code
        out[9] = metric.kind.code
        var at = 20
        for (index, text) in texts.enumerated() {
            out[10 + index * 2] = UInt8(truncatingIfNeeded: text.count)
            out[11 + index * 2] = UInt8(truncatingIfNeeded: text.count >> 8)
            out.replaceSubrange(at..<at + text.count, with: text)
            at += text.count
        }
        guard Description(metric).write(to: &out, from: at) || isOfFirstVersion else { return nil }
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

/// What stands behind the name: resolution, symbol and label of the metric.
private struct Description {
    /// 0 where nothing stands there.
    var resolution: Double
    var symbol: String
    var label: String
    private static let fixed = 10

    init(_ metric: Metric) {
        resolution = metric.resolution
        symbol = metric.unit.symbol
        label = metric.label
    }

    init(_ bytes: [UInt8], from start: Int) {
        (resolution, symbol, label) = (0, "", "")
        guard start + Self.fixed <= bytes.count else { return }
        let lengths = (Int(bytes[start + 8]), Int(bytes[start + 9]))
        let texts = start + Self.fixed
        guard texts + lengths.0 + lengths.1 <= bytes.count else { return }
        resolution = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: Double.self) }
        symbol = String(decoding: bytes[texts..<texts + lengths.0], as: UTF8.self)
        label = String(decoding: bytes[texts + lengths.0..<texts + lengths.0 + lengths.1], as: UTF8.self)
    }

    /// False where there is no room for all but the label, of which there is as much as fits.
    func write(to out: inout [UInt8], from start: Int) -> Bool {
        let symbol = Array(symbol.utf8)
        let room = out.count - start - Self.fixed - symbol.count
        guard room >= 0 else { return false }
        let label = Array(label.beginning(bytes: room).utf8)
        out.withUnsafeMutableBytes { $0.storeBytes(of: resolution, toByteOffset: start, as: Double.self) }
        out[start + 8] = UInt8(symbol.count)
        out[start + 9] = UInt8(label.count)
        let texts = start + Self.fixed
        out.replaceSubrange(texts..<texts + symbol.count + label.count, with: symbol + label)
        return true
    }

    /// What an engine of version 1 wrote has none: there is a constant, or its id must do.
    func metric(_ id: Metric.ID, unit code: UInt8, kind: Metric.Kind) -> Metric {
        let unit = Metric.Unit(code: code, symbol: symbol)
        let standard = Metric.standard(id)
        let label = label.isEmpty ? standard?.label ?? id : label
        let metric = Metric(id, label: label, unit: unit, kind: kind, resolution: resolution)
        return standard == metric ? standard ?? metric : metric
    }
}

extension Metric {
    /// Steps of its resolution in one of its unit.
    var parts: Double { 1 / resolution }
    /// Whether its numbers go on where those of the other end.
    func measuresAlike(_ other: Metric) -> Bool { unit == other.unit && kind == other.kind }
    func with(resolution: Double) -> Metric {
        resolution == self.resolution ? self : Metric(id, label: label, unit: unit, kind: kind, resolution: resolution)
    }
}
