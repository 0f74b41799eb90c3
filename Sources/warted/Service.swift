import Collecting
import Collectors
import Configuration
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
import Transports

/// Everything that runs in the engine's process, wired together.
final class Service: Sendable {
    private let engine: Engine
    private let poller: Poller<TimerClock>
    /// Of the process: the one on disk, or one in memory until there is room.
    private let store: Mutex<StoreWriter>
    private let storePath: String
    private let isStandIn: Bool
    private let identity: EngineIdentity
    private let isPrivate: Bool
    private let lock: StateLock
    private let state: String
    private let isFolderMissing: Bool
    /// From whom this one has its place; nil where it was free.
    private let tookOver: Message?
    /// What was there when this engine began.
    private let setAside: Message?
    private let reloads = OneAtATime()
    private let inForce: Mutex<EngineConfiguration.Source>
    private let storeLayout: StoreLayout
    private let notices: Notifier
    private let firstNotify: NotifySettings
    private let configuration: String?
    private let demo: Demo?
    private let socket: String
    private let firstTargets: [Target]
    private let firstSite: String
    private let firstLanguage: Language?
    private let server = Mutex<LinkServer?>(nil)
    private let wasAttached = Mutex(false)
    private let beats = Mutex<[Task<Void, Never>]>([])
    private let pulse = Pulse()
    private let ending = Mutex<Task<Void, Never>?>(nil)
    /// In seconds: an engine whose time does not go on for so long watches nothing and tells nobody.
    private static let longestStandstill = 60
    /// Waiting for a disk blocks: on a thread of its own.
    private let disk = OwnThreadExecutor(named: "disk")

    /// Opens the files; nothing runs yet.
    init(configuration: String?, demo: Demo? = nil, isPrivate: Bool) throws(StartFailure) {
        let environment = environment()
        self.demo = demo
        self.configuration = configuration
        self.isPrivate = isPrivate
        do throws(LinkProblem) {
            socket = try socketFolder(environment: environment, part: demo.map { _ in demoPart }) + "/" + socketName
        } catch {
            throw StartFailure(error.message)
        }
        let loaded: EngineConfiguration
        if let demo { loaded = demo.configuration } else { loaded = try EngineConfiguration.load(configuration, environment: environment) }
        // A folder that cannot be made now, on a full disk say, is made later; nobody shall be without a watch for it.
        let places = try StatePaths(environment: environment, part: demo.map { _ in demoPart })
        do throws(LinkProblem) { try checkStateFolder(places.folder) } catch { throw StartFailure(error.message) }
        state = places.folder
        isFolderMissing = access(places.folder, F_OK) != 0
        var takeOver = TakeOver(isPrivate: isPrivate)
        let lock = try StateLock(
            folder: state, note: EngineNote(process: getpid(), socket: socket, isPrivate: isPrivate), by: &takeOver)
        self.lock = lock
        tookOver = takeOver.message(configuredBy: loaded.source.path)
        if let tookOver { complain(tookOver) }
        inForce = Mutex(loaded.source)
        // Each demo begins anew.
        if demo != nil { places.empty() }
        let folder = String(socket.dropLast(socketName.count + 1))
        let place = try StorePlace(places.store, layout: loaded.storeLayout, spare: folder)
        store = Mutex(place.store)
        storePath = places.store
        storeLayout = loaded.storeLayout
        isStandIn = place.problem != nil
        // Read once the folder is ours: two that start at once must not make one each.
        identity = EngineIdentity(path: places.identity)
        let journal: Journal
        do throws(JournalProblem) {
            journal = try Journal(path: places.journal) { lock.keep() == nil }
        } catch {
            throw StartFailure(error.message)
        }
        setAside = SetAside(places).message
        var settings = loaded.engine
        settings.demo = demo?.begin(store: place.store, journal: journal)
        let engine = Engine(
            settings: settings, store: place.store, storePath: place.path, storeProblem: place.problem, journal: journal,
            version: version, id: identity.id, wallClock: wallClock)
        self.engine = engine
        notices = Notifier(engine: engine)
        firstNotify = loaded.notify
        firstTargets = loaded.targets
        firstSite = loaded.engine.site.name
        firstLanguage = loaded.engine.language
        poller = Poller(clock: TimerClock.shared, wallClock: wallClock) { turn in
            // A demo's targets are polled faster than they are said to be, and never changed.
            await engine.take(turn.report, of: demo == nil ? turn.target : nil, pause: turn.pause * (demo?.speed ?? 1))
        }
    }

