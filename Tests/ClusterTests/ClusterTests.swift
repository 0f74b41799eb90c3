import Alarms
import Drawing
import Engine
import Feed
import Journal
import Link
import MetricStore
import OwnProcess
import Telemetry
import TestSupport
import Testing

@testable import warte

/// One poll that tells of several hosts, through poller, engine, link and dashboard: none of them knows the collector.
@Suite(.serialized) struct ClusterTests {
    private let place: ClusterPlace
    init() throws { place = try ClusterPlace() }

    private func names(_ bench: ClusterBench) async -> [String] { await bench.engine.told.hosts.map(\.id) }

    @Test func aNodeIsDownInAClusterThatAnswers() async throws {
        let bench = try await ClusterBench(place)
        #expect(await names(bench) == ["pve"])
        try await bench.poll()
        // The cluster is no host beside its nodes.
        #expect(await names(bench) == ["pve/a", "pve/b", "pve/c"])
        #expect(await bench.engine.told.site.hosts.map(\.target) == ["pve", "pve", "pve"])
        let front = try ClusterFront(place)
        try await eventually("all nodes are shown") { try front.shows(["pve/a", "pve/b", "pve/c", "20"], at: place.now) }
        place.collector.change { $0.down = ["b"] }
        try await bench.poll(4)
        #expect(await bench.alarm("no_data", "pve/b")?.phase == .unacknowledged)
        #expect(await bench.engine.alarms.count == 1)
        #expect(await bench.state("pve/b")?.failure?.text == "the node is offline: b")
        #expect(await bench.state("pve/a")?.failure == nil)
        #expect(await bench.state("pve/a")?.answeredAt == place.now)
        try await eventually("it is shown") { try front.shows(["no data: the node is offline: b"], at: place.now) }
        place.collector.change { $0.down = [] }
        try await bench.poll()
        #expect(await bench.alarm("no_data", "pve/b")?.phase == .returned)
        await bench.stop()
    }

    @Test func aClusterThatDoesNotAnswerIsAllOfItsHosts() async throws {
        let bench = try await ClusterBench(place)
        place.collector.change { $0.isDead = true }
        try await bench.poll()
        #expect(await names(bench) == ["pve"])
        place.collector.change { $0.isDead = false }
        try await bench.poll()
        place.collector.change { $0.isDead = true }
        try await bench.poll(4)
        #expect(await bench.engine.alarms.map(\.key.host).sorted() == ["pve/a", "pve/b", "pve/c"])
        #expect(await bench.engine.alarms.allSatisfy { $0.key.rule == "no_data" })
        await bench.stop()
    }

    @Test func aNodeThatIsNamedNoLongerIsMissingUntilItIsForgotten() async throws {
        var bench: ClusterBench! = try await ClusterBench(place)
        try await bench.poll()
        #expect(try await bench.perform(.forget(host: "pve/c")) == "pve/c is named by pve: only a host that is missing can be forgotten")
        place.collector.change { $0.nodes = ["a", "b"] }
        try await bench.poll(5)
        let alarm = try #require(await bench.alarm("host_missing", "pve/c"))
        #expect(alarm.text == "host missing: pve answers and no longer names it")
        #expect(await bench.engine.alarms.count == 1)
        #expect(await bench.state("pve/c")?.hint == .missing)
        let front = try ClusterFront(place)
        try await eventually("it is shown") { try front.shows(["host missing"], at: place.now) }
        // Nobody answers who could say that it is back.
        place.collector.change { $0.isDead = true }
        try await bench.poll(4)
        #expect(await bench.alarm("host_missing", "pve/c")?.phase == .unacknowledged)
        place.collector.change { $0.isDead = false }
        try await bench.poll()
        await bench.stop()

        // A restart remembers it.
        bench = nil
        bench = try await ClusterBench(place)
        #expect(await names(bench) == ["pve/a", "pve/b", "pve/c"])
        try await bench.poll()
        #expect(await bench.alarm("host_missing", "pve/c")?.id == alarm.id)
        place.collector.change { $0.nodes = ["a", "b", "c"] }
        try await bench.poll()
        #expect(await bench.alarm("host_missing", "pve/c")?.phase == .returned)
        place.collector.change { $0.nodes = ["a", "b"] }
        try await bench.poll()
        #expect(await bench.alarm("host_missing", "pve/c")?.phase == .unacknowledged)
        #expect(try await bench.perform(.forget(host: "pve/c")) == nil)
        #expect(await names(bench) == ["pve/a", "pve/b"])
        #expect(await bench.engine.alarms.contains { $0.key.host == "pve/c" } == false)
        #expect(try await bench.perform(.forget(host: "pve/c")) == "there is no host pve/c")
        try await bench.poll()
        #expect(await names(bench) == ["pve/a", "pve/b"])
        await bench.stop()
        bench = nil
        bench = try await ClusterBench(place)
        #expect(await names(bench) == ["pve/a", "pve/b"])
        #expect(await bench.engine.alarms.contains { $0.key.host == "pve/c" } == false)
        await bench.stop()
        let audits = try Journal(reading: place.folder.file("journal")).audits()
        #expect(audits.map(\.act) == ["forget", "forget", "forget"])
        #expect(audits.map { $0.refused == nil } == [false, true, false])
    }

