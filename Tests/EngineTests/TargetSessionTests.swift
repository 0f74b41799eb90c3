import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Whose sessions are whose, where a target tells of several hosts or is asked otherwise.
@Suite struct TargetSessionTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private var rows: [SessionRecord] {
        get throws { try Journal(reading: bench.folder.file("journal")).sessions(since: Moment(seconds: 0)) }
    }
    private func figures(_ ids: [String]) -> HostFigures {
        let since = bench.clock.now
        return HostFigures(
            samples: [Sample(.sessions, Double(ids.count))],
            sessions: ids.map { Session(id: $0, kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: since) })
    }

    /// With `logins = "no"` a host lists nobody any more, and nobody would ever say that they are gone.
    @Test func whoIsAskedOtherwiseIsToldFromTheOneBefore() async throws {
        func settings(_ options: Options) -> Engine.Settings {
            var settings = bench.settings()
            settings.targets = [
                Target(id: "vpn-1", area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1), options: options)
            ]
            return settings
        }
        let engine = try await bench.engine(settings(["logins": "yes"]))
        await engine.take(bench.report(Reading(figures(["1"]))), pause: .seconds(1))
        await engine.apply(settings(["logins": "yes"]))
        await engine.written()
        #expect(try rows.map(\.ended) == [nil])
        await engine.apply(settings(["logins": "no"]))
        await engine.written()
        #expect(try rows.map { $0.ended != nil } == [true])
    }

    /// It is told from the one before, and was there all the same.
    @Test func whoIsAskedOtherwiseWasThereBefore() async throws {
        func settings(_ options: Options) -> Engine.Settings {
            var settings = bench.settings()
            settings.targets = [
                Target(
                    id: "vpn-1", area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1),
                    options: options)
            ]
            return settings
        }
        let engine = try await bench.engine(settings(["history_minutes": "60"]))
        let session = Session(
            id: "1", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now, isOpaque: true)
        let there = Reading(HostFigures(samples: [Sample(.sessions, 1)], sessions: [session]))
        await engine.take(bench.report(there), pause: .seconds(1))
        bench.clock.advance(60)
        let then = bench.clock.now
        bench.clock.advance(60)
        await engine.apply(settings(["history_minutes": "61"]))
        await engine.take(bench.report(there), pause: .seconds(1))
        await engine.written()
        #expect(try await engine.hosts(["vpn-1"], at: then).hosts.first?.sessions.map(\.id) == ["1"])
        await engine.take(bench.report(Reading(HostFigures(samples: [Sample(.sessions, 0)]))), pause: .seconds(1))
        await engine.written()
        #expect(try await engine.hosts(["vpn-1"], at: then).hosts.first?.sessions.map(\.id) == ["1"])
    }

    /// A session of the same number on another node is another session.
    @Test func whatIsToldBesideAFailedPollIsOfItsOwnHost() async throws {
        var settings = bench.settings()
        let cluster = Host(id: "gw", area: "A", collector: "cluster", endpoint: "x", interval: .seconds(1))
        settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: [cluster])
        let engine = try await bench.engine(settings)
        func answer(_ ids: [String]) async {
            bench.clock.advance(1)
            let reading = Reading(hosts: ["a", "b"].map { HostReading(node: $0, outcome: .success(figures(ids))) })
            await engine.take(
                Report(target: "gw", at: bench.clock.now, took: .milliseconds(1), outcome: .success(reading)), pause: .seconds(1))
        }
        await answer(["1"])
        // A good answer says of a node that fails how its session ended.
        bench.clock.advance(1)
        let limit = SessionEnd(
            at: bench.clock.now, host: "gw/b", kind: .vpn, session: "1", user: "alice", cause: .limit, confidence: .exact, evidence: "")
        let half = Reading(
            hosts: [
                HostReading(node: "a", outcome: .success(figures(["1"]))),
                HostReading(node: "b", outcome: .failure(.busy(asked: "b"))),
            ], ends: [limit])
        await engine.take(Report(target: "gw", at: bench.clock.now, took: .milliseconds(1), outcome: .success(half)), pause: .seconds(1))
        bench.clock.advance(1)
        let end = SessionEnd(
            at: bench.clock.now, host: "gw/a", kind: .vpn, session: "1", user: "alice", cause: .clientLost, confidence: .exact,
            evidence: "lost")
        let failed = Report(
            target: "gw", at: bench.clock.now, took: .milliseconds(1), outcome: .failure(.busy(asked: "gw")), aside: Aside(ends: [end]))
        await engine.take(failed, pause: .seconds(1))
        await answer([])
        await engine.written()
        let causes = Dictionary(uniqueKeysWithValues: try rows.map { ($0.host, $0.cause) })
        #expect(causes == ["gw/a": .clientLost, "gw/b": .limit])
        #expect(try rows.map(\.target) == ["gw", "gw"])
    }

    /// The collector goes and what it had heard comes in: nothing is said of whether the host answers.
    @Test func lastWordsRaiseAlarmsAndAreNoFailure() async throws {
        var settings = bench.settings()
        settings.names = .plain
        let engine = try await bench.engine(settings)
        await engine.take(bench.report(Reading(figures(["1", "2"]))), pause: .seconds(1))
        bench.clock.advance(1)
        let words = Report(
            target: "vpn-1", at: bench.clock.now, took: .zero, outcome: .failure(.busy(asked: "x")),
            aside: Aside(ends: [bench.lost("bob")]),
            isLast: true)
        await engine.take(words, pause: .seconds(1))
        await engine.written()
        #expect(await engine.alarms.map(\.key.rule) == ["timeouts"])
        #expect(await engine.hosts["vpn-1"]?.state.failure == nil)
        let past = try #require(await engine.pasts()["vpn-1"])
        #expect(past.heardAt == bench.clock.now && past.ends == [bench.clock.now] && past.over == ["1"])
        await engine.stop()
        await engine.close()
        #expect(try rows.first { $0.id == "1" }?.cause == .clientLost)
    }

    /// What a gateway said of sessions is nothing that an exporter of the same name says.
    @Test func anotherCollectorOfTheSameNameBeginsAnew() async throws {
        func settings(_ collector: String) -> Engine.Settings {
            var settings = bench.settings()
            let host = Host(id: "vpn-1", area: "A", collector: collector, endpoint: "x", interval: .seconds(1))
            settings.site = Site(name: "Test", areas: [Area(id: "A")], hosts: [host])
            return settings
        }
        let engine = try await bench.engine(settings("openvpn"))
        var figures = figures(["1", "2"])
        figures.inventory.product = "OpenVPN"
        await engine.take(bench.report(Reading(figures)), pause: .seconds(1))
        await engine.take(
            Report(target: "vpn-1", at: bench.clock.now, took: .zero, outcome: .failure(.busy(asked: "x"))), pause: .seconds(1))
        await engine.apply(settings("openvpn"))
        #expect(await engine.hosts["vpn-1"]?.state.sessions.count == 2)
        await engine.apply(settings("prometheus"))
        let state = try #require(await engine.hosts["vpn-1"]?.state)
        #expect(state.sessions.isEmpty && state.inventory.product.isEmpty && state.failure == nil)
    }
}
