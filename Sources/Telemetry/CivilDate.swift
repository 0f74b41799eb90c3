/// A date of the Gregorian calendar, from a count of days (Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days): eras of
/// 400 years (146,097 days) that begin on 1 March.
public struct CivilDate: Hashable, Sendable {
    public let year: Int64
    /// From 1.
    public let month: Int
    public let day: Int

    /// In which day since 1970-01-01 a second of any clock lies, and how far in it; days before that are negative, seconds never.
    public static func day(ofSecond second: Int64) -> (number: Int64, second: Int64) {
        let inDay = (second % 86_400 + 86_400) % 86_400
        return ((second - inDay) / 86_400, inDay)
    }

    /// - Parameter days: since 1970-01-01; some thousand million years to both sides.
    public init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
