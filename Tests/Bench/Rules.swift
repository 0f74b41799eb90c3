import Alarms
import Glibc
import MetricStore
import Telemetry

/// Rules over the real store: CPU of one round, median of many. Prometheus needs 41 ms for 1,000 threshold rules over 1,000 hosts.
func benchRules() {
    let path = "/tmp/warte-bench-rules-\(getpid())"
    defer { unlink(path) }
    do {
        let store = try StoreWriter(path: path)
        let bench = try RulesBench(store: store, hosts: 1000)
        bench.run()
    } catch {
        print("rules: the store cannot be made: \(error)")
    }
}

private struct RulesBench {
    let store: StoreWriter
    let site: Site
    let ids: [Host.ID]
    let now = Moment(seconds: 1_795_521_600)
    private static let metrics: [(Metric, Double)] = [
        (.cpu, 54), (.memory, 67), (.cpuWait, 1.1), (.pressureCPU, 4), (.pressureIO, 1), (.pressureMemory, 0), (.sessions, 31),
    ]

    init(store: StoreWriter, hosts: Int) throws {
        self.store = store
        ids = (0..<hosts).map { "host-\($0)" }
        site = Site(name: "bench", areas: [], hosts: ids.map { Host(id: $0, area: "", collector: "bench", endpoint: "", sessionLimit: 50) })
        // Ten minutes of polls at 5 s.
        for step in 0..<120 {
            let at = now - .seconds(Int64(119 - step) * 5)
            for id in ids {
                let samples = Self.metrics.map { Sample($0.0, $0.1 + Double(step % 7)) }
                try store.append(samples, host: id, at: at, interval: .seconds(5))
            }
        }
    }

    func run() {
        // One rule for each host with a limit of its own: 1,000 rules.
        var own = ThresholdBook()
        for (index, id) in ids.enumerated() {
            var patch = ThresholdsPatch(origin: "bench")
            patch.warning = 90 + Double(index) / 1000
            own.hosts[id] = ["memory": patch]
        }
        measure("1,000 threshold rules, 1,000 hosts, all new", own, rules: standardRules.filter { $0.id == "memory" }, changed: ids)
        measure(
            "all \(standardRules.count) rules, 200 of 1,000 hosts new (5 s, a round a second)", ThresholdBook(),
            changed: Array(ids.prefix(200))
        )
        measure("all \(standardRules.count) rules, 1,000 of 1,000 hosts new", ThresholdBook(), changed: ids)
        measure("a tick, nothing new", ThresholdBook(), changed: [])
        measure("one report", ThresholdBook(), changed: [ids[0]])
        var low = ThresholdBook()
        var patch = ThresholdsPatch(origin: "bench")
        patch.warning = 10
        patch.onDelay = .zero
        low.site["memory"] = patch
        measure("all rules, 200 hosts new, 1,000 alarms standing", low, changed: Array(ids.prefix(200)))
    }

    private func measure(_ what: String, _ limits: ThresholdBook, rules: [any Rule] = standardRules, changed: [Host.ID]) {
        var book = AlarmBook(site: site, limits: limits, rules: rules)
        var facts = RuleFacts(history: store)
        for id in ids { facts.hosts[id] = HostFacts(answeredAt: now, polledAt: now, sessions: 31) }
        let raised = book.evaluate(facts, at: now).count
        var times: [Double] = []
        for _ in 0..<201 {
            let before = threadSeconds()
            _ = book.evaluate(facts, hosts: changed, at: now)
            times.append(threadSeconds() - before)
        }
        times.sort()
        print("  \(what): \(rounded(times[100] * 1000, 3)) ms, p99 \(rounded(times[198] * 1000, 3)) (\(raised) raised)")
    }

    private func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
