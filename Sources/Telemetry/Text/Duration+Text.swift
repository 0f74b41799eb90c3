extension Duration {
    /// The ways in which Warte writes a time: whoever writes one says which, not how.
    public enum TextStyle: Sendable {
        /// As it is typed, in the largest unit that leaves no rest: `0s`, `90s`, `2h`, `14d`. `Duration(words:)` reads it back.
        case typed
        /// The same for tables: `0`, `90 s`, `2 h`, `14 d`.
        case exact
        /// In a sentence, in one unit that people read at once: `74 s`, `110 min`, `3 h`, `2 d`.
        case rough
        /// The same where room is short, of two digits: `27 s`, `2 min`, `7 h`, `3 d`.
        case short
        /// `short`, but in two steps where the second one matters: `7 h 52 min`.
        case full
        /// In one unit alone, whole: `240 s`, `4 min`; what is there and less than a second in its own, `350 ms`.
        case seconds, minutes
    }

    public func text(_ style: TextStyle) -> String {
        let seconds = components.seconds
        switch style {
        case .typed:
            let (count, unit) = Self.withoutRest(seconds)
            return "\(count)\(unit == "min" ? "m" : unit)"
        case .exact:
            let (count, unit) = Self.withoutRest(seconds)
            return count == 0 ? "0" : "\(count) \(unit)"
        case .rough: return Self.inOneUnit(max(0, seconds), below: 120)
        case .short: return Self.inOneUnit(max(0, seconds), below: 100)
        case .full:
            guard (3600..<86_400).contains(seconds) else { return text(.short) }
            let minutes = seconds % 3600 / 60
            return "\(seconds / 3600) h" + (minutes == 0 ? "" : " \(minutes) min")
        case .seconds: return seconds == 0 && self >= .milliseconds(1) ? "\(milliseconds) ms" : "\(seconds) s"
        case .minutes: return "\(seconds / 60) min"
        }
    }

    private static func withoutRest(_ seconds: Int64) -> (count: Int64, unit: String) {
        for (unit, size) in [("d", Int64(86_400)), ("h", 3600), ("min", 60)] where seconds >= size && seconds % size == 0 {
            return (seconds / size, unit)
        }
        return (seconds, "s")
    }

    /// - Parameter most: so many of a unit are told in the next one.
    private static func inOneUnit(_ seconds: Int64, below most: Int64) -> String {
        switch seconds {
        case ..<most: "\(seconds) s"
        case ..<(most * 60): "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
