import Alarms
import Collecting
import Collectors
import Configuration
import Engine
import Feed
import Journal
import Link
import MetricStore
import Synchronization
import Telemetry
import Transports

/// Everything that runs in the engine's process, wired together.
final class Service: Sendable {
    private let engine: Engine
    private let poller: Poller<TimerClock>
    private let audience = Audience()
    private let server: Mutex<LinkServer?> = Mutex(nil)
    private let beats: Mutex<[Task<Void, Never>]> = Mutex([])
    private let configuration: String?
    private let socket: String
    private let hosts: Mutex<[Host]>

    /// Opens what must be there: the place on the link first, since it decides who is the engine.
    init(configuration: String?) throws(Failure) {
        let environment = environment()
        self.configuration = configuration
        do {
            socket = try socketFolder(environment: environment) + "/" + socketName
        } catch {
            throw Failure(error.text)
        }
        let loaded = try Site.load(configuration, environment: environment)
        let places = try Places(environment: environment)
        let (store, notice) = try Self.open(places.store, loaded.storeLayout)
        let journal: Journal
        do throws(JournalProblem) { journal = try Journal(path: places.journal) } catch { throw Failure(error.text) }
        let engine = Engine(
            settings: loaded.engine, store: store, storePath: places.store, journal: journal, version: version, wallClock: wallClock)
        self.engine = engine
        hosts = Mutex(loaded.engine.site.hosts)
        poller = Poller(clock: TimerClock.shared, wallClock: wallClock) { turn in await engine.take(turn.report, pause: turn.pause) }
        if let notice { Task { await engine.note(notice) } }
    }

    private static func open(_ path: String, _ layout: StoreLayout) throws(Failure) -> (StoreWriter, String?) {
        do throws(StoreProblem) {
            let store = try StoreWriter(path: path, layout: layout)
            return (store, store.notice)
        } catch {
            throw Failure(error.text)
        }
    }
}
