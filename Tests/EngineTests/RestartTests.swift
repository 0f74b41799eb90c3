import Alarms
import Feed
import Journal
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Every state that an alarm can be in, each on a host of its own, and an engine that ends and comes back, or reads its configuration anew:
/// the state after is the state before, and what becomes of it is what would have become of it without the end.
@Suite struct RestartTests {
    /// A private engine ends some seconds after its last viewer.
    enum End: CaseIterable {
        case stopped, killed, killedForTwentyMinutes, left
        /// The engine stays, and what it watches is arranged anew.
        case reloaded, anotherHostAdded, nodeCame

        /// Pseudonyms are others after a restart, names as they are the same.
        var names: NamePolicy { self == .killed || self == .killedForTwentyMinutes ? .pseudonyms : .plain }
        var isRestart: Bool { ![.reloaded, .anotherHostAdded, .nodeCame].contains(self) }
    }
    enum Then: CaseIterable { case answers, failsOnce, failsForEver }

    static let cases = End.allCases.flatMap { end in (end.isRestart ? Then.allCases : [.answers]).map { (end, $0) } }

    @Test(arguments: cases) func theStateAfterIsTheStateBefore(_ end: End, _ then: Then) async throws {
        let (whole, ended) = (try Scene(end.names), try Scene(end.names))
        for scene in [whole, ended] { try await scene.bringAbout() }
        if end == .left { for scene in [whole, ended] { await scene.leave() } }
        let before = await ended.engine.alarms
        let expected = Set(ended.places.filter { $0.phase != .normal || $0.flags.contains(.shelved) }.map(\.host.id))
        #expect(Set(before.map(\.key.host)).isSuperset(of: expected), "every state is there")
        for place in ended.places {
            let alarm = before.first { $0.key.host == place.host.id && $0.key.rule == place.rule }
            #expect(alarm?.phase ?? .normal == place.phase, "\(place.host.id)")
            #expect((alarm?.shelf != nil) == place.flags.contains(.shelved), "\(place.host.id)")
            // What is normal and on no shelf is not told.
            guard let alarm else { continue }
            #expect(alarm.isInMaintenance == place.flags.contains(.inMaintenance), "\(place.host.id)")
            #expect((alarm.suppressedBy != nil) == place.flags.contains(.suppressed), "\(place.host.id)")
            if place.rule == "no_data", alarm.isLive {
                #expect(alarm.severity == (place.isSilentForShort ? .warning : .critical), "\(place.host.id)")
            }
        }
        switch end {
        case .stopped, .left: try await ended.restart(isKilled: false)
        case .killed: try await ended.restart(isKilled: true)
        case .killedForTwentyMinutes:
            for scene in [whole, ended] { scene.clock.advance(1200) }
            try await ended.restart(isKilled: true)
        case .reloaded: await ended.reload()
        case .anotherHostAdded: await ended.reload(adding: [Host(id: "new", area: "A", collector: "scripted", endpoint: "x")])
        case .nodeCame: await ended.nameNodes(["a", "b"])
        }
        // The journal has what an alarm said at its last step; what its number is by now the next answer says.
        func compared(_ alarms: [Alarm]) -> [Alarm] { end.isRestart ? alarms.map(Place.withoutNumbers) : alarms }
        #expect(compared(await ended.engine.alarms) == compared(before))
        for scene in [whole, ended] { await scene.go(on: then) }
        let (with, without) = (await ended.engine.alarms, await whole.engine.alarms)
        func outcomes(_ alarms: [Alarm]) -> Set<String> {
            Set(alarms.map { Outcome(then == .answers ? $0 : Place.withoutNumbers($0)).words })
        }
        let (left, right) = (outcomes(with), outcomes(without))
        #expect(left.subtracting(right).sorted() == [], "only with the end")
        #expect(right.subtracting(left).sorted() == [], "only without it")
        #expect(with.count == left.count && without.count == right.count)
        // Silence begins with the engine, so a new alarm of it may come some seconds later.
        for alarm in with where then != .failsForEver {
            let other = without.first { $0.key == alarm.key }
            // After a kill the ids of new ones begin behind those that were taken ahead.
            let isBehind = (end == .killed || end == .killedForTwentyMinutes) && !before.contains { $0.id == alarm.id }
            #expect((alarm.id == other?.id) != isBehind && alarm.announcedAt == other?.announcedAt, "\(alarm.key)")
        }
        // Of the host's silence: without an answer nothing of it is over.
        if then != .answers {
            for alarm in before where alarm.key.rule == "no_data" && alarm.isLive {
                let after = with.first { $0.id == alarm.id }
                #expect(after?.isLive == true, "\(alarm.key.host)")
                if alarm.severity == .critical { #expect(after?.acknowledgement == alarm.acknowledgement, "\(alarm.key.host)") }
            }
        }
    }
}

/// Pseudonyms of before a restart are of nobody, and those who fail go on failing.
@Suite struct RestartCountTests {
    @Test func noRestartMakesMoreOfTheSameClients() async throws {
        let bench = try EngineBench()
        for _ in 0..<3 {
            let engine = try await bench.engine()
            await engine.note(.engineStarted("1"))
            await bench.tick(engine)
            let ends = (1...4).map { bench.lost("user\($0)") }
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, 40)], ends: ends)), pause: .seconds(1))
            await bench.tick(engine, seconds: 3)
            let alarm = try #require(await engine.alarms.first { $0.key.rule == "timeouts" })
            #expect(alarm.text.hasPrefix("4 clients") && alarm.severity == .warning && alarm.count == 1)
            if alarm.phase == .unacknowledged { try await engine.perform(.acknowledge(ids: [alarm.id], comment: ""), author: "km") }
            #expect(await engine.alarms.first { $0.key.rule == "timeouts" }?.acknowledgement?.author == "km")
            await engine.stop()
            await engine.close()
            bench.clock.advance(2)
        }
    }
}

