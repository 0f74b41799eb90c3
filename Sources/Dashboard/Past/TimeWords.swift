import Telemetry

/// A moment as people write it: `14:02`, `14:02:10`, `-20m`, `yesterday 8:10`, `Tue 8:10`, `24 Nov 8:10`, `2026-11-24 8:10`.
struct TimeWords: Sendable {
    let now: Moment
    /// Seconds east of UTC at a moment: clocks are changed twice a year.
    let offset: @Sendable (Moment) -> Int

    /// What is wrong with it, and what to write.
    struct Problem: Error, Hashable { let text: String }
    static var hint: String { localized("write 14:02, -20m or yesterday 8:10") }

    func moment(_ text: String) throws(Problem) -> Moment {
        let words = text.lowercased().trimmed
        guard !words.isEmpty else { throw Problem(text: Self.hint) }
        if words.hasPrefix("-") {
            guard let back = Duration(words: String(words.dropFirst())) else {
                throw Problem(text: localized("\(words.prefix(20)) is no time ago; write -20m, -2h or -1d"))
            }
            return now - back
        }
        var parts = words.split(separator: " ").map(String.init)
        guard let clock = parts.popLast(), let time = secondOfDay(clock) else {
            if !days(words.split(separator: " ").map(String.init)).isEmpty {
                throw Problem(text: localized("a time is missing; write \(words.prefix(20)) 8:10"))
            }
            throw Problem(text: localized("\"\(words.prefix(24))\" is no time; \(Self.hint)"))
        }
        let today = LocalTime(now, offset: offset(now)).dayNumber
        guard !parts.isEmpty else {
            let then = at(today, time)
            // The last one that there was.
            return then <= now ? then : at(today - 1, time)
        }
        let days = days(parts)
        guard !days.isEmpty else {
            throw Problem(
                text: localized("\"\(parts.joined(separator: " ").prefix(24))\" is no day; write yesterday 8:10, Tue 8:10 or 24 Nov 8:10"))
        }
        guard let then = days.lazy.map({ at($0, time) }).first(where: { $0 <= now }) else {
            throw Problem(text: localized("that is yet to come; \(Self.hint)"))
        }
        return then
    }

    private func at(_ day: Int, _ seconds: Int) -> Moment {
        let shown = Moment(seconds: Int64(day) * 86_400 + Int64(seconds))
        return shown - .seconds(offset(shown - .seconds(offset(now))))
    }

    private static func number(_ word: some StringProtocol) -> Int? {
        !word.isEmpty && word.count <= 4 && word.allSatisfy { ("0"..."9").contains($0) } ? Int(word) : nil
    }

    /// Days since 1970, none where it is no day. A day without its year, or a weekday, is the last one of that name: the newest comes first,
    /// and where its time is yet to come it is the one before.
    private func days(_ words: [String]) -> [Int] {
        let local = LocalTime(now, offset: offset(now))
        let today = local.dayNumber
        switch words.count {
        case 1 where ["today", "heute"].contains(words[0]): return [today]
        case 1 where ["yesterday", "gestern"].contains(words[0]): return [today - 1]
        case 1:
            let word = words[0]
            if let weekday = Self.germanWeekdays.firstIndex(where: { $0.hasPrefix(word.hasSuffix(".") ? String(word.dropLast()) : word) }),
                word.count >= 2
            {
                let last = today - (local.weekday - weekday + 7) % 7
                return [last, last - 7]
            }
            if word.count >= 3, let weekday = LocalTime.weekdays.firstIndex(where: { word.hasPrefix($0.lowercased()) }),
                Self.weekdays[weekday].hasPrefix(word)
            {
                let last = today - (local.weekday - weekday + 7) % 7
                return [last, last - 7]
            }
            let dashed = word.split(separator: "-", omittingEmptySubsequences: false).compactMap { Self.number($0) }
            if dashed.count == 3 { return Self.days(dashed[0], dashed[1], dashed[2]) }
            let dotted = word.split(separator: ".", omittingEmptySubsequences: false).filter { !$0.isEmpty }.compactMap { Self.number($0) }
            if word.contains("."), dotted.count == 3 { return Self.days(dotted[2], dotted[1], dotted[0]) }
            return word.hasSuffix(".") && dotted.count == 2 ? lastDays(dotted[0], month: dotted[1], local) : []
        case 2:
            guard let day = Self.number(words[0].hasSuffix(".") ? String(words[0].dropLast()) : words[0]), words[1].count >= 3,
                let month = LocalTime.months.firstIndex(where: { words[1].hasPrefix($0.lowercased()) })
            else { return [] }
            return lastDays(day, month: month + 1, local)
        default: return []
        }
    }
    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    private static let germanWeekdays = ["sonntag", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag"]

    /// Between two 29ths of February lie up to eight years.
    private func lastDays(_ day: Int, month: Int, _ local: LocalTime) -> [Int] {
        // Today's date means today, even where the time is yet to come.
        if (month, day) == (local.month, local.day) { return [local.dayNumber] }
        let year = (month, day) > (local.month, local.day) ? local.year - 1 : local.year
        return (0...8).flatMap { Self.days(year - $0, month, day) }
    }
    /// That day, or none where there is no such day.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> [Int] {
        guard (1...12).contains(month), (1...31).contains(day), (1970...9999).contains(year) else { return [] }
        // The first of March is at most this far; the day is found around it.
        let guess = (year - 1970) * 365 + (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400 + (month - 1) * 31 - 10
        return (guess...guess + 20).map { $0 + day - 1 }.filter {
            let date = CivilDate(daysSince1970: Int64($0))
            return (Int(date.year), date.month, date.day) == (year, month, day)
        }
    }
}
