import Telemetry
import Testing

@Suite struct DemoClockTests {
    @Test func itGoesSoManyTimesAsFast() {
        let clock = DemoClock(begin: Moment(seconds: 1_795_503_600), beganAt: 5_000, speed: 10)
        #expect(clock.moment(at: 5_000) == Moment(seconds: 1_795_503_600))
        #expect(clock.moment(at: 6_250) == Moment(milliseconds: 1_795_503_612_500))
        // A front that came from the other side of a message that was made a moment later.
        #expect(clock.moment(at: 4_900) == Moment(milliseconds: 1_795_503_599_000))
    }

    /// Whatever an engine says.
    @Test(arguments: [Int64.min, -1, 0, .max]) func itNeverLeavesWhatCanBeReckoned(beganAt: Int64) {
        for speed in [Int.min, 0, 100, .max] {
            let clock = DemoClock(begin: Moment(seconds: 0), beganAt: beganAt, speed: speed)
            #expect(DemoClock.speeds.contains(clock.speed))
            for uptime in [Int64.min, 0, .max] { #expect(abs(clock.moment(at: uptime).seconds) <= 100_000_000_000) }
        }
    }
}
