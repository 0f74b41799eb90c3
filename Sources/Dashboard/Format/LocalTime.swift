import Telemetry

/// A moment on the user's wall clock.
struct LocalTime: Hashable, Sendable {
    let day: Int
    let month: Int
    let year: Int
    /// 0 is Sunday.
    let weekday: Int
    let hour: Int
    let minute: Int
    let second: Int
    /// Days since 1970 in local time.
    let dayNumber: Int

    init(_ moment: Moment, offset: Int) {
        // A clock that is wrong by centuries must not trap: the arithmetic below holds for these.
        let seconds = min(max(moment.seconds, -60_000_000_000), 250_000_000_000) + Int64(min(max(offset, -86_400), 86_400))
        let (days, inDay) = CivilDate.day(ofSecond: seconds)
        dayNumber = Int(days)
        hour = Int(inDay / 3600)
        minute = Int(inDay % 3600 / 60)
        second = Int(inDay % 60)
        weekday = Int(((days + 4) % 7 + 7) % 7)
        let date = CivilDate(daysSince1970: days)
        (day, month, year) = (date.day, date.month, Int(date.year))
    }

    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    static let germanWeekdays = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"]
    /// Dates have a language of their own (`LC_TIME`).
    private var isGerman: Bool { Wording.spoken.languages.dates == .german }

    /// `14:05`
    var short: String { Numbers.two(hour) + ":" + Numbers.two(minute) }
    /// `14:05:07`
    var clock: String { short + ":" + Numbers.two(second) }
    /// `24 Nov`, `24.11.`
    var date: String { isGerman ? Numbers.two(day) + "." + Numbers.two(month) + "." : "\(day) \(LocalTime.months[month - 1])" }
    /// `Tue 24 Nov`, `Di 24.11.`
    var longDate: String { (isGerman ? LocalTime.germanWeekdays : LocalTime.weekdays)[weekday] + " " + date }
}

/// Writes moments as a screen wants them: the clock for today, the date for what is older.
struct Clock: Sendable {
    let offset: Int
    private let today: Int
    private let now: Moment
    init(now: Moment, offset: Int) {
        self.offset = offset
        self.now = now
        today = LocalTime(now, offset: offset).dayNumber
    }
    func isToday(_ moment: Moment) -> Bool { local(moment).dayNumber == today }
    func local(_ moment: Moment) -> LocalTime { LocalTime(moment, offset: offset) }
    /// Up to 6 columns: `14:05`, `23 Nov`.
    func short(_ moment: Moment) -> String {
        let time = local(moment)
        return time.dayNumber == today ? time.short : time.date
    }
    /// `14:05`, or `23 Nov 14:05`.
    func brief(_ moment: Moment) -> String { (isToday(moment) ? "" : local(moment).date + " ") + local(moment).short }
    /// At the ends of a time axis: the clock as long as it cannot be mistaken, also over midnight.
    func axis(_ moment: Moment) -> String { now - moment < .seconds(72_000) ? local(moment).short : short(moment) }
    /// `14:05:07`, or `23 Nov 14:05`.
    func long(_ moment: Moment) -> String {
        let time = local(moment)
        return time.dayNumber == today ? time.clock : time.date + " " + time.short
    }
}
