extension Moment {
    /// `2026-11-24T14:05:07.120Z` (RFC 3339, UTC). Its years have four digits: what lies outside is the nearest moment within.
    public var rfc3339: String {
        let (date, clock, millisecond) = written()
        return "\(date)T\(clock).\(millisecond.padded(to: 3))Z"
    }

    /// `2026-11-24 14:05:07`, ISO 8601 as logs have it, so many seconds east of UTC (at most a day).
    public func stamp(east offset: Int = 0) -> String {
        let (date, clock, _) = written(east: offset)
        return date + " " + clock
    }

    private func written(east offset: Int = 0) -> (date: String, clock: String, millisecond: Int64) {
        func within(_ milliseconds: Int64) -> Int64 { min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999) }
        let moment = Moment(milliseconds: within(within(milliseconds) + Int64(min(max(offset, -86_400), 86_400)) * 1000))
        let (day, inDay) = CivilDate.day(ofSecond: moment.seconds)
        let date = CivilDate(daysSince1970: day)
        return (
            "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))",
            "\((inDay / 3600).padded(to: 2)):\((inDay / 60 % 60).padded(to: 2)):\((inDay % 60).padded(to: 2))",
            moment.milliseconds - moment.seconds * 1000
        )
    }
}
