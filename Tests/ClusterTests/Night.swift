import Alarms
import Collecting
import Dashboard
import Drawing
import Engine
import Feed
import Journal
import MetricStore
import Recording
import Synchronization
import Telemetry
import TestSupport

/// An engine over real files that a script feeds, and a dashboard that listens to it.
final class Night {
    private final class Wires: Sendable {
        private let state = Mutex((now: Night.began, told: [Update]()))
        var now: Moment { state.withLock { $0.now } }
        func advance(_ duration: Duration) { state.withLock { $0.now = $0.now + duration } }
        func tell(_ update: Update) { state.withLock { $0.told.append(update) } }
        func heard() -> [Update] {
            state.withLock { state in
                defer { state.told = [] }
                return state.told
            }
        }
    }
    static let began = Moment(seconds: 1_795_550_400)
    var began: Moment { Self.began }
    var now: Moment { wires.now }
    private let wires = Wires()
    private let folder: TemporaryFolder
    private let store: StoreReader
    private let engine: Engine
    private let hosts: [Host]
    private(set) var app: App
    private var sessions: [Host.ID: [Session]] = [:]
    private var guests: [Guest] = (0..<6).map { Night.guest($0, .running) }
    private var count = 0
    /// Writes down what the dashboard hears.
    private let recorder: Recorder?

    /// - Parameter recording: the file to write; nil for none.
    init(_ hosts: [Host], recording: String? = nil) async throws {
        self.hosts = hosts
        recorder = try recording.map { path throws(RecordingProblem) in try Recorder(path: path, version: "1.0") }
        folder = try TemporaryFolder()
        let (path, wires) = (folder.file("ring"), wires)
        engine = Engine(
            settings: Engine.Settings(site: Site(name: "Night", areas: [Area(id: "House"), Area(id: "Gateways")], hosts: hosts)),
            store: try StoreWriter(path: path), storePath: path, journal: try Journal(path: folder.file("journal")), version: "1.0",
            wallClock: { wires.now })
        store = try StoreReader(path: path)
        app = App(now: Self.began, settings: DisplaySettings(user: "km"))
        await engine.connect(Engine.Outlets(publish: { wires.tell($0) }))
        let (site, states) = await engine.told
        let alarms = await engine.alarms
        // A recording begins once the engine has said who it is.
        if recording != nil {
            try tell([.update(.engine(EngineStatus(version: "1.0", startedAt: began, viewers: 1, notice: nil, storePath: path)))])
        }
        try tell([
            .connection(.attached), .history(store), .update(.site(site)), .update(.alarms(alarms)), .update(.ends([])),
            .update(.events([])),
        ])
        try tell(states.map { .update(.host($0)) })
    }
    private func tell(_ events: [DashboardEvent]) throws {
        for event in events {
            try recorder?.take(event, at: now)
            _ = app.take(event)
        }
    }
    func endRecording() throws { try recorder?.end(at: now) }

    private static func guest(_ number: Int, _ state: Guest.State) -> Guest {
        Guest(
            id: "g\(number)", name: "desk-\(number)", state: state, vCPUs: 2, memoryMaximum: 4e9, memoryView: .guest,
            console: number % 2 == 0 ? "spice" : nil)
    }

    /// One minute: what happens in it, a poll of every host, and what people do.
    func pass(_ minute: Int, _ random: inout SeededGenerator) async throws {
        wires.advance(.seconds(59))
        var ends: [Host.ID: [SessionEnd]] = [:]
        for host in hosts.map(\.id) {
            var there = sessions[host] ?? []
            // In the order in which the journal has them, for the list is shown as it is told.
            for _ in 0..<Int.random(in: 0..<(minute < 40 ? 3 : 2), using: &random) where there.count < 30 {
                count += 1
                there.append(
                    Session(
                        id: String(1_000_000 + count), kind: host == "hv-1" ? .desktop : .vpn, user: "user-\(count % 40)",
                        address: host == "hv-1" ? "" : "198.51.100.\(count % 200):1194", guest: host == "hv-1" ? "g\(count % 6)" : nil,
                        since: now, isOpaque: true))
            }
            let isBad = host == "vpn-1" && [60, 61, 62, 150].contains(minute)
            for session in there.prefix(isBad ? 5 : 1) where isBad || Int.random(in: 0..<3, using: &random) == 0 {
                let cause: Cause = isBad ? .clientLost : Bool.random(using: &random) ? .loggedOut : .idle
                ends[host, default: []].append(
                    SessionEnd(
                        at: now, host: host, kind: session.kind, session: session.id, user: session.user, cause: cause, confidence: .exact,
                        evidence: "[\(session.user)] \(cause.rawValue)", isOpaque: true))
                there.removeAll { $0.id == session.id }
            }
            sessions[host] = there
        }
        if minute % 17 == 3 {
            let number = Int.random(in: 1..<6, using: &random)
            guests[number] = Self.guest(number, [.running, .paused, .off].randomElement(using: &random) ?? .running)
        }
        for host in hosts.map(\.id) { await poll(host, minute, ends[host] ?? [], &random) }
        await engine.tick()
        await act(minute)
        await engine.written()
        // What a second has brought is told by the end of it.
        wires.advance(.seconds(1))
        await engine.tick()
        await engine.written()
        _ = store.refresh()
        try tell([.tick(now)] + wires.heard().map { .update($0) })
        _ = app.derive()
    }

