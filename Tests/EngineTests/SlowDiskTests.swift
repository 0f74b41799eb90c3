import Alarms
import Dispatch
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// The journal's disk hangs: that delays nobody but who wants to have something written.
@Suite struct SlowDiskTests {
    let bench: EngineBench
    private static let start = Moment(seconds: 1_795_521_600)
    init() throws { bench = try EngineBench() }

    @Test func aDiskThatHangsDelaysNoTickNoReportAndNoListWhileAnActIsRefused() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        // The test's own deadline is the disk's: all of this is done while it hangs.
        async let refusal = bench.refusal(engine, .acknowledge(ids: [id], comment: "not now"))
        for sessions in 1...5 {
            await engine.take(bench.report(Reading(samples: [Sample(.sessions, Double(sessions))])), pause: .seconds(1))
            bench.clock.advance(1)
            await engine.tick()
        }
        await engine.take(bench.report(Reading(ends: [bench.lost("carol")])), pause: .seconds(1))
        #expect(await engine.alarms.contains { $0.id == id && $0.isLive && $0.acknowledgement == nil })
        #expect(bench.heard.hosts.last?.polledAt == bench.clock.now)
        #expect(
            await refusal?.hasPrefix("the disk did not answer within 2 s") == true)
        #expect(await engine.alarms.first { $0.id == id }?.acknowledgement == nil, "what was refused was not done")
        #expect(await bench.refusal(engine, .comment(id: id, text: "still there")) != nil)
        gate.signal()
        await engine.written()
        try await engine.perform(.acknowledge(ids: [id], comment: "seen"), author: "km")
        await engine.written()
        let journal = try Journal(reading: bench.folder.file("journal"))
        #expect(journal.steps(of: id).filter { $0.what == "acknowledged" }.map(\.comment) == ["seen"])
        #expect(journal.verify() == [])
    }

    /// What happens to an alarm while the disk is waited for is not undone by the act, nor the act by it.
    @Test func anActAndWhatHappensMeanwhileAreBothWritten() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        async let refusal = bench.refusal(engine, .comment(id: id, text: "looking"))
        try await eventually("the act waits") { await engine.isActing }
        for user in ["c1", "c2", "c3", "c4", "c5"] {
            await engine.take(bench.report(Reading(ends: [bench.lost(user)])), pause: .seconds(1))
        }
        gate.signal()
        let words = await refusal
        await engine.written()
        let alarm = try #require(await engine.alarms.first { $0.id == id })
        #expect(alarm.severity == .critical)
        #expect(alarm.comments.map(\.text) == (words == nil ? ["looking"] : []))
        let journal = try Journal(reading: bench.folder.file("journal"))
        let kept = try #require(journal.restore(at: bench.clock.now).records.map(\.alarm).first { $0.id == id })
        #expect(kept.severity == .critical && kept.comments == alarm.comments)
        #expect(journal.verify() == [])
    }

    @Test func everyCommandIsInTheAuditWithWhatBecameOfIt() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        #expect(await bench.refusal(engine, .acknowledge(ids: [id], comment: "seen")) == nil)
        #expect(await bench.refusal(engine, .comment(id: id, text: " ")) == "a comment needs words")
        #expect(await bench.refusal(engine, .pollNow("bob")) != nil)
        await #expect(throws: CommandRefusal.self) {
            try await engine.reveal("bob", on: "vpn-1", reason: "curious", author: "km")
        }
        await engine.written()
        let audits = try Journal(reading: bench.folder.file("journal")).audits()
        #expect(audits.map(\.act) == ["acknowledge", "comment", "poll", "reveal"])
        #expect(audits.map(\.principal) == ["km", "km", "km", "km"])
        #expect(audits.prefix(2).map(\.target) == ["\(id)", "\(id)"])
        #expect(audits.map { $0.refused == nil } == [true, false, false, false])
        #expect(audits.allSatisfy { !$0.target.contains("bob") && !($0.refused?.text ?? "").contains("bob") }, "\(audits)")
    }

    @Test func anEngineThatEndsAfterALossLeavesNoSessionWithoutItsCause() async throws {
        let clients = (0..<590).map {
            Session(id: "\($0)", kind: .vpn, user: "u", address: "10.9.8.7:1194", since: Self.start, isOpaque: true)
        }
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 590)], sessions: clients)), pause: .seconds(1))
        let lost = bench.report(
            Reading(
                samples: [Sample(.sessions, 0)],
                ends: clients.map {
                    SessionEnd(
                        at: bench.clock.now, host: "vpn-1", kind: .vpn, session: $0.id, user: $0.user, cause: .clientLost,
                        confidence: .exact, evidence: "", isOpaque: true)
                }))
        await engine.take(lost, pause: .seconds(1))
        await engine.stop()
        await engine.close()
        let rows = try Journal(reading: bench.folder.file("journal")).sessions(since: Moment(milliseconds: 0))
        #expect(rows.count == 590 && rows.allSatisfy { $0.cause == .clientLost })
    }

    @Test func sessionsAreWrittenAsTheyBeginAndEndAndGoOnAfterARestart() async throws {
        func poll(_ engine: Engine, _ ids: [String]) async {
            let sessions = ids.map {
                Session(id: $0, kind: .vpn, user: "name-\($0)", address: "10.9.8.7:1194", since: Self.start, isOpaque: true)
            }
            let samples = [Sample(.sessions, Double(ids.count))]
            await engine.take(bench.report(Reading(samples: samples, sessions: sessions)), pause: .seconds(1))
            await engine.written()
        }
        var engine: Engine? = try await bench.engine()
        await poll(try #require(engine), ["1", "2", "3"])
        await poll(try #require(engine), ["2", "3"])
        engine = nil
        let second = try await bench.engine()
        await poll(second, ["3"])
        let journal = try Journal(reading: bench.folder.file("journal"))
        let rows = journal.sessions(since: Moment(milliseconds: 0))
        #expect(rows.map(\.id) == ["1", "2", "3"] && rows.map { $0.ended == nil } == [false, false, true])
        #expect(rows.allSatisfy { $0.network == "10.9.8.0/24" && $0.user.hasPrefix("u-") && $0.began == Self.start })
        #expect(journal.verify() == [])
    }
}
