/// Reads how long something shall last, as people type it: `1h`, `90 min`, `2 d`, `1h 30m`; a bare number is minutes.
enum TimeSpan {
    static let longest = 30 * 86_400

    /// Seconds; nil where it cannot be read, is zero or longer than 30 days.
    static func seconds(_ text: String) -> Int? {
        var total = 0
        var number = ""
        var unit = ""
        func take() -> Bool {
            if number.isEmpty { return unit.isEmpty }
            guard let value = Int(number), value <= longest, let size = size(of: unit) else { return false }
            total += value * size
            number = ""
            unit = ""
            return total <= longest
        }
        for letter in text.lowercased() where letter != " " {
            if letter.isASCII, letter.isNumber {
                if !unit.isEmpty, !take() { return nil }
                number.append(letter)
                if number.count > 8 { return nil }
            } else {
                if number.isEmpty { return nil }
                unit.append(letter)
            }
        }
        guard take(), total > 0 else { return nil }
        return total
    }

    private static func size(of unit: String) -> Int? {
        switch unit {
        case "", "m", "min", "minute", "minutes": 60
        case "s", "sec": 1
        case "h", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        default: nil
        }
    }
}
