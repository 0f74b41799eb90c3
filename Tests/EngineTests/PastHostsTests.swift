import Alarms
import Feed
import Glibc
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// How hosts were, as fronts are told.
@Suite struct PastHostsTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func guest(_ id: Int, _ random: inout SeededGenerator) -> Guest {
        Guest(
            id: "\(id)", name: "desk-\(id)", state: [.running, .paused, .off].randomElement(using: &random)!, vCPUs: 2, memoryMaximum: 1e9,
            memoryView: .guest, console: Bool.random(using: &random) ? "spice" : nil)
    }
    /// What a front showed, in an order of its own; of a failure that goes on its kind.
    private func essence(_ host: HostState) -> [String] {
        [
            host.inventory.product, "\(host.failure?.id ?? "answers")", "\(host.sessionLimit ?? 0)",
            host.maintenance?.reason ?? "in service",
            host.failure == nil ? "" : "\(host.answeredAt?.milliseconds ?? 0)",
        ] + host.guests.sorted { $0.id < $1.id }.map { "\($0.id) \($0.name) \($0.state) \($0.console ?? "-")" }
            + host.sessions.sorted { $0.id < $1.id }.map { "\($0.id) \($0.user) \($0.address) \($0.since?.milliseconds ?? 0)" }
    }

    /// A night of log-ins, lost clients, an outage and a maintenance window; then as fronts are told of twenty moments of it.
    @Test(arguments: [1, 2, 3] as [UInt64]) func twentyMomentsOfANightAreAsTheyWereShown(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let engine = try await bench.engine()
        var guests: [Int: Guest] = [:]
        var sessions: [Session] = []
        var shown: [(at: Moment, host: HostState)] = []
        for step in 0..<400 {
            bench.clock.advance(1)
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<3: guests[Int.random(in: 0..<8, using: &random)] = guest(Int.random(in: 0..<8, using: &random), &random)
            case 3: guests = guests.filter { _ in Bool.random(using: &random) }
            case 4..<7:
                let user = "user-\(Int.random(in: 0..<9, using: &random))"
                sessions.append(
                    Session(id: "\(step)", kind: .vpn, user: user, address: "10.9.8.7:1194", since: bench.clock.now, isOpaque: true))
            case 7: sessions = sessions.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            case 8: _ = await bench.refusal(engine, .startMaintenance(host: "vpn-1", duration: .seconds(40), reason: "disk \(step)"))
            default: break
            }
            let isDown = (100..<130).contains(step)
            let figures = HostFigures(
                samples: [Sample(.sessions, Double(sessions.count))],
                guests: guests.keys.sorted().compactMap { key in guests[key].map { Guest($0, id: key) } }, sessions: sessions,
                inventory: Inventory(product: step < 200 ? "OpenVPN 2.5" : "OpenVPN 2.6"), sessionLimit: 50)
            bench.clock.advance(4)
            let outcome: Result<Reading, CollectFailure> = isDown ? .failure(.busy(asked: "\(step)")) : .success(Reading(figures))
            await engine.take(
                Report(target: "vpn-1", at: bench.clock.now, took: .milliseconds(1), outcome: outcome), pause: .seconds(5))
            await engine.tick()
            if step % 20 == 7 { shown.append((bench.clock.now, try #require(await engine.told.hosts.first))) }
        }
        await engine.written()
        #expect(shown.count == 20)
        for moment in shown {
            let past = try await engine.hosts(["vpn-1", "nobody"], at: moment.at)
            #expect(past.hosts.map(\.id) == ["vpn-1"] && past.left.isEmpty)
            let host = try #require(past.hosts.first)
            #expect(essence(host) == essence(moment.host), "at \(moment.at.rfc3339)")
            #expect(host.polledAt == moment.at)
        }
        let before = try await engine.hosts(["vpn-1"], at: shown[0].at - .seconds(3600))
        #expect(before.hosts.isEmpty && before.keptSince != nil)
    }

    /// Between an engine that was killed and the next one nobody knows; of one that was ended neither.
    @Test(arguments: [true, false]) func ofTheTimeBetweenTwoEnginesNothingIsKnown(isKilled: Bool) async throws {
        let figures = HostFigures(samples: [Sample(.sessions, 0)])
        var ended: Moment
        do {
            let engine = try await bench.engine()
            await engine.take(bench.report(Reading(figures)), pause: .seconds(5))
            await engine.written()
            ended = bench.clock.now
            if !isKilled {
                bench.clock.advance(3)
                ended = bench.clock.now
                await engine.stop()
                await engine.close()
            }
        }
        bench.clock.advance(600)
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(figures)), pause: .seconds(5))
        await engine.written()
        func isKnown(_ moment: Moment) async throws -> Bool { try await !engine.hosts(["vpn-1"], at: moment).hosts.isEmpty }
        // What was last heard of one that was killed is all that is known of it.
        #expect(try await isKnown(ended - .milliseconds(1)) == !isKilled)
        #expect(try await isKnown(ended) == false)
        #expect(try await isKnown(ended + .seconds(300)) == false)
        #expect(try await isKnown(bench.clock.now))
    }

    /// Where the store has nothing to say of a killed engine's last moments, the journal's own last line is a sign of life: what was kept
    /// before it stays.
    @Test(arguments: ["behind", "no store", "failing"]) func aKillCostsNothingThatWasKept(trouble: String) async throws {
        let figures = HostFigures(samples: [Sample(.sessions, 0)])
        do {
            let engine = try await bench.engine()
            await engine.take(bench.report(Reading(figures)), pause: .seconds(7200))
            if trouble == "failing" {
                bench.clock.advance(1)
                let failure = CollectFailure.busy(asked: "x")
                await engine.take(
                    Report(target: "vpn-1", at: bench.clock.now, took: .milliseconds(1), outcome: .failure(failure)),
                    pause: .seconds(7200))
            }
            bench.clock.advance(3600)
            await engine.note(.raw("still there"))
            await engine.written()
        }
        let last = bench.clock.now
        bench.clock.advance(trouble == "behind" ? -40 * 86_400 : 600)
        if trouble == "no store" { unlink(bench.folder.file("ring")) }
        let engine = try await bench.engine()
        await engine.written()
        let then = try await engine.hosts(["vpn-1"], at: last - .seconds(1800)).hosts
        #expect(then.map { $0.failure != nil } == [trouble == "failing"])
        #expect(try await engine.hosts(["vpn-1"], at: last).hosts.isEmpty)
    }

    /// A journal that nobody can read is no empty past.
    @Test func aJournalThatCannotBeReadIsSaid() async throws {
        let engine = try await bench.engine()
        for suffix in ["", "-wal", "-shm"] { unlink(bench.folder.file("journal") + suffix) }
        await #expect(throws: CommandRefusal(.journalUnreadable())) { try await engine.hosts(["vpn-1"], at: bench.clock.now) }
        await #expect(throws: CommandRefusal(.journalUnreadable())) { try await engine.history(since: bench.clock.now, limit: 10) }
    }

    /// Written while names were kept, told when they no longer are.
    @Test func noNameComesOutOfATimeInWhichTheyWereKept() async throws {
        var plain = bench.settings()
        plain.names = .plain
        let engine = try await bench.engine(plain)
        let session = Session(id: "alice-1", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now)
        let guest = Guest(
            id: "g", name: "desk", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host,
            facts: GuestFacts(title: "of alice", notes: "alice"))
        await engine.take(
            bench.report(Reading(HostFigures(samples: [Sample(.sessions, 1)], guests: [guest], sessions: [session]))), pause: .seconds(5))
        await engine.written()
        let then = bench.clock.now
        #expect(try await engine.hosts(["vpn-1"], at: then).hosts.first?.sessions.map(\.user) == ["alice"])
        bench.clock.advance(1)
        await engine.apply(bench.settings())
        let told = try await engine.hosts(["vpn-1"], at: then)
        #expect(told.hosts.first?.sessions.count == 1)
        #expect(!"\(told)".contains("alice"))
    }

    /// Whoever has a session in the journal is known first, so that their names are found in what was said; what people typed goes the same
    /// way.
    @Test func whoWasThereThenIsFoundInWhatWasSaid() async throws {
        var plain = bench.settings()
        plain.names = .plain
        var then = bench.clock.now
        do {
            let engine = try await bench.engine(plain)
            // One is gone when the other comes.
            for user in ["carla", "alice"] {
                let session = Session(id: user, kind: .vpn, user: user, address: "10.9.8.7:1194", since: bench.clock.now, isOpaque: true)
                let figures = HostFigures(samples: [Sample(.sessions, 1)], sessions: [session])
                await engine.take(bench.report(Reading(figures)), pause: .seconds(5))
            }
            let reason = "for alice and carla"
            try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(60), reason: reason), author: "km")
            bench.clock.advance(1)
            let failure = CollectFailure.unreadable(asked: "status", place: .answerLine(1), got: .raw("alice"))
            await engine.take(
                Report(target: "vpn-1", at: bench.clock.now, took: .milliseconds(1), outcome: .failure(failure)), pause: .seconds(5))
            then = bench.clock.now
            await engine.take(bench.report(Reading(HostFigures(samples: [Sample(.sessions, 0)]))), pause: .seconds(5))
            await engine.written()
            #expect(try await engine.hosts(["vpn-1"], at: then).hosts.first?.failure?.text.contains("alice") == true)
        }
        bench.clock.advance(3 * 86_400)
        let told = try await bench.engine().hosts(["vpn-1"], at: then)
        let host = try #require(told.hosts.first)
        #expect(host.sessions.count == 1 && host.failure != nil && host.maintenance?.author == "km")
        for name in ["alice", "carla"] { #expect(!"\(told)".contains(name)) }
    }

    /// Evidence is of persons: what the live list has let go of does not come back from the past.
    @Test func noEvidenceOutlivesItsKeeping() async throws {
        var plain = bench.settings()
        plain.names = .plain
        let engine = try await bench.engine(plain)
        await bench.loseOne(engine, "alice")
        bench.clock.advance(1)
        let then = bench.clock.now
        #expect(try await "\(engine.alarms(at: then, limit: 10))".contains("alice"))
        await engine.apply(bench.settings())
        bench.clock.advance(1)
        let told = try await engine.alarms(at: then, limit: 10)
        #expect(told.count == 1)
        #expect(!"\(told)".contains("alice"))
    }

    /// What people typed about any alarm while names were kept: of whoever has a session or an end in the journal, however long ago.
    @Test(arguments: [0, 3] as [Int64]) func whatWasTypedOfAnAlarmNamesNobody(daysLater: Int64) async throws {
        var plain = bench.settings()
        plain.names = .plain
        var memory = ThresholdsPatch(origin: "test")
        memory.onDelay = .zero
        plain.limits.site["memory"] = memory
        let engine = try await bench.engine(plain)
        let session = Session(id: "7", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now, isOpaque: true)
        let full = [Sample(.memory, 99), Sample(.sessions, 1)]
        for _ in 0..<3 {
            await engine.take(bench.report(Reading(HostFigures(samples: full, sessions: [session]))), pause: .seconds(1))
        }
        let id = try #require(await engine.alarms.first { $0.key.rule == "memory" }).id
        let acts: [Command] = [
            .comment(id: id, text: "alice was told"), .acknowledge(ids: [id], comment: "alice's render job"),
            .shelve(id: id, duration: .seconds(600), reason: "for alice at 10.9.8.7"),
        ]
        for act in acts {
            bench.clock.advance(1)
            #expect(await bench.refusal(engine, act) == nil)
        }
        await engine.written()
        let then = bench.clock.now
        #expect(try await "\(engine.alarms(at: then, limit: 10))".contains("s render job"))
        await engine.take(bench.report(Reading(HostFigures(samples: [Sample(.memory, 99), Sample(.sessions, 0)]))), pause: .seconds(1))
        await engine.written()
        var hiding = plain
        hiding.names = .pseudonyms
        await engine.apply(hiding)
        bench.clock.advance(daysLater * 86_400 + 1)
        let told = try await engine.alarms(at: then, limit: 10).filter { $0.id == id }
        #expect(told.first?.acknowledgement?.comment.hasSuffix("'s render job") == true && told.first?.shelf != nil)
        let history = try await engine.history(since: then - .seconds(3600), limit: 10).filter { $0.id == id }
        #expect(history.first?.comments.contains { $0.text.hasSuffix("was told") } == true)
        let journal = try Journal(reading: bench.folder.file("journal"))
        let read = withoutNames(journal.history(since: then - .seconds(3600), limit: 10), of: journal, at: bench.clock.now)
        #expect(read.contains { $0.id == id })
        for secret in ["alice", "9.8.7"] { #expect(places(of: secret, in: told + history + read) == []) }
    }
}

extension Guest {
    fileprivate init(_ guest: Guest, id: Int) {
        self.init(
            id: "\(id)", name: guest.name, state: guest.state, vCPUs: guest.vCPUs, memoryMaximum: guest.memoryMaximum,
            memoryView: guest.memoryView, console: guest.console)
    }
}