    func start() async throws(StartFailure) {
        let link = try listen()
        server.withLock { $0 = link }
        await engine.connect(
            Engine.Outlets(
                publish: { [notices] update in
                    link.publish(update)
                    notices.hear(update)
                }, pollNow: { [poller] in poller.pollNow($0) },
                reload: { [weak self] () async throws(CommandRefusal) in try await self?.readAgain() },
                tell: { [notices] in notices.tell($0) }))
        await notices.apply(firstNotify, site: firstSite, language: firstLanguage)
        await engine.note(.engineStarted(version))
        if let tookOver { await engine.note(tookOver) }
        if let notice = store.withLock({ $0.notice }) { await engine.note(notice) }
        if let setAside { await engine.note(setAside) }
        await watch(firstTargets)
        if demo != nil { poller.pollNow(nil) }
        beat(every: demo?.tick ?? .seconds(1)) { [engine, pulse] in
            await engine.tick()
            pulse.beat()
        }
        pulse.watch(seconds: Self.longestStandstill) {
            complain(.standsStill(.seconds(Int64(Self.longestStandstill))))
            // No service is left that could do it in order.
            _exit(1)
        }
        beat(every: .seconds(2)) { [weak self] in await self?.keepPlaces() }
        beat(every: .seconds(10)) { [weak self, disk] in
            guard let self else { return }
            let store = store.withLock { $0 }
            disk.perform { store.sync() }
        }
        if isStandIn { beat(every: .seconds(10)) { [weak self] in await self?.moveBack() } }
        // An engine that only lives while somebody looks may never see an hour's end. Nobody waits for its disk.
        let first = Task { [engine] in await engine.prune() }
        beats.withLock { $0.append(first) }
        beat(every: .seconds(3600)) { [engine] in await engine.prune() }
    }

    /// From memory to where the store belongs, once that can be.
    private func moveBack() async {
        guard store.withLock({ $0.path }) != storePath else { return }
        // One that went away is not made again: its disk may come back.
        if isFolderMissing { StatePaths.make(state) }
        guard let place = StorePlace(again: storePath, layout: storeLayout) else { return }
        let spare = store.withLock { store in
            defer { store = place.store }
            return store.path
        }
        await engine.use(place.store, path: storePath)
        unlink(spare)
    }

    private func listen() throws(StartFailure) -> LinkServer {
        var takeOver = TakeOver(isPrivate: isPrivate)
        while true {
            do throws(LinkProblem) {
                return try LinkServer(
                    path: socket, version: version, engine: identity.id, isPrivate: isPrivate,
                    service: LinkService(
                        engine: engine, callers: { [weak self] in self?.server.withLock { $0 }?.callers.now },
                        attached: { [weak self] in self?.wasAttached.withLock { $0 = true } }),
                    tell: { [engine] line in Task { await engine.note(line) } })
            } catch {
                guard case .alreadyRunning = error else { throw StartFailure(error.message) }
                guard takeOver.makesRoom(in: String(socket.dropLast(socketName.count + 1))) else {
                    throw StartFailure(error.message, status: engineIsThere)
                }
            }
        }
    }

    /// Files and folders may go while we run: the socket, the lock and the store are put back.
    private func keepPlaces() async {
        server.withLock { $0 }?.keepSocket()
        if let other = lock.keep() {
            await giveWay(to: other)
            exit(engineIsThere)
        }
        identity.keep()
        await engine.keepStore()
    }

