import Telemetry
import Testing

@Suite struct DoubledPauseTests {
    @Test func aPauseGrowsWithEachFailureAndNoFurtherThanItsLongest() {
        let pauses = [0, 1, 2, 5, 6, 100, Int.max].map { Duration.seconds(1).doubled(failures: $0, atMost: .seconds(30)) }
        #expect(pauses == [1, 1, 2, 16, 30, 30, 30].map { .seconds($0) })
        #expect(Duration.seconds(60).doubled(failures: 1, atMost: .seconds(30)) == .seconds(30))
    }
}
