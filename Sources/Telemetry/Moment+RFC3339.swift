extension Moment {
    /// `2026-11-24T14:05:07.120Z` (RFC 3339, UTC).
    public var rfc3339: String {
        let days = (seconds - (((seconds % 86_400) + 86_400) % 86_400)) / 86_400
        let second = seconds - days * 86_400
        let (year, month, day) = Self.date(days)
        let millisecond = milliseconds - seconds * 1000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = "\(number)"
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)).\(padded(millisecond, 3))Z"
        return "\(padded(year, 4))-\(two(month))-\(two(day))T\(clock)"
    }

    /// Days since 1970 as a date of the Gregorian calendar (Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
    }
}
