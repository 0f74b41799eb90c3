import CSQLite
import Glibc
import MetricStore
import Telemetry

/// The ring-buffer store: appends, room, reads; SQLite beside it in the same run.
func benchStore() {
    var template = Array("/tmp/warte-bench-XXXXXX".utf8CString)
    guard let folder = mkdtemp(&template).map({ String(cString: $0) }) else { return print("no place for the files") }
    defer { rmdir(folder) }
    do throws(StoreProblem) {
        for series in [10_000, 50_000] {
            try hotAppends(folder + "/hot", series: series)
            fflush(nil)
        }
        try engineAppends(folder + "/engine")
        sqliteInserts(folder + "/sqlite")
        try gauges(folder + "/gauges")
    } catch {
        print(error.text)
    }
}

private let start = Moment(seconds: 1_790_035_200)

/// Seconds of this process's CPU time that `body` takes: the machine may be shared.
private func seconds(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) -> (cpu: Double, wall: Double) {
    func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let cpu = now(CLOCK_PROCESS_CPUTIME_ID)
    let wall = now(CLOCK_MONOTONIC)
    try body()
    return (now(CLOCK_PROCESS_CPUTIME_ID) - cpu, now(CLOCK_MONOTONIC) - wall)
}

private func millions(_ count: Int, _ seconds: Double) -> String { fixed(Double(count) / seconds / 1e6, 1) + " M/s" }

private func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = pow(10, Double(digits))
    let whole = Int((abs(value) * scale).rounded())
    let (before, after) = whole.quotientAndRemainder(dividingBy: Int(scale))
    let tail = String(after)
    return (value < 0 ? "-" : "") + "\(before)" + (digits > 0 ? "." + String(repeating: "0", count: digits - tail.count) + tail : "")
}

/// Tick by tick over all series, as polls come; series looked up once.
private func hotAppends(_ path: String, series: Int) throws(StoreProblem) {
    defer { unlink(path) }
    let writer = try StoreWriter(path: path)
    var slots: [SeriesSlot] = []
    for number in 0..<series {
        let key = SeriesKey(host: "host-\(number / 50)", entity: .guest("\(number)"), metric: .guestCPU)
        slots.append(try writer.slot(for: key, metric: .guestCPU, interval: .seconds(1)))
    }
    func ticks(_ range: Range<Int>) throws(StoreProblem) -> (cpu: Double, wall: Double) {
        try seconds { () throws(StoreProblem) in
            for tick in range {
                let at = start + .seconds(tick)
                let value = Double(tick % 100)
                for slot in slots { writer.append(value, to: slot, at: at) }
            }
        }
    }
    _ = try ticks(0..<61)
    // The ticks of one minute after the first, then whole minutes with their folding, and once more over an hour's end.
    var plain: [Double] = []
    for minute in 1...7 {
        plain.append(try ticks(minute * 60 + 1..<minute * 60 + 60).cpu)
        _ = try ticks(minute * 60 + 60..<minute * 60 + 61)
    }
    let fast = plain.sorted()[3]
    let minutes = try ticks(481..<481 + 900)
    _ = try ticks(1381..<3541)
    let hour = try ticks(3541..<3541 + 120)
    print(
        "append, \(series) series, tick by tick: \(millions(series * 59, fast)) within a minute (best \(millions(series * 59, plain.min() ?? 1))), "
            + "\(millions(series * 900, minutes.cpu)) with the folding of minutes and quarter hours, "
            + "\(millions(series * 120, hour.cpu)) over 2 minutes with an hour's end (packing a block of each series)")
}

/// As the engine does it: a host's samples by name.
private func engineAppends(_ path: String) throws(StoreProblem) {
    defer { unlink(path) }
    let writer = try StoreWriter(path: path)
    let samples = (0..<50).map { Sample(.guestCPU, of: .guest("\($0 / 5)c0ffee-0000-4000-8000-00000000000\($0 % 5)"), 12.5) }
    func polls(_ range: Range<Int>) throws(StoreProblem) {
        for tick in range {
            for host in 0..<200 { try writer.append(samples, host: "host-\(host)", at: start + .seconds(tick * 5), interval: .seconds(5)) }
        }
    }
    try polls(0..<2)
    let time = try seconds { () throws(StoreProblem) in try polls(2..<122) }
    print("append by name, 200 hosts of 50 samples each 5 s, 10 minutes of it: \(millions(120 * 10_000, time.cpu))")
    let sync = try seconds { () throws(StoreProblem) in writer.sync() }
    print("sync of that: \(fixed(sync.wall * 1000, 1)) ms")
}

