import Platform
import Synchronization
import TestSupport
import Testing

struct PulseTests {
    @Test func whatDoesNotBeatForLongStandsStillAndWhatBeatsSeldomDoesNot() {
        var stillness = Stillness(patience: 3)
        let found = [1, 1, 1, 1, 2, 2, 2, 3, 9, 9, 9, 9, 9, 10].map { stillness.look(at: $0) }
        #expect(found == [Bool](repeating: false, count: 12) + [true, false])
    }

    @Test func aPulseThatStopsIsNoticed() async throws {
        let pulse = Pulse()
        pulse.beat()
        let isNoticed = Atomic(false)
        pulse.watch(seconds: 1) { isNoticed.store(true, ordering: .relaxed) }
        try await eventually("it is noticed", within: .seconds(60)) { isNoticed.load(ordering: .relaxed) }
    }
}
