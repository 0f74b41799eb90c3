import Telemetry
import Testing

@Suite struct TimeOfDayTests {
    @Test(arguments: [("8:05", 29_100), ("08:05", 29_100), ("23:59", 86_340), ("0:00", 0), ("8:05:09", 29_109), ("23:59:59", 86_399)])
    func timesOfDayAreRead(text: String, second: Int) { #expect(secondOfDay(text) == second) }

    @Test(arguments: [
        "24:00", "8:60", "8", "8:5", "-8:05", "8:05:60", "8:05:1", "8:05:00:00", "", ":", "::", "8:+5", "+8:05", "8:٠٥", "008:05", " 8:05",
    ])
    func whatIsNoTimeIsNot(text: String) { #expect(secondOfDay(text) == nil) }
}
