import Alarms
import Collecting
import Engine
import Feed
import Glibc
import Journal
import Link
import MetricStore
import Synchronization
import Telemetry
import TestSupport

@testable import warted

/// What outlives an engine: the files, the cluster, the time of day.
final class ClusterPlace: Sendable {
    let folder: TemporaryFolder
    let collector = ClusterCollector()
    private let time = Mutex(Moment(seconds: 1_795_500_000))
    private let turns = Mutex(0)
    var now: Moment { time.withLock { $0 } }
    var polls: Int { turns.withLock { $0 } }
    var socket: String { folder.file("run/engine.sock") }
    init() throws {
        folder = try TemporaryFolder()
        mkdir(folder.file("run"), 0o700)
    }
    func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    func count() { turns.withLock { $0 += 1 } }
}

/// A poller, an engine over real files and its socket, for one cluster.
final class ClusterBench: Sendable {
    static let target = Target(id: "pve", area: "A", collector: "cluster", endpoint: "https://pve.example.org:8006", interval: .seconds(5))
    let place: ClusterPlace
    let engine: Engine
    private let server: LinkServer
    private let poller: Poller<ManualClock>
    /// Polls that ended with the bench before, and were never told.
    private let lost: Int
    var collector: ClusterCollector { place.collector }

    init(_ place: ClusterPlace, limits: ThresholdBook = ThresholdBook(), maintenance: [MaintenanceWindow] = []) async throws {
        self.place = place
        lost = place.collector.polls - place.polls
        let site = Site(name: "Test", areas: [Area(id: "A")], hosts: [Self.target.host])
        let engine = Engine(
            settings: Engine.Settings(site: site, limits: limits, maintenance: maintenance),
            store: try StoreWriter(path: place.folder.file("ring")), storePath: place.folder.file("ring"),
            journal: try Journal(path: place.folder.file("journal")), version: "1.0", wallClock: { place.now })
        let server = try LinkServer(
            path: place.socket, version: "1.0", service: LinkService(engine: engine, callers: { nil }, attached: {}))
        await engine.connect(Engine.Outlets(publish: { server.publish($0) }))
        self.engine = engine
        self.server = server
        poller = Poller(
            clock: ManualClock(), wallClock: { place.now },
            deliver: { turn in
                await engine.take(turn.report, pause: turn.pause)
                place.count()
            })
    }

    /// So many polls, five seconds each, in which the engine keeps to its own second.
    func poll(_ times: Int = 1) async throws {
        for _ in 0..<times {
            for _ in 0..<5 {
                place.advance(.seconds(1))
                await engine.tick()
            }
            // One that is out has seen the cluster as it was before.
            let begun = collector.polls - lost
            poller.watch([(Self.target, { self.place.collector })])
            try await eventually("a turn of the poller") {
                if collector.polls - lost == place.polls, place.polls <= begun { poller.pollNow(Self.target.id) }
                return place.polls > begun
            }
        }
        await engine.written()
    }

    /// By the socket, as a command line asks.
    func perform(_ command: Command) async throws -> String? {
        let place = place
        return try await Task.detached { try LinkCall(path: place.socket, version: "1.0").perform(command)?.text }.value
    }

    func alarm(_ rule: String, _ host: String) async -> Alarm? {
        await engine.alarms.first { $0.key == AlarmKey(rule: rule, host: host) }
    }
    func state(_ host: String) async -> HostState? { await engine.told.hosts.first { $0.id == host } }

    func stop() async {
        await poller.stop()
        await engine.stop()
        server.close()
    }
}
