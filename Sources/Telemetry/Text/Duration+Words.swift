extension Duration {
    /// That can be read, in seconds: about thirty years, which keeps every sum far from overflow.
    public static let longestReadable: Int64 = 1_000_000_000

    /// As people type it: `10s`, `5m`, `2h`, `1d`, `1h30m`, `90 min`, `8 h`. Throughout Warte a duration in a text is read here.
    ///
    /// - Parameter bare: what a number without a unit counts; nil where it needs one.
    /// - Returns: nil for anything else, and for more than thirty years.
    public init?(words text: String, bare: Duration? = nil) {
        guard text.utf8.count <= 64 else { return nil }
        var total: Int64 = 0
        var parts = 0
        var rest = text.lowercased().unicodeScalars.drop { $0 == " " }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            guard let count = Int64(String(digits)), count <= Self.longestReadable else { return nil }
            rest = rest[digits.endIndex...].drop { $0 == " " }
            let letters = rest.prefix { ("a"..."z").contains($0) }
            guard let size = letters.isEmpty ? bare?.components.seconds : Self.seconds(in: String(letters)) else { return nil }
            rest = rest[letters.endIndex...].drop { $0 == " " }
            // Without a unit it is the last word: "1 2h" is a slip.
            if letters.isEmpty, !rest.isEmpty { return nil }
            total += count * size
            parts += 1
            if total > Self.longestReadable { return nil }
        }
        guard parts > 0 else { return nil }
        self = .seconds(total)
    }

    private static func seconds(in unit: String) -> Int64? {
        switch unit {
        case "s", "sec": 1
        case "m", "min", "minute", "minutes": 60
        case "h", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        default: nil
        }
    }
}
