import Alarms
import Collecting
import Engine
import Feed
import Glibc
import Journal
import Link
import MetricStore
import OwnProcess
import Platform
import Synchronization
import Telemetry

/// Targets that answer at once, so that what is measured is Warte: each with so many guests of four samples, and with so many samples of its
/// host (`warte-bench serve FOLDER TARGETS GUESTS SAMPLES`). Poller, engine, store, journal and link are those of the product; it runs until
/// it is ended.
func serveLargeSite(_ arguments: [String]) async {
    guard arguments.count == 4, let targets = Int(arguments[1]), let guests = Int(arguments[2]), let samples = Int(arguments[3]) else {
        print("serve FOLDER TARGETS GUESTS SAMPLES")
        exit(2)
    }
    let folder = arguments[0]
    let hosts = (0..<targets).map { Host(id: "target-\($0)", area: "Bench", collector: "bench", endpoint: "", interval: .seconds(5)) }
    do {
        mkdir(folder + "/warte", 0o700)
        let settings = Engine.Settings(site: Site(name: "Bench", areas: [Area(id: "Bench")], hosts: hosts))
        let engine = Engine(
            settings: settings, store: try StoreWriter(path: folder + "/metrics.ring"), storePath: folder + "/metrics.ring",
            journal: try Journal(path: folder + "/journal.sqlite"), version: version, wallClock: wallClock)
        let server = try LinkServer(path: folder + "/warte/engine.sock", version: version, service: WholeEngine(engine: engine))
        await engine.connect(Engine.Outlets(publish: { server.publish($0) }))
        let poller = Poller(clock: TimerClock.shared, wallClock: wallClock) { await engine.take($0.report, pause: $0.pause) }
        poller.watch(
            hosts.enumerated().map { index, host in
                let target = Target(
                    id: host.id, area: host.area, collector: host.collector, endpoint: "", interval: host.interval, deadline: .seconds(5))
                return (target, { LargeCollector(number: index, guests: guests, samples: samples) })
            })
        while true {
            try await TimerClock.shared.sleep(for: .seconds(1))
            await engine.tick()
        }
    } catch {
        print("\(error)")
        exit(1)
    }
}

private final class LargeCollector: Collector {
    static let kind = CollectorKind("bench", watches: "nothing")
    private let guests: [Guest]
    private let series: [(entity: Entity, metric: Metric)]
    private let polls: Mutex<Int>

    init(number: Int, guests count: Int, samples: Int) {
        guests = (0..<count).map { guest in
            Guest(
                id: "00000000-0000-4000-8000-\(1_000_000 + number * 10_000 + guest)", name: "desk-\(number)-\(guest)", state: .running,
                vCPUs: 2,
                memoryMaximum: 4e9, memoryView: .guest)
        }
        let known: [Metric] = [.cpu, .memory, .cpuIOWait, .sessions]
        let own = (0..<max(0, samples - known.count)).map { Metric("bench.\($0)", label: "figure \($0)", unit: .count) }
        var series: [(entity: Entity, metric: Metric)] = []
        for metric in known.prefix(samples) + own { series.append((.host, metric)) }
        for guest in guests {
            for metric in [Metric.guestCPU, .guestWait, .guestWaitWorst, .guestMemoryUsed] { series.append((.guest(guest.id), metric)) }
        }
        self.series = series
        polls = Mutex(number)
    }
    convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) { self.init(number: 0, guests: 0, samples: 1) }

    /// Every value is another one each time, and none is over a limit; nobody loses a session.
    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let poll = polls.withLock { polls -> Int in
            defer { polls += 1 }
            return polls
        }
        let samples = series.enumerated().map { index, one -> Sample in
            let value = Double(one.metric == .sessions ? 20 + poll % 2 : (poll * 7 + index * 3) % 40)
            return Sample(one.metric, of: one.entity, one.metric == .guestMemoryUsed ? value * 1e8 : value)
        }
        return Reading(HostFigures(samples: samples, guests: guests))
    }
    func close() async {}
}

/// What a front asks of it.
private struct WholeEngine: EngineService {
    let engine: Engine
    func snapshot(_ taken: @escaping @Sendable ([Alarm]) -> Void) async -> [Update] { await engine.snapshot(taken) }
    func status() async -> EngineStatus { await engine.status }
    func hosts() async -> (site: Site, hosts: [HostState]) { await engine.told }
    func hosts(_ hosts: [Host.ID], at moment: Moment) async throws(CommandRefusal) -> PastHosts {
        try await engine.hosts(hosts, at: moment)
    }
    func alarms(at moment: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        try await engine.alarms(at: moment, limit: limit)
    }
    func perform(_ command: Command, author: Principal) async throws(CommandRefusal) { try await engine.perform(command, author: author) }
    func alarms() async -> [Alarm] { await engine.alarms }
    func history(since: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        try await engine.history(since: since, limit: limit)
    }
    func series(of host: Host.ID, from first: Int, count: Int) async -> [Series] {
        await engine.series(of: host, from: first, count: count)
    }
    func latest(_ keys: [SeriesKey]) async -> [Point?] { await engine.latest(keys) }
    func span(_ span: SeriesSpan) async -> [Column?] { await engine.span(span) }
    func reveal(_ user: String, on host: Host.ID, reason: String, author: Principal) async throws(CommandRefusal) -> String {
        try await engine.reveal(user, on: host, reason: reason, author: author)
    }
    func viewersChanged(_ count: Int) async { await engine.viewersChanged(to: count) }
}
