import Alarms
import Glibc
import Journal
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import warted

/// What is told of a cluster's past without its engine, from the files alone: its nodes are no name of the configuration.
@Suite struct StoredClusterTests {
    private let folder: TemporaryFolder
    private var configuration: String { folder.file("warte.toml") }
    private var state: String { folder.file("state") }
    init() throws {
        folder = try TemporaryFolder()
        mkdir(state, 0o700)
        try writeFile(
            configuration,
            """
            [[area]]
            name = "A"

            [[host]]
            name = "pve"
            area = "A"
            collector = "libvirt"
            endpoint = "qemu:///system"
            [host.limits.cpu]
            action = "ask eva"
            """)
    }

    @Test func aReplayLooksAtTheNodesAndNotAtTheirTarget() throws {
        let now = Moment(seconds: Int64(time(nil)))
        let journal = try Journal(path: state + "/journal.sqlite")
        #expect(journal.record(hosts: ["a", "b"].map { KnownHost(target: "pve", node: $0, since: now) }))
        let store = try StoreWriter(path: state + "/metrics.ring")
        for second in stride(from: Int64(3000), through: 0, by: -5) {
            for (node, value) in [("a", 20.0), ("b", 99)] {
                try store.append([Sample(.cpu, value)], host: "pve/" + node, at: now - .seconds(second), interval: .seconds(5))
            }
        }
        let report = try ReplayReport(configuration, state: state, seconds: 3000, changes: [])
        let lines = report.text(json: false).split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        func fired(_ rule: String) -> Substring? { lines.first { $0.first == rule[...] }?.dropFirst().first }
        #expect(fired("cpu") == "1", "\(report.text(json: false))")
        #expect(fired("no_data") == "0", "\(report.text(json: false))")
    }

    @Test func anAlarmOfANodeHasItsTargetsRunbook() throws {
        let now = Moment(seconds: Int64(time(nil)))
        let journal = try Journal(path: state + "/journal.sqlite")
        #expect(journal.record(hosts: ["a", "b"].map { KnownHost(target: "pve", node: $0, since: now) }))
        let alarm = Alarm(
            id: 1, key: AlarmKey(rule: "cpu", host: "pve/b"), severity: .warning, phase: .unacknowledged, raisedAt: now, changedAt: now,
            message: .raw("x"))
        #expect(journal.record([Transition(alarm: alarm, what: .raised, at: now)]))
        for history in [nil, (seconds: Int64(3600), limit: 5)] {
            let text = try JournalReport(state: state).alarms(history: history, configuration: configuration)
            #expect(text.contains("ask eva"), "\(text)")
        }
    }
}