    /// Two engines would write over each other: who has the folder's lock stays. The last words are the other one's, in its own time.
    private func giveWay(to process: Int32) async {
        complain(.givesWay(Int(process), state))
        await poller.stop()
        await Transports.end()
        await Transports.endPrograms()
        server.withLock { $0 }?.close()
    }

    /// SIGHUP: as `warte reload`, with nobody to answer.
    func reload() async {
        do throws(CommandRefusal) { try await readAgain() } catch { complain(error.message) }
    }

    /// One after the other: of two that overlap the one that read the older file must not come last.
    private func readAgain() async throws(CommandRefusal) {
        let refusal = await reloads.run { [weak self] () -> CommandRefusal? in
            do throws(CommandRefusal) { try await self?.readNow() } catch { return error }
            return nil
        }
        if let refusal { throw refusal }
    }

    /// A broken file keeps what is in force, and is an alarm until a good one is read; so does one that is gone, or has no host any more.
    private func readNow() async throws(CommandRefusal) {
        guard demo == nil else { throw CommandRefusal(.problems([.demoReadsNothing()])) }
        let loaded: EngineConfiguration
        do throws(StartFailure) {
            loaded = try EngineConfiguration.load(configuration, environment: environment())
            if let objection = loaded.source.objection(after: inForce.withLock({ $0 })) { throw StartFailure([objection], status: 2) }
        } catch {
            await engine.report(problem: error.messages.first, of: "configuration")
            throw CommandRefusal(.problems(error.messages))
        }
        inForce.withLock { $0 = loaded.source }
        // What was heard of those that change is told of them as they were.
        await poller.release(allBut: loaded.targets)
        await engine.apply(loaded.engine)
        if loaded.storeLayout != storeLayout {
            await engine.note(.layoutChanged())
        }
        await notices.apply(loaded.notify, site: loaded.engine.site.name, language: loaded.engine.language)
        await engine.report(problem: nil, of: "configuration")
        await watch(loaded.targets)
        await Transports.keep(connectionsOf: loaded.targets)
    }

    private func watch(_ targets: [Target]) async {
        let pasts = await engine.pasts()
        poller.watch(
            targets.compactMap { target in
                guard let type = catalog.first(where: { $0.kind.word == target.collector }) else { return nil }
                // The configuration was checked with the same initialiser; what fails now is told at every poll.
                let polled = demo?.paced(target) ?? target
                return (polled, { (try? type.init(target: target, transports: .system(for: target))) ?? BrokenCollector(target: target) })
            }, pasts: pasts)
    }

    func untilNobodyLooks(_ patience: Audience.Patience) async {
        var audience = Audience(at: .now, patience)
        while true {
            let callers = server.withLock { $0 }?.callers ?? (now: 0, changes: 0)
            let wasAttached = wasAttached.withLock { $0 }
            if audience.isGone(callers: callers.now, wasAttached: wasAttached, changes: callers.changes, at: .now) { return }
            try? await TimerClock.shared.sleep(until: .now + audience.pause, tolerance: nil)
        }
    }

    /// Lets go of every host, then finishes. Once, however often it is asked for: a signal may come while the last viewer leaves.
    func stop() async {
        let only = ending.withLock { ending in
            let task = ending ?? Task { await self.end() }
            ending = task
            return task
        }
        await only.value
    }

    private func end() async {
        pulse.end()
        for beat in beats.withLock({ $0 }) { beat.cancel() }
        await poller.stop()
        await Transports.end()
        // Its last words may be for people outside.
        await engine.stop()
        if let words = await notices.close() { await engine.note(words) }
        server.withLock { $0 }?.close()
        // Until then people could ask for something.
        await engine.close()
    }

    private func beat(every pause: Duration, _ work: @escaping @Sendable () async -> Void) {
        let task = Task {
            var beat = Beat(from: ContinuousClock.now, every: pause)
            while !Task.isCancelled {
                beat.next(after: .now)
                try? await TimerClock.shared.sleep(until: beat.due, tolerance: nil)
                if !Task.isCancelled { await work() }
            }
        }
        beats.withLock { $0.append(task) }
    }
}
