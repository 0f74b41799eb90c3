import Alarms
import Engine
import Feed
import Telemetry
import TestSupport
import Testing

/// How much goes to a front in a second.
@Suite(.serialized) struct LinkRateTests {
    /// Bytes by the second in which they came, read until nothing comes for two seconds and the condition holds.
    private func seconds(_ front: CountingFront, until holds: () -> Bool) async throws -> [Int] {
        var seconds: [Int] = [0]
        var (second, before) = (ContinuousClock.now, front.bytes)
        // Two sanitizers beside each other need minutes for what else takes seconds.
        try await eventually("all was told", within: .seconds(isSanitized ? 600 : 60)) {
            try front.read()
            seconds[seconds.count - 1] += front.bytes - before
            before = front.bytes
            if second.duration(to: .now) >= .seconds(1) {
                second = .now
                seconds.append(0)
            }
            return holds() && seconds.count > 2 && seconds.suffix(2) == [0, 0]
        }
        return seconds
    }

    @Test func anAlarmFloodOfAThousandIsLessThanTwoHundredKilobytesInItsWorstSecond() async throws {
        let crowd = try await Crowd(hosts: 1000)
        for host in crowd.hosts { await crowd.answer(host) }
        let front = try CountingFront(crowd.path)
        try await eventually("it knows all hosts") {
            try front.read()
            return front.isComplete && front.hosts.count == 1000
        }
        // What a minute brings is told within a second or two of real time: more than any real flood.
        let flood = Task { for _ in 0..<7 { await crowd.round { await crowd.fail($0) } } }
        let told = try await seconds(front) { front.alarms.count { $0.key.rule == "no_data" && $0.severity == .critical } == 1000 }
        await flood.value
        print("alarm flood of 1,000: worst second \(told.max() ?? 0) bytes, \(told.reduce(0, +)) in all, \(told)")
        #expect(told.max() ?? 0 < 200_000)
    }

    /// Sixty polls of a thousand hosts that change nothing but their numbers.
    @Test func aThousandHostsAtRestAreHeartbeats() async throws {
        let crowd = try await Crowd(hosts: 1000)
        for host in crowd.hosts { await crowd.answer(host) }
        let front = try CountingFront(crowd.path)
        try await eventually("it knows all hosts") {
            try front.read()
            return front.isComplete && front.hosts.count == 1000
        }
        let before = front.bytes
        for _ in 0..<3 {
            await crowd.round { await crowd.answer($0) }
            try front.read()
        }
        _ = try await seconds(front) { true }
        let each = (front.bytes - before) / 3000
        print("1,000 hosts at rest: \(each) bytes a poll, \(each * 200) bytes a second at 5 s")
        #expect(each < 250)
    }
}