private func sqliteInserts(_ path: String) {
    var database: OpaquePointer?
    defer {
        sqlite3_close(database)
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }
    guard sqlite3_open(path, &database) == SQLITE_OK else { return print("SQLite cannot be opened") }
    func run(_ text: String) { sqlite3_exec(database, text, nil, nil, nil) }
    run("pragma journal_mode=wal; pragma synchronous=normal; create table s(series integer, at integer, value real)")
    var insert: OpaquePointer?
    sqlite3_prepare_v2(database, "insert into s values(?,?,?)", -1, &insert, nil)
    let rows = 1_000_000
    let time = try? seconds { () throws(StoreProblem) in
        for row in 0..<rows {
            if row % 1000 == 0 { run(row == 0 ? "begin" : "commit; begin") }
            sqlite3_bind_int64(insert, 1, Int64(row % 10_000))
            sqlite3_bind_int64(insert, 2, start.milliseconds + Int64(row / 10_000) * 1000)
            sqlite3_bind_double(insert, 3, Double(row % 1000) / 10)
            sqlite3_step(insert)
            sqlite3_reset(insert)
        }
        run("commit; pragma wal_checkpoint(truncate)")
    }
    sqlite3_finalize(insert)
    var status = stat()
    stat(path, &status)
    print(
        "SQLite \(String(cString: sqlite3_libversion())), WAL, 1000 rows a transaction: \(millions(rows, time?.cpu ?? 1)), \(fixed(Double(status.st_size) / Double(rows), 1)) bytes a sample"
    )
}

/// Two days of 25 hosts at a step a second: what room they take, what is left of them, how long it takes to look.
private func gauges(_ path: String) throws(StoreProblem) {
    defer { unlink(path) }
    let hosts = 25
    let length = 2 * 86_400 + 3600
    let layout = StoreLayout.standard
    let metrics = StoreGauges.metrics
    var bucket: [[Column]] = []  // by series, by minute: exact
    do {
        let writer = try StoreWriter(path: path, layout: layout)
        for host in 0..<hosts {
            var source = StoreGauges(host: host)
            var values = [Double](repeating: 0, count: metrics.count)
            var slots: [SeriesSlot] = []
            for metric in metrics {
                slots.append(try writer.slot(for: SeriesKey(host: "host-\(host)", metric: metric), metric: metric, interval: .seconds(1)))
            }
            var sums = metrics.map { _ in (low: Double.infinity, sum: 0.0, high: -Double.infinity, count: 0.0) }
            var before = 0.0
            var exact = metrics.map { _ in [Column]() }
            for second in 0..<length {
                source.next(into: &values)
                let at = start + .seconds(second)
                for index in slots.indices { writer.append(values[index], to: slots[index], at: at) }
                let rate = values[4] - before
                before = values[4]
                values[4] = rate
                for index in values.indices where index != 4 || second > 0 {
                    sums[index].low = min(sums[index].low, values[index])
                    sums[index].high = max(sums[index].high, values[index])
                    sums[index].sum += values[index]
                    sums[index].count += 1
                }
                guard second % 60 == 59 else { continue }
                for index in sums.indices {
                    exact[index].append(
                        Column(minimum: sums[index].low, mean: sums[index].sum / sums[index].count, maximum: sums[index].high))
                    sums[index] = (.infinity, 0, -.infinity, 0)
                }
            }
            bucket += exact
        }
        writer.sync()
    }
    var status = stat()
    stat(path, &status)
    let series = hosts * metrics.count
    let sealed = 3 * (length / 60 + length / 900)
    print(
        "room, \(series) series, 2 days at 1 s: raw 4.0 bytes a value; minutes and quarter hours 3.0 bytes a slot = 1.0 byte each for minimum, mean and maximum"
    )
    print(
        "file: \(fixed(Double(status.st_size) / Double((series + 63) / 64 * 64) / 1000, 1)) kB a series when full (400 days), "
            + "\(fixed(Double(status.st_blocks) * 512 / Double(series) / 1000, 1)) kB on the disk now (\(sealed) long-tier numbers a series)"
    )
    let reader = try StoreReader(path: path)
    for (index, metric) in metrics.enumerated() {
        var worst = 0.0
        var squares = 0.0
        var signal = 0.0
        var count = 0.0
        for host in 0..<hosts {
            let exact = bucket[host * metrics.count + index]
            let minutes = length / 60
            let found = reader.span(
                SeriesKey(host: "host-\(host)", metric: metric), from: start, to: start + .seconds(minutes * 60), columns: minutes)
            for (was, now) in zip(exact, found) {
                guard let now else { continue }
                for error in [was.minimum - now.minimum, was.mean - now.mean, was.maximum - now.maximum] {
                    worst = max(worst, abs(error))
                    squares += error * error
                }
                signal += was.maximum - was.minimum
                count += 1
            }
        }
        let usual = (squares / max(1, count * 3)).squareRoot()
        print(
            "  \(metric.label): kept to \(fixed(usual, 3)) (worst \(fixed(worst, 3))), where a minute's spread is \(fixed(signal / max(1, count), 2))"
        )
    }
    try reads(reader, metrics[0])
}

private func reads(_ reader: StoreReader, _ metric: Metric) throws(StoreProblem) {
    let key = SeriesKey(host: "host-3", metric: metric)
    let end = start + .seconds(2 * 86_400)
    var line: [String] = []
    for (name, back) in [("10 min", 600), ("1 h", 3600), ("24 h", 86_400), ("2 days", 172_800)] {
        let time = try seconds { () throws(StoreProblem) in
            for _ in 0..<200 { _ = reader.span(key, from: end - .seconds(back), to: end, columns: 120) }
        }
        line.append("\(name) \(fixed(time.cpu / 200 * 1e6, 1)) µs")
    }
    let latest = try seconds { () throws(StoreProblem) in for _ in 0..<100_000 { _ = reader.latest(key) } }
    print("read: latest \(fixed(latest.cpu / 100_000 * 1e9, 0)) ns; 120 columns over " + line.joined(separator: ", "))
}
