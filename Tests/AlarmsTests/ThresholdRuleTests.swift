import Alarms
import MetricStore
import Telemetry
import Testing

@Suite struct ThresholdRuleTests {
    /// Rule, metric, the two limits, seconds of on-delay, and how the line reads.
    struct Case: Sendable {
        let rule: String
        let metric: Metric
        let warning: Double
        let critical: Double
        let onDelay: Int
        let text: String
    }
    static let cases = [
        Case(rule: "memory", metric: .memory, warning: 90, critical: 97.5, onDelay: 120, text: "memory 97.5 %, limit 97.5 %"),
        Case(rule: "cpu_wait", metric: .cpuWait, warning: 5, critical: 10, onDelay: 120, text: "CPU wait 10 % per vCPU, limit 10 %"),
        Case(rule: "cpu_steal", metric: .cpuSteal, warning: 5, critical: 10, onDelay: 120, text: "CPU steal 10 %, limit 10 %"),
        Case(rule: "pressure_cpu", metric: .pressureCPU, warning: 10, critical: 25, onDelay: 60, text: "CPU pressure 25 %, limit 25 %"),
        Case(rule: "pressure_io", metric: .pressureIO, warning: 5, critical: 15, onDelay: 60, text: "I/O pressure 15 %, limit 15 %"),
        Case(
            rule: "pressure_memory", metric: .pressureMemory, warning: 5, critical: 15, onDelay: 60,
            text: "memory pressure 15 %, limit 15 %"),
        Case(
            rule: "connections", metric: WatchedNumber.connections.metric, warning: 80, critical: 95, onDelay: 120,
            text: "firewall connections 95 %, limit 95 %"),
    ]

    @Test(arguments: cases)
    func raisedAtItsLimitAfterItsDelayAndOverAfterAMinute(_ rule: Case) throws {
        var watch = Watch(site(host("hv-1")))
        #expect(watch.run(100, [("hv-1", rule.metric, rule.warning - 0.1)]) == [])
        #expect(watch.run(rule.onDelay / 5, [("hv-1", rule.metric, rule.warning)]) == [])
        let raised = watch.run(1, [("hv-1", rule.metric, rule.warning)])
        #expect(raised.map(\.what) == [.raised])
        #expect(raised.first?.alarm.severity == .warning)
        #expect(watch.run(rule.onDelay / 5 + 1, [("hv-1", rule.metric, rule.critical)]).map(\.what) == [.severityRaised])
        #expect(watch.alarm(rule.rule)?.text == rule.text)
        #expect(watch.run(12, [("hv-1", rule.metric, 0)]) == [])
        #expect(watch.run(1, [("hv-1", rule.metric, 0)]).map(\.what) == [.returned])
    }

