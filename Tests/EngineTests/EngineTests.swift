import Alarms
import Feed
import Journal
import MetricStore
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// The engine with a real store and a real journal, and a clock that the test moves.
@Suite struct EngineTests {
    let folder: TemporaryFolder
    let clock = WallClock()
    let heard = Heard()

    init() throws { folder = try TemporaryFolder() }

    func engine(_ hosts: [Host], names: NamePolicy = .pseudonyms) async throws -> Engine {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "test")
        patch.warning = 1
        patch.offDelay = .seconds(2)
        limits.site["timeouts"] = patch
        let settings = Engine.Settings(
            site: Site(name: "Test", areas: [Area(id: "A")], hosts: hosts), limits: limits, names: names, notice: nil)
        let engine = Engine(
            settings: settings, store: try StoreWriter(path: folder.file("ring")), storePath: folder.file("ring"),
            journal: try Journal(path: folder.file("journal")), version: "1", wallClock: { [clock] in clock.now })
        await engine.connect(Engine.Outlets(publish: { [heard] in heard.add($0) }))
        return engine
    }
    let gateway = Host(id: "vpn-1", area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1))

    func report(_ reading: Reading, after seconds: Int64 = 1) -> Report {
        clock.advance(seconds)
        return Report(target: "vpn-1", at: clock.now, took: .milliseconds(1), outcome: .success(reading))
    }
    func session(_ id: String, _ user: String, since: Moment) -> Session {
        Session(id: id, kind: .vpn, user: user, address: "10.9.8.7:1194", since: since)
    }
    func lost(_ user: String) -> SessionEnd {
        SessionEnd(
            at: clock.now, host: "vpn-1", kind: .vpn, session: "1", user: user, cause: .clientLost, confidence: .exact,
            evidence: "\(user)/10.9.8.7:1194 [\(user)] Inactivity timeout (--ping-restart), restarting")
    }

    @Test func aReportReachesTheStoreTheFrontsAndTheJournal() async throws {
        let engine = try await engine([gateway])
        await engine.take(report(Reading(samples: [Sample(.sessions, 3)], about: "OpenVPN")), pause: .seconds(1))
        #expect(try StoreReader(path: folder.file("ring")).latest(SeriesKey(host: "vpn-1", metric: .sessions))?.value == 3)
        #expect(heard.hosts.last?.about == "OpenVPN")
        #expect(heard.hosts.last?.failure == nil)
        #expect(heard.hosts.last?.nextPollAt == clock.now + .seconds(1))
    }

    /// An appliance that tells a number and no list: it is as full as that number says.
    @Test func sessionsThatAreOnlyCountedFillTheLimit() async throws {
        let engine = try await engine([gateway])
        func told(_ number: Double, listed: Int = 0) async -> HostState? {
            let sessions = (0..<listed).map { session("\($0)", "user-\($0)", since: clock.now) }
            let reading = Reading(samples: [Sample(.sessions, number)], sessions: sessions, sessionLimit: 60)
            await engine.take(report(reading, after: 2), pause: .seconds(2))
            return heard.hosts.last
        }
        #expect(await told(0)?.unlisted == nil)
        #expect(await told(59)?.unlisted == UnlistedSessions(59, .vpn))
        for _ in 0..<20 { _ = await told(59) }
        #expect(await engine.alarms.first { $0.key.rule == "sessions" }?.text == "pool 98 % (59 of 60)")
        #expect(await told(14, listed: 12)?.unlisted == UnlistedSessions(2, .vpn))
        for number in [Double.nan, .infinity, -4, 1e300] { #expect(await told(number)?.unlisted == nil) }
    }

    @Test func noNameOfAPersonGoesBeyondTheDoor() async throws {
        let engine = try await engine([gateway])
        let reading = Reading(
            sessions: [session("1", "alice", since: clock.now)], ends: [lost("bob")],
            events: [HostEvent(at: clock.now, host: "vpn-1", "alice came from 10.9.8.7")])
        await engine.take(report(reading), pause: .seconds(1))
        await engine.tick()
        let told = heard.text
        for secret in ["alice", "bob", "9.8.7"] { #expect(!told.contains(secret)) }
        #expect(told.contains("Inactivity timeout") && told.contains("10.9.8.0/24"))
        for file in namesInFolder(folder.path) {
            let bytes = String(decoding: try readFile(folder.file(file)), as: UTF8.self)
            for secret in ["alice", "bob", "10.9.8.7"] { #expect(!bytes.contains(secret), "\(file)") }
        }
    }

    @Test func aTimeoutIsAnAlarmUntilTheClientIsBackAndItsAcknowledgementIsTheAuthors() async throws {
        let engine = try await engine([gateway])
        await engine.take(report(Reading(samples: [Sample(.sessions, 2)], sessions: [])), pause: .seconds(1))
        await engine.take(report(Reading(ends: [lost("bob")])), pause: .seconds(1))
        let alarm = try #require(heard.alarms.first)
        #expect(alarm.phase == .unacknowledged && alarm.evidence.first?.text.contains("Inactivity timeout") == true)
        try await engine.perform(.acknowledge(ids: [alarm.id], comment: "seen"), author: "km")
        #expect(heard.alarms.first?.acknowledgement?.author == "km")
        #expect(heard.alarms.first?.phase == .acknowledged)
        for _ in 0..<5 {
            await engine.take(report(Reading(sessions: [session("2", "bob", since: clock.now)])), pause: .seconds(1))
        }
        #expect(heard.alarms.isEmpty)
        await #expect(throws: CommandRefusal.self) { try await engine.perform(.acknowledge(ids: [999], comment: ""), author: "km") }
    }

    /// Pseudonyms are new at midnight, people are not.
    @Test func whoIsLostBeforeMidnightAndBackAfterItIsBack() async throws {
        let engine = try await engine([gateway])
        let midnight: Int64 = 86_400 - clock.now.seconds % 86_400
        clock.advance(midnight - 20)
        await engine.take(report(Reading(samples: [Sample(.sessions, 40)], sessions: [])), pause: .seconds(1))
        await engine.take(report(Reading(ends: [lost("bob")])), pause: .seconds(1))
        #expect(heard.alarms.first?.phase == .unacknowledged)
        try await engine.perform(.acknowledge(ids: [try #require(heard.alarms.first?.id)], comment: ""), author: "km")
        clock.advance(30)
        for _ in 0..<5 {
            await engine.take(report(Reading(sessions: [session("2", "eve", since: clock.now)])), pause: .seconds(1))
        }
        #expect(heard.alarms.count == 1, "somebody else came")
        for _ in 0..<5 {
            await engine.take(report(Reading(sessions: [session("3", "bob", since: clock.now)])), pause: .seconds(1))
        }
        #expect(heard.alarms.isEmpty)
        // What was written keeps the name of its day.
        let written = heard.all.flatMap { update -> [String] in if case .ends(let ends) = update { ends.map(\.user) } else { [] } }
        #expect(Set(written).count == 1)
    }

    @Test func afterARestartAlarmsAndAcknowledgementsAreAsTheyWere() async throws {
        var first: Engine? = try await engine([gateway])
        await first?.take(report(Reading(sessions: [])), pause: .seconds(1))
        await first?.take(report(Reading(ends: [lost("bob")])), pause: .seconds(1))
        let id = try #require(heard.alarms.first?.id)
        try await first?.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        let before = heard.alarms
        first = nil
        let second = try await engine([gateway])
        #expect(await second.alarms.map(\.id) == before.map(\.id))
        #expect(await second.alarms.first?.acknowledgement == before.first?.acknowledgement)
    }

    @Test(arguments: [(1, "1 failed poll"), (3, "3 failed polls")])
    func failedPollsAreToldOnceAndTheirEndToo(_ count: Int, _ words: String) async throws {
        let engine = try await engine([gateway])
        for _ in 0..<count {
            clock.advance(1)
            let failure = CollectFailure.unreachable(asked: "vpn-1:7505", reason: "connection refused")
            await engine.take(Report(target: "vpn-1", at: clock.now, took: .zero, outcome: .failure(failure)), pause: .seconds(1))
        }
        await engine.take(report(Reading()), pause: .seconds(1))
        #expect(heard.events.filter { $0.text.hasPrefix("poll failed: connection refused") }.count == 1)
        #expect(heard.events.contains { $0.text == "answers again after \(words)" })
        #expect(heard.hosts.last?.failure == nil)
    }

    @Test func bothFrontsAndPeopleOutsideAreToldOnceAndSilencesComeBack() async throws {
        let engine = try await engine([gateway])
        let told = Mutex<[Interruption]>([])
        await engine.connect(
            Engine.Outlets(publish: { [heard] in heard.add($0) }, tell: { call in told.withLock { $0.append(call) } }))
        await engine.take(report(Reading(sessions: [])), pause: .seconds(1))
        await engine.take(report(Reading(ends: [lost("bob")])), pause: .seconds(1))
        let alarm = try #require(heard.alarms.first)
        for _ in 0..<9 {
            clock.advance(1)
            await engine.tick()
        }
        #expect(told.withLock { $0.flatMap(\.items).map(\.news) } == [.new])
        #expect(heard.all.compactMap { if case .interruption(let told) = $0 { told } else { nil } } == told.withLock { $0.map(\.summary) })
        #expect(!"\(told.withLock { $0 })".contains("bob"))
        await engine.silence([alarm.key: .silence("known", "karl")])
        #expect(heard.alarms.first?.suppressedBy == .silenceElsewhere())
        await engine.tick()
        #expect(heard.alarms.first?.suppressedBy == .silenceElsewhere())
        await engine.silence([:])
        #expect(heard.alarms.first?.suppressedBy == nil)
        for _ in 0..<9 {
            clock.advance(1)
            await engine.tick()
        }
        #expect(told.withLock { $0.count } == 1, "that a silence is over is no news of an alarm that was told")
        await engine.tellFronts(osc: 99)
        #expect(heard.all.contains { if case .engine(let status) = $0 { status.osc == 99 } else { false } })
    }

    @Test func whatWasToldBeforeARestartIsNotToldAgainAndWhatWaitedIsTheLastWord() async throws {
        let told = Mutex<[Interruption]>([])
        func connected() async throws -> Engine {
            let engine = try await engine([gateway])
            await engine.connect(Engine.Outlets(tell: { call in told.withLock { $0.append(call) } }))
            return engine
        }
        var first: Engine? = try await connected()
        await first?.take(report(Reading(sessions: [])), pause: .seconds(1))
        await first?.take(report(Reading(ends: [lost("bob")])), pause: .seconds(1))
        #expect(told.withLock { $0.isEmpty })
        await first?.stop()
        #expect(told.withLock { $0.count } == 1, "an engine that stops keeps nothing back")
        first = nil
        let second = try await connected()
        #expect(await second.alarms.count == 1)
        for _ in 0..<20 {
            clock.advance(1)
            await second.tick()
        }
        #expect(told.withLock { $0.count } == 1)
    }

    @Test func aNewConfigurationKeepsWhatWasMeasuredAndRaised() async throws {
        let engine = try await engine([gateway])
        await engine.take(report(Reading(ends: [lost("bob")], about: "OpenVPN")), pause: .seconds(1))
        let other = Host(id: "hv-1", area: "A", collector: "local", endpoint: "")
        await engine.apply(Engine.Settings(site: Site(name: "New", areas: [Area(id: "A")], hosts: [gateway, other])))
        let told = await engine.snapshot { _ in }
        let states = told.compactMap { update -> HostState? in if case .host(let state) = update { state } else { nil } }
        #expect(states.map(\.id) == ["vpn-1", "hv-1"])
        #expect(states.first?.about == "OpenVPN")
    }
}

/// The time as the test says it.
final class WallClock: Sendable {
    private let time = Mutex(Moment(seconds: 1_795_521_600))
    var now: Moment { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 = $0 + .seconds(seconds) } }
}

/// What fronts were told.
final class Heard: Sendable {
    private let updates = Mutex<[Update]>([])
    func add(_ update: Update) { updates.withLock { $0.append(update) } }
    var all: [Update] { updates.withLock { $0 } }
    var text: String { "\(all)" }
    /// Every time one was told of, as it was then.
    var hosts: [HostState] {
        var known: [Host.ID: HostState] = [:]
        return all.flatMap { update -> [HostState] in
            switch update {
            case .host(let state):
                known[state.id] = state
                return [state]
            case .heartbeats(let beats):
                return beats.map { beat in
                    known[beat.host, default: HostState(id: beat.host)].take(beat)
                    return known[beat.host] ?? HostState(id: beat.host)
                }
            default: return []
            }
        }
    }
    var events: [HostEvent] { all.flatMap { update -> [HostEvent] in if case .events(let events) = update { events } else { [] } } }
    var ends: [SessionEnd] { all.flatMap { update -> [SessionEnd] in if case .ends(let ends) = update { ends } else { [] } } }
    var alarms: [Alarm] { all.reversed().lazy.compactMap { if case .alarms(let alarms) = $0 { alarms } else { nil } }.first ?? [] }
}