/// What of an alarm counts, without the moments at which it happened.
private struct Outcome {
    let words: String
    init(_ alarm: Alarm) {
        let seen = alarm.acknowledgement.map { "\($0.author) \($0.comment)" } ?? "nobody"
        let shelf = alarm.shelf.map { "\($0.author) \($0.reason) \($0.wakes)" } ?? ""
        words = """
            \(alarm.key.host) \(alarm.key.rule) \(alarm.phase) \(alarm.severity) \(seen) [\(shelf)] \(alarm.suppressedBy?.text ?? "") \
            \(alarm.isInMaintenance) \(alarm.count) \(alarm.unseen) \(alarm.isChattering) \(alarm.suppresses) \(alarm.text) \(alarm.evidence) \
            \(alarm.comments.map { "\($0.author): \($0.text)" })
            """
    }
}

/// One state of one alarm, on a host of its own.
private struct Place {
    /// What makes it stand though its limit is not reached any more.
    enum Ease: String, CaseIterable {
        case none, deadband, criticalDeadband, offDelay
        var rule: String { self == .offDelay ? "cpu_wait" : "memory" }
    }
    let rule: String
    let phase: Phase
    let flags: Set<Flag>
    let host: Host
    var ease = Ease.none
    /// Its silence is a warning still.
    var isSilentForShort: Bool { host.interval > .seconds(5) }

    /// All there are: each rule in each phase that it can be in, under each set of flags.
    static let all: [Place] = {
        let phases: [Phase] = [.normal, .unacknowledged, .acknowledged, .returned]
        let latched: [Phase] = [.latchedUnacknowledged, .latchedAcknowledged]
        let rules: [(String, [Phase], Duration)] = [
            ("no_data", phases, .seconds(5)), ("no_data", [.unacknowledged, .acknowledged], .seconds(10)), ("memory", phases, .seconds(5)),
            ("timeouts", phases, .seconds(5)), ("guest_crashed", latched, .seconds(5)),
        ]
        let plain = rules.flatMap { rule, phases, interval in phases.flatMap { all($0, of: rule, interval) } }
        return plain
            + Ease.allCases.dropFirst().flatMap { ease in
                [.unacknowledged, .acknowledged].flatMap { all($0, of: ease.rule, .seconds(5), ease) }
            }
    }()