    @Test func aGuestsNumbersFollowItAndItsAlarmStays() async throws {
        let bench = try await ClusterBench(place)
        try await bench.poll()
        place.collector.change {
            $0.guestOn = "b"
            $0.guestCPU = 70
            $0.hasCrashed = true
        }
        try await bench.poll()
        #expect(await bench.state("pve/a")?.guests.isEmpty == true)
        #expect(await bench.state("pve/b")?.guests.map(\.name) == ["db"])
        let alarm = try #require(await bench.alarm("guest_crashed", "pve"))
        #expect(alarm.text == "guest db crashed" && alarm.severity == .critical)
        // Its host goes down, and it runs on another.
        place.collector.change {
            $0.down = ["b"]
            $0.guestOn = "c"
            $0.guestCPU = 30
        }
        try await bench.poll()
        #expect(await bench.state("pve/b")?.guests.isEmpty == true)
        #expect(await bench.state("pve/c")?.guests.map(\.name) == ["db"])
        #expect(await bench.alarm("guest_crashed", "pve")?.id == alarm.id)
        let reader = try StoreReader(path: place.folder.file("ring"))
        let key = SeriesKey(host: "pve", entity: .guest(ClusterCollector.guest), metric: .guestCPU)
        let columns = reader.span(key, from: place.now - .seconds(12), to: place.now + .seconds(1), columns: 1)
        #expect(columns.first??.minimum == 10 && columns.first??.maximum == 70)
        #expect(reader.latest(key)?.value == 30)
        let front = try ClusterFront(place)
        try await eventually("the alarm is shown") { try front.shows(["guest db crashed"], at: place.now) }
        await bench.stop()
    }

    /// What answers and shows nothing is not well: an alarm, a state, a word on the screens.
    @Test func aClusterThatShowsNothingIsNotWell() async throws {
        let bench = try await ClusterBench(place)
        try await bench.poll()
        #expect(await bench.engine.alarms.isEmpty)
        place.collector.change { $0.hasNoRight = true }
        try await bench.poll()
        let alarm = try #require(await bench.alarm("no_figures", "pve"))
        let why = "no guests: no permission to see guests (PVEAuditor on / is missing)"
        #expect(alarm.text == "it answers and shows nothing: " + why && alarm.severity == .warning)
        #expect(await bench.engine.alarms.count == 1)
        let (site, states) = await bench.engine.told
        let reader = try StoreReader(path: place.folder.file("ring"))
        #expect(states.map(\.isBlind) == [true, true, true] && StatusCommand.status(of: states, alarms: [alarm]) == .warning)
        let lines = StatusCommand.table(site, states, [], reader).text.split(separator: "\n").dropFirst()
        #expect(lines.count == 3 && lines.allSatisfy { $0.hasSuffix("nothing is shown: " + why) }, "\(lines)")
        let front = try ClusterFront(place)
        try await eventually("it is shown") { try front.shows(["it answers and shows nothing"], at: place.now) }
        front.press(.character("2"))
        try await eventually("and why") { try front.shows([why], at: place.now) }
        place.collector.change { $0.hasNoRight = false }
        try await bench.poll()
        #expect(await bench.alarm("no_figures", "pve")?.phase == .returned)
        #expect(await bench.state("pve/a")?.isBlind == false)
        await bench.stop()
    }

