import Platform
import TestSupport
import Testing

struct PulseTests {
    @Test func whatDoesNotBeatForLongStandsStillAndWhatBeatsSeldomDoesNot() {
        var stillness = Stillness(patience: 3)
        let found = [1, 1, 1, 1, 2, 2, 2, 3, 9, 9, 9, 9, 9, 10].map { stillness.look(at: $0) }
        #expect(found == [Bool](repeating: false, count: 12) + [true, false])
    }

    @Test func aPulseThatStopsIsNoticed() async {
        let pulse = Pulse()
        pulse.beat()
        await withCheckedContinuation { noticed in pulse.watch(seconds: 1) { noticed.resume() } }
    }
}
