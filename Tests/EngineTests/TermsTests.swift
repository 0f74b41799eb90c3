import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What the configuration says about acts, and what fronts are told of it.
@Suite struct TermsTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    @Test func acknowledgementsAndShelvesLastAsConfigured() async throws {
        var settings = bench.settings()
        settings.acknowledgementLasts = .seconds(72 * 3600)
        settings.limits.site["timeouts"]?.critical = 1
        settings.longestShelf = (.seconds(1800), .seconds(72 * 3600))
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine.perform(.acknowledge(ids: [id], comment: ""), author: "km")
        await bench.tick(engine)
        #expect(await engine.alarms.first?.acknowledgement.map { $0.expires - $0.at } == .seconds(72 * 3600), "longer than a day holds too")
        await #expect {
            try await engine.perform(.shelve(id: id, duration: .seconds(73 * 3600), reason: "x"), author: "km")
        } throws: {
            ($0 as? CommandRefusal)?.text == "alarm \(id) can be shelved for at most 3 d"
        }
        try await engine.perform(.shelve(id: id, duration: .seconds(48 * 3600), reason: "x"), author: "km")
        await bench.tick(engine)
        #expect(await engine.alarms.first?.shelf.map { $0.until - $0.at } == .seconds(48 * 3600))
    }

    /// From names in clear to pseudonyms: what is in memory does not keep them until it is old, and who comes back is still known.
    @Test func namesAreReplacedAtOnceWhereTheyAreNotToBeKeptAnyLonger() async throws {
        var settings = bench.settings()
        settings.names = .plain
        let engine = try await bench.engine(settings)
        func live(_ users: [String]) -> Reading {
            let since = bench.clock.now
            let sessions = users.map { Session(id: "7", kind: .vpn, user: $0, address: "10.9.8.7:1194", guest: nil, since: since) }
            return Reading(samples: [Sample(.sessions, 40)], sessions: sessions)
        }
        await engine.take(bench.report(live(["alice"])), pause: .seconds(1))
        await engine.take(bench.report(Reading(ends: [bench.lost("bob")])), pause: .seconds(1))
        await engine.take(bench.report(live(["alice"])), pause: .seconds(1))
        let id = try #require(await engine.alarms.first { $0.key.rule == "timeouts" }?.id)
        try await engine.perform(.comment(id: id, text: "called bob"), author: "km")
        #expect(await "\(engine.snapshot { _ in })".contains("bob"))
        settings.names = .pseudonyms
        await engine.apply(settings)
        let told = await "\(engine.snapshot { _ in }) \(engine.facts.ends) \(engine.facts.hosts) \(engine.alarms)"
        for secret in ["alice", "bob", "9.8.7"] { #expect(!told.contains(secret), "\(secret)") }
        await engine.take(bench.report(live(["alice", "bob"])), pause: .seconds(1))
        await bench.tick(engine, seconds: 5)
        await engine.take(bench.report(live(["alice", "bob"])), pause: .seconds(1))
        #expect(await engine.alarms.first { $0.id == id }?.isLive == false)
    }

    /// The other way round nobody can say whether somebody lost before has come back.
    @Test func whoWasLostUnderAPseudonymIsUnknownUnderAName() async throws {
        var settings = bench.settings()
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        settings.names = .plain
        await engine.apply(settings)
        #expect(await engine.facts.peopleKnownSince == bench.clock.now)
    }

    /// No journal keeps what is to be done.
    @Test func aHistoryTellsTheRunbookInForce() async throws {
        var settings = bench.settings()
        settings.limits.site["timeouts"]?.action = "call the provider"
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        let found = try await engine.history(since: bench.clock.now - .seconds(3600), limit: 10)
        #expect(found.map(\.runbook.action) == ["call the provider"] && found.first?.runbook == bench.heard.alarms.first?.runbook)
    }

    @Test func aShelvedAlarmWakesByItsValue() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine.perform(.shelve(id: id, duration: .seconds(3600), reason: "x", wakes: [.value(2)]), author: "km")
        #expect(bench.heard.alarms.first?.flag == .shelved)
        await bench.loseOne(engine, "carol")
        #expect(bench.heard.alarms.first?.flag == nil && bench.heard.alarms.first?.phase == .unacknowledged)
    }

    @Test func frontsHearTheLimitsOfEachHostAndAgainAfterAReload() async throws {
        let engine = try await bench.engine()
        var first: [HostThresholds] = []
        for case .limits(let limits) in await engine.snapshot({ _ in }) { first = limits }
        let told = try #require(first.first)
        #expect(told.host == "vpn-1" && told.limits["timeouts"] == .init(warning: 1, critical: 5))
        #expect(told.limits["site_timeouts"] == nil)
        var settings = bench.settings()
        var own = ThresholdsPatch(origin: "test")
        own.critical = 50
        settings.limits.hosts["vpn-1"] = ["timeouts": own]
        var off = ThresholdsPatch(origin: "test")
        off.isEnabled = false
        settings.limits.site["cpu"] = off
        await engine.apply(settings)
        let again = bench.heard.all.compactMap { if case .limits(let limits) = $0 { limits } else { nil } }
        #expect(again.last?.first?.limits["timeouts"] == .init(warning: 1, critical: 50))
        #expect(again.last?.first?.limits["cpu"] == nil)
    }

    @Test func statisticsAreToldAtMostOnceInTenSeconds() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        for _ in 0..<35 { await bench.tick(engine) }
        let told = bench.heard.all.compactMap { if case .statistics(let statistics) = $0 { statistics } else { nil } }
        #expect((3...5).contains(told.count))
        #expect(told.last?.new == 1 && told.last?.open == 1 && told.last?.events ?? 0 > 0)
    }

    @Test func theJournalKeepsAsLongAsConfigured() async throws {
        var settings = bench.settings()
        settings.retention = .init(alarms: .seconds(400 * 86_400), sessionEnds: .seconds(3 * 86_400), events: .seconds(86_400))
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        func twoDays() async {
            // All the time: what an engine that sleeps for days finds is not deleted at once.
            for _ in 0..<5 {
                await engine.prune()
                bench.clock.advance(12 * 3600)
            }
        }
        await twoDays()
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.ends(since: Moment(seconds: 0)).count == 1)
        #expect(journal.restore(at: bench.clock.now).events.isEmpty)
        await twoDays()
        #expect(journal.ends(since: Moment(seconds: 0)).isEmpty)
    }
}
