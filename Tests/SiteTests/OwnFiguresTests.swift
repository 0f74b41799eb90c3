import Dashboard
import Drawing
import Engine
import Feed
import Journal
import Link
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import warte

/// A collector with a metric and a kind of entity that nobody else has heard of.
private enum LicenceServer {
    static let inUse = Metric("licences.in.use", label: "licences in use", unit: Metric.Unit(symbol: "seats"))
    static let queue = Metric("queue", label: "waiting requests", unit: .count)

    static func read() -> Reading {
        Reading(samples: [
            Sample(queue, 4), Sample(inUse, of: Entity(kind: "licence-pool", id: "office"), 37),
            Sample(inUse, of: Entity(kind: "licence-pool", id: "drawing"), 12),
        ])
    }
}

/// What one collector alone knows of goes from its report to the screen and to `warte status --json`.
@Suite struct OwnFiguresTests {
    @Test func figuresWithoutAConstantAreShownAndListed() async throws {
        let folder = try TemporaryFolder()
        let now = Moment(seconds: 1_795_525_507)
        let host = Host(id: "lic-1", area: "A", collector: "licences", endpoint: "x")
        let site = Telemetry.Site(name: "Test", areas: [Area(id: "A")], hosts: [host])
        let engine = Engine(
            settings: Engine.Settings(site: site), store: try StoreWriter(path: folder.file("ring")), storePath: folder.file("ring"),
            journal: try Journal(path: folder.file("journal")), version: "1", wallClock: { now })
        await engine.take(
            Report(target: "lic-1", at: now, took: .milliseconds(1), outcome: .success(LicenceServer.read())), pause: .seconds(5))

        let history = try StoreReader(path: folder.file("ring"))
        let state = HostState(id: "lic-1", answeredAt: now, polledAt: now, nextPollAt: now)
        let numbers = StatusCommand.latest(of: state, host, in: history)
        let status = EngineStatus(version: "1", startedAt: now, viewers: 0, notice: nil, storePath: "")
        let json = JSONDocument.status("ok", engine: status, site: site, hosts: [state], numbers: ["lic-1": numbers], alarms: [])
        let read = try run(
            [
                "python3", "-c",
                "import json,sys; [print(n['entity'], n['metric'], n['label'], int(n['value']), n['unit'], sep='|') for n in json.load(sys.stdin)['numbers']]",
            ], environment: ["PATH": "/usr/bin:/bin"], input: json)
        #expect(
            read.stdout == """
                |queue|waiting requests|4|
                licence-pool/office|licences.in.use|licences in use|37|seats
                licence-pool/drawing|licences.in.use|licences in use|12|seats

                """, "\(read)")

        var app = App(now: now)
        for event in [.connection(.attached), .history(history), .update(.site(site)), .update(.host(state))] as [DashboardEvent] {
            _ = app.handle(event)
        }
        _ = app.handle(.key(.character("2")))
        let lines = app.draw(width: 100, height: 30).transcript.split(separator: "\n")
        for words in [["waiting requests", "4"], ["licence-pool"], ["office", "licences in use", "37 seats"], ["drawing", "12 seats"]] {
            #expect(lines.contains { line in words.allSatisfy { line.contains($0) } }, "\(words) in \(lines)")
        }
    }
}
