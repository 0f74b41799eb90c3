import Alarms
import Engine
import Feed
import Link
import Telemetry
import TestSupport
import Testing

/// Much happens at once: what it costs those who look on is bounded by what there is to see, not by how often it changed.
@Suite(.serialized) struct StormTests {
    /// A thousand hosts within one second, until every one of them is at its worst: more than a minute of failed polls, and at every interval,
    /// though a real poller asks the lost more and more rarely.
    @Test func aThousandHostsLostAreTwoMegabytesForEachFront() async throws {
        let crowd = try await Crowd(hosts: 1000)
        for host in crowd.hosts { await crowd.answer(host) }
        let fronts = try (0..<2).map { _ in try CountingFront(crowd.path) }
        try await eventually("both know all hosts") {
            for front in fronts { try front.read() }
            return fronts.allSatisfy { $0.isComplete && $0.hosts.count == 1000 }
        }
        let before = fronts.map(\.bytes)
        let begun = ContinuousClock.now
        for _ in 0..<8 {
            try await crowd.round { host in
                await crowd.fail(host)
                for front in fronts { try front.read() }
            }
        }
        #expect(await crowd.engine.alarms.count { $0.key.rule == "no_data" && $0.severity == .critical } == 1000)
        try await agree(fronts, with: crowd) { front in front.hosts.values.allSatisfy { $0.failure != nil } }
        for (front, before) in zip(fronts, before) {
            print("\(front.bytes - before) bytes to a front")
            // What is told is so much in a second: where the machine has other work, or a sanitizer, the same takes longer.
            #expect(front.bytes - before <= max(2_000_000, Int((ContinuousClock.now - begun) / .seconds(1) * 150_000)))
        }
    }

    /// It costs the engine no more than the state is, and it is right once it reads again.
    @Test func aFrontThatReadsNothingWhileHostsComeAndGoIsRightAfterwards() async throws {
        let crowd = try await Crowd(hosts: 100)
        for host in crowd.hosts { await crowd.answer(host) }
        let front = try CountingFront(crowd.path)
        try await eventually("it knows all hosts") {
            try front.read()
            return front.isComplete && front.hosts.count == 100
        }
        let before = front.bytes
        for _ in 0..<8 {
            for _ in 0..<4 { await crowd.round { await crowd.fail($0) } }
            await crowd.round { await crowd.answer($0) }
        }
        // It is waited for, not given up.
        #expect(crowd.server.viewers == 1)
        try await agree([front], with: crowd) { $0.hosts.values.allSatisfy { $0.failure == nil } }
        print("\(front.bytes - before) bytes after the silence")
        // Every line of the journal, and once each host and each alarm.
        #expect(front.bytes - before < 1_000_000)
    }

    /// The fronts have what the engine has, once its clock has ticked.
    private func agree(_ fronts: [CountingFront], with crowd: Crowd, and holds: (CountingFront) -> Bool) async throws {
        await crowd.pass(.seconds(1))
        // That it was announced as it was raised is not told.
        let alarms = Set(
            await crowd.engine.alarms.map { alarm in
                var told = alarm
                if told.announcedAt == told.raisedAt { told.announcedAt = nil }
                return told
            })
        try await eventually("the fronts have the last state", within: .seconds(10)) {
            for front in fronts { try front.read() }
            return fronts.allSatisfy { Set($0.alarms) == alarms && holds($0) }
        }
    }
}
