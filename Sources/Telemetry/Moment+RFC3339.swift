extension Moment {
    /// `2026-11-24T14:05:07.120Z` (RFC 3339, UTC). Its years have four digits: what lies outside is the nearest moment within.
    public var rfc3339: String {
        let moment = Moment(milliseconds: min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999))
        let inDay = ((moment.seconds % 86_400) + 86_400) % 86_400
        let date = CivilDate(daysSince1970: (moment.seconds - inDay) / 86_400)
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = "\(number)"
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let clock = "\(padded(inDay / 3600, 2)):\(padded(inDay / 60 % 60, 2)):\(padded(inDay % 60, 2))"
        let millisecond = moment.milliseconds - moment.seconds * 1000
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T\(clock).\(padded(millisecond, 3))Z"
    }
}