    /// Whether a guest runs on a node that does not answer nobody knows; when the node is back, it is as that says.
    @Test func guestsOfANodeThatIsDownAreNotSaidToRun() async throws {
        let bench = try await ClusterBench(place)
        try await bench.poll()
        func document() async throws -> String {
            let (site, states) = await bench.engine.told
            return JSONDocument.status("ok", engine: await bench.engine.status, site: site, hosts: states, numbers: [:], alarms: [])
        }
        #expect(try await document().contains(#""state":"running""#))
        place.collector.change { $0.down = ["a"] }
        try await bench.poll()
        let down = try await document()
        #expect(down.contains(#""state":"unknown""#) && !down.contains(#""state":"running""#), "\(down)")
        let front = try ClusterFront(place)
        front.press(.character("2"))
        try await eventually("how it was, hatched") { try front.shows(["/running", "/// 1 run"], at: place.now) }
        place.collector.change { $0.down = [] }
        try await bench.poll()
        #expect(try await document().contains(#""state":"running""#))
        await bench.stop()
    }

    /// A metric and a kind of thing of its own, on screen and in `warte status --json`.
    @Test func whatOnlyTheCollectorKnowsIsShownAndListed() async throws {
        let bench = try await ClusterBench(place)
        try await bench.poll()
        place.collector.change { $0.guestOn = "b" }
        try await bench.poll()
        let front = try ClusterFront(place)
        try await eventually("all nodes are shown") { try front.shows(["pve/a", "pve/b", "pve/c"], at: place.now) }
        front.press(.character("2"))
        #expect(front.picture.contains("Inlet temperature") && front.picture.contains("23.5 °C"), "\(front.picture)")
        #expect(front.picture.contains("pool") && front.picture.contains("ssd-a") && !front.picture.contains("ssd-b"), "\(front.picture)")

        let (site, states) = await bench.engine.told
        let reader = try StoreReader(path: place.folder.file("ring"))
        let numbers = Dictionary(
            uniqueKeysWithValues: zip(site.hosts, states).map { ($0.id, StatusCommand.latest(of: $1, $0, in: reader)) })
        let json = JSONDocument.status(
            "ok", engine: await bench.engine.status, site: site, hosts: states, numbers: numbers, alarms: await bench.engine.alarms)
        for node in ["a", "b", "c"] {
            #expect(
                json.contains(#""host":"pve/\#(node)","entity":"","metric":"inlet","label":"Inlet temperature","unit":"°C","value":23.5"#))
            let pool = #""host":"pve/\#(node)","entity":"pool/ssd-\#(node)","metric":"pool.used","label":"used","unit":"%","value":71"#
            #expect(json.contains(pool), "\(json)")
            // The guest is one, and where it runs now.
            let guest = #""host":"pve/\#(node)","guest":"db","entity":"guest/\#(ClusterCollector.guest)","metric":"guest.cpu""#
            #expect(json.contains(guest) == (node == "b"), "\(json)")
        }
        #expect(json.contains(#""target":"pve""#))
        await bench.stop()
    }

    @Test func whatIsSaidOfTheTargetIsSaidOfEachOfItsHosts() async throws {
        var limits = ThresholdBook()
        var (all, one) = (ThresholdsPatch(origin: "t"), ThresholdsPatch(origin: "t"))
        (all.warning, all.onDelay, all.window) = (15, .zero, .zero)
        one.isEnabled = false
        limits.hosts = ["pve": ["cpu": all], "pve/b": ["cpu": one]]
        let bench = try await ClusterBench(place, limits: limits)
        try await bench.poll(2)
        #expect(await bench.engine.alarms.map(\.key) == ["pve/a", "pve/c"].map { AlarmKey(rule: "cpu", host: $0) })
        #expect(try await bench.perform(.startMaintenance(host: "pve", duration: .seconds(60), reason: "update")) == nil)
        #expect(await bench.engine.alarms.allSatisfy(\.isInMaintenance))
        #expect(await bench.engine.told.hosts.allSatisfy { $0.maintenance?.reason == "update" })
        #expect(try await bench.perform(.startMaintenance(host: "pve/a", duration: .seconds(600), reason: "disk")) == nil)
        #expect(try await bench.perform(.endMaintenance(host: "pve/b")) == "pve/b is in maintenance as part of pve: end that")
        #expect(try await bench.perform(.endMaintenance(host: "pve")) == nil)
        #expect(await bench.engine.alarms.filter(\.isInMaintenance).map(\.key.host) == ["pve/a"])
        #expect(await bench.engine.told.hosts.map { $0.maintenance?.reason } == ["disk", nil, nil])
        await bench.stop()
    }
}
