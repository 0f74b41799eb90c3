import Alarms
import Engine
import Feed
import Glibc
import Journal
import Link
import MetricStore
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import warted

/// The time of day that a test moves.
final class MovedClock: Sendable {
    static let start = Moment(seconds: 1_795_500_000)
    private let time = Mutex(MovedClock.start)
    var now: @Sendable () -> Moment { { self.time.withLock { $0 } } }
    func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// An engine with many hosts over real files, behind a real socket.
final class Crowd: Sendable {
    let folder: TemporaryFolder
    let engine: Engine
    let server: LinkServer
    let hosts: [Host]
    private let clock = MovedClock()
    private let settings: Engine.Settings
    var path: String { folder.file("run/engine.sock") }

    /// - Parameters:
    ///   - past: occurrences that the journal remembers.
    ///   - days: for which the store has the first host's sessions.
    init(hosts count: Int, past: Int = 0, days: Int = 0) async throws {
        folder = try TemporaryFolder()
        mkdir(folder.file("run"), 0o700)
        hosts = (0..<count).map {
            Host(
                id: "gateway-\($0)", area: "A", collector: "openvpn", endpoint: "10.0.\($0 / 250).\($0 % 250):7505", interval: .seconds(10))
        }
        settings = Engine.Settings(site: Site(name: "Test", areas: [Area(id: "A")], hosts: hosts), mayReveal: true)
        let journal = try Journal(path: folder.file("journal"))
        journal.record(Self.occurrences(past, on: hosts[0]))
        let store = try StoreWriter(path: folder.file("ring"))
        try Self.sessions(of: hosts[0], days: days, in: store)
        engine = Engine(
            settings: settings, store: store, storePath: folder.file("ring"), journal: journal,
            version: "1.0", wallClock: clock.now)
        server = try LinkServer(
            path: folder.file("run/engine.sock"), version: "1.0",
            service: LinkService(engine: engine, callers: { nil }, attached: {}))
        let (server, settings) = (server, settings)
        await engine.connect(
            Engine.Outlets(
                publish: { server.publish($0) }, pollNow: { _ in true }, reload: { [weak engine] in await engine?.apply(settings) }))
    }
    deinit { server.close() }

    /// Its sessions, and beside them as many series as one call may ask for, with names as long as may be.
    private static func sessions(of host: Host, days: Int, in store: StoreWriter) throws {
        for number in 0..<(days > 0 ? 500 : 0) {
            let id = "\(number)" + String(repeating: "x", count: 400)
            let key = SeriesKey(host: host.id, entity: Entity(kind: "pool", id: id), metric: .sessions)
            _ = try store.slot(for: key, metric: .sessions, interval: .seconds(60))
        }
        let slot = try store.slot(for: SeriesKey(host: host.id, metric: .sessions), metric: .sessions, interval: .seconds(60))
        for minute in stride(from: days * 1440, to: 0, by: -1) {
            store.append(Double(minute * 7919 % 1000), to: slot, at: MovedClock.start - .seconds(minute * 60))
        }
    }

    private static func occurrences(_ count: Int, on host: Host) -> [Transition] {
        let start = MovedClock.start - .seconds(80_000)
        return (0..<count).map { number in
            let at = start + .seconds(number)
            let alarm = Alarm(
                id: Int64(number + 1), key: AlarmKey(rule: "cpu", host: host.id), severity: .warning, phase: .normal, raisedAt: at,
                changedAt: at, returnedAt: at, message: "CPU at 91 % for 5 min, limit 90 %", evidence: ["cpu 91"])
            return Transition(alarm: alarm, what: .raised, at: at)
        }
    }

    var now: Moment { clock.now() }

    /// The first so many hosts are in maintenance by the configuration, for an hour.
    func maintain(_ count: Int) async {
        var settings = settings
        settings.maintenance = hosts.prefix(count).map {
            MaintenanceWindow(host: $0.id, from: now, until: now + .seconds(3600), author: MaintenanceWindow.configured, reason: "update")
        }
        await engine.apply(settings)
        await engine.tick()
    }

    /// Another configuration, of one host; a reload brings all of them again.
    func shrink() async {
        var settings = settings
        settings.site = Site(name: "Test", areas: settings.site.areas, hosts: [hosts[0]])
        await engine.apply(settings)
    }

    /// Ten seconds, in which every host is polled once, all of them within the first second. The engine's own second is kept to: what was
    /// watched in longer steps does not count as silence.
    func round(_ poll: (Host) async throws -> Void) async rethrows {
        for (index, host) in hosts.enumerated() {
            try await poll(host)
            if index % max(1, hosts.count / 10) == 0 { clock.advance(.milliseconds(90)) }
        }
        for _ in 0..<9 { await pass(.seconds(1)) }
    }
    func pass(_ duration: Duration) async {
        clock.advance(duration)
        await engine.tick()
    }

    func answer(_ host: Host, _ reading: Reading = Reading(samples: [Sample(.sessions, 40)], about: "OpenVPN 2.6")) async {
        await engine.take(Report(target: host.id, at: now, took: .milliseconds(3), outcome: .success(reading)), pause: .seconds(10))
    }
    func fail(_ host: Host) async {
        let failure = CollectFailure.unreachable(asked: host.endpoint, reason: "Connection refused")
        await engine.take(Report(target: host.id, at: now, took: .milliseconds(3), outcome: .failure(failure)), pause: .seconds(10))
    }
}
