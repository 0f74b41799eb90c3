import Telemetry
import Testing

@Suite struct MomentTests {
    /// As `date -u --iso-8601=ns -d @…` has them: before 1970, leap days, centuries without one.
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (1_795_521_600_000, "2026-11-24T12:00:00.000Z"), (1_800_000_000_123, "2027-01-15T08:00:00.123Z"),
            (.min, "0000-01-01T00:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (.max, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func timesAreThoseOfRFC3339(milliseconds: Int64, text: String) {
        #expect(Moment(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func stampsAreOfAPlace() {
        #expect(Moment(milliseconds: 1_795_521_600_000).stamp() == "2026-11-24 12:00:00")
        #expect(Moment(milliseconds: 1_795_521_600_999).stamp(east: 3600) == "2026-11-24 13:00:00")
        #expect(Moment(milliseconds: 0).stamp(east: -1) == "1969-12-31 23:59:59")
        #expect(Moment(milliseconds: .max).stamp(east: .max) == "9999-12-31 23:59:59")
        #expect(Moment(milliseconds: .min).stamp(east: .min) == "0000-01-01 00:00:00")
    }
}
