import Collecting
import TestSupport
import Testing

@Suite struct BeatTests {
    private func at(_ seconds: Int) -> ManualClock.Instant { ManualClock().now.advanced(by: .seconds(seconds)) }

    @Test func itKeepsItsPhase() {
        var beat = Beat(from: at(0), every: .seconds(5))
        var turns: [Duration] = []
        for now in [0, 5, 11, 15, 20] {
            beat.next(after: at(now))
            turns.append(at(0).duration(to: beat.due))
        }
        #expect(turns == [5, 10, 15, 20, 25].map { Duration.seconds($0) })
    }

    /// A night of 8 h is one turn, not 28,800 of them.
    @Test func whatWasMissedIsSkipped() {
        var beat = Beat(from: at(0), every: .seconds(1))
        beat.next(after: at(0))
        var turns = 0
        // It woke at 28,800 and a half.
        let woken = at(28_800).advanced(by: .milliseconds(500))
        while beat.due <= woken {
            turns += 1
            beat.next(after: woken)
        }
        #expect(turns == 1)
        #expect(woken.duration(to: beat.due) == .milliseconds(500))
    }
}
