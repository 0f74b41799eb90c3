import Glibc
import Telemetry
import Testing

@testable import MetricStore

/// A folder of one test's own, gone with it.
final class Scratch {
    let path: String
    var store: String { path + "/metrics.store" }

    init() {
        var template = Array("/tmp/warte-store-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
    }
    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var out: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { out.append(name) }
        }
        return out.sorted()
    }

    func bytes(_ name: String) -> [UInt8] {
        let descriptor = open(path + "/" + name, O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var out = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
        return pread(descriptor, &out, out.count, 0) == out.count ? out : []
    }
    func write(_ bytes: [UInt8], to name: String) {
        let descriptor = open(path + "/" + name, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        let written = Glibc.write(descriptor, bytes, bytes.count)
        if written != bytes.count { Issue.record("cannot write \(name)") }
    }
}

/// A noon of a day that a test calls today: a whole minute, quarter, hour, and day boundaries well away.
let noon = Moment(seconds: 1_790_000_000 / 86_400 * 86_400 + 43_200)

func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }

extension StoreWriter {
    /// One value of `cpu` of host `h`.
    func note(_ value: Double, at: Moment, every: Duration = .seconds(5), host: String = "h", metric: Metric = .cpu) throws {
        try append([Sample(metric, value)], host: host, at: at, interval: every)
    }
}

extension History {
    func cpu(from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        span(SeriesKey(host: "h", metric: .cpu), from: start, to: end, columns: columns)
    }
    func means(_ metric: Metric = .cpu, from start: Moment, to end: Moment, columns: Int) -> [Double?] {
        span(SeriesKey(host: "h", metric: metric), from: start, to: end, columns: columns).map { $0?.mean }
    }
}