    static func withoutNumbers(_ alarm: Alarm) -> Alarm {
        guard Ease.allCases.dropFirst().contains(where: { alarm.key.host.hasSuffix("-\($0)") }) else { return alarm }
        var out = alarm
        out.message = .nothing
        return out
    }

    private static func all(_ phase: Phase, of rule: String, _ interval: Duration = .seconds(5), _ ease: Ease = .none) -> [Place] {
        (0..<(ease == .none ? 8 : 3)).map { bits in
            let flags = Set(Flag.allCases.filter { bits & (1 << ($0.rawValue - 1)) != 0 })
            let id = "\(rule)-\(phase.rawValue)-\(bits)-\(interval.components.seconds)" + (ease == .none ? "" : "-\(ease)")
            let host = Host(id: id, area: "A", collector: "scripted", endpoint: "x", interval: interval)
            return Place(rule: rule, phase: phase, flags: flags, host: host, ease: ease)
        }
    }
}

/// An engine over real files that all these alarms were brought about in.
private final class Scene {
    var folder: TemporaryFolder
    let clock = WallClock()
    let places = Place.all
    var engine: Engine
    private var settings: Engine.Settings
    private static let cluster = Host(id: "pve", area: "A", collector: "scripted", endpoint: "x", interval: .seconds(3600))
    /// What stands is by now below its limit.
    private var isEased = false

    init(_ names: NamePolicy) throws {
        folder = try TemporaryFolder()
        var limits = ThresholdBook()
        var timeouts = ThresholdsPatch(origin: "test")
        (timeouts.warning, timeouts.critical, timeouts.offDelay) = (1, 5, .seconds(2))
        var memory = ThresholdsPatch(origin: "test")
        (memory.onDelay, memory.offDelay) = (.zero, .zero)
        var wait = ThresholdsPatch(origin: "test")
        wait.onDelay = .zero
        limits.site = ["timeouts": timeouts, "memory": memory, "cpu_wait": wait]
        settings = Engine.Settings(
            site: Site(name: "Test", areas: [Area(id: "A")], hosts: Place.all.map(\.host) + [Self.cluster]), limits: limits, names: names)
        engine = try Self.engine(settings, folder, clock)
    }

    private static func engine(_ settings: Engine.Settings, _ folder: TemporaryFolder, _ clock: WallClock) throws -> Engine {
        Engine(
            settings: settings, store: try StoreWriter(path: folder.file("ring")), storePath: folder.file("ring"),
            journal: try Journal(path: folder.file("journal")), version: "1", wallClock: { clock.now })
    }

    /// The last front closes its connection, and for some seconds nobody comes.
    func leave() async {
        await engine.viewersChanged(to: 1)
        await engine.viewersChanged(to: 0)
        await pass(2)
    }

    /// Killed: another engine finds the files as they were at that moment.
    func restart(isKilled: Bool) async throws {
        if isKilled {
            // What arises by itself may be shown a moment before it is on disk; a kill then is another test's.
            await engine.written()
            let copy = try TemporaryFolder()
            for file in namesInFolder(folder.path) { try writeFile(copy.file(file), try readFile(folder.file(file))) }
            folder = copy
        } else {
            await engine.stop()
            // The files are free once nobody holds the engine.
            engine = try Self.engine(settings, try TemporaryFolder(), clock)
        }
        engine = try Self.engine(settings, folder, clock)
    }

    /// The same file once more, or one with another host in it.
    func reload(adding hosts: [Host] = []) async {
        settings.site = Site(name: settings.site.name, areas: settings.site.areas, hosts: hosts + settings.site.hosts)
        await engine.apply(settings)
    }

    func nameNodes(_ nodes: [String]) async {
        let hosts = nodes.map { HostReading(node: $0, outcome: .success(HostFigures(samples: [Sample(.memory, 10)]))) }
        let report = Report(target: Self.cluster.id, at: clock.now, took: .zero, outcome: .success(Reading(hosts: hosts)))
        await engine.take(report, pause: .seconds(3600))
    }

