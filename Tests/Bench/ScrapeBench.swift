import Collecting
import Collectors
import Glibc
import Platform
import Synchronization
import Telemetry
import Transports

/// As `scrape_bench.py` serves it: samples of some sixty bytes, none of which any profile knows.
private func exposition(_ samples: Int) -> [UInt8] {
    Array(
        (0..<samples).map { index in
            let value = index.isMultiple(of: 2) ? "\(1_234_567_890 + index * 977)" : rounded(12.5 + Double(index) * 0.37, 2)
            return "vm_metric_\(index < 10 ? "0" : "")\(index){vm=\"guest000\",dev=\"vda\"} \(value)\n"
        }.joined().utf8)
}

/// A figure for each sample, so that as much is kept as Prometheus keeps.
private func profile(_ samples: Int, in folder: String) -> String {
    let lines = (0..<samples).map { index in
        "\"vm.\(index)\" = { value = 'vm_metric_\(index < 10 ? "0" : "")\(index){dev=\"vda\"}', label = \"Metric \(index)\" }\n"
    }
    let path = folder + "/bench.toml"
    guard let file = fopen(path, "w") else { return path }
    fputs("[figures]\n" + lines.joined(), file)
    fclose(file)
    return path
}

private func folder() -> String {
    var template = Array("/tmp/warte-bench-XXXXXX".utf8CString)
    return mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
}

private func target(_ id: String, _ endpoint: String, profiles: String, interval: Duration) -> Target {
    Target(
        id: id, area: "", collector: "prometheus", endpoint: endpoint, interval: interval, deadline: min(interval, .seconds(5)),
        options: ["profiles": .text(profiles)])
}

/// 1,000 answers of 50 samples, read and made figures of, without a network.
func benchScrapes() async {
    let (samples, scrapes) = (50, 1000)
    let folder = folder()
    let path = profile(samples, in: folder)
    defer {
        unlink(path)
        rmdir(folder)
    }
    for (name, type, body) in [
        ("text 0.0.4", "text/plain; version=0.0.4", exposition(samples)),
        ("OpenMetrics 1.0", "application/openmetrics-text; version=1.0.0", exposition(samples) + Array("# EOF\n".utf8)),
    ] {
        let response = HTTPResponse(status: 200, headers: [.init("Content-Type", type)], body: body)
        let transports = Transports(
            secret: { _ throws(CollectFailure) in "" },
            connect: { asked throws(CollectFailure) in throw .unreachable(asked: asked, reason: .noHTTPHere()) },
            http: { _ throws(CollectFailure) in response })
        guard
            let collector = try? PrometheusCollector(
                target: target("h", "http://h:9100", profiles: path, interval: .seconds(1)), transports: transports)
        else { return }
        _ = try? await collector.collect(at: Moment(seconds: 0))
        var best = Double.infinity
        var found = 0
        for _ in 0..<9 {
            let before = cpuSeconds()
            for second in 0..<scrapes {
                found += (try? await collector.collect(at: Moment(seconds: Int64(second))))?.hosts.count ?? 0
            }
            best = min(best, cpuSeconds() - before)
        }
        let perByte = best * 1e9 / Double(scrapes * body.count)
        print(
            "  \(name): \(rounded(best, 4)) CPU s per 1,000 answers of \(samples) samples (\(body.count) bytes), \(rounded(perByte, 2)) ns a byte"
                + (found == 9 * scrapes ? "" : ", and \(9 * scrapes - found) FAILED"))
    }
}

/// `warte-bench scrape TARGETS INTERVAL SECONDS`: polls the targets of a file (one `host:port` a line) as the engine does, for
/// `scrape_bench.py --engine cmd`.
func pollScrapes(_ words: [String]) async {
    guard words.count >= 2, let list = fopen(words[0], "r"), let interval = Double(words[1]) else {
        print("usage: warte-bench scrape FILE SECONDS")
        exit(2)
    }
    var lines: [String] = []
    var line = [CChar](repeating: 0, count: 300)
    while fgets(&line, Int32(line.count), list) != nil {
        lines.append(String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    fclose(list)
    let path = profile(50, in: folder())
    let good = Atomic(0)
    let bad = Atomic(0)
    let values = Atomic(0)
    let poller = Poller(
        clock: TimerClock.shared, wallClock: { Moment(milliseconds: 0) },
        deliver: { turn in
            guard case .success(let reading) = turn.report.outcome else {
                bad.add(1, ordering: .relaxed)
                return
            }
            good.add(1, ordering: .relaxed)
            values.add(reading.hosts.reduce(0) { $0 + ((try? $1.outcome.get())?.samples.count ?? 0) }, ordering: .relaxed)
        })
    poller.watch(
        lines.map { address in
            let target = target(address, "http://\(address)/metrics", profiles: path, interval: .seconds(interval))
            return (target, { makeCollector(target) })
        })
    while true {
        try? await Task.sleep(for: .seconds(10))
        print(
            "answers \(good.load(ordering: .relaxed)), failures \(bad.load(ordering: .relaxed)), values \(values.load(ordering: .relaxed))")
        fflush(nil)
    }
}

private func makeCollector(_ target: Target) -> any Collector {
    do { return try PrometheusCollector(target: target, transports: .system) } catch { fatalError("\(error)") }
}
