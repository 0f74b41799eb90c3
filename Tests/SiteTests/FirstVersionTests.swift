import Alarms
import Configuration
import Engine
import Feed
import Journal
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import warted

/// Configuration, journal and store that the engine of 574b15c wrote, which knew hosts without targets (the journal's schema 2): they open as
/// they are, and nothing that somebody acknowledged is lost.
@Suite struct FirstVersionTests {
    private let folder: TemporaryFolder
    /// Some seconds after that engine had ended.
    private let now = Moment(seconds: 1_795_770_790)
    private static let stopped = Moment(milliseconds: 1_795_770_782_498)
    private static let unpack = """
        import gzip, sqlite3, sys
        cases, out = sys.argv[1:]
        open(out + '/ring', 'wb').write(gzip.open(cases + '/metrics.ring.gz').read())
        sqlite3.connect(out + '/journal').executescript(open(cases + '/journal.sql').read())
        """
    private var cases: String { "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/cases/first-version" }

    init() throws {
        folder = try TemporaryFolder()
        let made = try run(["python3", "-c", Self.unpack, cases, folder.path])
        #expect(made.status == .exit(0), "\(made.stderr)")
    }

    @Test func itsFilesAreGoneOnWith() async throws {
        let configuration = try EngineConfiguration.load(cases + "/warte.toml", environment: [:])
        #expect(configuration.targets.map(\.id) == ["hv-1", "vpn-1", "vpn-2"])
        let store = try StoreWriter(path: folder.file("ring"), layout: configuration.storeLayout)
        // It took `raw = "1h"` for a time in steps of ten seconds: what is there stays as it was laid out.
        #expect(store.notice?.text.contains("keeps the retention that it was made with") ?? true, "\(store.notice?.text ?? "")")
        #expect(store.seriesCount == 14)
        let now = now
        let engine = Engine(
            settings: configuration.engine, store: store, storePath: folder.file("ring"),
            journal: try Journal(path: folder.file("journal")),
            version: "2", wallClock: { now })
        try await expectAlarms(of: engine)
        let (site, states) = await engine.told
        #expect(site.hosts.map(\.id) == ["hv-1", "vpn-1", "vpn-2"] && site.hosts.map(\.target) == site.hosts.map(\.id))
        #expect(states.map { $0.maintenance?.reason } == ["new disk", nil, nil])
        #expect(states[0].answeredAt.map { now - $0 < .seconds(20) } == true && states[1].answeredAt == nil)
        expectNumbers(store)

        // It goes on: the same alarms, the same series, in the tables of today.
        let reading = Reading(samples: [Sample(.memory, 12), Sample(.cpu, 50)])
        await engine.take(Report(target: "hv-1", at: now, took: .milliseconds(1), outcome: .success(reading)), pause: .seconds(5))
        try await expectAlarms(of: engine)
        #expect(store.latest(SeriesKey(host: "hv-1", metric: .memory))?.value == 12 && store.seriesCount == 14)
        expectNumbers(store)
        await engine.written()
        let journal = try Journal(reading: folder.file("journal"))
        #expect(journal.verify() == [] && journal.problem == nil)
        #expect(journal.restore(at: now).hosts.isEmpty)
        // All that happened and all that was done, as the file has it.
        let before = journal.restore(at: now).events.filter { $0.at <= Self.stopped }
        #expect(before.map(\.text) == (try told()) && before.count == 18)
        let steps = (1...5).map { journal.steps(of: $0).filter { $0.at <= Self.stopped }.map(\.what) }
        #expect(
            steps == [
                ["raised", "acknowledged", "outOfService"], ["raised", "severityRaised", "acknowledged", "commented"],
                ["raised", "shelved", "severityRaised"], ["raised", "outOfService"], ["raised"],
            ])
    }

    /// What its journal's events say, by the file alone.
    private func told() throws -> [String] {
        try readText(cases + "/journal.sql").matches(of: /INSERT INTO "event" VALUES\(\d+,\d+,'[^']*','([^']*)'\)/).map { String($0.1) }
    }

    private func expectAlarms(of engine: Engine) async throws {
        let alarms = Dictionary(uniqueKeysWithValues: await engine.alarms.map { ($0.key, $0) })
        #expect(alarms.count == 5)
        let memory = try #require(alarms[AlarmKey(rule: "memory", host: "hv-1")])
        #expect(memory.id == 1 && memory.acknowledgement?.comment == "pool grows" && memory.acknowledgement?.author == "root")
        #expect(memory.phase == .acknowledged && memory.isInMaintenance)
        let lost = try #require(alarms[AlarmKey(rule: "no_data", host: "vpn-1")])
        #expect(lost.id == 2 && lost.severity == .critical && lost.acknowledgement?.comment == "uplink is being repaired")
        #expect(lost.comments.map(\.text).suffix(1) == ["ask karl"])
        let shelved = try #require(alarms[AlarmKey(rule: "no_data", host: "vpn-2")])
        #expect(shelved.id == 3 && shelved.shelf?.reason == "provider works" && shelved.shelf?.wakes == [.hostBack])
    }

    /// As that engine's own words have them: "memory 9.4 %" with the acknowledgement, "CPU 99.6 % over 2 min" with an alarm.
    private func expectNumbers(_ store: StoreWriter) {
        func mean(_ metric: Metric, _ from: Int64, _ to: Int64) -> Double {
            store.summary(
                SeriesKey(host: "hv-1", metric: metric), from: Moment(milliseconds: from), to: Moment(milliseconds: to))?.mean ?? .nan
        }
        let (memory, load) = (mean(.memory, 1_795_770_403_565, 1_795_770_408_565), mean(.cpu, 1_795_770_518_622, 1_795_770_638_623))
        #expect(abs(memory - 9.4) < 0.1, "\(memory)")
        #expect(abs(load - 99.6) < 0.1, "\(load)")
        // Every five seconds, from the first poll to the last.
        let key = SeriesKey(host: "hv-1", metric: .cpu)
        let all = store.span(key, from: Moment(milliseconds: 1_795_770_345_000), to: Moment(milliseconds: 1_795_770_780_000), columns: 43)
        #expect(!all.contains(nil))
    }
}
