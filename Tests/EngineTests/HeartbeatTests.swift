import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What fronts are told of a poll: the lists where they changed, else that there was one.
@Suite struct HeartbeatTests {
    private func kinds(_ updates: some Sequence<Update>) -> [String] {
        updates.compactMap { update in
            switch update {
            case .host: "host"
            case .heartbeats: "heartbeat"
            default: nil
            }
        }
    }

    @Test func aPollThatChangesNoListIsAHeartbeat() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        let session = Session(id: "1", kind: .vpn, user: "bob", address: "")
        let failure = CollectFailure.unreachable(asked: "x", reason: "refused")
        for outcome in [
            .success(Reading(sessions: [session], about: "a")), .success(Reading(sessions: [session], about: "a")), .failure(failure),
            .success(Reading(sessions: [session], about: "a")), .success(Reading(about: "a")), .success(Reading(about: "b")),
        ] as [Result<Reading, CollectFailure>] {
            await engine.take(Report(target: "vpn-1", at: bench.clock.now, took: .zero, outcome: outcome), pause: .seconds(1))
            bench.clock.advance(1)
        }
        #expect(kinds(bench.heard.all) == ["host", "heartbeat", "heartbeat", "heartbeat", "host", "host"])
        #expect(bench.heard.hosts.map(\.failure?.text) == [nil, nil, failure.text, nil, nil, nil])
    }

    /// What only the configuration says of a host is not in any poll.
    @Test func aNewConfigurationTellsWhatItChangedOfAHost() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        let host = Host(id: "vpn-1", area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1), sessionLimit: 77)
        let told = bench.heard.all.count
        await engine.apply(Engine.Settings(site: Site(name: "s", areas: [Area(id: "A")], hosts: [host])))
        #expect(kinds(bench.heard.all.dropFirst(told)) == ["host"])
        #expect(bench.heard.hosts.last?.sessionLimit == 77)
    }
}