    private func take(_ place: Place, _ outcome: Result<Reading, CollectFailure>) async {
        await engine.take(Report(target: place.host.id, at: clock.now, took: .zero, outcome: outcome), pause: .seconds(5))
    }
    private static let refused = Result<Reading, CollectFailure>.failure(.unreachable(asked: "10.1.0.9:7505", reason: "connection refused"))
    /// A poll as its host answers it while what is wrong with it is still there, or over.
    private func reading(_ place: Place, isWrong: Bool) -> Reading {
        let memory: Double =
            switch place.ease {
            case _ where !isWrong || place.rule != "memory": 10
            case .none, .offDelay: 92
            case .deadband: isEased ? 88 : 92
            case .criticalDeadband: isEased ? 96 : 98
            }
        let wait = place.ease == .offDelay && isWrong && !isEased ? 7.0 : 0
        let isBack = place.rule == "timeouts" && !isWrong
        let back = [Session(id: "2", kind: .vpn, user: "bob", since: clock.now)]
        return Reading(samples: [Sample(.memory, memory), Sample(.cpuWait, wait)], sessions: isBack ? back : [])
    }
    private func pass(_ seconds: Int) async {
        for _ in 0..<seconds {
            clock.advance(1)
            await engine.tick()
        }
    }

    func bringAbout() async throws {
        await engine.tick()
        await nameNodes(["a"])
        for place in places { await take(place, .success(reading(place, isWrong: false))) }
        // Wrong for so long that silence is at its worst.
        for turn in 0..<8 {
            await pass(5)
            for place in places {
                var wrong = reading(place, isWrong: true)
                if turn == 0, place.rule == "timeouts" {
                    wrong.ends = [
                        SessionEnd(
                            at: clock.now, host: place.host.id, kind: .vpn, session: "1", user: "bob", cause: .clientLost,
                            confidence: .exact, evidence: "Inactivity timeout")
                    ]
                }
                if turn == 0, place.rule == "guest_crashed" {
                    wrong.figures.crashes = [
                        GuestCrash(at: clock.now, guest: "g", name: "db", isAutostarted: true, evidence: "Stopped Crashed")
                    ]
                }
                await take(place, place.rule == "no_data" ? Self.refused : .success(wrong))
            }
        }
        isEased = true
        for place in places where place.ease != .none { await take(place, .success(reading(place, isWrong: true))) }
        await pass(1)
        for place in places where [.normal, .acknowledged, .latchedAcknowledged].contains(place.phase) {
            let id = try #require(await alarm(place)?.id)
            try await engine.perform(.acknowledge(ids: [id], comment: "known"), author: "km")
            try await engine.perform(.comment(id: id, text: "spare part is ordered"), author: "eva")
        }
        await pass(1)
        for place in places where place.phase == .returned { await take(place, .success(reading(place, isWrong: false))) }
        await pass(4)
        var silences: [AlarmKey: Message] = [:]
        for place in places {
            let alarm = try #require(await alarm(place))
            if place.flags.contains(.shelved) {
                let shelve = Command.shelve(id: alarm.id, duration: .seconds(7200), reason: "backup", wakes: [.severityUp])
                try await engine.perform(shelve, author: "eva")
            }
            if place.flags.contains(.suppressed) { silences[alarm.key] = .silence("known", "karl") }
            if place.flags.contains(.inMaintenance) {
                try await engine.perform(
                    .startMaintenance(host: place.host.id, duration: .seconds(7200), reason: "new disks"), author: "km")
            }
        }
        await engine.silence(silences)
        // What is over and was seen: under a flag it is so, too.
        for place in places where place.phase == .normal { await take(place, .success(reading(place, isWrong: false))) }
        await pass(3)
    }

    func alarm(_ place: Place) async -> Alarm? { await engine.alarms.first { $0.key == AlarmKey(rule: place.rule, host: place.host.id) } }

    func go(on then: RestartTests.Then) async {
        await engine.tick()
        for turn in 0..<(then == .failsForEver ? 16 : 1) {
            for place in places {
                // Who has come back stays.
                let isWrong = place.phase != .returned && (place.phase != .normal || place.rule != "timeouts")
                await take(place, then == .answers ? .success(reading(place, isWrong: isWrong)) : Self.refused)
            }
            await pass(turn == 0 ? 2 : 5)
        }
    }
}
