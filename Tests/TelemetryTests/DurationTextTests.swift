import Testing

@testable import Telemetry

/// Every way in which a time is written, at its edges.
@Suite struct DurationTextTests {
    @Test(arguments: [
        (0, "0s", "0"), (1, "1s", "1 s"), (59, "59s", "59 s"), (60, "1m", "1 min"), (90, "90s", "90 s"), (5400, "90m", "90 min"),
        (7200, "2h", "2 h"), (86_400, "1d", "1 d"), (90_000, "25h", "25 h"), (34_560_000, "400d", "400 d"),
    ])
    func withoutRest(_ seconds: Int64, typed: String, exact: String) {
        #expect(Duration.seconds(seconds).text(.typed) == typed)
        #expect(Duration.seconds(seconds).text(.exact) == exact)
        #expect(Duration(words: typed) == .seconds(seconds))
    }

    @Test(arguments: [
        (-5, "0 s", "0 s", "0 s"), (0, "0 s", "0 s", "0 s"), (99, "99 s", "99 s", "99 s"), (100, "100 s", "1 min", "1 min"),
        (119, "119 s", "1 min", "1 min"), (120, "2 min", "2 min", "2 min"), (3599, "59 min", "59 min", "59 min"),
        (3600, "60 min", "60 min", "1 h"), (5999, "99 min", "99 min", "1 h 39 min"), (6000, "100 min", "1 h", "1 h 40 min"),
        (7199, "119 min", "1 h", "1 h 59 min"), (7200, "2 h", "2 h", "2 h"), (28_320, "7 h", "7 h", "7 h 52 min"),
        (86_399, "23 h", "23 h", "23 h 59 min"), (86_400, "24 h", "24 h", "24 h"), (172_799, "47 h", "47 h", "47 h"),
        (172_800, "2 d", "2 d", "2 d"),
    ])
    func inOneUnit(_ seconds: Int64, rough: String, short: String, full: String) {
        #expect(Duration.seconds(seconds).text(.rough) == rough)
        #expect(Duration.seconds(seconds).text(.short) == short)
        #expect(Duration.seconds(seconds).text(.full) == full)
    }

    @Test func inOneUnitAlone() {
        #expect(Duration.milliseconds(239_999).text(.seconds) == "239 s")
        // A wait of half a second is no wait of none.
        #expect(Duration.milliseconds(500).text(.seconds) == "500 ms")
        #expect(Duration.zero.text(.seconds) == "0 s" && Duration.microseconds(-300).text(.seconds) == "0 s")
        #expect(Duration.milliseconds(239_999).text(.minutes) == "3 min")
    }
}