    private func poll(_ host: Host.ID, _ minute: Int, _ ends: [SessionEnd], _ random: inout SeededGenerator) async {
        let there = sessions[host] ?? []
        let busy = (80..<110).contains(minute) ? 60.0 : 0
        var samples = [
            Sample(.cpu, 10 + busy + Double(Int.random(in: 0..<30, using: &random))), Sample(.memory, 40 + Double(there.count)),
            Sample(.sessions, Double(there.count)),
        ]
        if host == "hv-1" {
            samples.append(Sample(.cpuWait, busy / 4))
            // What stands beside an alarm is told as it was last: it stays the same here.
            for (number, guest) in guests.enumerated() where guest.state == .running {
                samples.append(Sample(.guestCPU, of: .guest(guest.id), Double(10 * number) + 5))
                samples.append(Sample(.guestWait, of: .guest(guest.id), busy / 3 + Double(9 - number)))
            }
        }
        let figures = HostFigures(
            samples: samples, guests: host == "hv-1" ? guests : [], sessions: there,
            inventory: Inventory(product: minute < 100 ? "1.0" : "1.1"), sessionLimit: host == "hv-1" ? 20 : 40)
        let isOut = host == "vpn-2" && (120..<140).contains(minute)
        let outcome: Result<Reading, CollectFailure> =
            isOut
            ? .failure(.unreachable(asked: "10.1.0.9:7505", reason: .raw("connection refused"))) : .success(Reading(figures, ends: ends))
        await engine.take(Report(target: host, at: now, took: .milliseconds(1), outcome: outcome), pause: .seconds(60))
    }

    /// Somebody has an alarm, puts one aside, says something, or takes a host out for a while.
    private func act(_ minute: Int) async {
        let open = await engine.alarms.filter { $0.phase == .unacknowledged && $0.shelf == nil }.map(\.id).sorted()
        func perform(_ command: Command) async { try? await engine.perform(command, author: "km") }
        switch minute % 9 {
        case 2: if let first = open.first { await perform(.acknowledge(ids: [first], comment: "minute \(minute)")) }
        case 4: if let last = open.last { await perform(.comment(id: last, text: "looking, minute \(minute)")) }
        case 6: if let last = open.last { await perform(.shelve(id: last, duration: .seconds(1800), reason: "known")) }
        default: break
        }
        if minute == 170 { await perform(.startMaintenance(host: "hv-1", duration: .seconds(1200), reason: "new disk")) }
    }

    /// As somebody types it; the engine's answers come one after the other.
    func go(to moment: Moment) async {
        var effects = [Effect]()
        func press(_ key: Key) { effects += app.handle(.key(key)) }
        press(.character("b"))
        for letter in "-\((now - moment).components.seconds)s" { press(.character(letter)) }
        press(.enter)
        while let effect = effects.first {
            effects.removeFirst()
            guard case .askPast(let question) = effect else { continue }
            switch question {
            case .alarms(let at):
                let answer = await result { () async throws(CommandRefusal) in
                    try await self.engine.alarms(at: at, limit: Travel.mostAlarms)
                }
                effects += app.handle(.pastAlarms(at: at, answer))
            case .hosts(let hosts, let at):
                let answer = await result { () async throws(CommandRefusal) in try await self.engine.hosts(hosts, at: at) }
                effects += app.handle(.past(at: at, answer))
            }
        }
    }
    private func result<T>(_ body: () async throws(CommandRefusal) -> T) async -> Result<T, CommandRefusal> {
        do throws(CommandRefusal) { return .success(try await body()) } catch { return .failure(error) }
    }
}
