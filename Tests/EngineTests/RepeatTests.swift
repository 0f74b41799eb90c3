import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct RepeatTests {
    private let at = Moment(seconds: 1_795_500_000)

    private func lost(_ number: Int, since seconds: Int64) -> HostState {
        HostState(id: "h\(number)", polledAt: at + .seconds(seconds), failure: "refused", nextPollAt: at + .seconds(seconds + 10))
    }

    @Test func ofManyThatGoOnFailingOnlySomeAreTold() {
        var repeats = Repeats()
        let told = (0..<1000).count { repeats.isToTell(lost($0, since: 10), after: lost($0, since: 0), at: at) }
        #expect(told == Repeats.most)
        let isTold = repeats.isToTell(lost(0, since: 11), after: lost(0, since: 0), at: at + .seconds(1))
        #expect(isTold)
    }

    @Test func whatIsNewIsAlwaysTold() {
        var repeats = Repeats()
        for number in 0..<1000 {
            var other = lost(number, since: 0)
            var told = [repeats.isToTell(other, after: nil, at: at)]
            other.failure = "timed out"
            told.append(repeats.isToTell(other, after: lost(number, since: 0), at: at))
            other.failure = nil
            told.append(repeats.isToTell(other, after: lost(number, since: 0), at: at))
            told.append(repeats.isToTell(other, after: other, at: at))
            #expect(told == [true, true, true, true])
        }
    }
}
