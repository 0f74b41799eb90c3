import Telemetry
import Testing

@Suite struct CountedTests {
    @Test func oneIsOneAndAllElseIsMany() {
        #expect(counted(1, "alarm") == "1 alarm")
        #expect([0, 2, 1000].map { counted($0, "alarm") } == ["0 alarms", "2 alarms", "1000 alarms"])
        #expect([1, 2].map { counted($0, "entry", "entries") } == ["1 entry", "2 entries"])
        #expect("after \(counted(1, "failed poll"))" == "after 1 failed poll")
    }
}
