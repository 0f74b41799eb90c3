import Glibc
import Synchronization
import Telemetry
import TestSupport

@testable import MetricStore

/// The store's file as a reader maps it: the bytes lie over the header and over head, tiers and name of the first series, whose checks are
/// made right again where the last byte is even, so that what they guard is reached.
@Sendable func storeFile(_ bytes: [UInt8]) async -> String? {
    storeTurn.withLock { _ in storeUnderTest.map { $0.read(bytes) } ?? "no store could be made" }
}

/// There is one file, which has the name of its descriptor alone.
private let storeUnderTest = StoreUnderTest()
private let storeTurn = Mutex(())

private struct StoreUnderTest: Sendable {
    private let path: String
    private let descriptor: Int32
    private let whole: [UInt8]
    private static let start = Moment(seconds: 1_795_521_600)
    private static let layout = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)
    /// Where the bytes go, and how many.
    private let places: [Range<Int>]

    init?() {
        do {
            let folder = try TemporaryFolder()
            (descriptor, whole) = try withExtendedLifetime(folder) {
                let made = folder.file("metrics.store")
                let writer = try StoreWriter(path: made, layout: Self.layout)
                for minute in 0..<3200 as Range<Int64> {
                    let samples = [Sample(.cpu, Double(minute % 100)), Sample(.netSent, Double(minute * 1000))]
                    try writer.append(samples, host: "h", at: Self.start + .seconds(60 * minute), interval: .seconds(60))
                }
                return (open(made, O_RDWR | O_CLOEXEC), try readFile(made))
            }
        } catch { return nil }
        guard descriptor >= 0 else { return nil }
        path = "/proc/self/fd/\(descriptor)"
        let geometry = Geometry(Self.layout)
        places =
            [(0, 48), (FileFormat.page, 64)].map { $0..<($0 + $1) }
            + [(geometry.tiers, 64), (geometry.names, 512), (geometry.sealedMinutes, 180)].map {
                (FileFormat.page + $0)..<(FileFormat.page + $0 + $1)
            }
    }

    func read(_ bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        for (number, place) in places.enumerated() {
            var piece = Array(rest.prefix(place.count))
            rest = rest.dropFirst(place.count)
            piece += whole[place].dropFirst(piece.count)
            if bytes.last.map({ $0 % 2 == 0 }) ?? true { Self.mend(&piece, number) }
            _ = pwrite(descriptor, piece, piece.count, off_t(place.lowerBound))
        }
        guard let reader = try? StoreReader(path: path) else { return nil }
        for series in reader.series(of: "h") {
            _ = reader.latest(series.key)
            for back in [300, 2400, 192_000, 34_560_000] as [Int64] {
                let now = Self.start + .seconds(192_000)
                if reader.span(series.key, from: now - .seconds(back), to: now, columns: 20).count != 20 { return "not 20 columns" }
            }
        }
        reader.refresh()
        return nil
    }

    /// The check of the header, or of a name.
    private static func mend(_ piece: inout [UInt8], _ number: Int) {
        piece.withUnsafeMutableBytes { raw in
            let bytes = UnsafeRawBufferPointer(raw)
            if number == 0 {
                let check = FileFormat.check(UnsafeRawBufferPointer(rebasing: bytes[..<24]))
                raw.storeBytes(of: UInt64(check), toByteOffset: 24, as: UInt64.self)
            } else if number == 3 {
                let head = FileFormat.check(UnsafeRawBufferPointer(rebasing: bytes[4..<16]))
                let check = FileFormat.check(UnsafeRawBufferPointer(rebasing: bytes[20...]), seed: UInt64(head))
                raw.storeBytes(of: check, toByteOffset: 16, as: UInt32.self)
            }
        }
    }
}