    @Test func theExampleOfTheScreen() {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .cpuWait, 12.44)])
        #expect(watch.alarm("cpu_wait")?.text == "CPU wait 12.4 % per vCPU, limit 10 %")
        watch.run(1, [("hv-1", .cpuWait, 15)])
        #expect(watch.alarm("cpu_wait")?.text == "CPU wait 15 % per vCPU, limit 10 %", "the line follows the value")
    }

    /// Its numbers are its target's, and beside the alarm stand those that wait most, by name.
    @Test func whoWaitsMostIsNamed() throws {
        let node = Host(id: "pve/a", target: "pve", area: "", collector: "proxmox", endpoint: "")
        var watch = Watch(site(node))
        let names = ["idle", "desk-04", "files", "desk-17", "once", "desk-11"]
        watch.hosts[node.id]?.guests = names.enumerated().map { index, name in
            Guest(
                id: "g\(index)", name: name, state: name == "once" ? .off : .running, vCPUs: 2, memoryMaximum: 1, memoryView: .host)
        }
        func wait(_ index: Int, _ value: Double, at: Moment) {
            watch.history.add(value, .guestWait, of: "pve", entity: .guest("g\(index)"), at: at)
        }
        for round in 0..<30 {
            let at = noon + .seconds(5 * (round + 1))
            for (index, value) in [0.0, 31.2, 9, 22.4, 99, 22.2].enumerated() { wait(index, value, at: at) }
            watch.run(1, [(node.id, .cpuWait, 12.4)])
        }
        let alarm = try #require(watch.alarm("cpu_wait", node.id))
        #expect(alarm.context.map(\.text) == ["waiting most: desk-04 31 %, desk-11 22 %, desk-17 22 %"])
        // What is old is not told as if it were of now.
        watch.run(4, [(node.id, .cpuWait, 12.9)])
        #expect(watch.alarm("cpu_wait", node.id)?.context.isEmpty == true)
    }

    /// Within its deadband it stands for a limit that the number of now does not reach: both are said.
    @Test func whatItCameToIsSaidBesideWhatItIs() throws {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .cpuWait, 12.44)])
        watch.run(1, [("hv-1", .cpuWait, 14.26)])
        watch.run(1, [("hv-1", .cpuWait, 12)])
        #expect(watch.alarm("cpu_wait")?.text == "CPU wait 12 % per vCPU, limit 10 %", "above its limit it says what is")
        watch.run(2, [("hv-1", .cpuWait, 9.5)])
        #expect(watch.alarm("cpu_wait")?.severity == .critical)
        #expect(watch.alarm("cpu_wait")?.text == "CPU wait 9.5 % per vCPU, limit 10 %, critical until 8 %; at worst 14.3 %")
        // After a restart as well.
        let records = watch.book.records
        watch.book = AlarmBook(site: site(host("hv-1")), limits: ThresholdBook())
        watch.book.restore(from: records)
        watch.run(1, [("hv-1", .cpuWait, 9.6)])
        #expect(watch.alarm("cpu_wait")?.text == "CPU wait 9.6 % per vCPU, limit 10 %, critical until 8 %; at worst 14.3 %")
        watch.run(20, [("hv-1", .cpuWait, 0)])
        #expect(watch.alarm("cpu_wait")?.returnedAt != nil)
        #expect(watch.alarm("cpu_wait")?.text.contains("14.3 %") == true)
    }

    /// A disk that is full hides no load.
    @Test func whatTheStoreHasNoRoomForIsJudgedAllTheSame() {
        var watch = Watch(site(host("hv-1")))
        for _ in 0..<60 {
            watch.hosts["hv-1"]?.unstored = [Metric.memory.id: Point(at: watch.now + .seconds(5), value: 99)]
            watch.run(1)
        }
        #expect(watch.alarm("memory")?.severity == .critical)
        watch.run(3)
        #expect(watch.alarm("memory")?.returnedAt == nil, "what is old is unknown, and no end")
    }

    /// Neighbours come and go: what is stolen for a minute is no alarm, and 4 to 5 % keep one that stands.
    @Test func stealIsAnAlarmWhereItLasts() {
        var watch = Watch(site(host("gw-1")))
        for _ in 0..<20 {
            watch.run(20, [("gw-1", .cpuSteal, 40)])
            watch.run(4, [("gw-1", .cpuSteal, 0.3)])
        }
        #expect(watch.log == [])
        watch.run(25, [("gw-1", .cpuSteal, 7)])
        watch.run(100, [("gw-1", .cpuSteal, 4.5)])
        #expect(watch.log.map(\.what) == [.raised])
        // Nothing is known of it any more: no end.
        watch.run(100, [("gw-1", .cpuWait, 1)])
        #expect(watch.alarm("cpu_steal", "gw-1")?.returnedAt == nil)
        watch.run(13, [("gw-1", .cpuSteal, 4)])
        #expect(watch.log.map(\.what) == [.raised, .returned])
    }

    /// Without a noun for its metric an alarm would read `guest.wait 12 %`.
    @Test func everyRuleIsNamedInWords() {
        for rule in standardRules { #expect(!rule.label.text.contains("."), "\(rule.id)") }
    }

    /// A thousand that stand would else be told to every front at every poll.
    @Test func whatReadsTheSameIsTheSame() throws {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .cpuWait, 12.44)])
        let before = try #require(watch.alarm("cpu_wait"))
        watch.run(1, [("hv-1", .cpuWait, 12.41)])
        #expect(watch.alarm("cpu_wait") == before)
        watch.run(1, [("hv-1", .cpuWait, 12.52)])
        #expect(watch.alarm("cpu_wait")?.text == "CPU wait 12.5 % per vCPU, limit 10 %")
    }

    @Test func cpuIsAMeanOverFiveMinutes() {
        var watch = Watch(site(host("hv-1")))
        watch.run(60, [("hv-1", .cpu, 10)])
        // Half the time at 100: mean 55 at the most.
        for _ in 0..<60 {
            watch.run(1, [("hv-1", .cpu, 100)])
            watch.run(1, [("hv-1", .cpu, 10)])
        }
        #expect(watch.log == [])
        watch.run(180, [("hv-1", .cpu, 85)])
        #expect(watch.log.map(\.what) == [.raised])
        #expect(watch.alarm("cpu")?.text == "CPU 85 % over 5 min, limit 80 %")
    }

    @Test func betweenTheLimitsNothingChanges() {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        #expect(watch.alarm("memory") != nil)
        #expect(watch.run(100, [("hv-1", .memory, 86)]) == [])
        #expect(watch.run(100, [("hv-1", .memory, 85)]).map(\.what) == [.returned])
    }

    @Test func oldOrMissingDataAreNoData() {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        // No value any more, though the host answers.
        #expect(watch.run(100) == [])
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
        var other = Watch(site(host("hv-1")))
        other.run(3, [("hv-1", .memory, 92)])
        #expect(other.run(100) == [], "a delay does not run without data")
        #expect(other.run(10, [("hv-1", .memory, 92)]) == [])
    }

    @Test func aPointFromTheFutureIsNoData() {
        var watch = Watch(site(host("hv-1")))
        watch.history.add(99, .memory, of: "hv-1", at: noon + .seconds(100_000))
        #expect(watch.run(100) == [])
    }

    @Test func limitsOfTheHostCount() {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:12")
        patch.warning = 50
        limits.hosts["hv-2"] = ["memory": patch]
        var off = ThresholdsPatch(origin: "warte.toml:20")
        off.isEnabled = false
        limits.hosts["hv-3"] = ["memory": off]
        var watch = Watch(site(host("hv-1"), host("hv-2"), host("hv-3")), limits: limits)
        watch.run(40, [("hv-1", .memory, 60), ("hv-2", .memory, 60), ("hv-3", .memory, 99)])
        #expect(watch.book.alarms.map(\.key.host) == ["hv-2"])
        #expect(watch.book.limitsInForce("memory", on: host("hv-2"))?.limits.warningOff == 45)
        #expect(watch.book.limitsInForce("memory", on: host("hv-2"))?.origin == "warte.toml:12")
    }
}
