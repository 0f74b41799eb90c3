import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What is written of sessions that ended while no engine ran.
@Suite struct UnseenEndTests {
    let bench: EngineBench
    let gateway = EngineBench.gateway
    let noon = Moment(seconds: 1_795_521_600)
    private var morning: Moment { noon + .seconds(36_000) }
    init() throws { bench = try EngineBench() }

    private func record(_ id: String, _ user: String = "u-7f3a", _ network: String = "10.9.8.0/24") -> SessionRecord {
        SessionRecord(
            target: "vpn-1", host: "vpn-1", id: id, kind: .vpn, began: noon - .seconds(600), network: network, user: user,
            seenAt: noon - .seconds(600))
    }
    private func end(_ session: String, after seconds: Int64, of user: String = "u-00aa", _ network: String = "10.9.8.0/24") -> SessionEnd {
        SessionEnd(
            at: noon + .seconds(seconds), host: "vpn-1", kind: .vpn, session: session, user: user, cause: .clientLost, confidence: .exact,
            evidence: "\(user)/\(network) [\(user)] Inactivity timeout (--ping-restart), restarting", isOpaque: true)
    }
    private func written(_ records: [SessionRecord], _ ends: [SessionEnd]) -> [String: SessionRecord] {
        var ledger = SessionLedger()
        ledger.restore(records, heardAt: ["vpn-1": noon])
        let out = ledger.take([], ends: ends, of: gateway, at: morning)
        return Dictionary(uniqueKeysWithValues: out.map { ($0.id, $0) })
    }

    /// After a night it is not the morning that it ended.
    @Test func itEndedWhenItWasLastKnownToBeThere() {
        let out = written([record("1")], [])["1"]
        #expect(out?.ended == noon && out?.cause == .unknown && out?.goneAt == morning)
        var ledger = SessionLedger()
        ledger.restore([record("1")], heardAt: ["vpn-1": noon])
        #expect(ledger.close(at: morning).map(\.ended) == [noon])
    }

    /// Whoever went and came again from the same place has a line of a later session: nobody knows whose it is.
    @Test func anEndThatNamesNoSessionIsNobodys() {
        let out = written([record("1"), record("2", "u-7f3b")], [end("unlisted1@5", after: 300), end("2", after: 400)])
        #expect(out["1"]?.ended == noon && out["1"]?.cause == .unknown)
        #expect(out["2"]?.ended == noon + .seconds(400) && out["2"]?.cause == .clientLost)
    }

    /// As the journal has it, by what the store knows of the engine before.
    @Test func whatTheStoreHeardLastIsItsEnd() async throws {
        let session = Session(id: "1", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now, isOpaque: true)
        var last = bench.clock.now
        do {
            let engine = try await bench.engine()
            for _ in 0..<3 {
                let there = HostFigures(samples: [Sample(.sessions, 1)], sessions: [session])
                await engine.take(bench.report(Reading(there)), pause: .seconds(1))
            }
            last = bench.clock.now
            await engine.stop()
            await engine.close()
        }
        bench.clock.advance(36_000)
        let engine = try await bench.engine()
        await engine.take(bench.report(Reading(HostFigures(samples: [Sample(.sessions, 0)]))), pause: .seconds(1))
        await engine.written()
        let rows = try Journal(reading: bench.folder.file("journal")).sessions(since: Moment(seconds: 0))
        #expect(rows.map(\.ended) == [last] && rows.map(\.cause) == [.unknown])
    }

    /// Under another configuration nobody is asked; when its host comes back, it is not then that they ended.
    @Test func whatAnotherConfigurationLeftAloneEndedWhenItWasHeard() async throws {
        let session = Session(id: "1", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now, isOpaque: true)
        var last = bench.clock.now
        do {
            let engine = try await bench.engine()
            let there = HostFigures(samples: [Sample(.sessions, 1)], sessions: [session])
            await engine.take(bench.report(Reading(there)), pause: .seconds(1))
            last = bench.clock.now
            await engine.stop()
            await engine.close()
        }
        bench.clock.advance(36_000)
        var other = bench.settings()
        other.site = Site(name: "Test", areas: [Area(id: "A")], hosts: [Host(id: "vpn-9", area: "A", collector: "openvpn", endpoint: "x")])
        let engine = try await bench.engine(other)
        bench.clock.advance(600)
        await engine.apply(bench.settings())
        await engine.take(bench.report(Reading(HostFigures(samples: [Sample(.sessions, 0)]))), pause: .seconds(1))
        await engine.written()
        let rows = try Journal(reading: bench.folder.file("journal")).sessions(since: Moment(seconds: 0))
        #expect(rows.map(\.ended) == [last] && rows.map(\.cause) == [.unknown])
    }
}
